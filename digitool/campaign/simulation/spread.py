"""Referral day by day: who is brought, by which generation, until the pool or the window ends.

Viral branching (van der Lans et al., 2010; Iribarren and Moro, 2011) in aggregate: the children of
one day's parents have NB totals and independent delays, so their counts by day are Poisson around a
gamma intensity spread out by the delay. One vector of draws per generation, exact, no individuals.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from digitool.campaign.arrays import Floats, Ints, ints
from digitool.campaign.models.branching import Offspring

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
