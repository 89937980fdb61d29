"""How likely a group forms, a bargain reaches its floor, and what a red packet pays.

Closed forms of the mechanics' completion, and draws for campaigns of many openers; the mechanics
themselves live in the referral room. Completion data alone do not say how openers differ (BeiBei:
22.6% without a joiner is 1.49 joiners if Poisson, 9.2 at k = 0.5), so k comes from joiners per opener.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from digitool.campaign.arrays import Bools, Floats, Ints, floats
from digitool.campaign.models.branching import Offspring, draw_children, negative_binomial_log_pmf


def binomial_completion(invited: int, accept: float, needed: int) -> float:
    """P(at least ``needed`` of ``invited`` friends join), each with probability ``accept``."""
    below = range(min(needed, invited + 1))
    return 1.0 - sum(math.comb(invited, j) * accept**j * (1 - accept) ** (invited - j) for j in below)


def completion(joiners: Offspring, needed: int) -> float:
    """P(J >= needed) for J ~ NB(mean, k) joiners inside the window; k inf = Poisson arrivals."""
    below = negative_binomial_log_pmf(np.arange(needed), joiners.k, joiners.mean)
    return float(1.0 - np.exp(below).sum()) if needed > 0 else 1.0


def erlang_completion(rate: float, window: float, needed: int) -> float:
    """P(the ``needed``-th joiner comes within ``window``) at ``rate`` joiners per unit of time."""
    return completion(Offspring(rate * window), needed)


@dataclass(frozen=True)
class GroupDraw:
    """Groups (openers,): whether each completed, when (same unit as the window; inf = never), and how
    many joined, those who came after the last seat included.
    """

    completed: Bools
    at: Floats
    joined: Ints


def draw_groups(
    openers: int, joiners: Offspring, needed: int, window: float, rng: np.random.Generator
) -> GroupDraw:
    """Open ``openers`` groups: NB joiners each, at uniform times of the window, needed-th decides.

    Given its joiners, a group's arrival times are the order statistics of uniforms, so the needed-th
    of J is window * Beta(needed, J - needed + 1).
    """
    joined = draw_children(np.ones(openers), joiners, rng)
    completed = joined >= needed
    at = np.full(openers, np.inf)
    spare = joined[completed] - needed + 1
    at[completed] = window * rng.beta(needed, spare) if needed > 0 else 0.0
    return GroupDraw(completed, at, joined)


def helpers_for_floor(gap_fen: int, floor_fen: int, cut: float) -> int:
    """Helpers who bring a bargain from ``gap_fen`` down to ``floor_fen``, each cutting share ``cut``.

    ceil(log(floor / gap) / log(1 - cut)); gap 100 yuan, floor 5 yuan, cut 0.12: 24 helpers. Raises
    ValueError for a cut outside (0, 1) or a floor of 0, which no number of cuts reaches.
    """
    if not 0 < cut < 1 or floor_fen <= 0:
        raise ValueError("a geometric bargain needs 0 < cut < 1 and a floor above 0")
    if floor_fen >= gap_fen:
        return 0
    return math.ceil(math.log(floor_fen / gap_fen) / math.log1p(-cut))


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


def draw_red_packets(total_fen: int, people: int, packets: int, rng: np.random.Generator) -> Floats:
    """Shares (packets, people) in fen, not rounded, by the double-mean rule; rows sum to the total."""
    left = np.full(packets, float(total_fen))
    shares = np.empty((packets, people))
    for place in range(people - 1):
        shares[:, place] = rng.random(packets) * 2 * left / (people - place)
        left = left - shares[:, place]
    shares[:, -1] = left
    return floats(shares)
