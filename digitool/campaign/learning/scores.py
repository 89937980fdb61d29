"""Does a forecast keep its promise: coverage, PIT, CRPS, bias, simulation-based calibration.

Forecasts are draws (cases, draws); what happened is (cases,). A good 90% forecast covers 85-95%, has a
mean PIT of 0.45-0.55, and a CRPS below the naive baselines'.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from digitool.campaign.arrays import Bools, Floats, Ints, floats, ints


@dataclass(frozen=True)
class Score:
    """A back-test's verdict: cases, share covered by the central 90%, mean PIT, mean CRPS, bias.

    ``bias``: sum of forecast means over sum of actuals, minus 1 (nan for actuals that sum to 0).
    """

    cases: int
    coverage: float
    mean_pit: float
    crps: float
    bias: float


def covered(draws: Floats, actual: Floats, level: float = 0.9) -> Bools:
    """Whether each actual (cases,) lies in the central ``level`` interval of its draws, ends included."""
    tail = (1 - level) / 2
    low, high = np.quantile(draws, (tail, 1 - tail), axis=1)
    inside: Bools = (actual >= low) & (actual <= high)
    return inside


def pit(draws: Floats, actual: Floats, rng: np.random.Generator) -> Floats:
    """Probability integral transform (cases,), randomised over ties so that counts are uniform too."""
    below = np.mean(draws < actual[:, None], axis=1)
    equal = np.mean(draws == actual[:, None], axis=1)
    return floats(below + rng.random(actual.size) * equal)


def crps(draws: Floats, actual: Floats) -> Floats:
    """Continuous ranked probability score (cases,): E|X - y| - E|X - X'| / 2, in units of y.

    Over sorted draws E|X - X'| = 2 sum (2i - m - 1) x_i / m^2 (Gneiting and Raftery, 2007).
    """
    size = draws.shape[1]
    ordered = np.sort(draws, axis=1)
    weights = 2.0 * np.arange(1, size + 1) - size - 1
    spread = (ordered * weights).sum(axis=1) / size**2
    return floats(np.abs(draws - actual[:, None]).mean(axis=1) - spread)


def score(draws: Floats, actual: Floats, rng: np.random.Generator, level: float = 0.9) -> Score:
    """All scores of a back-test at once; raises ValueError for no cases."""
    if actual.size == 0:
        raise ValueError("a back-test needs at least one case")
    total = float(actual.sum())
    return Score(
        cases=actual.size,
        coverage=float(covered(draws, actual, level).mean()),
        mean_pit=float(pit(draws, actual, rng).mean()),
        crps=float(crps(draws, actual).mean()),
        bias=float(draws.mean(axis=1).sum()) / total - 1 if total else float("nan"),
    )


def coverage_error(cases: int, level: float = 0.9) -> float:
    """Standard error of a coverage over independent cases: 15 cases cannot tell 78% from 100%."""
    return float(np.sqrt(level * (1 - level) / cases))


def ranks(truth: Floats, draws: Floats, rng: np.random.Generator) -> Ints:
    """Rank (cases,) of each truth among its draws (cases, L), 0..L, ties broken at random."""
    below = np.sum(draws < truth[:, None], axis=1)
    equal = np.sum(draws == truth[:, None], axis=1)
    return ints(below + rng.integers(0, equal + 1))


def rank_chi_square(rank: Ints, draws: int, bins: int = 10) -> float:
    """Chi-square (bins - 1 degrees) of SBC ranks against uniform (Talts et al., 2018).

    ``draws`` + 1 possible ranks, a multiple of ``bins`` so that bins are equal. 10 bins: 21.7 is
    exceeded by a calibrated model in 1% of trials. Raises ValueError for unequal bins.
    """
    if (draws + 1) % bins:
        raise ValueError("ranks 0..draws must fall into equal bins")
    counts = np.bincount(rank * bins // (draws + 1), minlength=bins)
    expected = rank.size / bins
    return float(((counts - expected) ** 2).sum() / expected)
