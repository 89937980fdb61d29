"""One estimate as people read it: value, 90% interval, where it comes from, how much stands behind it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from digitool.campaign.arrays import Floats, floats
from digitool.campaign.models.bg_nbd import BgNbdFit
from digitool.campaign.models.gamma_gamma import GammaGammaFit
from digitool.campaign.simulation.inputs import Chance

HISTORY, HOLDOUT, CHAIN, PRIOR = "history", "holdout", "chain", "prior"
_Z = NormalDist().inv_cdf(0.95)
_DRAWS = 4_000


@dataclass(frozen=True)
class Estimate:
    """A row of `campaign calibrate`; ``scope`` is a store, guide or stock code, or empty for the chain."""

    parameter: str
    value: float
    p5: float
    p95: float
    source: str
    n: int
    scope: str = ""


def of_logs(
    names: tuple[str, ...], logs: Floats, covariance: Floats, source: tuple[str, int, str]
) -> list[Estimate]:
    """Estimates of positive parameters from the normal of their logs; ``source``: source, n, scope."""
    spread = _Z * np.sqrt(np.maximum(np.diag(covariance), 0.0))
    return [
        Estimate(name, math.exp(at), math.exp(at - wide), math.exp(at + wide), *source)
        for name, at, wide in zip(names, logs.tolist(), spread.tolist())
    ]


def of_purchases(fit: BgNbdFit, source: tuple[str, int, str]) -> list[Estimate]:
    """The four parameters of a purchase fit; alpha in weeks."""
    names = ("purchase_r", "purchase_alpha", "purchase_a", "purchase_b")
    return of_logs(names, fit.parameters.logs, fit.covariance, source)


def of_baskets(fit: GammaGammaFit, source: tuple[str, int, str]) -> list[Estimate]:
    """The three parameters of a basket fit, v in fen."""
    return of_logs(("basket_p", "basket_q", "basket_v"), fit.parameters.logs, fit.covariance, source)


def of_chance(parameter: str, chance: Chance, source: tuple[str, int, str]) -> Estimate:
    """A probability Beta(a, b), by simulation from a fixed seed."""
    draws = np.random.default_rng(5).beta(chance.a, chance.b, _DRAWS)
    return of_draws(parameter, chance.a / (chance.a + chance.b), draws, source)


def of_draws(parameter: str, value: float, draws: Floats, source: tuple[str, int, str]) -> Estimate:
    """A value with the interval of posterior draws."""
    low, high = np.quantile(floats(draws), (0.05, 0.95)).tolist()
    return Estimate(parameter, value, low, high, *source)


def of_normal(parameter: str, mean: float, sd: float, source: tuple[str, int, str]) -> Estimate:
    """A value known up to a normal error."""
    return Estimate(parameter, mean, mean - _Z * sd, mean + _Z * sd, *source)
