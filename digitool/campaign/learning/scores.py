"""Does a forecast keep its promise: coverage, PIT, CRPS, bias, simulation-based calibration.

Forecasts are draws (cases, draws); what happened is (cases,). A good 90% forecast covers 85-95%, has a
mean PIT of 0.45-0.55, and a CRPS below the naive baselines'.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from digitool.campaign.arrays import Bools, Floats, floats


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


LEVEL = 0.9
"""How many of the actuals the central interval of a good forecast holds."""


def covered(draws: Floats, actual: Floats) -> Bools:
    """Whether each actual (cases,) lies in the central interval of its draws, ends included."""
    tail = (1 - LEVEL) / 2
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


def score(draws: Floats, actual: Floats, rng: np.random.Generator) -> Score:
    """All scores of a back-test at once; raises ValueError for no cases."""
    if actual.size == 0:
        raise ValueError("a back-test needs at least one case")
    total = float(actual.sum())
    return Score(
        cases=actual.size,
        coverage=float(covered(draws, actual).mean()),
        mean_pit=float(pit(draws, actual, rng).mean()),
        crps=float(crps(draws, actual).mean()),
        bias=float(draws.mean(axis=1).sum()) / total - 1 if total else float("nan"),
    )


def coverage_error(cases: int) -> float:
    """Standard error of a coverage over independent cases: 15 cases cannot tell 78% from 100%."""
    return float(np.sqrt(LEVEL * (1 - LEVEL) / cases))
