"""Pay an order: its coupons are redeemed, its goods are sold, and it becomes a purchase."""

from __future__ import annotations

from typing import Any

from digitool.coupons.codes import draw_payload
from digitool.coupons.till.redeeming import TillCase, take_presented
from digitool.db.port import StoredRow
from digitool.db.writing import Work
from digitool.errors import ConflictError, RefusedError
from digitool.model.ids import Day
from digitool.model.money import format_yuan
from digitool.model.references import require_number
from digitool.official_store.bearer import PICKUP
from digitool.official_store.locations import OFFICIAL_STORE, WEB
from digitool.official_store.orders.recording import PaidOrder, record_sale_in
from digitool.official_store.orders.stored import (
    cart_of,
    change_order,
    coupon_codes,
    find_order,
    order_lines,
    order_result,
    reference,
    require_verb,
)
from digitool.official_store.states import PAID
from digitool.official_store.stock.levels import Spot, sell_reserved
from digitool.workspace.desk import Desk


def pay_order(desk: Desk, number: str, payment: str = "", amount_fen: int | None = None) -> dict[str, Any]:
    """Take the payment of an order. A pickup order gets its code, shown in this result only.

    ``payment`` is the number of the payment (``wechatpay:4200...``), so that the imported bill tells of
    the same purchase; ``amount_fen`` is what came in, checked when given. Raises NotFoundError,
    ConflictError (``order_expired``, ``already_paid``, ``payment_used``), RefusedError
    (``amount_mismatch`` and what coupons refuse).
    """
    if payment:
        require_number(payment, "payment")
    params = {"order": number, "payment": payment, "amount_fen": amount_fen}
    return desk.write(
        "official_store.pay", params, lambda work: pay_order_in(work, desk, number, payment, amount_fen)
    )


def pay_order_in(
    work: Work, desk: Desk, number: str, payment: str = "", amount_fen: int | None = None
) -> dict[str, Any]:
    """`pay_order` inside a write of the caller; its result without the operation."""
    connection = work.connection
    order = find_order(connection, number)
    require_verb(order, "pay", desk.at)
    _require_amount(order, amount_fen)
    lines = order_lines(connection, order["id"])
    _redeem(work, desk, order, lines)
    _sell(work, desk, order, lines)
    purchase = _record(work, desk, order, lines, payment)
    changes: dict[str, object] = {
        "state": PAID,
        "paid_at": desk.at,
        "payment": payment,
        "purchase": purchase,
    }
    shown: dict[str, object] = {}
    if order["delivery"] == "pickup":
        code = draw_payload()
        changes |= {"pickup_code": code, "pickup_by": _pickup_by(desk, order["location"])}
        shown["pickup_code"] = PICKUP.told(order["id"], code)
    change_order(connection, order, "pay", changes)
    return order_result(connection, desk, number, **shown)


def _require_amount(order: StoredRow, amount_fen: int | None) -> None:
    if amount_fen is not None and amount_fen != order["payable_fen"]:
        raise RefusedError(
            "amount_mismatch",
            "order {order} comes to {limit} yuan, not to {observed} yuan",
            hint="nothing was changed; give the money back, or take the right amount",
            order=order["number"],
            observed=format_yuan(amount_fen),
            limit=format_yuan(order["payable_fen"]),
            rule="order.payable",
        )


def _redeem(work: Work, desk: Desk, order: StoredRow, lines: list[StoredRow]) -> None:
    """Redeem the coupons that the order has locked; they must take off what was agreed."""
    codes = coupon_codes(work.connection, order)
    if not codes:
        return
    cart = cart_of(order, lines, desk.at)
    at_till = desk.at_counter(cart.store, OFFICIAL_STORE)
    case = TillCase(work, at_till, reference(order), cart, order["customer"])
    for code in codes:
        case.present(code)
    result = take_presented(case, "coupon.redeem")
    if result["discount_fen"] != order["discount_fen"]:
        raise ConflictError(
            "price_changed",
            "the coupons of order {order} take off {observed} yuan now, {limit} yuan were agreed",
            hint="cancel the order and place it again",
            order=order["number"],
            observed=format_yuan(result["discount_fen"]),
            limit=format_yuan(order["discount_fen"]),
        )


def _sell(work: Work, desk: Desk, order: StoredRow, lines: list[StoredRow]) -> None:
    location = order["location"]
    spot = Spot(location, desk.at, desk.day(location), work.seq)
    for line in lines:
        kept = line["reservation"], line["product"], line["quantity"]
        sell_reserved(work.connection, spot, *kept, f"order:{order['number']}")


def _record(work: Work, desk: Desk, order: StoredRow, lines: list[StoredRow], payment: str) -> int:
    goods = [(line["code"], line["title"], line["quantity"], line["paid_fen"]) for line in lines]
    sale = PaidOrder(
        payment or reference(order),
        order["number"],
        "",
        order["payable_fen"],
        order["customer"],
        order["guide"],
        order["referrer"],
        goods,
        served="" if order["location"] == WEB else order["location"],
    )
    return record_sale_in(work, desk, sale)


def _pickup_by(desk: Desk, location: str) -> int:
    """The end of the last business day on which the store keeps the goods."""
    calendar = desk.calendar(location)
    return calendar.start(Day(desk.day(location) + desk.settings.official_store.pickup_days + 1))
