"""Branching: how far an invitation travels when people bring people (Lloyd-Smith et al., 2005).

A person brings O ~ NB(mean R, dispersion k) new people, variance R + R^2/k; k small means that a few
bring most (Twitter trees 0.07, Hong Kong 0.43), k = inf is Poisson. Generation 0 (the seeds, invited
by the campaign) and later generations have their own R and k: neither can be had from the other.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from digitool.campaign.arrays import Floats, Ints, floats, ints
from digitool.campaign.models.nelder_mead import laplace_covariance, minimise
from digitool.campaign.models.special import gamma_cdf, lgamma


@dataclass(frozen=True)
class Offspring:
    """People brought per person: mean R (0.1-0.9 in practice), dispersion k (0.05-1; inf = Poisson)."""

    mean: float
    k: float = math.inf


def negative_binomial_log_pmf(count: npt.ArrayLike, size: npt.ArrayLike, mean: npt.ArrayLike) -> Floats:
    """Log P(X = count) for NB with dispersion ``size`` and ``mean`` > 0, broadcast; size inf = Poisson."""
    count, size, mean = np.broadcast_arrays(floats(count), floats(size), floats(mean))
    poisson = count * np.log(mean) - mean - lgamma(count + 1)
    if np.all(np.isinf(size)):
        return floats(poisson)
    safe = np.where(np.isinf(size), 1.0, size)
    value = lgamma(count + safe) - lgamma(safe) - lgamma(count + 1)
    value = value - safe * np.log1p(mean / safe) + count * (np.log(mean) - np.log(mean + safe))
    return floats(np.where(np.isinf(size), poisson, value))


def total_log_pmf(total: npt.ArrayLike, offspring: Offspring, seeds: int = 1) -> Floats:
    """Log P(all people incl. the seeds = total): (n/j) NB(j - n; dispersion k j, mean R j), Dwass 1969.

    ``total`` (any shape) >= ``seeds``; raises ValueError below.
    """
    total = floats(total)
    if np.any(total < seeds):
        raise ValueError("a total includes its seeds")
    size = np.full(total.shape, np.inf) if math.isinf(offspring.k) else offspring.k * total
    log_pmf = negative_binomial_log_pmf(total - seeds, size, offspring.mean * total)
    return floats(np.log(seeds / total) + log_pmf)


def total_mean(offspring: Offspring, seeds: int = 1) -> float:
    """Mean total n / (1 - R); infinite for R >= 1."""
    return seeds / (1 - offspring.mean) if offspring.mean < 1 else math.inf


def total_variance(offspring: Offspring, seeds: int = 1) -> float:
    """Variance of the total, n R (1 + R/k) / (1 - R)^3; infinite for R >= 1."""
    mean = offspring.mean
    if mean >= 1:
        return math.inf
    return seeds * mean * (1 + mean / offspring.k) / (1 - mean) ** 3


def extinction_probability(offspring: Offspring) -> float:
    """The smallest root of q = (1 + R (1 - q) / k)^-k: that one seed's tree ends (1 for R <= 1)."""
    if offspring.mean <= 1:
        return 1.0
    root = 0.0
    for _ in range(100_000):
        following = _survivors(offspring, root)
        if following - root < 1e-15:
            break
        root = following
    return root


def _survivors(offspring: Offspring, root: float) -> float:
    mean, k = offspring.mean, offspring.k
    if math.isinf(k):
        return math.exp(-mean * (1 - root))
    return float((1 + mean * (1 - root) / k) ** -k)


def final_share(mean: float) -> float:
    """Share z of a randomly mixing finite pool that is reached: z = 1 - exp(-R z); 0 for R <= 1."""
    if mean <= 1:
        return 0.0
    low, high = 1e-12, 1.0
    for _ in range(80):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if 1 - math.exp(-mean * middle) > middle else (low, middle)
    return 0.5 * (low + high)


@dataclass(frozen=True)
class OffspringFit:
    """A fit: the offspring law, covariance (2, 2) of (log R, log k), log-likelihood, people counted."""

    offspring: Offspring
    covariance: Floats
    log_likelihood: float
    people: int


def fit_offspring(children: npt.ArrayLike) -> OffspringFit:
    """NB maximum likelihood on children counted per person (n,), zeros included.

    Raises ValueError for no people or no children at all (R = 0 has no logarithm).
    """
    children = ints(children)
    if children.size == 0 or children.sum() == 0:
        raise ValueError("an offspring fit needs at least one child")
    values, counts = np.unique(children, return_counts=True)

    def objective(logs: Floats) -> float:
        """Minus the log-likelihood."""
        if np.max(np.abs(logs)) > 12:
            return np.inf
        mean, k = np.exp(logs)
        return -float(counts @ negative_binomial_log_pmf(values, k, mean))

    found = minimise(objective, np.array([math.log(float(children.mean())), math.log(0.5)]))
    mean, k = np.exp(found.at).tolist()
    covariance = laplace_covariance(objective, found.at)
    return OffspringFit(Offspring(mean, k), covariance, -found.value, children.size)


