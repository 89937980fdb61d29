"""BG/NBD: how often customers buy, and when they silently stop (Fader, Hardie and Lee, 2005).

Purchases while alive are Poisson with rate lambda ~ Gamma(r, alpha), in purchases per week; after
each purchase a customer leaves for good with probability p ~ Beta(a, b). Time is in weeks. Typical
values (CDNOW): r 0.24, alpha 4.4, a 0.79, b 2.4; a grocer's log: 0.35, 2.6, 0.50, 3.6.

A plain Gamma-Poisson, where nobody leaves, over-predicted future purchases by 37-91% on three logs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from digitool.campaign.arrays import Floats, floats
from digitool.campaign.models.special import hyp2f1, lgamma


@dataclass(frozen=True)
class BuyerHistories:
    """What a customer has done, as three arrays of one length n.

    ``frequency``: repeat purchases x (the first does not count; purchases of one day are one).
    ``recency``: weeks from the first to the last purchase t, 0 where x is 0.
    ``age``: weeks from the first purchase to the end of the log T, t <= T.
    """

    frequency: Floats
    recency: Floats
    age: Floats

    @staticmethod
    def of(frequency: npt.ArrayLike, recency: npt.ArrayLike, age: npt.ArrayLike) -> BuyerHistories:
        """A checked history; raises ValueError for unequal lengths, negatives or recency > age."""
        history = BuyerHistories(floats(frequency), floats(recency), floats(age))
        if not history.frequency.shape == history.recency.shape == history.age.shape:
            raise ValueError("frequency, recency and age must have one length")
        if np.any(history.frequency < 0) or np.any(history.recency < 0):
            raise ValueError("frequency and recency must not be negative")
        if np.any(history.recency > history.age + 1e-9):
            raise ValueError("recency must not exceed age")
        return history

    def __len__(self) -> int:
        return int(self.frequency.size)

    @cached_property
    def distinct(self) -> tuple[Floats, Floats]:
        """The different rows (3, d) and how many customers have each (d,): fits run on these."""
        rows = np.stack([self.frequency, self.recency, self.age])
        kinds, counts = np.unique(rows, axis=1, return_counts=True)
        return kinds, floats(counts)


@dataclass(frozen=True)
class BgNbd:
    """Parameters r, alpha (weeks), a, b, all positive."""

    r: float
    alpha: float
    a: float
    b: float

    @staticmethod
    def of_logs(logs: Floats) -> BgNbd:
        """From the natural logarithms (4,) of r, alpha, a, b."""
        r, alpha, a, b = np.exp(logs).tolist()
        return BgNbd(r, alpha, a, b)

    @property
    def logs(self) -> Floats:
        """Natural logarithms (4,) of r, alpha, a, b."""
        return np.log([self.r, self.alpha, self.a, self.b])


@dataclass(frozen=True)
class LogPrior:
    """Independent normal prior on the logs of parameters: ``mean`` and ``sd``, both (d,)."""

    mean: Floats
    sd: Floats

    def penalty(self, logs: Floats) -> float:
        """Minus the log-density at ``logs``, up to a constant."""
        return float(0.5 * np.sum(((logs - self.mean) / self.sd) ** 2))


@dataclass(frozen=True)
class BgNbdFit:
    """A fit: the parameters, their Laplace covariance (4, 4) on logs, the log-likelihood, customers."""

    parameters: BgNbd
    covariance: Floats
    log_likelihood: float
    customers: int

    def draw(self, draws: int, rng: np.random.Generator) -> Floats:
        """Parameter draws (draws, 4), natural scale, columns r, alpha, a, b."""
        logs, root = self._law
        return floats(np.exp(logs + rng.standard_normal((draws, 4)) @ root))

    @cached_property
    def _law(self) -> tuple[Floats, Floats]:
        """Mean and transposed root of the normal of the logs, worked out once for all draws."""
        root = np.linalg.cholesky(self.covariance + 1e-12 * np.eye(4))
        return self.parameters.logs, floats(root.T)


def log_likelihood(history: BuyerHistories, parameters: BgNbd) -> float:
    """Sum over customers of the BG/NBD log-likelihood (equation 6 of the paper, in logs)."""
    (x, t, age), weight = history.distinct
    r, alpha, a, b = parameters.r, parameters.alpha, parameters.a, parameters.b
    purchases = lgamma(r + x) - lgamma(r) + r * np.log(alpha)
    staying = lgamma(a + b) + lgamma(b + x) - lgamma(b) - lgamma(a + b + x)
    alive = -(r + x) * np.log(alpha + age)
    with np.errstate(divide="ignore"):
        gone = np.where(x > 0, np.log(a / (b + np.maximum(x, 1) - 1)) - (r + x) * np.log(alpha + t), -np.inf)
    return float(weight @ (purchases + staying + np.logaddexp(alive, gone)))


def fit(history: BuyerHistories, prior: LogPrior | None = None) -> BgNbdFit:
    """Maximum likelihood on logs, penalised where a prior is given; Laplace covariance.

    Raises ValueError for an empty history. About 0.2 s for 2,400 customers.
    """
    if len(history) == 0:
        raise ValueError("no customers to fit")

    def objective(logs: Floats) -> float:
        """Minus the log-posterior, up to a constant."""
        if np.max(np.abs(logs)) > 25:
            return np.inf
        penalty = prior.penalty(logs) if prior else 0.0
        return penalty - log_likelihood(history, BgNbd.of_logs(logs))

    scale = max(float(np.mean(history.age)), 1e-6)
    start = prior.mean if prior else np.log([0.5, 0.25 * scale, 1.0, 2.5])
    from digitool.campaign.models.nelder_mead import laplace_covariance, minimise

    found = minimise(objective, start)
    parameters = BgNbd.of_logs(found.at)
    covariance = laplace_covariance(objective, found.at)
    return BgNbdFit(parameters, covariance, log_likelihood(history, parameters), len(history))


def alive_probability(history: BuyerHistories, parameters: BgNbd) -> Floats:
    """P(alive) (n,) at the end of the log: 1 / (1 + [x>0] a/(b+x-1) ((alpha+T)/(alpha+t))^(r+x))."""
    x, r, alpha = history.frequency, parameters.r, parameters.alpha
    odds = parameters.a / (parameters.b + np.maximum(x, 1) - 1)
    with np.errstate(over="ignore"):
        odds = odds * np.exp((r + x) * np.log((alpha + history.age) / (alpha + history.recency)))
    return floats(1.0 / (1.0 + np.where(x > 0, odds, 0.0)))


def conditional_expected_purchases(history: BuyerHistories, parameters: BgNbd, weeks: float) -> Floats:
    """E[Y(t) | x, t_x, T] (n,): purchases expected of each customer in the next ``weeks``; needs a != 1."""
    x, age = history.frequency, history.age
    r, alpha, a, b = parameters.r, parameters.alpha, parameters.a, parameters.b
    share = weeks / (alpha + age + weeks)
    still = (1.0 - share) ** (r + x) * hyp2f1(r + x, b + x, a + b + x - 1, share)
    rate = (a + b + x - 1) / (a - 1) * (1.0 - still)
    return floats(rate * alive_probability(history, parameters))


def expected_total(history: BuyerHistories, fit: BgNbdFit, weeks: float) -> float:
    """All purchases expected of a history's customers in the next ``weeks``, at the fitted parameters."""
    return float(conditional_expected_purchases(history, fit.parameters, weeks).sum())
