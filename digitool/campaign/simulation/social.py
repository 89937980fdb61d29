"""What customers pass on in one replication: invitations, and gatherings that friends complete.

In two steps, because a budget may be shared: `begin_sharing` lets everything happen and says what it would
cost and when; `book` counts what was let through before the budget closed.

Invitations spread day by day, until the pool or the window ends: viral branching (van der Lans et al., 2010;
Iribarren and Moro, 2011) in aggregate. The children of one day's parents have NB totals and independent
delays, so their counts by day are Poisson around a gamma intensity spread out by the delay. One vector of
draws per generation, exact, no individuals.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from digitool.campaign.arrays import Floats, Ints, floats, ints
from digitool.campaign.models.branching import Offspring
from digitool.campaign.simulation import gatherings
from digitool.campaign.simulation.drawn import Drawn
from digitool.campaign.simulation.gatherings import Habits, Played
from digitool.campaign.simulation.preparation import Prepared
from digitool.campaign.simulation.streams import Component, Streams

_MOST_GENERATIONS = 500


@dataclass(frozen=True)
class Law:
    """How invitations spread in one replication.

    ``first`` and ``later``: offspring of the seeds and of those brought. ``first_delay`` and
    ``later_delay`` (D,): P(a child comes 0, 1, ... days after its parent's day). ``pool``: people who
    can be brought at all (typical: 5-50 times the customers).
    """

    first: Offspring
    later: Offspring
    first_delay: Floats
    later_delay: Floats
    pool: int


@dataclass(frozen=True)
class Wave:
    """People brought by day (D,), and how many by the seeds and by later generations."""

    by_day: Ints
    by_seeds: int
    by_later: int
    generations: int


def spread(seeds_by_day: Ints, law: Law, rng: np.random.Generator) -> Wave:
    """Let ``seeds_by_day`` (D,) bring people inside the D days; R shrinks with the pool that is left."""
    parents, left = seeds_by_day, law.pool
    by_day = np.zeros(seeds_by_day.size, dtype=np.int64)
    totals: list[int] = []
    while len(totals) < _MOST_GENERATIONS and left > 0 and parents.any():
        offspring, delay = (law.later, law.later_delay) if totals else (law.first, law.first_delay)
        children = _children(parents, offspring, delay, left / law.pool, rng)
        children = _in_pool(children, left)
        brought = int(children.sum())
        by_day += children
        left -= brought
        totals.append(brought)
        parents = children
    return Wave(by_day, sum(totals[:1]), sum(totals[1:]), len(totals))


def _children(
    parents: Ints, offspring: Offspring, delay: Floats, share_left: float, rng: np.random.Generator
) -> Ints:
    mean = offspring.mean * share_left
    if math.isinf(offspring.k):
        intensity = parents * mean
    else:
        intensity = rng.standard_gamma(offspring.k * parents) * (mean / offspring.k)
    return ints(rng.poisson(np.convolve(intensity, delay)[: parents.size]))


def _in_pool(children: Ints, left: int) -> Ints:
    """Children by day, stopped in order of day when the pool is empty."""
    if int(children.sum()) <= left:
        return children
    taken = np.minimum(np.cumsum(children), left)
    return ints(np.diff(taken, prepend=0))


_MIDDAY = 0.5
"""Rewards fall due during a day; the middle stands for all of it."""


@dataclass(frozen=True)
class Spreading:
    """Invitations and gatherings before any shared cap; ``new_by_day`` (D,) people brought by invitation."""

    prepared: Prepared
    new_by_day: Ints
    played: tuple[Played, ...]
    counts: dict[str, float]

    @property
    def reward_fen(self) -> int:
        """What one new person costs, to inviter and newcomer together."""
        referral = self.prepared.campaign.referral
        return referral.reward_fen + referral.gift_fen if referral else 0

    @property
    def spending(self) -> list[tuple[Floats, Ints]]:
        """Days and fen of everything that would be paid, one pair of arrays for each mechanic.

        Rewards are only listed one by one where a budget of the whole campaign asks for them.
        """
        spent = [one.spending for one in self.played]
        if self.prepared.campaign.budget_fen is not None and self.reward_fen:
            due = np.repeat(np.arange(self.new_by_day.size), self.new_by_day)
            due = due[: self._own_room()]
            spent.append((floats(due + _MIDDAY), np.full(due.size, self.reward_fen, dtype=np.int64)))
        return spent

    def paid_before(self, closing: float) -> int:
        """People whose reward is paid: in time, and within the referral's own budget."""
        in_time = int(self.new_by_day[np.arange(self.new_by_day.size) + _MIDDAY < closing].sum())
        return min(in_time, self._own_room())

    def _own_room(self) -> int:
        """People whom the referral's own budget rewards at most."""
        referral, total = self.prepared.campaign.referral, int(self.new_by_day.sum())
        if referral is None or referral.budget_fen is None or self.reward_fen == 0:
            return total
        return min(total, referral.budget_fen // self.reward_fen)

    def own_closing(self) -> float:
        """The day on which the referral's own budget is used up, inf where it is not."""
        room = self._own_room()
        if room >= int(self.new_by_day.sum()):
            return np.inf
        return float(np.searchsorted(np.cumsum(self.new_by_day), room, side="right")) + _MIDDAY


@dataclass(frozen=True)
class Booked:
    """Counts to be added (by name of `replication.COUNTS`), days on which own caps closed, and ``by_day``
    (3, D): sales of known customers and discounts in fen, new people.
    """

    counts: dict[str, float]
    rewards_closed_at: float
    groups_closed_at: float
    by_day: Floats


def begin_sharing(prepared: Prepared, drawn: Drawn, seen_by_day: Ints, streams: Streams) -> Spreading:
    """Let viewers, by the day of their message (D,), invite and open; own caps of each mechanic hold."""
    counts: dict[str, float] = {}
    new = np.zeros(seen_by_day.size, dtype=np.int64)
    referral = prepared.campaign.referral
    if referral is not None:
        rng = streams.get(Component.REFERRAL)
        seeds = ints(rng.binomial(seen_by_day, drawn.share))
        law = Law(drawn.first, drawn.later, prepared.seed_delay, prepared.child_delay, referral.pool)
        wave = spread(seeds, law, rng)
        new = ints(rng.binomial(wave.by_day, 1.0 - drawn.known))
        counts = {
            "seeds": int(seeds.sum()), "by_seeds": wave.by_seeds, "by_later": wave.by_later,
            "generations": wave.generations,
        }  # fmt: skip
    delay = prepared.calibration.view_delay
    played = tuple(
        gatherings.play(one, seen_by_day, delay, habits(drawn), streams.get(Component[one.kind.upper()]))
        for one in prepared.campaign.gatherings
    )
    return Spreading(prepared, new, played, counts)


def habits(drawn: Drawn) -> Habits:
    """How friends gather in this replication."""
    return Habits(drawn.opens, drawn.joiners, drawn.known, drawn.replaced)


def book(spreading: Spreading, drawn: Drawn, closing: float, streams: Streams) -> Booked:
    """Count and pay what was let through; ``closing``: day on which the shared budget is used up."""
    days = spreading.new_by_day.size
    by_day = np.zeros((3, days))
    by_day[2] = spreading.new_by_day
    brought, paid = int(spreading.new_by_day.sum()), spreading.paid_before(closing)
    counts = {**spreading.counts, "new_customers": brought, "referred": brought}
    rewards, leads, bought, closed = paid * spreading.reward_fen, brought, 0, np.inf
    for played in spreading.played:
        kind = Component[played.gathering.kind.upper()]
        rng = streams.get(kind).spawn(1)[0]
        found = gatherings.finish(played, habits(drawn), closing, days, rng)
        by_day += found.by_day
        rewards += found.packets + found.commissions
        leads, bought = leads + found.leads, bought + found.new_buyers
        closed = min(closed, played.closed_at)
        for name, value in _counts(found).items():
            counts[name] = counts.get(name, 0) + value
    counts["new_customers"] += leads - brought + bought
    counts |= {"rewards": rewards, "rewards_unpaid": (brought - paid) * spreading.reward_fen}
    counts |= _newcomers(spreading.prepared, drawn, leads, bought, streams)
    return Booked(counts, spreading.own_closing(), closed, by_day)


def _counts(found: gatherings.GatheringResult) -> dict[str, float]:
    return {
        "openers": found.openers, "completed": found.completed, "group_orders": found.orders,
        "group_sales": found.sales, "group_newcomer_sales": found.newcomer_sales,
        "discounts": found.discounts, "group_discounts": found.discounts,
        "cannibalised_discounts": found.given_away, "packets": found.packets,
        "leader_commissions": found.commissions,
    }  # fmt: skip


def _newcomers(
    prepared: Prepared, drawn: Drawn, leads: int, bought: int, streams: Streams
) -> dict[str, float]:
    """First purchases of ``leads``: who buys, and baskets from the whole group's law; ``bought`` have
    bought in a gathering.
    """
    if prepared.campaign.referral is None and not prepared.campaign.gatherings:
        return {}
    rng = streams.get(Component.NEWCOMERS)
    baskets = drawn.baskets
    buyers = int(rng.binomial(leads, drawn.newcomer_buys))
    spend = rng.standard_gamma(baskets.q, buyers) / (baskets.v * drawn.basket_level)
    sales = np.rint(rng.standard_gamma(baskets.p, buyers) / np.maximum(spend, 1e-12))
    return {"newcomer_buyers": buyers + bought, "newcomer_sales": int(sales.sum())}
