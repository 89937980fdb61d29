"""Find the best of many settings by successive halving, on the same luck for all of them.

Every setting is first tried with a few runs; the better half, and what the runs do not tell from the best,
goes on with twice as many, and so on; what breaks the limit on P(loss) beyond doubt comes last. Since
replication r is the same for every setting, differences are compared run by run, and what these cannot tell
apart is said to be equal.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from digitool.campaign.arrays import Floats
from digitool.campaign.simulation.inputs import Effort
from digitool.campaign.simulation.outcome import Outcome

_FEWEST_RUNS = 60
_SURE = 2.0

Run = Callable[[int, Effort], Outcome]
"""Simulates setting number n with an effort."""


@dataclass(frozen=True)
class Aim:
    """What is best: the figure, and the P(loss) that is accepted at most."""

    objective: str = "contribution"
    max_p_loss: float = 1.0


@dataclass(frozen=True)
class Tried:
    """One setting as far as it came: its place, runs, objective and spending by run (R,), P(loss).

    ``feasible``: P(loss) within the limit. ``like_best``: all runs together do not tell it from the best
    one, None where it fell out before. ``p_best_better``: share of runs in which the best one is better.
    """

    place: int
    runs: int
    objective: Floats
    p_loss: float
    spending: Floats
    feasible: bool
    like_best: bool | None = None
    p_best_better: float = 0.5


def optimise(count: int, run: Run, aim: Aim, effort: Effort) -> list[Tried]:
    """All ``count`` settings, best first: those tried longest, feasible ones before the others.

    Raises ValueError without a setting.
    """
    if count < 1:
        raise ValueError("no setting to try")
    left, out = list(range(count)), list[int]()
    done: dict[int, Tried] = {}
    for runs in schedule(count, effort.runs):
        for place in left:
            step = Effort(runs, 0, effort.seed, effort.scenario, effort.workers)
            done[place] = _tried(place, run(place, step), aim)
        order = _ranked([done[place] for place in left], aim)
        if runs < effort.runs:
            kept = survivors(order, aim)
            out = [one.place for one in order[kept:]] + out
            left = [one.place for one in order[:kept]]
    ranked = _ranked([done[place] for place in left], aim)
    best = ranked[0]
    return [
        *(_beside(best, one, aim) for one in ranked),
        *(replace(_beside(best, done[place], aim), like_best=None) for place in out),
    ]


def survivors(ranked: Sequence[Tried], aim: Aim) -> int:
    """How many of the settings, best first, go on: half of them and the equals of the best, at most 5/8."""
    equals = sum(bool(_beside(ranked[0], one, aim).like_best) for one in ranked)
    half, most = math.ceil(len(ranked) / 2), math.ceil(0.625 * len(ranked))
    return max(1, min(max(half, equals), most))


def schedule(count: int, runs: int) -> list[int]:
    """Runs of each round, the last one with all ``runs``; settings halve from round to round."""
    rounds = [runs]
    while 2 ** len(rounds) < 2 * count and rounds[0] // 2 >= _FEWEST_RUNS:
        rounds.insert(0, rounds[0] // 2)
    return rounds if count > 1 else [runs]


def work(count: int, runs: int) -> int:
    """Replications that an optimisation runs at most."""
    total, left = 0, count
    for each in schedule(count, runs):
        total += left * each
        left = max(1, math.ceil(0.625 * left))
    return total


def _tried(place: int, outcome: Outcome, aim: Aim) -> Tried:
    values = outcome.figures[aim.objective]
    loss, runs = outcome.loss_probability, outcome.effort.runs
    spending = outcome.figures["discounts"] + outcome.figures["rewards"]
    doubt = 0.0 if runs < 2 else math.sqrt(loss * (1 - loss) / runs)
    return Tried(place, runs, values, loss, spending, loss - doubt <= aim.max_p_loss)


def _ranked(tried: Sequence[Tried], aim: Aim) -> list[Tried]:
    """Best first: feasible before not, then by mean objective (by P(loss) where none is feasible)."""
    if not any(one.feasible for one in tried):
        return sorted(tried, key=lambda one: (one.p_loss, -_worth(one, aim)))
    return sorted(tried, key=lambda one: (not one.feasible, -_worth(one, aim)))


def _worth(one: Tried, aim: Aim) -> float:
    """The mean objective, larger is better; -inf where no run has a value."""
    known = one.objective[np.isfinite(one.objective)]
    if known.size == 0:
        return -math.inf
    return float(known.mean()) * (-1 if aim.objective == "cac" else 1)


def _beside(best: Tried, one: Tried, aim: Aim) -> Tried:
    """A setting with how it compares to the best one, over the runs that both have."""
    size = min(best.runs, one.runs)
    gain = best.objective[:size] - one.objective[:size]
    gain = gain[np.isfinite(gain)] * (-1 if aim.objective == "cac" else 1)
    if one.place == best.place or gain.size < 2:
        like = one.place == best.place
        return replace(one, like_best=like)
    error = float(gain.std(ddof=1)) / math.sqrt(gain.size)
    like = one.feasible == best.feasible and abs(float(gain.mean())) <= _SURE * error
    better = float(np.mean(gain > 0) + 0.5 * np.mean(gain == 0))
    return replace(one, like_best=like, p_best_better=better)
