"""Ask without changing anything: what a coupon is, and what coupons would do for a cart.

Uses a read connection, so a till can ask while others write. The answer is the one that `redeem` would
give at the same moment: the same evaluator, and counters with expired locks taken off by the clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from digitool.coupons.codes import format_code
from digitool.coupons.counters import Persons, uses_of
from digitool.coupons.finding import FoundCoupon, counted_persons, find_coupon, find_stock
from digitool.coupons.giving.first_holders import barred
from digitool.coupons.rules.cart import Cart
from digitool.coupons.rules.evaluation import Evaluation, LimitUse, PresentedCoupon, policy_of
from digitool.coupons.rules.evaluator import evaluate
from digitool.coupons.rules.limits import REDEEMED, redeem_moves
from digitool.coupons.rules.refusals import CouponRefusal
from digitool.coupons.rules.states import seen_state
from digitool.coupons.rules.terms import MAX_TOTAL, Terms
from digitool.coupons.rules.windows import FOREVER
from digitool.coupons.stocks import stock_row
from digitool.db.port import Connection
from digitool.db.tally import run
from digitool.errors import NotFoundError
from digitool.model.days import format_instant
from digitool.model.ids import IdentifierId, person_text
from digitool.workspace.desk import Desk


def status(connection: Connection, target: str, desk: Desk) -> dict[str, Any]:
    """One row for a stock or a coupon, as the clock of ``desk`` sees it.

    Raises NotFoundError ``unknown_code`` or ``no_stock``.
    """
    try:
        found = find_coupon(connection, target)
    except NotFoundError:
        return stock_row(find_stock(connection, target))
    zone = desk.calendar().zone
    use = connection.execute(
        "SELECT order_ref, discount_fen - back_fen AS fen FROM coupon_redemption"
        " WHERE coupon = ? AND ended_at IS NULL",
        (found.id,),
    ).fetchone()
    state = seen_state(found.life, desk.at)
    held = state == "locked"
    return {
        "stock": found.stock_code,
        "coupon": format_code(found.code),
        "state": state,
        "customer": person_text(found.person) if found.person else None,
        "valid_from": format_instant(found.valid_from, zone) if found.valid_from else None,
        "valid_to": format_instant(found.valid_to, zone) if found.valid_to < FOREVER else None,
        "locked_until": format_instant(found.locked_until, zone) if held else None,
        "order": use["order_ref"] if use else found.locked_order if held else None,
        "discount_fen": use["fen"] if use else 0,
    }


def codes_of(connection: Connection, customer: IdentifierId) -> list[str]:
    """Codes of unused coupons that a customer's person holds, oldest first, at most 100."""
    who = counted_persons(connection, customer, _ANY)
    rows = run(connection, "coupons", "held_by", {"person": who.person})
    return [format_code(row["code"]) for row in rows]


def check_cart(
    connection: Connection,
    desk: Desk,
    codes: Sequence[str],
    cart: Cart,
    customer: IdentifierId | None = None,
) -> Evaluation:
    """What these coupons would do for a cart now: discounts by line, stacking order, refusals.

    Nothing is written. A code that does not exist raises NotFoundError ``unknown_code``.
    """
    person = counted_persons(connection, customer, _ANY).person
    asked = cart._replace(
        at=desk.at,
        store=cart.store or desk.store,
        channel=cart.channel or desk.channel,
        person=person,
    )
    offers = [_offer(connection, desk, find_coupon(connection, code), customer) for code in codes]
    return evaluate(asked, offers, policy_of(desk.settings.coupons), "", desk.calendar())


def answer_rows(answer: Evaluation) -> list[dict[str, Any]]:
    """An evaluation as rows: cuts in stacking order, then refusals with rule, observed and limit."""
    rows: list[dict[str, Any]] = [
        {
            "coupon": cut.coupon,
            "stock": cut.stock,
            "decision": "use",
            "step": step,
            "class": cut.stack_class,
            "base_fen": cut.base_fen,
            "discount_fen": cut.discount_fen,
            "lines": {part.line: part.discount_fen for part in cut.by_line if part.discount_fen},
        }
        for step, cut in enumerate(answer.cuts, 1)
    ]
    return rows + [refusal_row(refusal) for refusal in answer.refusals]


def refusal_row(refusal: CouponRefusal) -> dict[str, Any]:
    """A refusal as a row; its words are filled by who shows it."""
    return {
        "coupon": refusal.coupon,
        "stock": refusal.stock,
        "decision": "refuse",
        "discount_fen": 0,
        "code": refusal.code,
        "rule": refusal.rule,
        "observed": refusal.observed,
        "limit": refusal.limit,
    }


def _offer(
    connection: Connection, desk: Desk, found: FoundCoupon, customer: IdentifierId | None
) -> PresentedCoupon:
    who = counted_persons(connection, found.owner or customer, found.terms)
    uses = uses_of(connection, found.stock, found.terms, desk.day(), who)
    stale = _stale_holds(connection, found, desk, who)
    return PresentedCoupon(
        format_code(found.code),
        found.stock_code,
        found.terms,
        found.life,
        found.person,
        found.locked_order,
        tuple(LimitUse(use.rule, use.used - stale[use.rule], use.cap) for use in uses),
        barred(connection, found, "", customer, desk.at),
    )


def _stale_holds(connection: Connection, found: FoundCoupon, desk: Desk, who: Persons) -> Counter[str]:
    """By limit: what locks still hold although the clock has ended them, or they are this coupon's own."""
    rows = connection.execute(
        "SELECT c.held_day, c.held_by, c.held_fen, i.person FROM coupon AS c"
        " LEFT JOIN identifier AS i ON i.id = c.held_by"
        " WHERE c.stock = ? AND c.state = 'locked' AND (c.locked_until <= ? OR c.id = ?)",
        (found.stock, desk.at, found.id),
    ).fetchall()
    today = {move[:2] for move in redeem_moves(found.terms, desk.day(), None, 0)}
    stale: Counter[str] = Counter()
    for row in rows:
        for move in redeem_moves(found.terms, row["held_day"], row["held_by"], row["held_fen"]):
            if move.measure == REDEEMED:
                stale["person"] += row["person"] == who.person
                stale["identifier"] += row["held_by"] == who.identifier
                stale["household"] += row["person"] in (who.person, *who.household)
            elif move[:2] in today:
                stale[move.measure] += move.n
    return stale


_ANY = Terms("amount", 1, MAX_TOTAL)
