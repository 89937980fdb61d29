"""Refund an order in part or whole: money, goods and coupons go back together, and never more than came."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from digitool.coupons.codes import format_code
from digitool.coupons.returns import KEEP, REVERT
from digitool.coupons.reversing import take_back
from digitool.db.writing import Work
from digitool.errors import ConflictError, NotFoundError, UsageError
from digitool.model.references import require_number
from digitool.model.text import mask_value
from digitool.official_store.calls import OFFICIAL_STORE, Call
from digitool.official_store.orders import (
    change_order,
    find_order,
    lines_of,
    order_result,
    reference,
    require_verb,
)
from digitool.official_store.recording import GivenBack, record_refund
from digitool.official_store.refunds import Owed, withdraw
from digitool.official_store.states import REFUNDED
from digitool.official_store.stock import Spot, add, check_pieces


@dataclass(frozen=True)
class Return:
    """What comes back: pieces by product (None: everything that is left), to which shelf.

    ``restock`` False keeps the goods off the shelf (damaged), ``location`` "" is where they came from.
    ``policy`` says what kept goods do when they miss a coupon's minimum spend: keep their discount, or
    revert it. ``keep_shipping`` leaves the delivery fee with the chain when the last piece comes back.
    ``number`` is the refund's own number, as the payment bill has it.
    """

    pieces: Mapping[str, int] | None = None
    restock: bool = True
    location: str = ""
    policy: str = KEEP
    keep_shipping: bool = False
    number: str = ""


@dataclass
class _Case:
    """One refund under way: the order's lines, the pieces of each that come back, and what is owed."""

    order: sqlite3.Row
    lines: list[sqlite3.Row]
    pieces: list[int]
    owed: list[Owed]
    goods_fen: int = 0
    shipping_fen: int = 0
    withdrawn_fen: int = 0

    @property
    def whole(self) -> bool:
        """Whether nothing is left with the customer after this."""
        return all(
            line["returned"] + back == line["quantity"]
            for line, back in zip(self.lines, self.pieces, strict=True)
        )

    @property
    def amount_fen(self) -> int:
        """What the customer gets."""
        return self.goods_fen + self.shipping_fen - self.withdrawn_fen


def refund(call: Call, number: str, asked: Return) -> dict[str, Any]:
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
    with call.write("official_store.refund", params) as work:
        return work.replayed or work.finish(refund_in(work, call, number, asked))


def refund_in(work: Work, call: Call, number: str, asked: Return) -> dict[str, Any]:
    """`refund` inside a write of the caller; its result without the operation."""
    connection = work.connection
    order = find_order(connection, number)
    require_verb(order, "refund", call.at)
    case = _case(order, lines_of(connection, order["id"]), asked.pieces)
    case.goods_fen = sum(owed.part(back) for owed, back in zip(case.owed, case.pieces, strict=True))
    parts = [owed.part(back) for owed, back in zip(case.owed, case.pieces, strict=True)]
    case.owed = [owed.without(back) for owed, back in zip(case.owed, case.pieces, strict=True)]
    _give_coupons_back(work, call, case, asked.policy)
    if case.whole and not asked.keep_shipping:
        case.shipping_fen = order["payable_fen"] - sum(line["paid_fen"] for line in case.lines)
    _keep_lines(connection, case, parts, asked.restock)
    if asked.restock:
        _restock(work, call, case, call.require_location(asked.location or order["location"]))
    name = _record(work, call, case, asked)
    _end(connection, call, case)
    shown = {"refund": name, "amount_fen": case.amount_fen, "withdrawn_fen": case.withdrawn_fen}
    return order_result(connection, call, number, **shown)


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


def _case(order: sqlite3.Row, lines: list[sqlite3.Row], asked: Mapping[str, int] | None) -> _Case:
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
    owed = [Owed(line["owed_fen"], line["owed_pieces"], line["owed_back"]) for line in lines]
    return _Case(order, lines, [pieces.get(line["code"], 0) for line in lines], owed)


