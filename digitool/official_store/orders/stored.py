"""Find orders, change their state, and show them as result rows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from digitool.coupons.codes import format_code, mask_code
from digitool.coupons.rules.cart import Cart, CartLine
from digitool.db.clock import require_forward
from digitool.db.port import Connection, StoredRow
from digitool.db.statements import ask, changed
from digitool.errors import ConflictError, NotFoundError
from digitool.model.ids import Ms, person_text
from digitool.model.text import mask_value
from digitool.official_store.locations import OFFICIAL_STORE
from digitool.official_store.states import (
    CANCELLED,
    CREATED,
    DELIVERED,
    EXPIRED,
    PAID,
    PICKED_UP,
    REFUNDED,
    SHIPPED,
    allowed,
    seen_state,
)
from digitool.workspace.desk import Desk

WRONG_STATE: dict[str, tuple[str, str]] = {
    CREATED: ("not_paid", "order {order} is not paid yet"),
    PAID: ("already_paid", "order {order} is already paid"),
    SHIPPED: ("already_shipped", "the goods of order {order} were already sent"),
    DELIVERED: ("already_delivered", "the goods of order {order} were already delivered"),
    PICKED_UP: ("already_picked_up", "the goods of order {order} were already picked up"),
    REFUNDED: ("already_refunded", "order {order} was already refunded in full"),
    CANCELLED: ("order_cancelled", "order {order} was cancelled"),
    EXPIRED: ("order_expired", "order {order} was not paid in time; its goods are free again"),
}
"""By the state that everybody sees: code and words of a verb that comes too late or too early."""

_MOMENTS = ("created_at", "paid_at", "shipped_at", "handed_at")
_LINES = (
    "SELECT l.*, p.code, p.title, p.category FROM official_order_line AS l"
    " JOIN product AS p ON p.id = l.product WHERE l.official_order = ? ORDER BY l.position"
)


def find_order(connection: Connection, number: str) -> StoredRow:
    """An order by its number. Raises NotFoundError ``no_order``."""
    found: StoredRow | None = connection.execute(
        "SELECT * FROM official_order WHERE number = ?", (number,)
    ).fetchone()
    if found is None:
        raise NotFoundError(
            "no_order",
            "there is no order {order}",
            hint="list the orders and check the number",
            try_next="digitool official-store order list",
            order=mask_value(number) or "-",
        )
    return found


def order_lines(connection: Connection, order: int) -> list[StoredRow]:
    """The lines of an order with their products, by position."""
    return connection.execute(_LINES, (order,)).fetchall()


def require_verb(order: StoredRow, verb: str, at: Ms) -> None:
    """Refuse a verb that the order's state, as the clock sees it, does not allow: ConflictError.

    Raises RefusedError ``out_of_order`` for a moment before what was done to the order last.
    """
    require_forward(at, Ms(max(order[name] or 0 for name in _MOMENTS)))
    state = seen_state(order["state"], order["pay_by"], at)
    if allowed(state, verb):
        return
    code, words = WRONG_STATE[state]
    hint = "nothing was changed; a paid order is refunded" if verb == "cancel" else "nothing was changed"
    raise ConflictError(code, words, hint=hint, order=order["number"], rule="order.state", observed=state)


def change_order(connection: Connection, order: StoredRow, verb: str, changes: Mapping[str, object]) -> None:
    """Write an order's new state and columns, provided that nobody else has changed its state."""
    names = ", ".join(f"{name} = ?" for name in changes)
    moved = changed(
        connection,
        f"UPDATE official_order SET {names} WHERE id = ? AND state = ?",  # noqa: S608 - names from this room
        (*changes.values(), order["id"], order["state"]),
    )
    if moved != 1:
        code, words = WRONG_STATE[order["state"]]
        raise ConflictError(code, words, hint="nothing was changed", order=order["number"], rule=verb)


def reference(order: StoredRow) -> str:
    """The order as coupons, facts and the ledger name it."""
    return f"{OFFICIAL_STORE}:{order['number']}"


def coupon_codes(connection: Connection, order: StoredRow) -> list[str]:
    """The codes of the coupons that an order was placed with, in the order given."""
    ids = json.loads(order["coupons"])
    if not ids:
        return []
    rows = ask(connection, "SELECT id, code FROM coupon WHERE id IN ints(?)", (order["coupons"],))
    found = {row[0]: format_code(row[1]) for row in rows}
    return [found[one] for one in ids]


def cart_of(order: StoredRow, lines: list[StoredRow], at: Ms) -> Cart:
    """The order's goods at the prices that were agreed, as the coupon evaluator wants them."""
    goods = tuple(
        CartLine(
            str(line["position"]),
            line["code"],
            line["category"],
            line["price_fen"],
            line["quantity"],
            line["now_fen"],
        )
        for line in lines
    )
    store = order["location"] if order["delivery"] == "pickup" else ""
    return Cart(goods, at, store, OFFICIAL_STORE, shipping_fen=order["shipping_fen"])


def order_result(connection: Connection, desk: Desk, number: str, **more: object) -> dict[str, Any]:
    """An order as the result of an operation: its row and its lines; ``more`` is put into the row."""
    order = find_order(connection, number)
    lines = [line_row(line) for line in order_lines(connection, order["id"])]
    return {"rows": [{**order_row(desk, order), **more}], "lines": lines}


def order_row(desk: Desk, order: StoredRow) -> dict[str, Any]:
    """An order as one row; its pickup code is masked, its state is the one that the clock sees."""
    code = order["pickup_code"]
    return {
        "order": order["number"],
        "state": seen_state(order["state"], order["pay_by"], desk.at),
        "delivery": order["delivery"],
        "location": order["location"],
        "customer": person_text(order["customer"]) if order["customer"] else None,
        "guide": order["guide"] or None,
        "referrer": order["referrer"] or None,
        "goods_fen": order["now_fen"],
        "discount_fen": order["discount_fen"],
        "shipping_fen": order["shipping_fen"],
        "payable_fen": order["payable_fen"],
        "refunded_fen": order["refunded_fen"],
        "created_at": desk.moment(order["created_at"]),
        "pay_by": desk.moment(order["pay_by"]),
        "paid_at": desk.moment(order["paid_at"]),
        "handed_at": desk.moment(order["handed_at"]),
        "payment": order["payment"] or None,
        "pickup_code": mask_code(code) if code is not None else None,
        "pickup_by": desk.moment(order["pickup_by"]),
        "tracking": order["tracking"] or None,
    }


def line_row(line: StoredRow) -> dict[str, Any]:
    """One line of an order as a row."""
    return {
        "product": line["code"],
        "title": line["title"],
        "quantity": line["quantity"],
        "price_fen": line["price_fen"],
        "goods_fen": line["now_fen"],
        "discount_fen": line["discount_fen"],
        "paid_fen": line["paid_fen"],
        "flash": line["flash"] is not None,
        "returned": line["returned"],
        "refunded_fen": line["refunded_fen"],
    }
