"""Whether groups form and what red packets pay, drawn for campaigns of many openers.

The mechanics themselves live in the referral room. Completion data alone do not say how openers differ
(BeiBei: 22.6% without a joiner is 1.49 joiners if Poisson, 9.2 at k = 0.5), so k comes from joiners per
opener.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from digitool.campaign.arrays import Bools, Floats, Ints, floats
from digitool.campaign.models.branching import Offspring, draw_children


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


def draw_red_packets(total_fen: int, people: int, packets: int, rng: np.random.Generator) -> Floats:
    """Shares (packets, people) in fen, not rounded, by the double-mean rule; rows sum to the total."""
    left = np.full(packets, float(total_fen))
    shares = np.empty((packets, people))
    for place in range(people - 1):
        shares[:, place] = rng.random(packets) * 2 * left / (people - place)
        left = left - shares[:, place]
    shares[:, -1] = left
    return floats(shares)
