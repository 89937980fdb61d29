"""What a campaign changed, read from facts: the treated against the holdout, in money and in people.

Compared are the customers to whom arms were dealt, all of them, as they were then. Later merges, splits and
their undo move nobody: an identifier's purchases count for the customer that it was when arms were dealt,
and an identifier that came later counts for the first customer (the smallest id) that its person was. To
count merged people once, or to leave those in both arms out, would favour an arm: only customers who come
back are merged, and those who got the campaign come back with it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from digitool.campaign.arrays import Bools, Floats, Ints, floats, ints
from digitool.campaign.history.purchase_log import PurchaseLog
from digitool.campaign.measurement import effects
from digitool.campaign.measurement.effects import Effect
from digitool.campaign.simulation.account import rate_of
from digitool.coupons.campaigns import no_campaign
from digitool.db.port import Connection, StoredRow
from digitool.db.tally import run
from digitool.errors import RefusedError
from digitool.model.days import Days, iso_day
from digitool.model.ids import Day, Ms

METRICS = ("purchases", "buyers", "gmv_fen", "contribution_fen")
BEFORE_DAYS = 56
"""Days before the start whose sales may adjust the comparison."""


@dataclass(frozen=True)
class Members:
    """Customers of a campaign as arms were dealt to them, one row each (n,), ascending; nobody leaves.

    ``two_arms``: persons of today who turned out to be customers of both arms.
    """

    customer: Ints
    household: Ints
    held_out: Bools
    two_arms: int


class Leak(NamedTuple):
    """Something of a campaign that came to somebody whom it holds out.

    ``kind`` is coupon, use, message, link, friend or run; ``person`` who she is today; ``at`` UTC ms;
    ``what`` the stock, broadcast, referral offer or run.
    """

    kind: str
    identifier: int
    person: int
    at: Ms
    what: str


@dataclass(frozen=True)
class Reading:
    """A campaign's result so far: effects by metric, correlation with the time before, days watched.

    ``leaks`` is what customers got who were to get nothing.
    """

    campaign: str
    day_from: Day
    day_to: Day
    until: Day
    effects: dict[str, Effect]
    correlation: dict[str, float]
    members: Members
    fixed_fen: int
    leaks: tuple[Leak, ...]

    @property
    def running(self) -> bool:
        """Whether part of the window is not known yet."""
        return self.until < self.day_to


@dataclass(frozen=True)
class Lift:
    """What a finished holdout says of the purchase rate: log ratio treated to held out, and its variance."""

    campaign: str
    log_ratio: float
    variance: float
    customers: int


def find_campaign(connection: Connection, code: str, at: Ms) -> StoredRow:
    """A campaign that was started by ``at``. Raises NotFoundError ``no_campaign`` with the nearest one."""
    rows = run(connection, "campaign", "campaigns", {"code": code, "at": at}) if code else []
    if rows:
        return rows[0]
    known = [row["code"] for row in run(connection, "campaign", "campaigns", {"code": "", "at": at})]
    raise no_campaign(code, known)


def read_members(connection: Connection, campaign: int) -> Members:
    """Who was dealt into which arm."""
    rows = run(connection, "campaign", "members", {"campaign": campaign})
    mixed = run(connection, "campaign", "two_arms", {"campaign": campaign})[0]["persons"]
    return Members(
        ints([row["customer"] for row in rows]),
        ints([row["household"] for row in rows]),
        ints([row["held_out"] for row in rows]) > 0,
        int(mixed),
    )


def read_leaks(connection: Connection, campaign: int) -> tuple[Leak, ...]:
    """What of a campaign came to customers whom it holds out, in the order of time."""
    return tuple(Leak(*row) for row in run(connection, "campaign", "leaks", {"campaign": campaign}))


def reading(connection: Connection, code: str, at: Ms, *, adjust: bool = False) -> Reading:
    """The result of a campaign by what is known before ``at`` (UTC ms).

    ``adjust`` takes off what the eight weeks before the start explain. Raises NotFoundError ``no_campaign``
    and RefusedError ``no_holdout`` or ``not_begun``.
    """
    row = find_campaign(connection, code, at)
    until = min(int(row["day_to"]), _known_until(connection, at))
    _require_measurable(row, until)
    members = read_members(connection, row["id"])
    window = purchases_of(connection, row["id"], Days(row["day_from"], Day(until)), at)
    outcomes = _outcomes(connection, row, members, window, until, at)
    past = purchases_of(connection, row["id"], Days(row["day_from"] - BEFORE_DAYS, row["day_from"]), at)
    before = _totals(past, members.customer)
    used, correlation = {}, {}
    for name, outcome in outcomes.items():
        values, correlation[name] = effects.adjusted(outcome, before[0] if name == "purchases" else before[2])
        used[name] = values if adjust else outcome
    found = effects.compare(used, members.held_out, members.household)
    leaks = read_leaks(connection, row["id"])
    return Reading(
        row["code"],
        row["day_from"],
        row["day_to"],
        Day(until),
        found,
        correlation,
        members,
        row["fixed_fen"],
        leaks,
    )


def past_lifts(connection: Connection, at: Ms, day: Day) -> tuple[Lift, ...]:
    """The lifts of all campaigns with a holdout whose window was over before business ``day``."""
    rows = run(connection, "campaign", "campaigns", {"code": "", "at": at})
    lifts = (_lift(connection, row, at) for row in rows if row["holdout"] and row["day_to"] <= day)
    return tuple(one for one in lifts if one is not None)


def _lift(connection: Connection, row: StoredRow, at: Ms) -> Lift | None:
    """The log ratio of purchases; None where an arm is too small to have one."""
    members = read_members(connection, row["id"])
    log = purchases_of(connection, row["id"], Days(row["day_from"], row["day_to"]), at)
    bought = _totals(log, members.customer)[0]
    treated = effects.summarise(bought[~members.held_out], members.household[~members.held_out])
    holdout = effects.summarise(bought[members.held_out], members.household[members.held_out])
    if min(treated.units, holdout.units) < effects.FEW or not min(treated.mean, holdout.mean) > 0:
        return None
    variance = treated.variance / treated.mean**2 + holdout.variance / holdout.mean**2
    ratio = math.log(treated.mean / holdout.mean)
    return Lift(row["code"], ratio, variance, int(members.customer.size))


def _known_until(connection: Connection, at: Ms) -> int:
    """The business day after the last one with a purchase before ``at``, 0 without any."""
    row = connection.execute(
        "SELECT max(day) FROM purchase WHERE state = 'paid' AND at < ?", (at,)
    ).fetchone()
    return 0 if row[0] is None else int(row[0]) + 1


def purchases_of(connection: Connection, campaign: int, days: Days, at: Ms) -> PurchaseLog:
    """What a campaign's customers bought on some business days, as known before ``at``, by customer."""
    asked: dict[str, object] = {
        "campaign": campaign,
        "day_from": days.first,
        "day_to": days.after,
        "at": at,
    }
    rows = run(connection, "campaign", "member_purchases", asked)
    columns = [ints([row[n] for row in rows]) for n in range(3)]
    return PurchaseLog.of(*columns)


