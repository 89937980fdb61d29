"""Rules that look at one coupon and the cart alone, before any other coupon is applied."""

from __future__ import annotations

from datetime import datetime, timezone

from digitool.coupons.rules.cart import Cart, CartLine
from digitool.coupons.rules.evaluation import PresentedCoupon
from digitool.coupons.rules.refusals import CouponRefusal
from digitool.coupons.rules.states import EXPIRED, LOCKED, REDEEMED, VOID, seen_state
from digitool.coupons.rules.terms import Terms
from digitool.model.calendar import Calendar
from digitool.model.days import format_instant, zone
from digitool.model.ids import Ms


def standing_refusal(
    offer: PresentedCoupon, cart: Cart, order: str, calendar: Calendar
) -> CouponRefusal | None:
    """The first rule that refuses the coupon whatever else is in the order.

    The owner comes first: who holds somebody else's coupon learns nothing more about it.
    """
    return (
        _owner_refusal(offer, cart)
        or _state_refusal(offer, cart.at, order, calendar)
        or offer.barred
        or _place_refusal(offer, cart)
        or _goods_refusal(offer, cart)
    )


def eligible(line: CartLine, terms: Terms) -> bool:
    """Whether a line belongs to a coupon: named product or category, or all, and not excluded."""
    if line.product in terms.excluded:
        return False
    if not terms.products and not terms.categories:
        return True
    return line.product in terms.products or (bool(line.category) and line.category in terms.categories)


def _owner_refusal(offer: PresentedCoupon, cart: Cart) -> CouponRefusal | None:
    if offer.owner is not None and cart.person is not None and offer.owner != cart.person:
        return CouponRefusal(offer.coupon, "other_person", "owner")
    if offer.owner is None and cart.person is None and (offer.terms.per_person or offer.terms.per_household):
        return CouponRefusal(offer.coupon, "needs_person", "per_person", 0, offer.terms.per_person)
    return None


def _state_refusal(offer: PresentedCoupon, at: Ms, order: str, calendar: Calendar) -> CouponRefusal | None:
    state = seen_state(offer.life, at)
    if state == REDEEMED:
        return CouponRefusal(offer.coupon, "already_redeemed", "state", state)
    if state == VOID:
        return CouponRefusal(offer.coupon, "void", "state", state)
    if state == EXPIRED:
        end = offer.life.valid_to
        return timed_refusal(offer.coupon, "expired", "validity", at, end, calendar)
    if state == "pending":
        start = offer.life.valid_from
        return timed_refusal(offer.coupon, "pending", "validity", at, start, calendar)
    if state == LOCKED and offer.order != order:
        until = offer.life.locked_until
        return timed_refusal(offer.coupon, "locked", "lock", at, until, calendar)
    return None


def timed_refusal(coupon: str, code: str, rule: str, at: Ms, limit: int, calendar: Calendar) -> CouponRefusal:
    """A refusal by the clock: now and the limit are UTC ms; of what has expired people are told the end."""
    told = limit - 1 if code == "expired" else limit
    observed, end = (format_instant(Ms(one), calendar.zone) for one in (at, limit))
    return CouponRefusal(coupon, code, rule, observed, end, "", _moment(Ms(told), calendar))


def _place_refusal(offer: PresentedCoupon, cart: Cart) -> CouponRefusal | None:
    terms = offer.terms
    if terms.stores and not cart.store:
        return CouponRefusal(offer.coupon, "store_needed", "stores", "", _names(terms.stores))
    if terms.stores and cart.store not in terms.stores:
        return CouponRefusal(offer.coupon, "wrong_store", "stores", cart.store, _names(terms.stores))
    if terms.channels and cart.channel not in terms.channels:
        return CouponRefusal(
            offer.coupon, "wrong_channel", "channels", cart.channel or "-", _names(terms.channels)
        )
    return None


def _goods_refusal(offer: PresentedCoupon, cart: Cart) -> CouponRefusal | None:
    terms = offer.terms
    if terms.whole_cart:
        return None
    if not cart.whole:
        return CouponRefusal(offer.coupon, "cart_needed", "scope")
    if not any(eligible(line, terms) for line in cart.lines):
        wanted = _names(terms.products | terms.categories)
        return CouponRefusal(offer.coupon, "nothing_eligible", "scope", 0, wanted)
    return None


def _names(names: frozenset[str], most: int = 5) -> str:
    shown = ", ".join(sorted(names)[:most])
    return shown + (", …" if len(names) > most else "") if names else "-"


def _moment(at: Ms, calendar: Calendar) -> str:
    moment = datetime.fromtimestamp(at // 1000, timezone.utc)
    return moment.astimezone(zone(calendar.zone)).strftime("%Y-%m-%d %H:%M")
