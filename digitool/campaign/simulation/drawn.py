"""The outer draw: one value of everything that is not known exactly, per replication.

Everything is drawn in one fixed order whether the plan uses it or not, so a mechanic switched off
leaves the other draws as they were. World 0 comes first: what is assumed of the campaign cannot move it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from digitool.campaign.arrays import Floats
from digitool.campaign.models import calendar_shock
from digitool.campaign.models.branching import Offspring
from digitool.campaign.models.gamma_gamma import GammaGamma
from digitool.campaign.simulation.inputs import Calibration
from digitool.campaign.simulation.streams import Component, Streams

PARAMETERS = (
    "r", "alpha", "a", "b", "shock", "theta", "redemption_rate", "view_rate", "fatigue",
    "pull_forward", "opt_out", "reach_threshold", "share", "r0", "r1", "known", "newcomer_buys",
    "basket_p", "basket_q", "basket_v", "opens", "joiners", "replaced", "basket_level",
    "elasticity",
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
    opens: float
    joiners: Offspring
    replaced: float
    basket_level: float
    elasticity: float

    def at_depth(self, depth: float) -> Drawn:
        """The same truth for a coupon worth ``depth`` times the usual one: lift and redemption rate.

        A lift below zero stays what it is: a better coupon does not make a message more of a nuisance.
        """
        if depth == 1.0 or self.elasticity == 0.0:
            return self
        factor = depth**self.elasticity
        theta = self.theta * factor if self.theta > 0 else self.theta
        return replace(self, theta=theta, redemption_rate=min(1.0, self.redemption_rate * factor))

    def summary(self) -> list[float]:
        """The values named in `PARAMETERS`."""
        return [
            *self.purchases[0].tolist(), self.shock, self.theta, self.redemption_rate,
            float(self.view.mean()), self.fatigue, self.pull_forward, self.opt_out,
            self.reach_threshold, self.share, self.first.mean, self.later.mean, self.known,
            self.newcomer_buys, self.baskets.p, self.baskets.q, self.baskets.v,
            self.opens, self.joiners.mean, self.replaced, self.basket_level,
            self.elasticity,
        ]  # fmt: skip


def draw_parameters(calibration: Calibration, stores: int, guides: int, streams: Streams) -> Drawn:
    """Draw all parameters from their own stream; ``guides`` + 1 view rates where none are known."""
    rng = streams.get(Component.PARAMETERS)
    habits, groups = calibration.referral, calibration.gathering
    purchases = np.concatenate([fit.draw(1, rng) for fit in calibration.purchases])
    season = calendar_shock.draw_both(calibration.shock, calibration.basket_shock, 1, rng)
    shock, level = (float(factor[0]) for factor in season)
    baskets = calibration.baskets.draw(rng)
    hazard = np.full(stores, shock)
    if calibration.store_shock is not None:
        hazard = hazard * calendar_shock.draw(calibration.store_shock, stores, rng)
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
    first = Offspring(_lognormal(habits.seeds_log_mean, habits.seeds_log_sd, rng), habits.seeds_k)
    later = habits.later.draw(rng)
    view = calibration.views.draw(rng) if calibration.views else np.full(guides + 1, rng.beta(4.0, 6.0))
    opens, replaced = groups.opens.draw(rng), groups.replaced.draw(rng)
    joiners = Offspring(_lognormal(groups.joiners_log_mean, groups.joiners_log_sd, rng), groups.joiners_k)
    response, luck = calibration.value_response, rng.standard_normal()
    elasticity = min(max(response.mean + response.sd * luck, 0.0), 1.5) if response else 0.0
    return Drawn(
        purchases, hazard, theta, rate, view, fatigue, pull_forward, opt_out, reach_threshold,
        share, first, later, known, buys, shock, baskets, opens, joiners, replaced, level,
        elasticity,
    )  # fmt: skip


def _lognormal(mean: float, sd: float, rng: np.random.Generator) -> float:
    return float(np.exp(mean + sd * rng.standard_normal()))
