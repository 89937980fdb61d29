"""Who may buy in the window, and all the luck that belongs to each of them.

The clock of world 0: a customer's first purchase, if still there, comes at t with P(t > h) =
(1 + c h / (alpha + T))^-(r + x), c the calendar shock. Only that needs a draw for every customer; the
rest is drawn for those who can buy at all: alive or gone, lambda | t ~ Gamma(r + x + 1, alpha + T + c t),
further purchases Poisson(lambda (H - t)), how many purchases until they leave, baskets. Nothing here
knows the campaign, so world 0 is the same bytes under every plan.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from digitool.campaign.arrays import Floats, Ints, floats
from digitool.campaign.simulation.drawn import Drawn
from digitool.campaign.simulation.preparation import DAYS_PER_WEEK, Prepared
from digitool.campaign.simulation.streams import Component, Streams

CHUNK = 65_536


@dataclass(frozen=True)
class Candidates:
    """Customers whose clock strikes before a day, arrays (c,).

    ``index`` into the customers, ``first`` day, and their posterior under the drawn parameters:
    gamma ``shape`` and ``rate`` (weeks), ``a`` and ``b`` of leaving, hazard factor ``c``.
    """

    index: Ints
    first: Floats
    shape: Floats
    rate: Floats
    a: Floats | float
    b: Floats
    hazard: Floats | float


@dataclass(frozen=True)
class LivingCustomers:
    """Customers who are alive and may buy, arrays (m,), with their own luck.

    ``first`` day of the first purchase without a campaign; ``pace`` purchases per day; ``lifetime``
    purchases until they leave, at least 1; ``further`` purchases of the clock between ``first`` and
    the end; ``spend`` rate nu of the Gamma-Gamma; ``basket`` and ``rest`` fen of the marked and of the
    other purchases in world 0; ``view_delay`` standard normals; ``luck`` (4, m) uniforms: view, redeem,
    fill up to the threshold, redemption delay.
    """

    index: Ints
    first: Floats
    pace: Floats
    lifetime: Ints
    further: Ints
    spend: Floats
    basket: Floats
    rest: Floats
    view_delay: Floats
    luck: Floats


def clock(prepared: Prepared, drawn: Drawn, reach: float, streams: Streams) -> Candidates:
    """Customers whose first purchase would come before day ``reach``, one exponential a customer."""
    rng = streams.get(Component.CLOCK)
    history, size = prepared.customers.history, len(prepared.customers)
    found: list[tuple[Ints, Floats]] = []
    for start in range(0, size, CHUNK):
        part = slice(start, min(start + CHUNK, size))
        strike = rng.standard_exponential(part.stop - start)
        r, alpha, _, _ = _parameters(prepared, drawn, part)
        hazard = _hazard(prepared, drawn, part)
        limit = alpha + history.age[part]
        np.divide(hazard * (reach / DAYS_PER_WEEK), limit, out=limit)
        limit += 1.0
        np.log(limit, out=limit)
        limit *= r + history.frequency[part]
        struck = np.flatnonzero(strike < limit)
        found.append((struck + start, strike[struck]))
    index = np.concatenate([rows for rows, _ in found])
    return _candidates(prepared, drawn, index, np.concatenate([strikes for _, strikes in found]))


def _candidates(prepared: Prepared, drawn: Drawn, index: Ints, strike: Floats) -> Candidates:
    history = prepared.customers.history
    r, alpha, a, b = _parameters(prepared, drawn, index)
    hazard = _hazard(prepared, drawn, index)
    frequency = history.frequency[index]
    shape, rate = r + frequency, alpha + history.age[index]
    first = rate * np.expm1(strike / shape) * (DAYS_PER_WEEK / hazard)
    return Candidates(index, first, shape, rate, a, b + frequency, hazard)


def _parameters(prepared: Prepared, drawn: Drawn, rows: slice | Ints) -> Floats:
    """r, alpha, a, b: four numbers with one segment, (4, rows) with more."""
    if drawn.purchases.shape[0] == 1:
        return floats(drawn.purchases[0])
    return floats(drawn.purchases[prepared.customers.segment[rows]].T)


def _hazard(prepared: Prepared, drawn: Drawn, rows: slice | Ints) -> Floats | float:
    """The calendar factor: one number without store shocks, (rows,) with."""
    if prepared.calibration.store_shock is None:
        return drawn.shock
    return floats(drawn.hazard[prepared.customers.store[rows]])


def chosen(candidates: Candidates, rows: Ints) -> Candidates:
    """The candidates at ``rows``."""

    def at(column: Floats | float) -> Floats | float:
        """A column's rows; a number stays itself."""
        return column[rows] if isinstance(column, np.ndarray) else column

    return Candidates(
        candidates.index[rows], candidates.first[rows], candidates.shape[rows], candidates.rate[rows],
        at(candidates.a), candidates.b[rows], at(candidates.hazard),
    )  # fmt: skip


def living(prepared: Prepared, candidates: Candidates, rng: np.random.Generator) -> Candidates:
    """The candidates who have not left: odds of having left a/(b+x-1) ((alpha+T)/(alpha+t))^(r+x)."""
    recency, age = prepared.customers.history.recency, prepared.customers.history.age
    frequency = prepared.customers.history.frequency[candidates.index]
    since = candidates.rate - age[candidates.index] + recency[candidates.index]
    odds = candidates.shape * np.log(candidates.rate / since)
    np.exp(np.minimum(odds, 700.0), out=odds)
    odds *= candidates.a / np.maximum(candidates.b - 1.0, 1e-9)
    luck = rng.random(odds.size)
    return chosen(candidates, np.flatnonzero((luck * (1.0 + odds) < 1.0) | (frequency == 0)))


def with_luck(
    prepared: Prepared,
    drawn: Drawn,
    candidates: Candidates,
    end: float,
    rngs: tuple[np.random.Generator, ...],
) -> LivingCustomers:
    """Draw each candidate's own luck; ``end`` of world 0 in days; streams: baseline, baskets, exposure."""
    baseline, baskets, exposure = rngs
    size = candidates.index.size
    weeks = candidates.first * (candidates.hazard / DAYS_PER_WEEK)
    pace = baseline.standard_gamma(candidates.shape + 1.0) / (candidates.rate + weeks)
    pace *= candidates.hazard / DAYS_PER_WEEK
    leave = baseline.beta(candidates.a, candidates.b)
    lifetime = baseline.geometric(np.maximum(leave, 1e-12))
    further = baseline.poisson(pace * np.maximum(end - candidates.first, 0.0))
    gamma = drawn.baskets
    count = prepared.customers.basket_count[candidates.index]
    spent = count * prepared.customers.basket_fen[candidates.index]
    spend = baskets.standard_gamma(gamma.q + gamma.p * count) / ((gamma.v + spent) * drawn.basket_level)
    basket = baskets.standard_gamma(gamma.p, size) / spend
    others = np.minimum(further, lifetime - 1)
    rest = baskets.standard_gamma(gamma.p * others) / spend
    return LivingCustomers(
        candidates.index, candidates.first, pace, lifetime, further, spend, basket, rest,
        exposure.standard_normal(size), exposure.random((4, size)),
    )  # fmt: skip


def together(one: LivingCustomers, other: LivingCustomers) -> LivingCustomers:
    """Both groups as one, the first group first."""
    columns = [
        np.concatenate([getattr(one, f.name), getattr(other, f.name)], axis=-1)
        for f in fields(LivingCustomers)
    ]
    return LivingCustomers(*columns)
