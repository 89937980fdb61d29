"""Both worlds from one clock: what a campaign adds, and what it gives away.

Purchases are the points of one unit Poisson process read through each world's cumulative rate:
lambda t without the campaign, lambda (t + (m - 1)(t - s)+) with it, s the day of the view and
m = 1 + theta exp(-phi c7) the multiplier, c7 recent contacts. Both worlds share all luck; with m >= 1
world 1 never buys less. The first purchase after the view is the one a coupon can be used on: if world
0 has it too, a discount on it is **cannibalised**, otherwise it is **incremental**.

This coupling is a convention: no data identify it. Means of the increment do not depend on it, its
spread does, so an A/B test of the same campaign shows wider intervals (`uncertainty.ab_interval`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from digitool.campaign.arrays import Bools, Floats, Ints, floats
from digitool.campaign.models import quantile_draws


@dataclass(frozen=True)
class Clock:
    """World 0 of people (m,) in days: first purchase (before the end or not), pace per day while alive,
    further purchases until the end, and purchases until they leave (>= 1).
    """

    first: Floats
    pace: Floats
    further: Ints
    lifetime: Ints


@dataclass(frozen=True)
class Worlds:
    """Purchases of each person (m,) in both worlds, and the first one after the view.

    ``hosts``: world 1 has a purchase after the view; ``natural``: world 0 has it too; ``wait``: days
    from the view to it in world 1, inf where there is none.
    """

    count0: Ints
    count1: Ints
    hosts: Bools
    natural: Bools
    wait: Floats


def both(clock: Clock, seen: Floats, multiplier: Floats, end: float, rng: np.random.Generator) -> Worlds:
    """Purchases up to day ``end`` with and without a view on day ``seen`` (m,), inf = never.

    ``multiplier`` (m,) >= 0 on the purchase rate after the view. Draws the same number of uniforms
    whatever the plan, so that plans can be compared on the same luck.
    """
    luck = rng.random((3, seen.size))
    points0 = np.where(clock.first < end, 1 + clock.further, 0)
    count0 = np.minimum(points0, clock.lifetime)
    count1, wait = count0.copy(), np.full(seen.size, np.inf)
    natural = np.zeros(seen.size, dtype=np.bool_)
    rows = np.flatnonzero(seen < end)
    if rows.size:
        part = Clock(clock.first[rows], clock.pace[rows], clock.further[rows], clock.lifetime[rows])
        after = _after_view(part, seen[rows], multiplier[rows], end, luck[:, rows])
        before = points0[rows] - after.points0
        lives = before < part.lifetime
        count1[rows] = np.minimum(before + after.points1, part.lifetime)
        wait[rows] = np.where(lives, after.wait, np.inf)
        natural[rows] = lives & (after.points0 > 0)
    hosts = np.isfinite(wait)
    return Worlds(count0, count1, hosts, natural & hosts, wait)


@dataclass(frozen=True)
class _After:
    """Clock points after the view in world 0 and 1 (k,), and the wait for the first in world 1."""

    points0: Ints
    points1: Ints
    wait: Floats


def _after_view(clock: Clock, seen: Floats, multiplier: Floats, end: float, luck: Floats) -> _After:
    """Read the clock from the view on. Three kinds of people: whose first purchase comes after the view
    (its place on the clock is known), whose first came before it (further points are uniform), and
    whose first falls behind the end (only a faster clock reaches it).
    """
    span = end - seen
    late = clock.first >= end
    early = clock.first < seen
    points0 = np.where(late, 0, 1 + clock.further)
    if early.any():
        rows = np.flatnonzero(early)
        chance = span[rows] / (end - clock.first[rows])
        points0[rows] = quantile_draws.binomial(luck[0, rows], clock.further[rows], chance)
    offset = _first_offset(clock.first - seen, early, points0, span, luck[1])
    reach = multiplier * span
    points1 = points0.copy()
    passed = np.where(late, offset, span)
    _speed_up(points1, clock.pace, np.maximum(reach - passed, 0.0), luck[2])
    points1[late & (offset < reach)] += 1
    slow = np.flatnonzero((multiplier < 1) & (points0 > 0))
    if slow.size:
        points1[slow] = _slow_down(points0[slow], offset[slow], span[slow], reach[slow], luck[2, slow])
    fresh = np.flatnonzero((points0 == 0) & (points1 > 0) & ~late)
    offset[fresh] = span[fresh] + (reach - span)[fresh] * _least(points1[fresh], luck[1, fresh])
    with np.errstate(divide="ignore", invalid="ignore"):
        wait = np.where(points1 > 0, offset / multiplier, np.inf)
    return _After(points0, points1, wait)


def _first_offset(ahead: Floats, early: Bools, points0: Ints, span: Floats, luck: Floats) -> Floats:
    """World-0 days from the view to the first point after it: known, or the least of uniforms."""
    offset: Floats = ahead.copy()
    rows = np.flatnonzero(early)
    least = _least(np.maximum(points0[rows], 1), luck[rows])
    offset[rows] = np.where(points0[rows] > 0, span[rows] * least, np.inf)
    return offset


def _least(count: Ints, luck: Floats) -> Floats:
    """The least of ``count`` >= 1 uniforms on (0, 1), by inversion."""
    return floats(-np.expm1(np.log1p(-luck) / count))


def _speed_up(points1: Ints, pace: Floats, extra_days: Floats, luck: Floats) -> None:
    """Add the clock points that a faster clock reaches: Poisson(pace * extra world-0 days), in place."""
    rows = np.flatnonzero(extra_days > 0)
    points1[rows] += quantile_draws.poisson(luck[rows], pace[rows] * extra_days[rows])


def _slow_down(points0: Ints, offset: Floats, span: Floats, reach: Floats, luck: Floats) -> Ints:
    """Points that a slower clock still reaches: the first if inside, each further one by its chance."""
    chance = (reach - offset) / np.maximum(span - offset, 1e-12)
    kept = 1 + quantile_draws.binomial(luck, points0 - 1, chance)
    return np.where(offset < reach, kept, 0)
