"""From a campaign file and a roster of customers to what the core simulates.

Works on arrays alone: who may be written to (`Permission`) and who is held out are given, so a library
user can bring their own; `forecasting` takes them from a workspace.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from digitool.campaign.arrays import Bools, Floats, Ints, ints
from digitool.campaign.file.schema import CouponOffer
from digitool.campaign.file.spec import CampaignFile
from digitool.campaign.forecast.live_mechanics import gatherings_of
from digitool.campaign.history.customers import Roster
from digitool.campaign.models.bg_nbd import alive_probability
from digitool.campaign.simulation.account import AccountTerms
from digitool.campaign.simulation.coupon_value import Coupon
from digitool.campaign.simulation.exposure import Audience, Plan, Sending, SkipReason, plan_exposure
from digitool.campaign.simulation.inputs import Calibration, Campaign, Customers, Referral
from digitool.campaign.simulation.preparation import vars_of
from digitool.errors import RefusedError

_POOL = 20
"""People who can be reached by invitation for each customer, where the file does not say."""

PAID_TRIGGERS = ("invitee_registered", "invitee_paid")
_NO_CAP = 10**6


@dataclass(frozen=True)
class Permission:
    """Who may be written to and who must not be, arrays (n,): ``reachable``, ``too_often`` (a cap of the
    contact policy), ``held_out``; ``per_guide``: messages a day at most by the chain's policy, 0: no cap.
    """

    reachable: Bools
    too_often: Bools
    held_out: Bools
    per_guide: int = 0


def selected(spec: CampaignFile, roster: Roster) -> Bools:
    """Which customers (n,) meet the inline conditions of ``[audience]``; the segment is not looked at."""
    wanted, one = spec.audience, roster.customers
    purchases = np.where(roster.bought, one.history.frequency + 1, 0)
    since = np.where(roster.bought, (one.history.age - one.history.recency) * 7.0, np.inf)
    keep = np.ones(len(roster), dtype=np.bool_)
    if wanted.stores:
        keep &= np.isin(roster.home, [n for n, code in enumerate(roster.stores) if code in wanted.stores])
    if wanted.guides:
        keep &= np.isin(one.guide, [n for n, code in enumerate(roster.guides) if code in wanted.guides])
    if wanted.with_guide:
        keep &= one.guide >= 0
    keep &= purchases >= wanted.min_purchases
    if wanted.max_purchases is not None:
        keep &= purchases <= wanted.max_purchases
    if wanted.bought_within_days is not None:
        keep &= since <= wanted.bought_within_days
    if wanted.not_bought_within_days is not None:
        keep &= since >= wanted.not_bought_within_days
    if wanted.min_basket:
        keep &= one.basket_fen >= wanted.min_basket
    if wanted.max_basket is not None:
        keep &= one.basket_fen <= wanted.max_basket
    return keep


def most_valuable(keep: Bools, worth: Floats, most: int | None) -> Bools:
    """The ``most`` most valuable of those kept (n,); all of them for None."""
    if most is None or int(keep.sum()) <= most:
        return keep
    rows = np.flatnonzero(keep)
    best = rows[np.argsort(-worth[rows], kind="stable")[:most]]
    found = np.zeros_like(keep)
    found[best] = True
    return found


def value_of(customers: Customers, calibration: Calibration) -> Floats:
    """Expected fen a week (n,) of each customer, if nothing is done: who is served first."""
    worth = np.zeros(len(customers))
    for segment, fit in enumerate(calibration.purchases):
        rows = np.flatnonzero(customers.segment == segment)
        law = fit.parameters
        history = type(customers.history)(*(column[rows] for column in vars_of(customers.history)))
        pace = (law.r + history.frequency) / (law.alpha + history.age)
        worth[rows] = alive_probability(history, law) * pace * np.maximum(customers.basket_fen[rows], 1.0)
    return worth


def contact_plan(
    spec: CampaignFile, customers: Customers, audience: Bools, allowed: Permission, worth: Floats
) -> Plan:
    """Who is written to on which day: by guides within their capacity, by broadcast on the first day.

    With both, a customer's guide writes and the broadcast goes to the rest. Without either the offer waits
    on its surface and is met on the first day. ``audience`` (n,) and ``worth`` (n,) in fen.
    """
    guides = int(customers.guide.max(initial=-1)) + 1
    message = spec.guide_message
    guide = customers.guide if message is not None else np.full(len(customers), -1, dtype=np.int64)
    reachable = allowed.reachable & audience
    if message is not None and spec.broadcast is None:
        reachable &= guide >= 0
    capacity = message.capacity if message is not None else _NO_CAP
    if allowed.per_guide:
        capacity = min(capacity, allowed.per_guide)
    over = np.where(allowed.too_often, _NO_CAP, 0)
    listed = Audience(guide, worth, over, over, reachable, allowed.held_out)
    sending = Sending(np.full(guides, capacity), spec.campaign.days, _NO_CAP, _NO_CAP, spec.contact.messages)
    return plan_exposure(listed, sending)


def is_written(spec: CampaignFile) -> bool:
    """Whether customers are written to; without, the offer waits where they meet it by themselves."""
    return spec.guide_message is not None or spec.broadcast is not None


def campaign_of(spec: CampaignFile, contacts: Plan, coupon: Coupon | None, customers: int) -> Campaign:
    """The core's campaign; ``coupon`` as `coupon_of` gives it, ``customers`` of the audience.

    Raises RefusedError for what the law or a platform forbids and the core therefore does not know.
    """
    costs = spec.costs
    _require_lawful(spec)
    return Campaign(
        days=spec.campaign.days,
        plan=contacts,
        terms=AccountTerms(
            costs.margin, costs.message if is_written(spec) else 0, costs.commission, costs.fixed
        ),
        coupon=coupon,
        referral=_referral(spec, customers),
        gatherings=tuple(gatherings_of(spec)),
        budget_fen=spec.campaign.budget,
    )


def _require_lawful(spec: CampaignFile) -> None:
    """Refuse what could not be started: a second paid level, a reward for sharing, chance or invention."""
    for name in ("referral", "red_packet"):
        table = spec.mechanics.get(name)
        if table is not None and table.trigger not in PAID_TRIGGERS:
            raise _refused(spec, name, "trigger", table.trigger, ", ".join(PAID_TRIGGERS))
    if spec.referral is not None and spec.referral.levels > 1:
        raise _refused(spec, "referral", "levels", spec.referral.levels, "1")
    if spec.bargain is not None and spec.bargain.path == "random":
        raise _refused(spec, "bargain", "path", "random", "even, geometric")
    if spec.group_buy is not None and spec.group_buy.virtual_members:
        raise _refused(spec, "group_buy", "virtual_members", "true", "false")


def _refused(spec: CampaignFile, table: str, key: str, value: object, allowed: str) -> RefusedError:
    return RefusedError(
        "not_lawful",
        "{file}:{line}: {key} = {value} is not allowed; allowed is {allowed}",
        hint="a campaign that may not be started is not simulated; lint names rule and source",
        try_next="digitool campaign lint {file}",
        file=spec.file, line=spec.line(table, key), key=f"{table}.{key}", value=value, allowed=allowed,
    )  # fmt: skip


def coupon_of(offer: CouponOffer | None) -> Coupon | None:
    """The file's own coupon rules as the core takes them; None where there is no coupon."""
    if offer is None:
        return None
    percent = offer.value.kind == "percent"
    return Coupon(
        face_fen=0 if percent else offer.value.value,
        percent_bp=offer.value.value if percent else 0,
        threshold_fen=offer.min_spend,
        ceiling_fen=offer.most or None,
        validity_days=float(offer.valid_days),
        quota=offer.total,
        budget_fen=offer.budget,
    )


