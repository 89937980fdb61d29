"""What a simulation found: counts by run, the figures a manager reads, and their quantiles."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from digitool.campaign.arrays import Floats, Ints
from digitool.campaign.models import uplift
from digitool.campaign.simulation import account
from digitool.campaign.simulation.drawn import PARAMETERS
from digitool.campaign.simulation.inputs import Effort
from digitool.campaign.simulation.preparation import Prepared
from digitool.campaign.simulation.replication import BY_STORE, COUNTS, DAILY


@dataclass(frozen=True)
class Runs:
    """Raw results of R runs: counts (R, C), parameters (R, P), daily (R, 4, D), by_store (R, S, 4)."""

    counts: Floats
    parameters: Floats
    daily: Floats
    by_store: Floats

    def count(self, name: str) -> Floats:
        """One count of `replication.COUNTS` (R,)."""
        return self.counts[:, COUNTS.index(name)]

    def fen(self, name: str) -> Ints:
        """One amount (R,) as whole fen."""
        return self.count(name).astype(np.int64)

    def parameter(self, name: str) -> Floats:
        """One drawn parameter of `drawn.PARAMETERS` (R,)."""
        return self.parameters[:, PARAMETERS.index(name)]


UNITS = {
    "incremental_sales": "fen", "contribution": "fen", "cost": "fen", "margin": "fen",
    "roi": "ratio", "incremental_customers": "customers", "new_customers": "customers", "cac": "fen",
    "redemptions": "coupons", "redemption_rate": "ratio", "cannibalised_share": "ratio",
    "discounts": "fen", "unmet": "coupons", "viewed": "customers", "messages": "messages",
    "opt_outs": "customers", "rewards": "fen", "rewards_unpaid": "fen", "openers": "people",
    "completed": "gatherings", "completion_rate": "ratio", "group_orders": "orders",
    "k0": "people", "k1": "people", "k_effective": "people",
    "break_even_lift": "ratio", "break_even_face": "fen", "lift": "ratio",
}  # fmt: skip
"""Figures of an outcome and their units."""


_COUNTED = (
    "incremental_customers", "new_customers", "redemptions", "discounts", "unmet", "viewed", "messages",
    "opt_outs", "rewards", "rewards_unpaid", "openers", "completed", "group_orders",
)  # fmt: skip


@dataclass(frozen=True)
class FigureLine:
    """One figure: mean and quantiles over runs; nan where no run has a value."""

    metric: str
    mean: float
    p5: float
    p50: float
    p95: float
    unit: str


@dataclass(frozen=True)
class Outcome:
    """A simulation's result. ``runs``: R outer draws; ``repeats``: second inner draws of the first of
    them (None if none were asked for); ``prepared`` and ``effort``: what it was made from.
    """

    runs: Runs
    repeats: Runs | None
    prepared: Prepared
    effort: Effort

    @cached_property
    def figures(self) -> dict[str, Floats]:
        """Each figure of `UNITS` (R,); nan where a ratio has no denominator."""
        return figures_of_runs(self.runs, self.prepared.campaign.terms)

    @property
    def loss_probability(self) -> float:
        """Share of runs with a negative contribution, under the shared-clock coupling."""
        return float(np.mean(self.figures["contribution"] < 0))

    @property
    def unhosted(self) -> float:
        """Share of the redemptions that history promises and no forecast purchase can host, 0 to 1."""
        return self.prepared.unhosted

    @property
    def assumed(self) -> bool:
        """Whether the uplift is assumed: then the break-even lift leads, not ROI."""
        return self.prepared.calibration.uplift.assumed

    def summary(self) -> list[FigureLine]:
        """Mean, P5, P50, P95 of every figure; the break-even lift first where the uplift is assumed."""
        names = list(UNITS)
        if self.assumed:
            names.sort(key=lambda name: name != "break_even_lift")
        return [_line(name, self.figures[name]) for name in names]

    def daily(self, name: str) -> Floats:
        """One row of `replication.DAILY` by run and day (R, D)."""
        return self.runs.daily[:, DAILY.index(name)]

    def by_store(self, name: str) -> Floats:
        """One column of `replication.BY_STORE` by run and store (R, S)."""
        return self.runs.by_store[:, :, BY_STORE.index(name)]


def flows(runs: Runs) -> account.Flows:
    """The account's inputs of each run (R,)."""
    return account.Flows(
        incremental=runs.fen("sales_world1") - runs.fen("sales_world0") + runs.fen("group_sales"),
        pulled_forward=runs.fen("pulled_forward"),
        newcomer_sales=runs.fen("newcomer_sales") + runs.fen("group_newcomer_sales"),
        attributed_sales=runs.fen("attributed_sales"),
        discounts=runs.fen("discounts"),
        rewards=runs.fen("rewards"),
        messages=runs.fen("messages"),
    )


def figures_of_runs(runs: Runs, terms: account.AccountTerms) -> dict[str, Floats]:
    """Every figure of `UNITS` from raw counts (R,), by name."""
    booked = flows(runs)
    cost = account.cost(booked, terms).astype(np.float64)
    margin = account.margin(booked, terms).astype(np.float64)
    incremental = booked.incremental.astype(np.float64)
    gained = runs.count("incremental_customers") + runs.count("new_customers")
    share = np.divide(terms.margin_bp, 10_000)
    others = booked.newcomer_sales + runs.fen("group_sales")
    coupons = runs.count("discounts") - runs.count("group_discounts")
    viewed_sales = runs.count("viewer_sales_world0")
    return {
        **{name: runs.count(name) for name in _COUNTED},
        "incremental_sales": incremental,
        "contribution": margin - cost,
        "cost": cost,
        "margin": margin,
        "roi": _ratio(margin - cost, cost),
        "cac": _ratio(cost, gained),
        "redemption_rate": _ratio(runs.count("redemptions"), runs.count("viewed")),
        "cannibalised_share": _ratio(runs.count("cannibalised_discounts"), runs.count("discounts")),
        "k0": _ratio(runs.count("by_seeds"), runs.count("seeds")),
        "k1": _ratio(runs.count("by_later"), runs.count("by_seeds") + runs.count("by_later")),
        "completion_rate": _ratio(runs.count("completed"), runs.count("openers")),
        "k_effective": _ratio(runs.count("referred"), runs.count("seeds")),
        "break_even_lift": uplift.break_even_lift(
            np.maximum(cost - account.rate_of(others, terms.margin_bp), 0.0), float(share), viewed_sales
        ),
        "break_even_face": uplift.break_even_face(margin, cost - coupons, runs.count("redemptions")),
        "lift": _ratio(runs.count("sales_world1") - runs.count("sales_world0"), viewed_sales),
    }


def _ratio(top: Floats, bottom: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(bottom > 0, top / bottom, np.nan)


def _line(name: str, values: Floats) -> FigureLine:
    known = values[np.isfinite(values)]
    if known.size == 0:
        return FigureLine(name, np.nan, np.nan, np.nan, np.nan, UNITS[name])
    p5, p50, p95 = np.quantile(known, (0.05, 0.5, 0.95)).tolist()
    return FigureLine(name, float(known.mean()), p5, p50, p95, UNITS[name])
