"""Minimise a smooth function of a few variables without derivatives (Nelder and Mead, 1965).

Used on logarithms of parameters, where every model of this room is well scaled. Restarts from the
point found until a restart no longer helps, which removes the simplex's habit of stopping early.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from digitool.campaign.arrays import Floats, floats

Objective = Callable[[Floats], float]


@dataclass(frozen=True)
class Minimum:
    """Where the search ended: ``at`` (d,), its value, evaluations used, and whether it settled."""

    at: Floats
    value: float
    evaluations: int
    settled: bool


_TOLERANCE = 1e-10
"""Values of the objective that differ by less, relatively, count as equal."""
_FIRST_STEP = 0.3
"""Side of the first simplex, in the units of the variables: on logs 35%."""
_CURVE_STEP = 1e-3
"""Step of the differences that tell how the objective bends."""


def minimise(objective: Objective, start: Floats) -> Minimum:
    """The local minimum near ``start`` (d,).

    A non-finite value of the objective is taken as a wall. Stops after 400 d evaluations a search
    and 6 searches; ``settled`` then says False.
    """
    start = floats(start)
    best = _search(objective, start, _FIRST_STEP)
    used = best.evaluations
    for _ in range(5):
        again = _search(objective, best.at, _FIRST_STEP / 2)
        used += again.evaluations
        gained = best.value - again.value
        best = again if gained >= 0 else best
        if gained <= _TOLERANCE * (1 + abs(best.value)):
            return Minimum(best.at, best.value, used, best.settled)
    return Minimum(best.at, best.value, used, False)


def _search(objective: Objective, start: Floats, step: float) -> Minimum:
    points = np.vstack([start, start + step * np.eye(start.size)])
    values = floats([_walled(objective, point) for point in points])
    used, limit = values.size, 400 * start.size
    while used < limit:
        order = np.argsort(values, kind="stable")
        points, values = points[order], values[order]
        flat = values[-1] - values[0] <= _TOLERANCE * (1 + abs(values[0]))
        if flat and np.max(np.abs(points - points[0])) <= 1e-5:
            return Minimum(points[0], float(values[0]), used, True)
        used += _advance(objective, points, values)
    best = int(np.argmin(values))
    return Minimum(points[best], float(values[best]), used, False)


def _walled(objective: Objective, point: Floats) -> float:
    value = objective(point)
    return value if np.isfinite(value) else np.inf


def _advance(objective: Objective, points: Floats, values: Floats) -> int:
    """Move the worst corner (reflect, expand, contract) or shrink, in place; evaluations used."""
    centre = points[:-1].mean(axis=0)
    reflected = 2 * centre - points[-1]
    value = _walled(objective, reflected)
    if value < values[0]:
        expanded = 3 * centre - 2 * points[-1]
        further = _walled(objective, expanded)
        points[-1], values[-1] = (expanded, further) if further < value else (reflected, value)
        return 2
    if value < values[-2]:
        points[-1], values[-1] = reflected, value
        return 1
    side = reflected if value < values[-1] else points[-1]
    contracted = 0.5 * (centre + side)
    inside = _walled(objective, contracted)
    if inside < min(value, values[-1]):
        points[-1], values[-1] = contracted, inside
        return 2
    points[1:] = 0.5 * (points[1:] + points[0])
    values[1:] = [_walled(objective, point) for point in points[1:]]
    return 2 + values.size - 1


def laplace_covariance(objective: Objective, at: Floats) -> Floats:
    """Covariance (d, d) of the Laplace normal at a minimum of minus the log-density.

    The inverse of the central-difference Hessian; directions that the data leave flat or bent the
    wrong way get variance 4 (on logs: a factor of e^2 either way) instead of infinity.
    """
    size = at.size
    shift = _CURVE_STEP * np.eye(size)
    hessian = np.empty((size, size))
    for i in range(size):
        for j in range(i + 1):
            around = (
                objective(at + shift[i] + shift[j])
                - objective(at + shift[i] - shift[j])
                - objective(at - shift[i] + shift[j])
                + objective(at - shift[i] - shift[j])
            )
            hessian[i, j] = hessian[j, i] = around / (4 * _CURVE_STEP * _CURVE_STEP)
    curvature, axes = np.linalg.eigh(hessian)
    variance = 1.0 / np.maximum(curvature, 0.25)
    return floats((axes * variance) @ axes.T)
