"""Gamma-Gamma: what a customer spends per purchase (Fader, Hardie and Lee, 2005, "RFM and CLV").

A basket is Gamma(p, rate nu), nu ~ Gamma(q, rate v) differs between customers; v carries the unit of
money (fen here: 100 times its value in yuan). Typical (CDNOW, dollars): p 6.25, q 3.74, v 15.44.
It assumes that spend and frequency are unrelated: `count_correlation` above 0.2 breaks that.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from digitool.campaign.arrays import Floats, floats
from digitool.campaign.models.bg_nbd import LogPrior
from digitool.campaign.models.special import lgamma


@dataclass(frozen=True)
class GammaGamma:
    """Parameters p, q (no unit) and v (money), all positive; the mean needs q > 1."""

    p: float
    q: float
    v: float

    @property
    def logs(self) -> Floats:
        """Natural logarithms (3,) of p, q, v."""
        return np.log([self.p, self.q, self.v])

    @property
    def mean(self) -> float:
        """Mean basket of a new customer, p v / (q - 1); infinite for q <= 1."""
        return self.p * self.v / (self.q - 1) if self.q > 1 else np.inf


@dataclass(frozen=True)
class GammaGammaFit:
    """A fit: the parameters, their Laplace covariance (3, 3) on logs, log-likelihood, customers used."""

    parameters: GammaGamma
    covariance: Floats
    log_likelihood: float
    customers: int

    @staticmethod
    def known(parameters: GammaGamma) -> GammaGammaFit:
        """Parameters taken as exact: a fit without uncertainty."""
        return GammaGammaFit(parameters, np.zeros((3, 3)), 0.0, 0)

    def draw(self, rng: np.random.Generator) -> GammaGamma:
        """One draw of the parameters from the Laplace normal on logs."""
        root = np.linalg.cholesky(self.covariance + 1e-16 * np.eye(3))
        p, q, v = np.exp(self.parameters.logs + root @ rng.standard_normal(3)).tolist()
        return GammaGamma(p, q, v)


def log_likelihood(count: Floats, mean_basket: Floats, parameters: GammaGamma) -> float:
    """Log-likelihood of mean baskets (n,) over ``count`` (n,) purchases; both positive."""
    p, q, v = parameters.p, parameters.q, parameters.v
    shape = p * count
    each = lgamma(shape + q) - lgamma(shape) - lgamma(q) + q * np.log(v) + shape * np.log(count)
    each = each + (shape - 1) * np.log(mean_basket) - (shape + q) * np.log(v + count * mean_basket)
    return float(np.sum(each))


def fit(count: Floats, mean_basket: Floats, prior: LogPrior | None = None) -> GammaGammaFit:
    """Maximum likelihood on logs over customers with count > 0 and a positive mean basket.

    ``prior`` is normal on log p, log q, log v. Raises ValueError where no such customer exists.
    """
    used = (count > 0) & (mean_basket > 0)
    count, mean_basket = floats(count[used]), floats(mean_basket[used])
    if count.size == 0:
        raise ValueError("no customer with a purchase and a positive basket")

    def objective(logs: Floats) -> float:
        """Minus the log-posterior, up to a constant."""
        if np.max(np.abs(logs)) > 25:
            return np.inf
        p, q, v = np.exp(logs).tolist()
        penalty = prior.penalty(logs) if prior else 0.0
        return penalty - log_likelihood(count, mean_basket, GammaGamma(p, q, v))

    start = prior.mean if prior else np.log([5.0, 4.0, 0.6 * float(np.mean(mean_basket))])
    from digitool.campaign.models.nelder_mead import laplace_covariance, minimise

    found = minimise(objective, start)
    p, q, v = np.exp(found.at).tolist()
    parameters = GammaGamma(p, q, v)
    covariance = laplace_covariance(objective, found.at)
    return GammaGammaFit(parameters, covariance, log_likelihood(count, mean_basket, parameters), count.size)


def conditional_mean(count: Floats, mean_basket: Floats, parameters: GammaGamma) -> Floats:
    """E[basket | x, mean] (n,) = p (v + x m) / (p x + q - 1): a customer's mean pulled to the group's."""
    p, q, v = parameters.p, parameters.q, parameters.v
    return floats(p * (v + count * mean_basket) / (p * count + q - 1))


def count_correlation(count: Floats, mean_basket: Floats) -> float:
    """Pearson correlation of purchases and mean basket over buyers; warn above 0.2 (CDNOW: 0.11)."""
    used = count > 0
    if np.count_nonzero(used) < 3 or np.ptp(count[used]) == 0 or np.ptp(mean_basket[used]) == 0:
        return 0.0
    return float(np.corrcoef(count[used], mean_basket[used])[0, 1])
