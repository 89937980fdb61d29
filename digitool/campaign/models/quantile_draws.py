"""Counts from uniforms by inversion: the same uniform gives a count that never falls as its mean rises.

That is what common random numbers need: two plans that differ a little draw nearly the same counts,
and a stronger plan never draws fewer (but for rounding within 1e-12 of a step). Exact up to a mean
(Poisson) or trials (binomial) of 500, from there the rounded normal quantile; work grows with the
largest count, so meant for small means.
"""

from __future__ import annotations

import numpy as np

from digitool.campaign.arrays import Floats, Ints
from digitool.campaign.models.special import normal_ppf

_LARGE = 500


def poisson(uniform: Floats, mean: Floats) -> Ints:
    """Poisson counts (n,) with ``mean`` (n,) at the quantiles ``uniform`` (n,) in [0, 1)."""
    count = np.zeros(uniform.size, dtype=np.int64)
    rest = np.flatnonzero(mean > _LARGE)
    if rest.size:
        count[rest] = _normal(uniform[rest], mean[rest], mean[rest])
    term = np.exp(-mean)
    rows = np.flatnonzero((uniform >= term) & (mean <= _LARGE))
    left, term, mean = uniform[rows] - term[rows], term[rows], mean[rows]
    step = 0
    while rows.size:
        step += 1
        count[rows] = step
        term = term * mean / step
        more = (left >= term) & ((term > 1e-18) | (step < mean))
        rows, left, term, mean = rows[more], left[more] - term[more], term[more], mean[more]
    return count


def binomial(uniform: Floats, trials: Ints, chance: Floats) -> Ints:
    """Binomial counts (n,) of ``trials`` (n,) with ``chance`` (n,) at the quantiles ``uniform`` (n,)."""
    chance = np.clip(chance, 0.0, 1.0)
    count = np.where(chance >= 1.0, trials, 0)
    between = (chance > 0) & (chance < 1) & (trials > 0)
    rest = np.flatnonzero(between & (trials > _LARGE))
    if rest.size:
        mean = trials[rest] * chance[rest]
        count[rest] = np.minimum(_normal(uniform[rest], mean, mean * (1 - chance[rest])), trials[rest])
    rows = np.flatnonzero(between & (trials <= _LARGE))
    _invert(count, rows, uniform[rows], trials[rows], chance[rows])
    return count


def _invert(count: Ints, rows: Ints, uniform: Floats, trials: Ints, chance: Floats) -> None:
    """Walk up the binomial from the likelier end, so that the first term never underflows."""
    flip = chance > 0.5
    small = np.where(flip, 1.0 - chance, chance)
    target = np.where(flip, 1.0 - uniform, uniform)
    odds = small / (1.0 - small)
    term = (1.0 - small) ** trials
    open_ = np.arange(rows.size)
    result, step = np.zeros(rows.size, dtype=np.int64), 0
    while open_.size:
        more = (target[open_] >= term) & (trials[open_] > step)
        open_, term = open_[more], term[more]
        target[open_] -= term
        result[open_] = step + 1
        term = term * odds[open_] * (trials[open_] - step) / (step + 1)
        step += 1
    count[rows] = np.where(flip, trials - result, result)


def _normal(uniform: Floats, mean: Floats, variance: Floats) -> Ints:
    value = np.rint(mean + np.sqrt(variance) * normal_ppf(np.clip(uniform, 1e-15, 1 - 1e-15)))
    return np.maximum(value, 0).astype(np.int64)
