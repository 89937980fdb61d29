"""Refund an order in part or whole: money, goods and coupons go back together, and never more than came."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from digitool.coupons.rules.returns import KEEP, REVERT
from digitool.coupons.till.reversing import LiveCoupon, live_uses, settle_in
from digitool.db.constraints import Constraint, refusing
from digitool.db.port import Connection, StoredRow
from digitool.db.writing import Work
from digitool.errors import ConflictError, NotFoundError, UsageError
from digitool.model.ids import Fen
from digitool.model.references import require_number
from digitool.model.text import mask_value
from digitool.official_store.locations import OFFICIAL_STORE, require_location
from digitool.official_store.orders.recording import GivenBack, record_refund_in
from digitool.official_store.orders.settlement import Fee, Good, Owed, Settled, settle_return
from digitool.official_store.orders.stored import (
    change_order,
    find_order,
    order_lines,
    order_result,
    reference,
    require_verb,
)
from digitool.official_store.states import REFUNDED
from digitool.official_store.stock.levels import Spot, Why, add, check_pieces
from digitool.workspace.desk import Desk


@dataclass(frozen=True)
class Return:
    """What comes back: pieces by product (None: everything that is left), to which shelf.

    ``restock`` False keeps the goods off the shelf (damaged), ``location`` "" is where they came from.
    ``policy`` says what kept goods do when they miss a coupon's minimum spend: keep their discount, or
    revert it where this refund covers all of it. ``keep_shipping`` leaves the delivery fee with the chain
    when the last piece comes back. ``number`` is the refund's own number, as the payment bill has it.
    """

    pieces: Mapping[str, int] | None = None
    restock: bool = True
    location: str = ""
    policy: str = KEEP
    keep_shipping: bool = False
    number: str = ""


@dataclass(frozen=True)
class _Case:
    """One refund under way: the order, its lines, the pieces of each that come back, and its coupons."""

    order: StoredRow
    lines: list[StoredRow]
    pieces: list[int]
    coupons: list[LiveCoupon]

    @property
    def whole(self) -> bool:
        """Whether nothing is left with the customer after this."""
        return all(
            line["returned"] + back == line["quantity"]
            for line, back in zip(self.lines, self.pieces, strict=True)
        )

    @property
    def goods(self) -> list[Good]:
        """The lines as the settlement wants them."""
        return [
            Good(
                str(line["position"]),
                line["now_fen"] // line["quantity"],
                back,
                Owed(line["owed_fen"], line["owed_pieces"], line["owed_back"]),
                line["paid_fen"] - line["refunded_fen"] if line["returned"] + back else 0,
            )
            for line, back in zip(self.lines, self.pieces, strict=True)
        ]

    def fee(self, *, back: bool) -> Fee:
        """The delivery fee as the settlement wants it."""
        order = self.order
        paid = order["payable_fen"] - sum(line["paid_fen"] for line in self.lines)
        given_back = order["refunded_fen"] - sum(line["refunded_fen"] for line in self.lines)
        return Fee(order["shipping_fen"], back, paid - given_back)


def refund_order(desk: Desk, number: str, asked: Return) -> dict[str, Any]:
    """Give money back for pieces of an order, or for all of it.

    The parts of several refunds sum to what was paid, to the fen. Raises NotFoundError (``no_order``,
    ``not_in_order``), ConflictError (``not_paid``, ``over_returned``, ``already_refunded``), UsageError.
    """
    _require(asked)
    params = {
        "order": number,
        "pieces": None if asked.pieces is None else dict(asked.pieces),
        "restock": asked.restock,
        "location": asked.location,
        "policy": asked.policy,
        "keep_shipping": asked.keep_shipping,
        "number": asked.number,
    }
    return desk.write(
        "official_store.refund", params, lambda work: refund_order_in(work, desk, number, asked)
    )


def refund_order_in(work: Work, desk: Desk, number: str, asked: Return) -> dict[str, Any]:
    """`refund_order` inside a write of the caller; its result without the operation."""
    connection = work.connection
    order = find_order(connection, number)
    require_verb(order, "refund", desk.at)
    case = _case(connection, order, asked.pieces)
    fee = case.fee(back=case.whole and not asked.keep_shipping)
    settled = settle_return(case.goods, fee, [one.use for one in case.coupons], asked.policy)
    for live, returned in zip(case.coupons, settled.uses, strict=True):
        if returned.use != live.use or returned.complete:
            settle_in(work, desk.at_counter("", OFFICIAL_STORE), live, returned)
    _keep_lines(connection, case, settled, asked.restock)
    if asked.restock:
        _restock(work, desk, case, require_location(desk, asked.location or order["location"]))
    name = _record(work, desk, case, asked, settled)
    _end(connection, desk, case, settled.amount_fen)
    shown = {
        "refund": name,
        "amount_fen": settled.amount_fen,
        "withdrawn_fen": settled.withdrawn_fen,
        "kept_discount_fen": settled.live_fen,
    }
    return order_result(connection, desk, number, **shown)


def _require(asked: Return) -> None:
    for product, pieces in (asked.pieces or {}).items():
        check_pieces(pieces, product)
    if asked.pieces is not None and not asked.pieces:
        raise UsageError("bad_return", "nothing is to come back", hint="name the goods with --line A1=2")
    if asked.policy not in (KEEP, REVERT):
        raise UsageError(
            "bad_policy", "{policy} is not keep or revert", hint="keep is the usual one", policy=asked.policy
        )
    if asked.number:
        require_number(asked.number)


def _case(connection: Connection, order: StoredRow, asked: Mapping[str, int] | None) -> _Case:
    lines = order_lines(connection, order["id"])
    left = {line["code"]: line["quantity"] - line["returned"] for line in lines}
    pieces = left if asked is None else asked
    for product, back in pieces.items():
        if product not in left:
            raise NotFoundError(
                "not_in_order",
                "{product} is not in order {order}",
                hint="look at the order's lines first",
                try_next="digitool official-store order show {order}",
                product=mask_value(product),
                order=order["number"],
            )
        if back > left[product]:
            raise ConflictError(
                "over_returned",
                "{observed} of {product} cannot come back to order {order}: {limit} are left",
                hint="nothing was changed; look at the order's lines first",
                product=product,
                order=order["number"],
                observed=back,
                limit=left[product],
                rule="order_line.returned",
            )
    back_now = [pieces.get(line["code"], 0) for line in lines]
    return _Case(order, lines, back_now, live_uses(connection, reference(order)))


def _keep_lines(connection: Connection, case: _Case, settled: Settled, restock: bool) -> None:
    rows = zip(case.lines, case.pieces, settled.owed, settled.refunded, strict=True)
    connection.executemany(
        "UPDATE official_order_line SET returned = returned + ?, restocked = restocked + ?,"
        " refunded_fen = refunded_fen + ?, owed_fen = ?, owed_pieces = ?, owed_back = ?"
        " WHERE official_order = ? AND position = ?",
        [
            (back, back if restock else 0, part, *owed, case.order["id"], line["position"])
            for line, back, owed, part in rows
        ],
    )


def _restock(work: Work, desk: Desk, case: _Case, location: str) -> None:
    spot = Spot(location, desk.at, desk.day(location), work.seq)
    for line, back in zip(case.lines, case.pieces, strict=True):
        if back:
            why = Why("return", f"order:{case.order['number']}")
            add(work.connection, spot, line["product"], back, why)


def _record(work: Work, desk: Desk, case: _Case, asked: Return, settled: Settled) -> str:
    connection, order = work.connection, case.order
    running = connection.execute(
        "SELECT count(*) + 1 FROM official_refund WHERE official_order = ?", (order["id"],)
    ).fetchone()[0]
    name = asked.number or f"{OFFICIAL_STORE}-refund:{order['number']}:{running}"
    pieces = {line["code"]: back for line, back in zip(case.lines, case.pieces, strict=True) if back}
    used = ConflictError(
        "refund_used",
        "there is already a refund {refund}",
        hint="give the number of this refund, or leave it out",
        refund=name,
    )
    with refusing(Constraint.UNIQUE, "official_refund.number", used):
        connection.execute(
            "INSERT INTO official_refund (number, official_order, at, day, amount_fen, goods_fen,"
            " shipping_fen, withdrawn_fen, lines, restocked, operation)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(name, order["id"], desk.at, desk.day(), settled.amount_fen, settled.goods_fen),
                *(settled.shipping_fen, settled.withdrawn_fen, json.dumps(pieces, ensure_ascii=False)),
                *(asked.restock, work.seq),
            ),
        )
    record_refund_in(work, desk, GivenBack(name, order["purchase"], Fen(settled.amount_fen)))
    return name


def _end(connection: Connection, desk: Desk, case: _Case, amount_fen: int) -> None:
    order = case.order
    changes: dict[str, object] = {"refunded_fen": order["refunded_fen"] + amount_fen}
    if case.whole:
        changes |= {"state": REFUNDED, "ended_at": desk.at}
    change_order(connection, order, "refund", changes)
