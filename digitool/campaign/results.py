"""What a campaign changed, read from facts: the treated against the holdout, in money and in people."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from digitool.campaign import effects
from digitool.campaign.account import rate_of
from digitool.campaign.arrays import Bools, Floats, Ints, floats, ints
from digitool.campaign.effects import Effect
from digitool.campaign.history import read_log
from digitool.campaign.purchase_log import PurchaseLog
from digitool.db.tally import run
from digitool.errors import NotFoundError, RefusedError
from digitool.model.text import mask_value, nearest

METRICS = ("purchases", "buyers", "gmv_fen", "contribution_fen")
BEFORE_DAYS = 56
"""Days before the start whose sales may adjust the comparison."""


@dataclass(frozen=True)
class Members:
    """Customers of a campaign, one row a person (n,), ascending.

    ``mixed``: persons left out because a later merge put both arms into one.
    """

    person: Ints
    household: Ints
    held_out: Bools
    mixed: int


@dataclass(frozen=True)
class Reading:
    """A campaign's result so far: effects by metric, correlation with the time before, days watched."""

    campaign: str
    day_from: int
    day_to: int
    until: int
    effects: dict[str, Effect]
    correlation: dict[str, float]
    members: Members
    fixed_fen: int

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


def find_campaign(connection: sqlite3.Connection, code: str, at: int) -> sqlite3.Row:
    """A campaign by its code. Raises NotFoundError ``no_campaign`` with the nearest one."""
    rows = run(connection, "campaign", "campaigns", {"code": code, "at": at})
    if rows:
        return rows[0]
    known = [row["code"] for row in run(connection, "campaign", "campaigns", {"code": "", "at": at})]
    near = nearest(code, known)
    raise NotFoundError(
        "no_campaign",
        "there is no campaign {campaign}",
        hint="did you mean {near}?" if near else "list the campaigns that were started",
        try_next="digitool campaign list",
        campaign=mask_value(code),
        near=near,
    )


def read_members(connection: sqlite3.Connection, campaign: int) -> Members:
    """Who was in which arm, as the persons that they are now."""
    rows = run(connection, "campaign", "members", {"campaign": campaign})
    person = ints([row["person"] for row in rows])
    household = ints([row["household"] for row in rows])
    held_out = ints([row["held_out"] for row in rows])
    distinct, first, count = np.unique(person, return_index=True, return_counts=True)
    arms = np.add.reduceat(held_out, first) if first.size else held_out
    pure = (arms == 0) | (arms == count)
    kept = first[pure]
    return Members(person[kept], household[kept], held_out[kept] > 0, int(distinct.size - kept.size))


def reading(connection: sqlite3.Connection, code: str, at: int, *, adjust: bool = False) -> Reading:
    """The result of a campaign by what is known before ``at`` (UTC ms).

    ``adjust`` takes off what the eight weeks before the start explain. Raises NotFoundError ``no_campaign``
    and RefusedError ``no_holdout`` or ``not_begun``.
    """
    row = find_campaign(connection, code, at)
    log = read_log(connection, at)
    until = min(int(row["day_to"]), log.span[1])
    _require_measurable(row, until)
    members = read_members(connection, row["id"])
    window = log.between(row["day_from"], until)
    outcomes = _outcomes(connection, row, members, window, (until, at))
    before = _totals(log.between(row["day_from"] - BEFORE_DAYS, row["day_from"]), members.person)
    used, correlation = {}, {}
    for name, outcome in outcomes.items():
        values, correlation[name] = effects.adjusted(outcome, before[0] if name == "purchases" else before[2])
        used[name] = values if adjust else outcome
    found = effects.compare(used, members.held_out, members.household)
    return Reading(
        row["code"], row["day_from"], row["day_to"], until, found, correlation, members, row["fixed_fen"]
    )


def past_lifts(connection: sqlite3.Connection, at: int, day: int) -> tuple[Lift, ...]:
    """The lifts of all campaigns with a holdout whose window was over before business ``day``."""
    rows = [
        row
        for row in run(connection, "campaign", "campaigns", {"code": "", "at": at})
        if row["holdout"] and row["day_to"] <= day
    ]
    if not rows:
        return ()
    log = read_log(connection, at)
    return tuple(_known(_lift(connection, row, log) for row in rows))


def _known(lifts: Iterable[Lift | None]) -> list[Lift]:
    return [one for one in lifts if one is not None]


def _lift(connection: sqlite3.Connection, row: sqlite3.Row, log: PurchaseLog) -> Lift | None:
    """The log ratio of purchases; None where an arm is too small to have one."""
    members = read_members(connection, row["id"])
    bought = _totals(log.between(row["day_from"], row["day_to"]), members.person)[0]
    treated = effects.summarise(bought[~members.held_out], members.household[~members.held_out])
    holdout = effects.summarise(bought[members.held_out], members.household[members.held_out])
    if min(treated.units, holdout.units) < effects.FEW or not min(treated.mean, holdout.mean) > 0:
        return None
    variance = treated.variance / treated.mean**2 + holdout.variance / holdout.mean**2
    ratio = math.log(treated.mean / holdout.mean)
    return Lift(row["code"], ratio, variance, int(members.person.size))


def _require_measurable(row: sqlite3.Row, until: int) -> None:
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
            day=_iso(row["day_from"]),
        )


def _iso(day: int) -> str:
    from digitool.model.days import iso_day

    return iso_day(day)


def _outcomes(
    connection: sqlite3.Connection,
    row: sqlite3.Row,
    members: Members,
    window: PurchaseLog,
    end: tuple[int, int],
) -> dict[str, Floats]:
    """Each metric of each member (n,): purchase days, whether any, what was paid, and what it earned.

    Contribution: margin on sales before discounts, less discounts of its coupons, its messages, and
    commission on orders with its coupon.
    """
    until, at = end
    purchases, buyers, gmv = _totals(window, members.person)
    span = {"campaign": row["id"], "day_from": row["day_from"], "day_to": until}
    discounts = _spread(run(connection, "campaign", "campaign_discounts", span), members.person, 1)
    paid = _spread(run(connection, "campaign", "campaign_discounts", span), members.person, 2)
    asked = {"code": row["code"], "at": at}
    messages = _spread(run(connection, "campaign", "campaign_messages", asked), members.person, 1)
    before = ints(gmv + discounts)  # the margin is on prices before the coupon, which is paid out of it
    earned = rate_of(before, row["margin_bp"]) - rate_of(ints(paid), row["commission_bp"])
    contribution = floats(earned - discounts - messages * row["message_fen"])
    return dict(zip(METRICS, (purchases, buyers, gmv, contribution)))


def _totals(log: PurchaseLog, persons: Ints) -> tuple[Floats, Floats, Floats]:
    """Purchase days, whether there was one, and sales in fen of each person (n,), ascending ids."""
    mine = log.of_persons(persons)
    place = np.searchsorted(persons, mine.person)
    days = floats(np.bincount(place, minlength=persons.size))
    sales = floats(np.bincount(place, weights=mine.fen.astype(np.float64), minlength=persons.size))
    return days, floats(days > 0), sales


def _spread(rows: list[sqlite3.Row], persons: Ints, column: int) -> Floats:
    """A column of (person, ...) rows in the places of ``persons`` (n,), 0 where there is none."""
    values = np.zeros(persons.size)
    who = ints([row[0] for row in rows])
    mine = np.isin(who, persons)
    values[np.searchsorted(persons, who[mine])] = floats([row[column] for row in rows])[mine]
    return values
