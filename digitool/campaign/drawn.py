"""The outer draw: one value of everything that is not known exactly, per replication.

Everything is drawn in one fixed order whether the plan uses it or not, so a mechanic switched off
leaves the other draws as they were.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from digitool.campaign import calendar_shock
from digitool.campaign.arrays import Floats
from digitool.campaign.branching import Offspring
from digitool.campaign.gamma_gamma import GammaGamma
from digitool.campaign.inputs import Calibration
from digitool.campaign.streams import Component, Streams

PARAMETERS = (
    "r", "alpha", "a", "b", "shock", "theta", "redemption_rate", "view_rate", "fatigue",
    "pull_forward", "opt_out", "reach_threshold", "share", "r0", "r1", "known", "newcomer_buys",
    "basket_p", "basket_q", "basket_v",
)  # fmt: skip
"""Names of the drawn parameters that results keep, in order (of segment 0, and means over guides)."""


@dataclass(frozen=True)
class Drawn:
    """One replication's truth: ``purchases`` (S, 4), ``hazard`` factor per store (stores,), and rates."""

    purchases: Floats
    hazard: Floats
    theta: float
    redemption_rate: float
    view: Floats
    fatigue: float
    pull_forward: float
    opt_out: float
    reach_threshold: float
    share: float
    first: Offspring
    later: Offspring
    known: float
    newcomer_buys: float
    shock: float
    baskets: GammaGamma

    def summary(self) -> list[float]:
        """The values named in `PARAMETERS`."""
        return [
            *self.purchases[0].tolist(), self.shock, self.theta, self.redemption_rate,
            float(self.view.mean()), self.fatigue, self.pull_forward, self.opt_out,
            self.reach_threshold, self.share, self.first.mean, self.later.mean, self.known,
            self.newcomer_buys, self.baskets.p, self.baskets.q, self.baskets.v,
        ]  # fmt: skip


def draw(calibration: Calibration, stores: int, guides: int, streams: Streams) -> Drawn:
    """Draw all parameters from their own stream; ``guides`` + 1 view rates where none are known."""
    rng = streams.get(Component.PARAMETERS)
    habits = calibration.referral
    purchases = np.concatenate([fit.draw(1, rng) for fit in calibration.purchases])
    shock = float(calendar_shock.draw(calibration.shock, 1, rng)[0])
    baskets = calibration.baskets.draw(rng)
    theta = float(calibration.uplift.draw(1, rng)[0])
    rate = float(calibration.redemption.draw_rates(1, rng)[0])
    chances = [
        chance.draw(rng)
        for chance in (
            calibration.fatigue, calibration.pull_forward, calibration.opt_out,
            calibration.reach_threshold, habits.share, habits.known, habits.buys,
        )
    ]  # fmt: skip
    fatigue, pull_forward, opt_out, reach_threshold, share, known, buys = chances
    first = Offspring(
        float(np.exp(habits.seeds_log_mean + habits.seeds_log_sd * rng.standard_normal())), habits.seeds_k
    )
    later = habits.later.draw(rng)
    hazard = np.full(stores, shock)
    if calibration.store_shock is not None:
        hazard = hazard * calendar_shock.draw(calibration.store_shock, stores, rng)
    view = calibration.views.draw(rng) if calibration.views else np.full(guides + 1, rng.beta(4.0, 6.0))
    return Drawn(
        purchases, hazard, theta, rate, view, fatigue, pull_forward, opt_out, reach_threshold,
        share, first, later, known, buys, shock, baskets,
    )  # fmt: skip
