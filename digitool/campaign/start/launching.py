"""From a campaign file to the plain values of a start: audience, window, costs, and every cap made live.

What a forecast of the file counts on is either in the values given here or refused (`honouring`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from digitool.campaign.file.schema import CouponOffer
from digitool.campaign.file.spec import CampaignFile
from digitool.campaign.simulation.account import AccountTerms
from digitool.campaign.start import honouring, live_offers
from digitool.campaign.start.honouring import not_honoured
from digitool.campaign.start.starting import Start
from digitool.coupons.campaigns import Caps
from digitool.coupons.finding import find_stock
from digitool.coupons.rules.terms import Budget, Terms, from_json
from digitool.db.port import Connection, StoredRow
from digitool.errors import Phrase
from digitool.model.calendar import Calendar
from digitool.model.ids import Day
from digitool.model.money import format_yuan

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}", re.ASCII)


@dataclass(frozen=True)
class Live:
    """What is there for a file already: rules of the stock that it names, referral offers by table."""

    stock: Terms | None = None
    offers: Mapping[str, StoredRow] = field(default_factory=dict)


@dataclass(frozen=True)
class Aimed:
    """The persons whom a file is for, and those of them whom its offer reaches, as a simulation has it."""

    persons: Sequence[int]
    reached: Sequence[int]


def read_live(connection: Connection, spec: CampaignFile, today: Day) -> Live:
    """Everything live that a start of the file would take over, on a business day ``today``.

    Raises NotFoundError for its stock, RefusedError for a key that nothing could hold to and
    ``offer_missing``.
    """
    live_offers.require_budgets(spec)
    honouring.require_holdable(spec)
    named = spec.coupon.stock if spec.coupon is not None else ""
    stock = from_json(find_stock(connection, named)["terms"]) if named else None
    return Live(stock, live_offers.read_offers(connection, spec, today))


def plan_of(spec: CampaignFile, aimed: Aimed, live: Live, calendar: Calendar, *, issue: bool) -> Start:
    """The start that a file asks for.

    A coupon of the file's own becomes a new stock, named like the campaign; one that names a stock uses that.
    Raises RefusedError ``not_honoured`` with the key and line of a cap that would not hold.
    """
    frame, costs, offer = spec.campaign, spec.costs, spec.coupon
    live_offers.require_same(spec, dict(live.offers), calendar.span(frame.window))
    budget = coupon_budget(spec, live)
    own = offer is not None and not offer.stock
    if offer is not None and live.stock is not None:
        _require_stock(spec, offer, live.stock, budget)
    return Start(
        code=frame.name,
        day_from=frame.start,
        day_to=frame.window.after,
        persons=aimed.persons,
        holdout_bp=frame.holdout,
        costs=AccountTerms(costs.margin, costs.message, costs.commission, costs.fixed),
        new_stocks={stock_code(frame.name): terms_of(spec, len(aimed.reached), calendar, budget, issue=issue)}
        if own
        else {},
        stocks=(offer.stock,) if offer is not None and offer.stock else (),
        checked={offer.stock: live.stock} if offer is not None and live.stock is not None else {},
        offers=tuple(row["code"] for row in live.offers.values()),
        caps=caps_of(spec),
        issue=issue,
        reached=aimed.reached,
        mechanics=dict(spec.tables),
    )


def caps_of(spec: CampaignFile) -> Caps:
    """What messages that name the campaign keep to."""
    contact, message = spec.contact, spec.guide_message
    per_day = message.capacity if message is not None else None
    return Caps(contact.most_in_7_days, contact.most_in_30_days, per_day, contact.messages)


def coupon_budget(spec: CampaignFile, live: Live) -> int | None:
    """What the file's coupon may cost in all, in fen; None for no limit.

    The budget of the campaign is shared in time order by everything in it; live, each part has a budget of
    its own, so these must not come to more. Raises RefusedError ``not_honoured``.
    """
    offer, whole = spec.coupon, spec.campaign.budget
    own = offer.budget if offer is not None else None
    if whole is None:
        return own
    granted = sum(row["budget_fen"] for row in live.offers.values())
    if offer is None or not live.offers:
        mine = 0 if offer is None else whole if own is None else min(own, whole)
    elif own is None:
        why = Phrase("it is shared, and the coupon has no part of its own: say coupon.budget", {})
        raise not_honoured(spec, "campaign", "budget", why)
    else:
        mine = own
    if granted + mine > whole or any(not row["budget_fen"] for row in live.offers.values()):
        why = Phrase(
            "its parts come to {parts} yuan: coupon {coupon}, open offers {offers}",
            {
                "parts": format_yuan(granted + mine),
                "coupon": format_yuan(mine),
                "offers": format_yuan(granted),
            },
        )
        raise not_honoured(spec, "campaign", "budget", why)
    return mine


def _require_stock(spec: CampaignFile, offer: CouponOffer, stock: Terms, budget: int | None) -> None:
    """A stock that exists is not changed: it must keep to the file's caps by itself."""
    counts = [one.cap for one in stock.budgets if one[:2] == ("count", "total")]
    if offer.total is not None and min([stock.total, *counts]) > offer.total:
        pieces = {"stock": offer.stock, "live": min([stock.total, *counts])}
        raise not_honoured(spec, "coupon", "total", Phrase("stock {stock} allows {live} uses", pieces))
    if budget is None:
        return
    moneys = [one.cap for one in stock.budgets if one[:2] == ("money", "total")]
    most = [*moneys, *([stock.total * stock.liability_fen] if stock.liability_fen else [])]
    if not most or min(most) > budget:
        key = ("coupon", "budget") if offer.budget == budget else ("campaign", "budget")
        limit = format_yuan(min(most)) if most else "-"
        why = Phrase("stock {stock} may cost {live} yuan", {"stock": offer.stock, "live": limit})
        raise not_honoured(spec, *key, why)


def stock_code(name: str) -> str:
    """The code of a campaign's own coupon stock: its name where that may be a code, else a digest of it."""
    if _PLAIN.fullmatch(name):
        return name
    return f"campaign-{hashlib.blake2b(name.encode(), digest_size=4).hexdigest()}"


def terms_of(
    spec: CampaignFile, reached: int, calendar: Calendar, budget: int | None, *, issue: bool
) -> Terms:
    """The live rules of the file's coupon, with pieces for those whom it reaches, and a budget in fen.

    Coupons given out at the start are valid from the first day of the window for ``valid_days``; those that
    guides hand out later count their days from receipt, and none outlasts one that is received on the last
    day.
    """
    offer, frame = spec.coupon or CouponOffer(), spec.campaign
    caps = [("count", offer.total), ("money", budget)]
    last = frame.start + offer.valid_days + (0 if issue else frame.days - 1)
    return Terms(
        kind=offer.value.kind,
        value=offer.value.value,
        total=max(1, reached * offer.per_customer),
        most_fen=offer.most,
        min_spend_fen=offer.min_spend,
        valid_from=calendar.start(frame.start),
        valid_to=calendar.start(Day(last)),
        valid_days=0 if issue else offer.valid_days,
        per_person=offer.per_customer,
        budgets=tuple(Budget(measure, "total", cap) for measure, cap in caps if cap is not None),
        name=offer.text,
    )
