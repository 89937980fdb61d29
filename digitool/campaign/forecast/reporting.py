"""What a manager reads of an outcome: figures with honest digits, why they are unsure, and when caps bind."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from digitool.campaign.arrays import Floats
from digitool.campaign.forecast import uncertainty
from digitool.campaign.forecast.uncertainty import Spend, VarianceSplit
from digitool.campaign.simulation.drawn import PARAMETERS
from digitool.campaign.simulation.outcome import UNITS, Outcome, figures_of_runs

WHOLE = frozenset({"fen", "customers", "coupons", "messages", "gatherings", "orders"})
"""Units that come in whole numbers."""

_COUPON = (
    "redemptions", "redemption_rate", "cannibalised_share", "unmet", "break_even_face",
)  # fmt: skip
_REFERRAL = ("rewards_unpaid", "k0", "k1", "k_effective")
_GATHERING = ("openers", "completed", "completion_rate", "group_orders")
_BRINGS = ("new_customers", "rewards")

_RARE = ("unmet", "rewards", "rewards_unpaid")
"""Figures that are left out where they are nothing in every run."""

_LEAD = (
    "contribution", "incremental_sales", "roi", "cost", "margin", "incremental_customers",
    "new_customers", "cac",
)  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """One figure over runs, with no more digits than the Monte Carlo ``error`` of its median carries.

    Numbers are None where no run has a value. ``unit`` is fen, ratio or a thing that is counted.
    """

    metric: str
    mean: float | None
    p5: float | None
    p50: float | None
    p95: float | None
    unit: str
    error: float | None


@dataclass(frozen=True)
class Cap:
    """A budget or quota: in which share of runs it closes, and on which day (from 1) where it does."""

    cap: str
    probability: float
    day: float | None


@dataclass(frozen=True)
class Driver:
    """How much one assumption moves the contribution: sd of contribution per sd of the assumption."""

    parameter: str
    effect: float


def applicable(outcome: Outcome, *, written: bool = True) -> list[str]:
    """The figures that mean something for this campaign, leading one first.

    ``written`` is False where customers meet the offer by themselves: then there are no messages.
    """
    campaign = outcome.prepared.campaign
    left_out = set() if written else {"messages", "opt_outs"}
    if campaign.coupon is None:
        left_out.update(_COUPON)
    if campaign.referral is None:
        left_out.update(_REFERRAL)
    if not campaign.gatherings:
        left_out.update(_GATHERING)
    if campaign.referral is None and not campaign.gatherings:
        left_out.update(_BRINGS)
    left_out.update(name for name in _RARE if not outcome.figures[name].any())
    first = ("break_even_lift", *_LEAD) if outcome.assumed else _LEAD
    names = [*first, *(name for name in UNITS if name not in first)]
    return [name for name in names if name not in left_out]


def figure(metric: str, values: Floats, unit: str) -> Figure:
    """One figure from its values by run (R,); values that are not finite have none."""
    known = values[np.isfinite(values)]
    if known.size == 0:
        return Figure(metric, None, None, None, None, unit, None)
    if known.size == 1 or np.ptp(known) == 0:
        only = _whole(float(known[0]), unit)
        return Figure(metric, only, only, only, only, unit, 0.0)
    levels = (0.05, 0.5, 0.95)
    errors = [uncertainty.quantile_error(known, level) for level in levels]
    exact = np.quantile(known, levels).tolist()
    low, middle, high = (
        _whole(_rounded(value, error, known), unit) for value, error in zip(exact, errors, strict=True)
    )
    if low > middle:
        low = min(middle, _whole(_one_digit(exact[0]), unit))
    if high < middle:
        high = max(middle, _whole(_one_digit(exact[2]), unit))
    mean = _whole(uncertainty.rounded(float(known.mean()), uncertainty.mean_error(known)), unit)
    error = errors[1]
    return Figure(metric, mean, low, middle, high, unit, error if math.isfinite(error) else None)


def _rounded(value: float, error: float, known: Floats) -> float:
    """A quantile with the digits it carries; one digit, not 0, where nothing near 0 was ever seen."""
    found = uncertainty.rounded(value, error)
    if found == 0 and value != 0 and (known.min() > 0 or known.max() < 0):
        return _one_digit(value)
    return found


def _one_digit(value: float) -> float:
    """One digit of a number: what is shown where its error would leave none, but order needs one."""
    return round(value, -math.floor(math.log10(abs(value)))) if value else 0.0


def _whole(value: float, unit: str) -> float:
    return float(round(value)) if unit in WHOLE else round(value, 6)


def figures_of(outcome: Outcome, *, written: bool = True) -> list[Figure]:
    """Every applicable figure; the break-even lift leads where the lift is assumed."""
    names = applicable(outcome, written=written)
    return [figure(name, outcome.figures[name], UNITS[name]) for name in names]


def split_of(outcome: Outcome) -> VarianceSplit | None:
    """Parameter and process variance of the contribution; None without second inner draws."""
    if outcome.repeats is None:
        return None
    second = figures_of_runs(outcome.repeats, outcome.prepared.campaign.terms)["contribution"]
    contribution = outcome.figures["contribution"]
    first = contribution[: second.size]
    both = np.isfinite(first) & np.isfinite(second)
    if np.count_nonzero(both) < 2:
        return None
    return uncertainty.split_variance(contribution, first[both], second[both])


def loss_of(outcome: Outcome) -> tuple[float, float]:
    """P(loss) and its Monte Carlo standard error."""
    share, runs = outcome.loss_probability, outcome.effort.runs
    return share, math.sqrt(max(share * (1 - share), 0.25 / runs) / runs)


def caps_of(outcome: Outcome) -> list[Cap]:
    """Each cap that closes in some run, the likeliest first."""
    found = []
    for name in ("coupon_cap_day", "reward_cap_day", "group_cap_day", "budget_cap_day"):
        days = outcome.runs.count(name)
        closed = days[np.isfinite(days)]
        if closed.size:
            day = math.floor(float(np.median(closed))) + 1
            found.append(Cap(name.removesuffix("_cap_day"), closed.size / days.size, day))
    return sorted(found, key=lambda one: -one.probability)


_DRIVERS = 6
"""Most assumptions that a report names."""


def drivers_of(outcome: Outcome) -> list[Driver]:
    """The assumptions that move the contribution most, strongest first; weak ones are left out."""
    parameters = outcome.runs.parameters.copy()
    parameters[:, PARAMETERS.index("basket_level")] = 0.0  # one draw with the season, which stands for both
    effects = uncertainty.sensitivity(parameters, outcome.figures["contribution"])
    order = np.argsort(-np.abs(effects))[:_DRIVERS]
    return [
        Driver(PARAMETERS[place], round(float(effects[place]), 2))
        for place in order
        if abs(effects[place]) >= 0.05
    ]


def coupled_interval(outcome: Outcome) -> tuple[float, float]:
    """P5 and P95 of the increment among those written to, in fen, both worlds on one clock."""
    runs = outcome.runs
    low, high = np.quantile(runs.count("sales_world1") - runs.count("sales_world0"), (0.05, 0.95)).tolist()
    return low, high


def ab_interval_of(outcome: Outcome, held_out: float) -> tuple[float, float] | None:
    """Medians of the 90% interval (fen) that an A/B test with this holdout would show; None without one."""
    sent = outcome.prepared.campaign.plan.messages
    if not 0 < held_out < 1 or sent < 2:
        return None
    scale, runs = 1.0 / (1.0 - held_out), outcome.runs
    before = runs.count("audience_sales_world0")
    after = before + runs.count("sales_world1") - runs.count("sales_world0")
    worlds = [
        Spend(before * scale, runs.count("audience_square_world0") * scale),
        Spend(after * scale, runs.count("audience_square_world1") * scale),
    ]
    low, high = uncertainty.ab_interval(worlds[0], worlds[1], round(sent * scale), held_out)
    return float(np.median(low)) / scale, float(np.median(high)) / scale


def by_day(outcome: Outcome) -> list[dict[str, float]]:
    """One row a day: quantiles of the day's increment in fen, what has gathered up to it, and mean counts."""
    daily = outcome.daily("incremental_sales")
    total = np.cumsum(daily, axis=1)
    pieces = {name: outcome.daily(name) for name in ("redemptions", "discounts", "new_customers")}
    return [
        {
            **_spread(daily[:, day], ""),
            **_spread(total[:, day], "total_"),
            **{name: _mean(values[:, day]) for name, values in pieces.items()},
        }
        for day in range(daily.shape[1])
    ]


