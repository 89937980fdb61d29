"""One coupon applied to what is left of a cart: limits, stacking, minimum spend, then the cut.

`try_offer` either adds a cut to the scratch sheet of an evaluation (`Running`) or gives the refusal and
leaves it as it was.
"""

from __future__ import annotations

from digitool.coupons.rules.cart import Applied, CartLine
from digitool.coupons.rules.eligibility import eligible
from digitool.coupons.rules.evaluation import Running
from digitool.coupons.rules.kinds.shape import Goods
from digitool.coupons.rules.offers import Cut, LineCut, Policy, PresentedCoupon
from digitool.coupons.rules.refusals import CouponRefusal, money_refusal
from digitool.model.money import share_out


def try_offer(running: Running, offer: PresentedCoupon, policy: Policy) -> Cut | CouponRefusal:
    """Apply one coupon, or say which rule refuses it."""
    refusal = None
    if running.applied:
        refusal = _stacking_refusal(running, offer, policy)
    if offer.uses and not refusal:
        refusal = _count_refusal(running, offer)
    if refusal:
        return refusal
    terms = offer.terms
    lines = running.lines
    if terms.whole_cart:
        places, base = list(range(len(lines))), sum(running.left)
    else:
        places = [i for i, line in enumerate(lines) if eligible(line, terms)]
        base = sum(running.left[i] for i in places)
    refusal = _minimum_refusal(offer, running, places, base)
    if refusal:
        return refusal
    parts = terms.gives.off_goods(terms, _goods(running, places))
    off = sum(parts)
    if terms.gives.delivery:
        off = terms.gives.off_delivery(terms, running.shipping_fen)
    elif policy.floor_bp:
        off, parts = _keep_floor(running, policy, off, parts)
    refusal = _result_refusal(running, offer, policy, off, base)
    if refusal:
        return refusal
    return _take(running, offer, off, list(zip(places, parts, strict=True)))


def _stacking_refusal(running: Running, offer: PresentedCoupon, policy: Policy) -> CouponRefusal | None:
    terms = offer.terms
    for other in running.applied:
        if other.stack_class in terms.exclusive_with or terms.stack_class in other.exclusive_with:
            return CouponRefusal(offer.coupon, "exclusive", "stack.exclusive", other.stock, terms.stack_class)
    same_stock = sum(other.stock == offer.stock for other in running.applied)
    if same_stock >= terms.max_stack:
        return CouponRefusal(offer.coupon, "stack_limit", "stack.max", same_stock, terms.max_stack)
    stocks = {other.stock for other in running.applied if other.stack_class == terms.stack_class}
    room = policy.room(terms.stack_class)
    if offer.stock not in stocks and len(stocks) >= room:
        return CouponRefusal(offer.coupon, "class_full", "stack.class", min(stocks, default=""), room)
    return None


def _count_refusal(running: Running, offer: PresentedCoupon) -> CouponRefusal | None:
    taken = running.spent(offer.stock)[0]
    for use in offer.uses:
        if use.rule.startswith("money"):
            continue
        if use.used + taken >= use.cap:
            code = "budget_count" if use.rule.startswith("count") else f"{use.rule}_limit"
            return CouponRefusal(offer.coupon, code, f"limit.{use.rule}", use.used + taken, use.cap)
    return None


def _minimum_refusal(
    offer: PresentedCoupon, running: Running, places: list[int], base: int
) -> CouponRefusal | None:
    terms = offer.terms
    if not terms.min_spend_fen or terms.min_spend_base == "after":
        return None
    spend = base
    if terms.min_spend_base == "initial":
        spend = sum(running.lines[i].initial_fen for i in places)
    if spend < terms.min_spend_fen:
        name = terms.min_spend_base
        return money_refusal(
            offer.coupon, f"below_minimum_{name}", f"min_spend.{name}", spend, terms.min_spend_fen
        )
    return None


def _goods(running: Running, places: list[int]) -> Goods:
    lines = [running.lines[i] for i in places]
    return Goods(
        [running.left[i] for i in places], [one.initial_fen for one in lines], [one.quantity for one in lines]
    )


def _keep_floor(running: Running, policy: Policy, off: int, parts: list[int]) -> tuple[int, list[int]]:
    room = sum(running.left) - floor_fen(running.lines, policy)
    if off <= room:
        return off, parts
    off = max(room, 0)
    return off, share_out(off, parts) if any(parts) else parts


def floor_fen(lines: list[CartLine], policy: Policy) -> int:
    """The amount below which coupons may not push these lines, rounded up to a fen."""
    return -(-sum(line.initial_fen for line in lines) * policy.floor_bp // 10_000)


def _result_refusal(
    running: Running, offer: PresentedCoupon, policy: Policy, off: int, base: int
) -> CouponRefusal | None:
    terms = offer.terms
    if terms.min_spend_base == "after" and base - off < terms.min_spend_fen:
        return money_refusal(
            offer.coupon, "below_minimum_after", "min_spend.after", base - off, terms.min_spend_fen
        )
    if offer.uses:
        spent = running.spent(offer.stock)[1]
        for use in offer.uses:
            if use.rule.startswith("money") and use.used + spent + off > use.cap:
                taken = use.used + spent
                return money_refusal(offer.coupon, "budget_money", f"limit.{use.rule}", taken, use.cap)
    if off > 0:
        return None
    lowest, now = floor_fen(running.lines, policy), sum(running.left)
    if policy.floor_bp and now <= lowest and not terms.gives.delivery:
        return money_refusal(offer.coupon, "floor", "stack.floor", now, lowest)
    return CouponRefusal(offer.coupon, "no_effect", "effect", 0, 1)


def _take(running: Running, offer: PresentedCoupon, off: int, parts: list[tuple[int, int]]) -> Cut:
    """Write a cut down; ``parts`` are places of lines with their fen."""
    terms, left = offer.terms, running.left
    by_line = []
    base = 0
    for place, fen in parts:
        by_line.append(LineCut(running.lines[place].line, left[place], fen))
        base += left[place]
        left[place] -= fen
    shipping = 0
    if terms.gives.delivery:
        base, shipping = running.shipping_fen, off
        running.shipping_fen -= shipping
    cut = Cut(offer.coupon, offer.stock, terms.stack_class, base, off, tuple(by_line), shipping)
    running.cuts.append(cut)
    running.applied.append(Applied(offer.coupon, offer.stock, terms.stack_class, terms.exclusive_with))
    return cut
