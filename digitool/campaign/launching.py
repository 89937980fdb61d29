"""From a campaign file to the plain values of a start: audience, window, costs and the coupon's rules."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from digitool.campaign.account import Terms as Costs
from digitool.campaign.spec import CampaignFile
from digitool.campaign.spec_tables import CouponOffer
from digitool.campaign.starting import Start
from digitool.coupons.terms import Budget, Terms
from digitool.coupons.windows import Calendar

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}", re.ASCII)


def plan_of(spec: CampaignFile, persons: Sequence[int], calendar: Calendar, *, issue: bool) -> Start:
    """The start that a file asks for; ``persons`` are its audience.

    A coupon of the file's own becomes a new stock, named like the campaign; one that names a stock uses that.
    """
    frame, costs, offer = spec.campaign, spec.costs, spec.coupon
    own = offer is not None and not offer.stock
    return Start(
        code=frame.name,
        day_from=frame.start,
        day_to=frame.start + frame.days,
        persons=persons,
        holdout_bp=frame.holdout,
        costs=Costs(costs.margin, costs.message, costs.commission, costs.fixed),
        new_stocks={stock_code(frame.name): terms_of(spec, offer, len(persons), calendar, issue=issue)}
        if own and offer is not None
        else {},
        stocks=(offer.stock,) if offer is not None and offer.stock else (),
        issue=issue,
        mechanics=dict(spec.tables),
    )


def stock_code(name: str) -> str:
    """The code of a campaign's own coupon stock: its name where that may be a code, else a digest of it."""
    if _PLAIN.fullmatch(name):
        return name
    return f"campaign-{hashlib.blake2b(name.encode(), digest_size=4).hexdigest()}"


def terms_of(
    spec: CampaignFile, offer: CouponOffer, customers: int, calendar: Calendar, *, issue: bool
) -> Terms:
    """The live rules of the file's coupon.

    Coupons given out at the start are valid from the first day of the window for ``valid_days``; those that
    guides hand out later count their days from receipt.
    """
    first = calendar.start(spec.campaign.start)
    caps = [("count", offer.total), ("money", offer.budget)]
    return Terms(
        kind=offer.value.kind,
        value=offer.value.value,
        total=max(1, customers * offer.per_customer),
        most_fen=offer.most,
        min_spend_fen=offer.min_spend,
        valid_from=first,
        valid_to=calendar.start(spec.campaign.start + offer.valid_days) if issue else 0,
        valid_days=0 if issue else offer.valid_days,
        per_person=offer.per_customer,
        budgets=tuple(Budget(measure, "total", cap) for measure, cap in caps if cap),
        name=offer.text,
    )