def _referral(spec: CampaignFile, customers: int) -> Referral | None:
    task = spec.referral
    if task is None:
        return None
    return Referral(task.reward, task.gift, task.pool or _POOL * max(customers, 1), task.budget)


def guide_load(
    contacts: Plan, customers: Customers, audience: Bools, guides: tuple[str, ...]
) -> list[dict[str, Any]]:
    """How each guide's messages fall: customers, messages, busiest day, last day, customers past the window.

    ``days`` counts from 1; guides without a customer in the audience are left out.
    """
    rows: list[dict[str, Any]] = []
    for place, name in enumerate(guides):
        mine = np.flatnonzero((customers.guide == place) & audience)
        due = contacts.send_day[mine]
        sent = ints(due[np.isfinite(due)])
        if mine.size == 0:
            continue
        daily: Ints = np.bincount(sent) if sent.size else np.zeros(1, dtype=np.int64)
        rows.append(
            {
                "guide": name,
                "customers": int(mine.size),
                "messages": int(sent.size),
                "busiest": int(daily.max()),
                "last_day": int(sent.max()) + 1 if sent.size else None,
                "skipped": skipped(contacts, mine),
            }
        )
    return rows


def skipped(contacts: Plan, rows: Ints | None = None) -> dict[str, int]:
    """How many customers get no message, by reason (names of `exposure.SkipReason` in lower case)."""
    codes = contacts.skip if rows is None else contacts.skip[rows]
    counts = np.bincount(codes, minlength=len(SkipReason))
    return {
        one.name.lower(): int(counts[one]) for one in SkipReason if one is not SkipReason.SENT and counts[one]
    }
