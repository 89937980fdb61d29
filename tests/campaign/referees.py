"""Closed forms and plain draws that the campaign room's own ways are judged by."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from digitool.campaign.arrays import Floats, Ints
from digitool.campaign.models.bg_nbd import BgNbd, BuyerHistories, alive_probability
from digitool.campaign.models.branching import Offspring, draw_children, negative_binomial_log_pmf


def total_log_pmf(total: npt.ArrayLike, offspring: Offspring, seeds: int = 1) -> Floats:
    """Log P(all people incl. the seeds = total): (n/j) NB(j - n; dispersion k j, mean R j), Dwass 1969."""
    total = np.asarray(total, dtype=float)
    size = np.full(total.shape, np.inf) if math.isinf(offspring.k) else offspring.k * total
    return np.log(seeds / total) + negative_binomial_log_pmf(total - seeds, size, offspring.mean * total)


def total_mean(offspring: Offspring, seeds: int = 1) -> float:
    """Mean total n / (1 - R) of R < 1."""
    return seeds / (1 - offspring.mean)


def draw_totals(seeds: int, offspring: Offspring, runs: int, rng: np.random.Generator) -> Ints:
    """Total sizes (runs,) incl. seeds of R < 1, generation by generation, without a pool limit."""
    alive = np.full(runs, seeds, dtype=np.int64)
    total: Ints = alive.copy()
    while np.any(alive):
        alive = draw_children(alive, offspring, rng)
        total += alive
    return total


def final_share(mean: float) -> float:
    """Share z of a randomly mixing finite pool that R > 1 reaches: z = 1 - exp(-R z)."""
    low, high = 1e-12, 1.0
    for _ in range(80):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if 1 - math.exp(-mean * middle) > middle else (low, middle)
    return 0.5 * (low + high)


def completion(joiners: Offspring, needed: int) -> float:
    """P(J >= needed) for J ~ NB(mean, k) joiners inside the window; k inf = Poisson arrivals."""
    return float(1.0 - np.exp(negative_binomial_log_pmf(np.arange(needed), joiners.k, joiners.mean)).sum())


def red_packet_moments(total_fen: float, people: int) -> tuple[Floats, Floats]:
    """Mean and sd (people,) of each share under the double-mean rule, in order of opening.

    X_j ~ U(0, 2 L / m) with L left for m people, the last takes L; all means are total / people and
    the sd rises from total / (people sqrt 3) (100 over 10: 5.77 to 7.7).
    """
    mean = total_fen / people
    square = float(total_fen) ** 2
    sd = np.empty(people)
    for place in range(people):
        left = people - place
        second = square if left == 1 else 4.0 / 3.0 * square / left**2
        sd[place] = math.sqrt(max(second - mean * mean, 0.0))
        square *= 1 - 2 / left + 4 / (3 * left**2)
    return np.full(people, mean), sd


def draw_purchases(
    history: BuyerHistories, parameters: BgNbd, weeks: float, rng: np.random.Generator
) -> Ints:
    """One posterior draw (n,) of each customer's purchases in the next ``weeks``."""
    x = history.frequency
    alive = rng.random(x.size) < alive_probability(history, parameters)
    rate = rng.standard_gamma(parameters.r + x) / (parameters.alpha + history.age)
    leave = rng.beta(parameters.a, parameters.b + x)
    counts = np.minimum(rng.poisson(rate * weeks), rng.geometric(np.clip(leave, 1e-12, 1.0)))
    return np.where(alive, counts, 0)


def ranks(truth: Floats, draws: Floats, rng: np.random.Generator) -> Ints:
    """Rank (cases,) of each truth among its draws (cases, L), 0..L, ties broken at random."""
    below = np.sum(draws < truth[:, None], axis=1)
    equal = np.sum(draws == truth[:, None], axis=1)
    found: Ints = below + rng.integers(0, equal + 1)
    return found


def rank_chi_square(rank: Ints, draws: int, bins: int = 10) -> float:
    """Chi-square (bins - 1 degrees) of SBC ranks against uniform (Talts et al., 2018).

    ``draws`` + 1 possible ranks, a multiple of ``bins`` so that bins are equal. 10 bins: 21.7 is
    exceeded by a calibrated model in 1% of trials.
    """
    counts = np.bincount(rank * bins // (draws + 1), minlength=bins)
    expected = rank.size / bins
    return float(((counts - expected) ** 2).sum() / expected)
