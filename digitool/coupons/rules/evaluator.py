"""The one coupon evaluator: cart and coupons in, discount per line and reasons out.

Pure: no clock, no database, no random. Live redemption, ``coupon check``, dry runs and the simulator
all call `evaluate`. Coupons work in the fixed order price, member, coupon, referral, payment, then by
priority, then by id; lines are taken in an order of their own, so the same cart in any line order
gives the same result.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from digitool.coupons.rules.cart import Cart, CartLine
from digitool.coupons.rules.discounts import try_offer
from digitool.coupons.rules.eligibility import standing_refusal
from digitool.coupons.rules.evaluation import Evaluation, Running
from digitool.coupons.rules.offers import BEST, MOST_COMBINED, STANDARD, Policy, PresentedCoupon
from digitool.coupons.rules.refusals import CouponRefusal
from digitool.coupons.rules.terms import CLASSES
from digitool.model.calendar import CHINA_DAYS, Calendar

_RANK = {name: rank for rank, name in enumerate(CLASSES)}
_TOO_MANY = "more than 8 coupons: they were taken by priority, the best combination was not searched"


def evaluate(
    cart: Cart,
    coupons: Sequence[PresentedCoupon],
    policy: Policy = STANDARD,
    order: str = "",
    calendar: Calendar = CHINA_DAYS,
) -> Evaluation:
    """What the coupons take off this cart, line by line, and why some do not work.

    ``order`` is the order that may use a coupon it has locked. ``calendar`` only words dates. Every
    coupon ends in exactly one place: a cut or a refusal. The cuts' lines sum to each discount.
    """
    refusals: list[CouponRefusal] = []
    candidates: list[PresentedCoupon] = []
    seen: set[str] = set()
    for offer in sorted(coupons, key=_stacking_key):
        refusal = standing_refusal(offer, cart, order, calendar)
        if offer.coupon in seen:
            refusal = CouponRefusal(offer.coupon, "repeated", "stack")
        seen.add(offer.coupon)
        refusals.append(refusal) if refusal else candidates.append(offer)
    notes: tuple[str, ...] = ()
    if policy.mode == BEST and 1 < len(candidates) <= MOST_COMBINED:
        running, late = _best(cart, candidates, policy)
    else:
        running, late = _greedy(cart, candidates, policy)
        if policy.mode == BEST and len(candidates) > MOST_COMBINED:
            notes = (_TOO_MANY,)
    refusals += late
    if refusals:
        stocks = {offer.coupon: offer.stock for offer in coupons}
        refusals = [one._replace(stock=stocks[one.coupon]) for one in refusals]
    return _answer(cart, running, refusals, notes)


def _stacking_key(offer: PresentedCoupon) -> tuple[int, int, str, str]:
    return _RANK[offer.terms.stack_class], offer.terms.priority, offer.stock, offer.coupon


def _greedy(
    cart: Cart, offers: Sequence[PresentedCoupon], policy: Policy
) -> tuple[Running, list[CouponRefusal]]:
    """Take each coupon in order if it can be taken; the earlier one wins a quarrel."""
    running = _start(cart)
    refusals = []
    for offer in offers:
        outcome = try_offer(running, offer, policy)
        if isinstance(outcome, CouponRefusal):
            refusals.append(outcome)
    return running, refusals


def _best(
    cart: Cart, offers: Sequence[PresentedCoupon], policy: Policy
) -> tuple[Running, list[CouponRefusal]]:
    """Try every combination; the largest discount wins, then fewer coupons, then the earlier ones."""
    best: tuple[int, tuple[PresentedCoupon, ...]] = (0, ())
    for size in range(1, len(offers) + 1):
        for chosen in combinations(offers, size):
            running, refused = _greedy(cart, chosen, policy)
            if not refused and running.discount_fen > best[0]:
                best = (running.discount_fen, chosen)
    running, _ = _greedy(cart, best[1], policy)
    left_out = [offer for offer in offers if offer not in best[1]]
    return running, [_why_left_out(cart, best[1], offer, policy) for offer in left_out]


def _why_left_out(
    cart: Cart, chosen: tuple[PresentedCoupon, ...], offer: PresentedCoupon, policy: Policy
) -> CouponRefusal:
    _, alone = _greedy(cart, [offer], policy)
    if alone:
        return alone[0]
    both = sorted([*chosen, offer], key=_stacking_key)
    _, refused = _greedy(cart, both, policy)
    for refusal in refused:
        if refusal.coupon == offer.coupon:
            return refusal
    return CouponRefusal(offer.coupon, "better_without", "stack.best")


def _line_key(line: CartLine) -> tuple[str, str, int, int, int, str]:
    return line.product, line.category, line.price_fen, line.quantity, line.now_fen, line.line


def _start(cart: Cart) -> Running:
    lines = sorted(cart.lines, key=_line_key)
    left = [line.now_fen for line in lines]
    shipping = cart.shipping_fen
    if cart.applied:
        off: dict[str, int] = {}
        for applied in cart.applied:
            shipping -= applied.shipping_fen
            for name, fen in applied.discounts:
                off[name] = off.get(name, 0) + fen
        left = [max(fen - off.get(line.line, 0), 0) for line, fen in zip(lines, left)]
    return Running(lines, left, max(shipping, 0), list(cart.applied), left.copy())


def _answer(
    cart: Cart, running: Running, refusals: list[CouponRefusal], notes: tuple[str, ...]
) -> Evaluation:
    return Evaluation(
        tuple(running.cuts),
        tuple(refusals),
        cart,
        running,
        cart.initial_fen,
        sum(running.first),
        running.discount_fen,
        sum(running.left) + running.shipping_fen,
        running.shipping_fen,
        notes,
    )