def _require_measurable(row: StoredRow, until: int) -> None:
    if not row["holdout"]:
        raise RefusedError(
            "no_holdout",
            "campaign {campaign} was started without a holdout: what it changed cannot be told from its logs",
            hint="whoever gets a campaign was chosen for it; keep a share out at random next time",
            try_next="digitool campaign list",
            campaign=row["code"],
        )
    if until <= row["day_from"]:
        raise RefusedError(
            "not_begun",
            "there are no purchases of campaign {campaign} yet: its window begins on {day}",
            hint="import the files of its days first",
            try_next="digitool import FILE",
            campaign=row["code"],
            day=iso_day(row["day_from"]),
        )


def _outcomes(
    connection: Connection,
    row: StoredRow,
    members: Members,
    window: PurchaseLog,
    until: int,
    at: Ms,
) -> dict[str, Floats]:
    """Each metric of each member (n,): purchase days, whether any, what was paid, and what it earned.

    What is known at ``at`` (UTC ms) of the business days before ``until`` counts.

    Contribution: margin on sales before discounts, less discounts of its coupons, its messages, and
    commission on orders with its coupon.
    """
    purchases, buyers, gmv = _totals(window, members.customer)
    span = {"campaign": row["id"], "day_from": row["day_from"], "day_to": until}
    used = run(connection, "campaign", "campaign_discounts", span)
    discounts, paid = (_spread(used, members.customer, column) for column in (1, 2))
    sent = run(connection, "campaign", "campaign_messages", {"campaign": row["id"], "at": at})
    messages = _spread(sent, members.customer, 1)
    before = ints(gmv + discounts)  # the margin is on prices before the coupon, which is paid out of it
    earned = rate_of(before, row["margin_bp"]) - rate_of(ints(paid), row["commission_bp"])
    contribution = floats(earned - discounts - messages * row["message_fen"])
    return dict(zip(METRICS, (purchases, buyers, gmv, contribution)))


def _totals(log: PurchaseLog, customers: Ints) -> tuple[Floats, Floats, Floats]:
    """Purchase days, whether there was one, and sales in fen of each customer (n,), ascending ids."""
    place = np.searchsorted(customers, log.person)
    days = floats(np.bincount(place, minlength=customers.size))
    sales = floats(np.bincount(place, weights=log.fen.astype(np.float64), minlength=customers.size))
    return days, floats(days > 0), sales


def _spread(rows: list[StoredRow], customers: Ints, column: int) -> Floats:
    """A column of (customer, ...) rows in the places of ``customers`` (n,), 0 where there is none."""
    values = np.zeros(customers.size)
    values[np.searchsorted(customers, ints([row[0] for row in rows]))] = floats([row[column] for row in rows])
    return values
