"""What is assumed where a chain has no history: every parameter, its 90% interval, and its source.

Wide on purpose: a forecast from priors alone says mostly that it does not know.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from digitool.campaign.learning.estimates import (
    HISTORY,
    PRIOR,
    Basis,
    Estimate,
    of_baskets,
    of_chance,
    of_draws,
    of_normal,
    of_purchases,
)
from digitool.campaign.learning.model import Model, calibration_of
from digitool.campaign.models.beta_binomial import posterior
from digitool.campaign.models.bg_nbd import BuyerHistories
from digitool.campaign.models.calendar_shock import CalendarShock
from digitool.campaign.models.delays import Delay
from digitool.campaign.models.gamma_gamma import GammaGamma, GammaGammaFit
from digitool.campaign.models.shrinkage import BUILT_IN_GAMMA_GAMMA, fit_chain
from digitool.campaign.models.uplift import Uplift
from digitool.campaign.simulation.inputs import Calibration, Chance, ReferralHabits

VIEWS = Chance(4.0, 6.0)
"""P(a delivered message is viewed)."""

_HALF, _TWO_WEEKS = np.array([0.5]), np.array([14.0])
_NOTHING = Basis(PRIOR, 0)


@dataclass(frozen=True)
class Prior:
    """A built-in assumption: the estimate and where its numbers were taken from."""

    estimate: Estimate
    reference: str


SOURCES: dict[str, str] = {
    "purchase_r": "BG/NBD on CDNOW, two grocers, apparel and donations: 0.24-0.66",
    "purchase_alpha": "same five logs, in weeks: 2.6-7.9",
    "purchase_a": "same five logs: 0.50-2.8",
    "purchase_b": "same five logs: 0.75-3.6",
    "basket_p": "Gamma-Gamma on CDNOW: 6.25",
    "basket_q": "Gamma-Gamma on CDNOW: 3.74",
    "basket_v": "mean basket of 80 yuan, a factor of 5 either way",
    "shock_scale": "CDNOW: 0.10 with 4 degrees of freedom before three origins are known",
    "basket_shock_scale": "half the purchases' own; CDNOW groups of 2,357: 0.07",
    "redemption_rate": "mean of Beta(1, 9); Complete Journey campaigns: 8-15%",
    "redemption_delay_days": "lognormal, median 7 days, cut at 14; best of five laws on three public sets",
    "redemption_delay_sigma": "Complete Journey, Starbucks, Twitter: 1.0-1.4",
    "view_rate": "Beta(4, 6): messages of guides that are opened",
    "opt_out": "Beta(1, 400) for each message",
    "uplift_log_ratio": "assumed N(0.10, 0.15); Hillstrom measured 0.35-0.78 on e-mail",
    "fatigue": "Beta(18, 2) for each contact of the last week; not identified from logs",
    "pull_forward": "Beta(2, 8); only a holdout that is watched afterwards identifies it",
    "reach_threshold": "Beta(2, 8): baskets below a threshold that are filled up to it",
    "referral_share": "Beta(2, 38): viewers who invite somebody",
    "referral_r0": "lognormal around 0.5 people brought by one who invites",
    "referral_r1": "Twitter16 trees: logit mean -1.29, sd 1.09",
    "referral_known": "Beta(3, 7): people brought who are known already",
    "referral_buys": "Beta(3, 17): newcomers who buy in the window",
}
"""Where each built-in number comes from; the page ``research/simulation.md`` has the details."""


def model() -> Model:
    """A chain of which nothing is known."""
    nobody = fit_chain(BuyerHistories.of([], [], [])).fit
    p, q, v = np.exp(BUILT_IN_GAMMA_GAMMA.mean).tolist()
    baskets = GammaGammaFit(GammaGamma(p, q, v), np.diag(BUILT_IN_GAMMA_GAMMA.sd**2), 0.0, 0)
    return Model(chain=nobody, prospects=nobody, baskets=baskets)


def calibration(guides: int = 0) -> Calibration:
    """The core's calibration of a chain of which nothing is known."""
    nothing = model()
    return calibration_of(nothing, [nothing.chain], [""] * guides)


