"""The one coupon evaluator: cart and coupons in, discount per line and reasons out.

Pure: no clock, no database, no random. Live redemption, ``coupon check``, dry runs and the simulator
all call `evaluate`. Coupons work in the fixed order price, member, coupon, referral, payment, then by
priority, then by id; lines are taken in an order of their own, so the same cart in any line order
gives the same result. Each coupon is applied to what is left of the cart by `try_offer`: limits,
stacking, minimum spend, then the cut that its kind makes.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from digitool.coupons.rules.cart import Applied, Cart, CartLine
from digitool.coupons.rules.eligibility import eligible, standing_refusal
from digitool.coupons.rules.evaluation import (
    BEST,
    MOST_COMBINED,
    STANDARD,
    Cut,
    Evaluation,
    LineCut,
    Policy,
    PresentedCoupon,
    Running,
)
from digitool.coupons.rules.kinds.shape import Goods
from digitool.coupons.rules.refusals import CouponRefusal, money_refusal
from digitool.coupons.rules.terms import CLASSES
from digitool.model.calendar import CHINA_DAYS, Calendar
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
