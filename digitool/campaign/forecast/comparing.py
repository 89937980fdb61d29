"""Compare plans run by run: the same customers with the same luck, so that only the plans differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from digitool.campaign.arrays import Floats
from digitool.campaign.forecast.reporting import applicable, figure
from digitool.campaign.simulation.outcome import UNITS, Outcome

LESS_IS_BETTER = frozenset({"cost", "cac", "discounts", "cannibalised_share", "opt_outs", "break_even_lift",
                            "unmet", "rewards", "rewards_unpaid", "messages"})  # fmt: skip
"""Figures of which less is better; of the others more."""


@dataclass(frozen=True)
class Difference:
    """One figure of two plans: medians, quantiles of b - a by run, P(b is better); None where unknown."""

    metric: str
    unit: str
    a_p50: float | None
    b_p50: float | None
    diff_p5: float | None
    diff_p50: float | None
    diff_p95: float | None
    p_b_better: float | None


def differences(a: Outcome, b: Outcome) -> list[Difference]:
    """Every figure that means something for one of the two."""
    names = applicable(a)
    names += [name for name in applicable(b) if name not in names]
    names = [
        name for name in names if np.isfinite(a.figures[name]).any() or np.isfinite(b.figures[name]).any()
    ]
    return [_difference(name, a.figures[name], b.figures[name]) for name in names]


def _difference(name: str, a: Floats, b: Floats) -> Difference:
    unit = UNITS[name]
    both = np.isfinite(a) & np.isfinite(b)
    gain = (b - a)[both]
    if gain.size < 2:
        return Difference(name, unit, _median(a, unit), _median(b, unit), None, None, None, None)
    shown, better = figure(name, gain, unit), p_better(a[both], b[both], name)
    return Difference(name, unit, _median(a, unit), _median(b, unit), shown.p5, shown.p50, shown.p95, better)


def p_better(a: Floats, b: Floats, name: str) -> float:
    """Share of runs (R,) in which b is better than a, ties half."""
    gain = a - b if name in LESS_IS_BETTER else b - a
    return float(np.mean(gain > 0) + 0.5 * np.mean(gain == 0))


def _median(values: Floats, unit: str) -> float | None:
    return figure("", values, unit).p50