def priors() -> list[Prior]:
    """Every parameter with its built-in value, interval and source."""
    nothing = model()
    rows = [
        *of_purchases(nothing.chain, _NOTHING),
        *of_baskets(nothing.baskets, _NOTHING),
        swing("shock_scale", nothing.shock),
        swing("basket_shock_scale", nothing.basket_shock),
        *redemption((), ()),
        *delay(nothing.redemption_delay, PRIOR, 0),
        of_chance("view_rate", VIEWS, _NOTHING),
        of_chance("opt_out", nothing.opt_out, _NOTHING),
        uplift(nothing.uplift),
        of_chance("reach_threshold", nothing.reach_threshold, _NOTHING),
        *unidentified(),
        *referral(nothing.referral),
    ]
    return [Prior(row, SOURCES[row.parameter]) for row in rows]


def swing(parameter: str, shock: CalendarShock, basis: Basis = _NOTHING) -> Estimate:
    """The size of a calendar shock: scaled inverse chi-square."""
    draws = shock.scale * np.sqrt(shock.nu / np.random.default_rng(5).chisquare(shock.nu, 4_000))
    return of_draws(parameter, shock.scale, draws, basis)


def redemption(redeemed: tuple[int, ...], hosted: tuple[int, ...]) -> list[Estimate]:
    """The mean rate of coupon stocks, among holders who bought while it was valid."""
    found = posterior(redeemed, hosted)
    draws, _ = found.draw(4_000, np.random.default_rng(5))
    source = "history" if redeemed else PRIOR
    return [of_draws("redemption_rate", found.mean, draws, Basis(source, sum(hosted)))]


def delay(law: Delay, source: str, n: int) -> list[Estimate]:
    """Median days from receipt to use of a coupon valid for two weeks, and the sd of log days.

    The uncut law's own median says little: where uses spread evenly over the validity it lies far outside.
    """
    error = 1.645 * (law.sigma / math.sqrt(n) if n else 0.5)
    laws = [Delay(law.mu + shift, law.sigma) for shift in (0.0, -error, error)]
    median, low, high = (float(one.at_quantile(_HALF, _TWO_WEEKS)[0]) for one in laws)
    wide = 1.645 * (law.sigma / math.sqrt(2 * n) if n else 0.3)
    return [
        Estimate("redemption_delay_days", median, low, high, source, n),
        Estimate("redemption_delay_sigma", law.sigma, max(law.sigma - wide, 0), law.sigma + wide, source, n),
    ]


def uplift(known: Uplift) -> Estimate:
    """The log ratio of purchase rates, from holdouts or assumed."""
    source = PRIOR if known.assumed else "holdout"
    return of_normal("uplift_log_ratio", known.mean, known.sd, Basis(source, known.holdouts))


def unidentified() -> list[Estimate]:
    """What no log identifies, so that the built-in values always stand."""
    blank = calibration()
    return [
        of_chance("fatigue", blank.fatigue, _NOTHING),
        of_chance("pull_forward", blank.pull_forward, _NOTHING),
    ]


class Watched(NamedTuple):
    """How many were looked at: seeds, people whom somebody brought, and friends watched for a purchase."""

    seeds: int = 0
    brought: int = 0
    friends: int = 0


_NOBODY = Watched()


def referral(
    habits: ReferralHabits, counts: Watched = _NOBODY, before: ReferralHabits | None = None
) -> list[Estimate]:
    """How people pass things on; ``counts`` stand behind what differs from ``before``."""
    seeds, brought, watched = counts
    blank = before or habits
    mean, sd = habits.seeds_log_mean, 1.645 * habits.seeds_log_sd
    logits = habits.later.centre + 1.645 * habits.later.spread * np.array([-1.0, 0.0, 1.0])
    low, middle, high = (1 / (1 + np.exp(-logits))).tolist()
    first = _basis(habits.seeds_log_mean != blank.seeds_log_mean, seeds)
    later = _basis(habits.later != blank.later, brought)
    return [
        of_chance("referral_share", habits.share, _NOTHING),
        Estimate("referral_r0", math.exp(mean), math.exp(mean - sd), math.exp(mean + sd), *first),
        Estimate("referral_r1", middle, low, high, *later),
        of_chance("referral_known", habits.known, _NOTHING),
        of_chance("referral_buys", habits.buys, _basis(watched > 0, watched)),
    ]


def _basis(learned: bool, n: int) -> Basis:
    return Basis(HISTORY, n) if learned else _NOTHING
