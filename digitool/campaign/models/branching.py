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
from digitool.campaign.models.special import lgamma


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

    from digitool.campaign.models.nelder_mead import laplace_covariance, minimise

    found = minimise(objective, np.array([math.log(float(children.mean())), math.log(0.5)]))
    mean, k = np.exp(found.at).tolist()
    covariance = laplace_covariance(objective, found.at)
    return OffspringFit(Offspring(mean, k), covariance, -found.value, children.size)


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


def draw_children(parents: npt.ArrayLike, offspring: Offspring, rng: np.random.Generator) -> Ints:
    """Children (shape of ``parents``) of groups of parents in one draw each, since NB sums are NB.

    Poisson(Gamma(k Z) R / k); exact when identities do not matter.
    """
    parents = floats(parents)
    intensity = parents * offspring.mean
    if not math.isinf(offspring.k):
        intensity = rng.standard_gamma(offspring.k * parents) * (offspring.mean / offspring.k)
    return ints(rng.poisson(intensity))
