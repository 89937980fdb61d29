"""How people bring people, learned from referral campaigns: seeds, later generations, first purchases.

Seeds and those whom they brought have laws of their own, and people who brought nobody count: leaving
them out would triple the means.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from digitool.campaign.arrays import Ints
from digitool.campaign.history.customers import columns
from digitool.campaign.history.purchase_log import PurchaseLog
from digitool.campaign.models.branching import VaryingOffspring, fit_offspring
from digitool.campaign.simulation.inputs import Chance, ReferralHabits
from digitool.db.port import Connection
from digitool.model.days import DAY_MS

FEWEST = 50
"""People who could bring others below which the built-in law stands."""

_LEAST_SPREAD = 0.3
_WINDOW_DAYS = 28


@dataclass(frozen=True)
class Invitations:
    """Children (n,) of seeds and of people who were brought (later), and friends with the day they came."""

    seeds: Ints
    later: Ints
    friends: Ints
    friend_days: Ints


def read_invitations(connection: Connection, at: int, offset_ms: int) -> Invitations:
    """Everything that referral campaigns showed before ``at``; days are local."""
    _, _, children, later = columns(connection, "referral_children", 4, at)
    friends, since = columns(connection, "referral_friends", 2, at)
    return Invitations(children[later == 0], children[later == 1], friends, (since + offset_ms) // DAY_MS)


def habits(known: Invitations, log: PurchaseLog, day: int, prior: ReferralHabits) -> ReferralHabits:
    """The habits that the evidence supports; the rest stays ``prior``'s.

    A later campaign differs from the past ones, so the spread of both laws is never below 0.3 on logs.
    """
    found = prior
    if known.seeds.size >= FEWEST and known.seeds.sum() > 0:
        fit = fit_offspring(known.seeds)
        sd = max(math.sqrt(float(fit.covariance[0, 0])), _LEAST_SPREAD)
        mean, k = math.log(fit.offspring.mean), fit.offspring.k
        found = replace(found, seeds_log_mean=mean, seeds_log_sd=sd, seeds_k=k)
    if known.later.size >= FEWEST and 0 < known.later.mean() < 1:
        fit = fit_offspring(known.later)
        mean = fit.offspring.mean
        error = math.sqrt(float(fit.covariance[0, 0])) / (1 - mean)
        law = VaryingOffspring(math.log(mean / (1 - mean)), math.hypot(error, _LEAST_SPREAD), fit.offspring.k)
        found = replace(found, later=law)
    bought, watched = first_purchases(known, log, day)
    return replace(found, buys=Chance(prior.buys.a + bought, prior.buys.b + watched - bought))


def first_purchases(known: Invitations, log: PurchaseLog, day: int) -> tuple[int, int]:
    """Friends who bought within four weeks of coming, and friends watched so long."""
    watched = known.friend_days + _WINDOW_DAYS <= day
    friends, since = known.friends[watched], known.friend_days[watched]
    mine = log.of_persons(friends)
    place = np.searchsorted(friends, mine.person)
    inside = (mine.day >= since[place]) & (mine.day < since[place] + _WINDOW_DAYS)
    return int(np.unique(mine.person[inside]).size), int(friends.size)
