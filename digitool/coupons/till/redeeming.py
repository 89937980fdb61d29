"""Lock and redeem: the hot path of a till. One transaction, few statements, no decision on old data.

Everything is read under the write lock, judged by the pure evaluator, and written by statements that
check again what they change.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from digitool.coupons import booking, problems
from digitool.coupons.bearer import COUPON
from digitool.coupons.codes import digest, print_code
from digitool.coupons.counters import Persons, count_up, uses_of
from digitool.coupons.finding import (
    FoundCoupon,
    counted_persons,
    find_coupon,
    find_presented,
    guesses_counted,
    release_lock_in,
    return_expired_locks_in,
)
from digitool.coupons.giving.first_holders import barred
from digitool.coupons.rules.cart import Applied, Cart, asked
from digitool.coupons.rules.evaluation import Cut, Evaluation, PresentedCoupon, policy_of
from digitool.coupons.rules.evaluator import evaluate
from digitool.coupons.rules.limits import Move, redeem_moves
from digitool.coupons.rules.refusals import CouponRefusal, money_refusal
from digitool.coupons.rules.returns import sold_lines
from digitool.coupons.rules.states import LOCKED, REDEEMED
from digitool.coupons.rules.terms import from_json
from digitool.coupons.till.own_orders import require_foreign
from digitool.db.clock import require_forward
from digitool.db.port import Connection
from digitool.db.statements import changed
from digitool.db.writing import Work
from digitool.ledger.journals import post
from digitool.model.days import format_instant
from digitool.model.ids import IdentifierId, Ms
from digitool.model.references import require_number, require_short
from digitool.workspace.desk import Desk

_QUOTED = json.JSONEncoder(ensure_ascii=False).encode

MOST_COUPONS = 20
"""Coupons that one order may present at once."""

_REDEMPTION = (
    "INSERT INTO coupon_redemption (coupon, stock, order_ref, store, channel, identifier, at, day,"
    " initial_fen, base_fen, discount_fen, shipping_fen, payable_fen, lines, journal, operation, back_fen)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)"
)


class TillCase:
    """One order at the till with the coupons presented for it, as read under the write lock."""

    def __init__(self, work: Work, desk: Desk, order: str, cart: Cart, customer: IdentifierId | None) -> None:
        self.work = work
        self.desk = desk
        self.order = order
        self.customer = customer
        self.cart = Cart(
            cart.lines,
            desk.at,
            cart.store or desk.store,
            cart.channel or desk.channel,
            None if customer is None else counted_persons(work.connection, customer, _NOBODY).person,
            cart.shipping_fen,
            cart.whole,
        )
        self.lock_ms = desk.settings.coupons.lock_minutes * 60_000
        self.offers: list[PresentedCoupon] = []
        self.presented: dict[str, tuple[FoundCoupon, Persons]] = {}

    def present(self, code: str) -> None:
        """Read one coupon, and let the clock return what ran out on its stock."""
        desk, connection = self.desk, self.work.connection
        found = find_presented(connection, desk, code, self.order)
        if found.order_used and not self.cart.applied:
            self.cart = self.cart._replace(applied=_applied(connection, self.order, self.cart))
        if found.stale and return_expired_locks_in(self.work, desk, found.stock):
            found = find_coupon(connection, code)
        kept = barred(connection, found, self.order, self.customer, desk.at)
        if found.state == LOCKED and found.locked_order == self.order:
            release_lock_in(self.work, desk, found)
            found = find_coupon(connection, code)
        terms = found.terms
        who = counted_persons(connection, found.owner or self.customer, terms)
        uses = uses_of(connection, found.stock, terms, desk.day(), who) if terms.limited else ()
        name = print_code(code)
        self.presented[name] = found, who
        self.offers.append(
            PresentedCoupon(
                name, found.stock_code, terms, found.life, found.person, found.locked_order, uses, kept
            )
        )

    def judge(self) -> Evaluation:
        """The evaluation; raises the first refusal, because a till presents coupons to have them used."""
        desk = self.desk
        policy = policy_of(desk.settings.coupons).as_presented
        answer = evaluate(self.cart, self.offers, policy, self.order, desk.calendar())
        if answer.refusals:
            raise answer.refusals[0].error()
        return answer


_NOBODY = from_json('{"kind":"amount","total":1,"value":1}')


def redeem_coupons(
    desk: Desk, codes: Sequence[str], order: str, cart: Cart, customer: IdentifierId | None = None
) -> dict[str, Any]:
    """Use coupons for an order: all of them, or none and the reason of the first that does not work.

    ``customer`` is an identifier id; without it whoever holds the code may use it, and limits count
    for the coupon's owner. A code that is nobody's is refused (``held_out``) to a customer whom the
    campaign of its stock holds out. Result: one row per coupon in stacking order, the lines with their
    discounts, and what is left to pay. Raises NotFoundError, ConflictError, RefusedError.
    """
    return _at_till(desk, "coupon.redeem", codes, order, cart, customer)


def lock_coupons(
    desk: Desk, codes: Sequence[str], order: str, cart: Cart, customer: IdentifierId | None = None
) -> dict[str, Any]:
    """Reserve coupons for an order for 15 minutes; limits and budgets count them as held.

    The lock ends by the clock, by `redeem_coupons` for the same order, or by `release_coupon`. Raises as
    `redeem_coupons`.
    """
    return _at_till(desk, "coupon.lock", codes, order, cart, customer)


def _at_till(
    desk: Desk, kind: str, codes: Sequence[str], order: str, cart: Cart, customer: IdentifierId | None
) -> dict[str, Any]:
    _require_order(order, codes)
    require_short(cart.channel or desk.channel, "channel")
    require_short(cart.store or desk.store, "store")
    params = {
        "codes": [digest(code) for code in codes],
        "order": order,
        "cart": asked(cart._replace(store=cart.store or desk.store, channel=cart.channel or desk.channel)),
        "customer": customer,
    }

    def act(work: Work) -> dict[str, Any]:
        case = TillCase(work, desk, order, cart, customer)
        for code in codes:
            case.present(code)
        return take_presented(case, kind)

    with guesses_counted(desk):
        return desk.write(kind, params, act)


def take_presented(case: TillCase, kind: str) -> dict[str, Any]:
    """Judge the coupons that were presented, then ``coupon.redeem`` or ``coupon.lock`` all of them.

    For callers inside a write of their own; the result is that of `redeem_coupons`, which raises alike.
    """
    answer = case.judge()
    for found, _ in case.presented.values():
        require_forward(case.desk.at, found.received_at or found.issued_at)
    apply = _redeem_one if kind == "coupon.redeem" else _lock_one
    return _result(case, answer, [apply(case, answer, cut) for cut in answer.cuts])


def _redeem_one(case: TillCase, answer: Evaluation, cut: Cut) -> dict[str, Any]:
    work, desk, cart = case.work, case.desk, case.cart
    found, who = case.presented[cut.coupon]
    terms, stamp = found.terms, desk.stamp(work, "coupon.redeem", found.source)
    _change_state(
        work.connection,
        "UPDATE coupon SET state = 'redeemed', received_at = coalesce(received_at, ?)"
        " WHERE id = ? AND state = ?",
        (desk.at, found.id, found.state),
        cut,
    )
    if terms.limited:
        moves = redeem_moves(terms, stamp.day, who.identifier, cut.discount_fen)
        _count(work.connection, found, moves, cut)
    journal = post(work.connection, stamp, booking.redeemed(cut.stock, terms, cut.discount_fen))
    place = cart.store, cart.channel, who.identifier, desk.at, stamp.day
    amounts = answer.initial_fen, cut.base_fen, cut.discount_fen, cut.shipping_fen, answer.payable_fen
    keys = found.id, found.stock, case.order
    work.connection.execute(_REDEMPTION, (*keys, *place, *amounts, _sold(cart, cut), journal, work.seq))
    return _row(found, cut, REDEEMED, answer.payable_fen)


def _lock_one(case: TillCase, answer: Evaluation, cut: Cut) -> dict[str, Any]:
    work, desk = case.work, case.desk
    found, who = case.presented[cut.coupon]
    stamp = desk.stamp(work, "coupon.lock", found.source)
    moves = redeem_moves(found.terms, stamp.day, who.identifier, cut.discount_fen)
    _count(work.connection, found, moves, cut, held=True)
    journal = post(work.connection, stamp, booking.reserved(cut.stock, found.terms, cut.discount_fen))
    until = desk.at + case.lock_ms
    _change_state(
        work.connection,
        "UPDATE coupon SET state = 'locked', locked_until = ?, locked_order = ?, held_day = ?,"
        " held_fen = ?, held_by = ?, held_journal = ? WHERE id = ? AND state = ?",
        (
            *(until, case.order, stamp.day, cut.discount_fen, who.identifier, journal),
            *(found.id, found.state),
        ),
        cut,
    )
    row = _row(found, cut, LOCKED, answer.payable_fen)
    row["locked_until"] = format_instant(Ms(until), desk.calendar().zone)
    return row


def _change_state(connection: Connection, statement: str, params: tuple[object, ...], cut: Cut) -> None:
    if changed(connection, statement, params) != 1:
        raise CouponRefusal(cut.coupon, "already_redeemed", "state", REDEEMED).error()


def _count(
    connection: Connection, found: FoundCoupon, moves: list[Move], cut: Cut, *, held: bool = False
) -> None:
    over = count_up(connection, found.stock, moves, held=held)
    if over is None:
        return
    if over.measure.startswith("money"):
        raise money_refusal(cut.coupon, "budget_money", f"limit.{over.measure}", over.cap, over.cap).error()
    code = "budget_count" if over.measure.startswith("count") else "identifier_limit"
    raise CouponRefusal(cut.coupon, code, f"limit.{over.measure}", over.cap, over.cap).error()


def _applied(connection: Connection, order: str, cart: Cart) -> tuple[Applied, ...]:
    """Coupons that earlier redemptions used for the same order; its amount must not have changed since."""
    rows = connection.execute(
        "SELECT r.coupon, r.lines, r.shipping_fen, r.initial_fen, s.code, s.terms"
        " FROM coupon_redemption AS r JOIN coupon_stock AS s ON s.id = r.stock"
        " WHERE r.order_ref = ? AND r.ended_at IS NULL ORDER BY r.id",
        (order,),
    ).fetchall()
    applied = []
    for row in rows:
        if row["initial_fen"] != cart.initial_fen:
            raise money_refusal(
                "", "order_changed", "order.amount", cart.initial_fen, row["initial_fen"]
            ).error()
        terms = from_json(row["terms"])
        discounts = tuple((line.line, line.discount_fen) for line in sold_lines(row["lines"]))
        applied.append(
            Applied(
                str(row["coupon"]),
                row["code"],
                terms.stack_class,
                terms.exclusive_with,
                discounts,
                row["shipping_fen"],
            )
        )
    return tuple(applied)


def _sold(cart: Cart, cut: Cut) -> str:
    """The eligible lines as JSON of `SoldLine`: line, price, quantity, before, discount, nothing back."""
    price = {line.line: f"{line.price_fen},{line.quantity}" for line in cart.lines}
    sold = [f"[{_QUOTED(name)},{price[name]},{before},{off},0,0]" for name, before, off in cut.by_line]
    return f"[{','.join(sold)}]"


def _row(found: FoundCoupon, cut: Cut, state: str, payable_fen: int) -> dict[str, Any]:
    return {
        "stock": cut.stock,
        "coupon": COUPON.told(found.id, found.code),
        "state": state,
        "class": cut.stack_class,
        "discount_fen": cut.discount_fen,
        "payable_fen": payable_fen,
    }


def _result(case: TillCase, answer: Evaluation, rows: list[dict[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "rows": rows,
        "order": case.order,
        "initial_fen": answer.initial_fen,
        "discount_fen": answer.discount_fen,
        "payable_fen": answer.payable_fen,
    }
    if case.cart.whole:
        result["lines"] = [line._asdict() for line in answer.lines]
    return result


def _require_order(order: str, codes: Sequence[str]) -> None:
    require_number(order)
    require_foreign(order)
    if not 1 <= len(codes) <= MOST_COUPONS:
        raise problems.not_so_many(len(codes))