def by_store(outcome: Outcome) -> list[dict[str, float]]:
    """One row a store: sales without the campaign, quantiles of the increment, mean uses and discounts."""
    gained, before = outcome.by_store("incremental_sales"), outcome.by_store("sales_world0")
    pieces = {name: outcome.by_store(name) for name in ("redemptions", "discounts")}
    return [
        {
            "sales_world0": _mean(before[:, place]),
            **_spread(gained[:, place], ""),
            **{name: _mean(values[:, place]) for name, values in pieces.items()},
        }
        for place in range(gained.shape[1])
    ]


def _spread(values: Floats, prefix: str) -> dict[str, float]:
    """P5, P50 and P95 of values (R,), with the digits that they carry."""
    found = figure("", values, "fen")
    return {f"{prefix}{name}": getattr(found, name) or 0.0 for name in ("p5", "p50", "p95")}


def _mean(values: Floats) -> float:
    """The mean of values (R,), with the digits that it carries."""
    if np.ptp(values) == 0:
        return float(values[0])
    return uncertainty.rounded(float(values.mean()), uncertainty.mean_error(values))


def fan(outcome: Outcome) -> Floats:
    """Quantiles (5, D) at 5, 25, 50, 75 and 95% of the increment gathered up to each day, in fen."""
    total = np.cumsum(outcome.daily("incremental_sales"), axis=1)
    found: Floats = np.quantile(total, (0.05, 0.25, 0.5, 0.75, 0.95), axis=0)
    return found