def people_for_share(offspring: Offspring, share: float = 0.8) -> float:
    """The smallest share of people who bring ``share`` of all children (Endo et al., 2020).

    Counts people by children brought, busiest first; the marginal group is taken in part.
    """
    most = int(offspring.mean * 50 + 2000)
    counts = np.arange(most + 1)
    pmf = np.exp(negative_binomial_log_pmf(counts, offspring.k, offspring.mean))[::-1]
    brought = np.cumsum(pmf * counts[::-1]) / offspring.mean
    place = min(int(np.searchsorted(brought, share)), most)
    before = float(brought[place - 1]) if place else 0.0
    group = float(brought[place]) - before
    part = (share - before) / group if group > 0 else 0.0
    return float(pmf[:place].sum() + part * pmf[place])


def share_from_top(k: float, people: float = 0.2) -> float:
    """Share of children due to the most infectious ``people``: 1 - F_(k+1)(F_k^-1(1 - people)).

    Of the gamma-distributed individual means (Lloyd-Smith 2005: SARS, k 0.16, top 20% make 88%).
    """
    low, high = 0.0, 600.0
    for _ in range(200):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if gamma_cdf(k, middle) < 1 - people else (low, middle)
    return 1 - gamma_cdf(k + 1, 0.5 * (low + high))


@dataclass(frozen=True)
class VaryingOffspring:
    """Later generations whose R differs by campaign: logit R ~ N(centre, spread), dispersion k.

    Twitter trees: centre -1.29, spread 1.09, k 0.06.
    """

    centre: float = -1.29
    spread: float = 1.09
    k: float = 0.06

    def draw(self, rng: np.random.Generator) -> Offspring:
        """The offspring law of one campaign."""
        logit = self.centre + self.spread * rng.standard_normal()
        return Offspring(1 / (1 + math.exp(-logit)), self.k)


def fit_totals(totals: npt.ArrayLike, seeds: npt.ArrayLike, nodes: int = 24) -> VaryingOffspring:
    """Fit R's spread between campaigns and k from final sizes alone: totals, seeds (n,) each.

    Each size is weighed with the closed form over a normal quadrature of ``nodes`` points of logit R.
    """
    totals, seeds = floats(totals), floats(seeds)
    at, weights = np.polynomial.hermite_e.hermegauss(nodes)
    log_weights = np.log(weights / weights.sum())

    def objective(theta: Floats) -> float:
        """Minus the log-likelihood."""
        if np.max(np.abs(theta)) > 12:
            return np.inf
        mean = 1 / (1 + np.exp(-(theta[0] + np.exp(theta[1]) * at)))[:, None]
        size = np.exp(theta[2]) * totals
        log_pmf = negative_binomial_log_pmf(totals - seeds, size, mean * totals)
        return -float(np.logaddexp.reduce(log_weights[:, None] + log_pmf, axis=0).sum())

    found = minimise(objective, np.array([-1.0, 0.0, -2.0]))
    return VaryingOffspring(float(found.at[0]), float(np.exp(found.at[1])), float(np.exp(found.at[2])))


def draw_children(parents: npt.ArrayLike, offspring: Offspring, rng: np.random.Generator) -> Ints:
    """Children (shape of ``parents``) of groups of parents in one draw each, since NB sums are NB.

    Poisson(Gamma(k Z) R / k); exact when identities do not matter.
    """
    parents = floats(parents)
    intensity = parents * offspring.mean
    if not math.isinf(offspring.k):
        intensity = rng.standard_gamma(offspring.k * parents) * (offspring.mean / offspring.k)
    return ints(rng.poisson(intensity))


def draw_totals(seeds: int, offspring: Offspring, runs: int, rng: np.random.Generator) -> Ints:
    """Total sizes (runs,) incl. seeds of sub-critical branching (R < 1) without a pool limit."""
    if offspring.mean >= 1:
        raise ValueError("a branching with R >= 1 may never end: use a finite pool")
    alive = np.full(runs, seeds, dtype=np.int64)
    total: Ints = alive.copy()
    while np.any(alive):
        alive = draw_children(alive, offspring, rng)
        total += alive
    return total
