"""A contest between stores with fair targets: the chain's rate a visit times the store's visits. Pure.

A store counts only on the days whose traffic can be trusted, on both sides, and is out of the ranking when
these days are too little of its opening time. Targets therefore add up to exactly what was attained.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from digitool.guides.performance.scorecards import Row, places
from digitool.model.results import Rate

TRUSTED_PERCENT = 90
"""Share of a day's opening time, per cent, that counters must have seen for the day to count."""

FRIENDSHIPS = ("added", "new_customers")
"""Measures of relations; the others are of sales."""
MONEY = ("gmv_fen", "net_fen")
"""Measures in fen; the others are counts."""

NO_COUNTER, TOO_LITTLE, NOBODY_CAME = "no_traffic", "traffic_not_trusted", "nobody_counted"
NO_GUIDES, NO_EVIDENCE, NO_TARGET = "no_guides", "no_relations", "no_target"


class Day(NamedTuple):
    """One business day of a store: seconds that it was open, seconds that were counted, people in them."""

    day: int
    open_seconds: int
    valid_seconds: int
    traffic: int

    @property
    def trusted(self) -> bool:
        """Whether enough of the opening time was counted."""
        return self.valid_seconds > 0 and 100 * self.valid_seconds >= TRUSTED_PERCENT * self.open_seconds


class Entrant(NamedTuple):
    """A store with its days and what it attained on each day (None: nobody knows).

    ``without`` is a reason why it cannot take part whatever its traffic, else empty.
    """

    store: str
    days: tuple[Day, ...]
    attained: Mapping[int, int] | None
    without: str = ""


class _Score(NamedTuple):
    """A store on its trusted days: ``traffic`` people, ``counted`` of ``open`` seconds."""

    entrant: Entrant
    traffic: int
    attained: int | None
    counted: int
    open: int
    reason: str


def contest(entrants: Iterable[Entrant], minimum_percent: int, *, counts: bool) -> list[Row]:
    """The stores by rank; who is out has no target and a ``reason``.

    ``minimum_percent`` is the least share of opening time that a store's trusted days must cover;
    ``counts`` says that the measure counts events, so that chance can be judged. ``multiplier`` =
    attained / target is compared as an exact fraction; equals share a rank.
    """
    scores = [_score(one, minimum_percent) for one in entrants]
    inside = [one for one in scores if not one.reason]
    total = sum(one.attained or 0 for one in inside)
    visits = sum(one.traffic for one in inside)
    exact = {
        one.entrant.store: Fraction((one.attained or 0) * visits, total * one.traffic)
        for one in inside
        if total > 0
    }
    ranks = dict(zip(exact, places(list(exact.values()))))
    ties = list(ranks.values())
    rows = []
    for one in scores:
        store = one.entrant.store
        target = Fraction(total * one.traffic, visits) if store in exact else None
        rank = ranks.get(store)
        rows.append(
            {
                "rank": rank,
                "tied": None if rank is None else ties.count(rank) > 1,
                "store": store,
                "attained": one.attained,
                "target": None if target is None else float(target),
                "multiplier": round(float(exact[store]), 6) if store in exact else None,
                "beyond_chance": _beyond_chance(one, target) if counts else None,
                "traffic": one.traffic if one.counted else None,
                "rate": Rate(one.attained, one.traffic) if one.attained is not None else None,
                "coverage": Rate(one.counted, one.open),
                "reason": one.reason or ("" if store in exact else NO_TARGET),
            }
        )
    return sorted(rows, key=lambda row: (row["rank"] is None, row["rank"] or 0, row["store"]))


def _score(entrant: Entrant, minimum_percent: int) -> _Score:
    trusted = [day for day in entrant.days if day.trusted]
    attained = entrant.attained
    counted, opened = sum(day.valid_seconds for day in trusted), sum(day.open_seconds for day in entrant.days)
    traffic = sum(day.traffic for day in trusted)
    return _Score(
        entrant,
        traffic,
        None if attained is None else sum(attained.get(day.day, 0) for day in trusted),
        counted,
        opened,
        _reason(entrant, traffic, counted * 100 < opened * minimum_percent),
    )


def _reason(entrant: Entrant, traffic: int, too_little: bool) -> str:
    """Why a store is out of the ranking; empty when it takes part."""
    if entrant.without:
        return entrant.without
    if not any(day.valid_seconds for day in entrant.days):
        return NO_COUNTER
    if too_little:
        return TOO_LITTLE
    if not traffic:
        return NOBODY_CAME
    return NO_EVIDENCE if entrant.attained is None else ""


def _beyond_chance(one: _Score, target: Fraction | None) -> bool | None:
    """Whether a count is further from its target than two standard deviations of chance (Poisson)."""
    if target is None or one.attained is None:
        return None
    return abs(one.attained - float(target)) > 2 * math.sqrt(target)


def summary(rows: Iterable[Mapping[str, Any]]) -> Row:
    """What the ranked stores did together: ``stores``, ``attained``, ``traffic`` and their ``rate``."""
    inside = [row for row in rows if row["rank"] is not None]
    attained, traffic = sum(row["attained"] for row in inside), sum(row["traffic"] for row in inside)
    rate = {"value": round(attained / traffic, 6) if traffic else None, "num": attained, "den": traffic}
    return {"stores": len(inside), "attained": attained, "traffic": traffic, "rate": rate}