def _give_coupons_back(work: Work, call: Call, case: _Case, policy: str) -> None:
    """Take each coupon's part back; a discount that kept goods lose makes them dearer, this refund less."""
    order, coupon_call = case.order, call.coupons("", OFFICIAL_STORE)
    uses = work.connection.execute(
        "SELECT c.code, r.lines FROM coupon_redemption AS r JOIN coupon AS c ON c.id = r.coupon"
        " WHERE r.order_ref = ? AND r.ended_at IS NULL ORDER BY r.id",
        (reference(order),),
    ).fetchall()
    for use in uses:
        sold = {item[0]: item for item in json.loads(use["lines"])}
        back = {
            str(line["position"]): pieces
            for line, pieces in zip(case.lines, case.pieces, strict=True)
            if pieces and str(line["position"]) in sold
        }
        if case.whole:
            take_back(work, coupon_call, format_code(use["code"]))
        elif back:
            row = take_back(work, coupon_call, format_code(use["code"]), back, policy)
            room = min(row["withdrawn_fen"], case.goods_fen - case.withdrawn_fen)
            discounts = [sold.get(str(line["position"]), (0,) * 5)[4] for line in case.lines]
            case.owed, taken = withdraw(case.owed, discounts, room)
            case.withdrawn_fen += taken


def _keep_lines(connection: sqlite3.Connection, case: _Case, parts: list[int], restock: bool) -> None:
    rows = zip(case.lines, case.pieces, case.owed, parts, strict=True)
    connection.executemany(
        "UPDATE official_order_line SET returned = returned + ?, restocked = restocked + ?,"
        " refunded_fen = refunded_fen + ?, owed_fen = ?, owed_pieces = ?, owed_back = ?"
        " WHERE official_order = ? AND position = ?",
        [
            (back, back if restock else 0, part, *owed, case.order["id"], line["position"])
            for line, back, owed, part in rows
        ],
    )


def _restock(work: Work, call: Call, case: _Case, location: str) -> None:
    spot = Spot(location, call.at, call.day(location), work.seq)
    for line, back in zip(case.lines, case.pieces, strict=True):
        if back:
            why = ("return", f"order:{case.order['number']}")
            add(work.connection, spot, line["product"], back, why)


def _record(work: Work, call: Call, case: _Case, asked: Return) -> str:
    connection, order = work.connection, case.order
    running = connection.execute(
        "SELECT count(*) + 1 FROM official_refund WHERE official_order = ?", (order["id"],)
    ).fetchone()[0]
    name = asked.number or f"{OFFICIAL_STORE}-refund:{order['number']}:{running}"
    pieces = {line["code"]: back for line, back in zip(case.lines, case.pieces, strict=True) if back}
    try:
        connection.execute(
            "INSERT INTO official_refund (number, official_order, at, day, amount_fen, goods_fen,"
            " shipping_fen, withdrawn_fen, lines, restocked, operation)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(name, order["id"], call.at, call.day(), case.amount_fen, case.goods_fen),
                *(case.shipping_fen, case.withdrawn_fen, json.dumps(pieces, ensure_ascii=False)),
                *(asked.restock, work.seq),
            ),
        )
    except sqlite3.IntegrityError as error:
        if "official_refund.number" not in str(error):
            raise
        raise ConflictError(
            "refund_used",
            "there is already a refund {refund}",
            hint="give the number of this refund, or leave it out",
            refund=name,
        ) from error
    record_refund(work, call, GivenBack(name, order["purchase"], case.amount_fen))
    return name


def _end(connection: sqlite3.Connection, call: Call, case: _Case) -> None:
    order = case.order
    changes: dict[str, object] = {"refunded_fen": order["refunded_fen"] + case.amount_fen}
    if case.whole:
        changes |= {"state": REFUNDED, "ended_at": call.at}
    change_order(connection, order, "refund", changes)
