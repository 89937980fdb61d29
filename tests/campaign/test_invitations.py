"""Referral habits: people who brought nobody count, generations stay apart, small numbers stay assumed."""

from __future__ import annotations

import numpy as np
import pytest

from digitool.campaign.history.invitations import Invitations, first_purchases, habits
from digitool.campaign.history.purchase_log import PurchaseLog
from digitool.campaign.simulation.inputs import ReferralHabits

NOBODY = np.zeros(0, dtype=np.int64)
EMPTY = PurchaseLog.of([], [], [])


def test_offspring_are_found_again_by_generation() -> None:
    """Seeds bring 0.6 (k 0.3), those they brought 0.2: each law comes back, with a spread of campaigns."""
    rng = np.random.default_rng(1)
    seeds = rng.poisson(rng.gamma(0.3, 0.6 / 0.3, 4_000))
    later = rng.poisson(rng.gamma(0.2, 0.2 / 0.2, 4_000))
    found = habits(Invitations(seeds, later, NOBODY, NOBODY), EMPTY, 100, ReferralHabits())
    assert np.exp(found.seeds_log_mean) == pytest.approx(0.6, rel=0.15)
    assert found.seeds_k == pytest.approx(0.3, rel=0.2)
    assert 1 / (1 + np.exp(-found.later.centre)) == pytest.approx(0.2, rel=0.15)
    assert found.seeds_log_sd >= 0.3


def test_few_people_leave_the_built_in_law() -> None:
    """Forty-nine seeds, or none who brought anybody, teach nothing."""
    prior = ReferralHabits()
    for seeds in (np.ones(49, dtype=np.int64), np.zeros(500, dtype=np.int64)):
        assert habits(Invitations(seeds, NOBODY, NOBODY, NOBODY), EMPTY, 100, prior) == prior


def test_friends_count_when_they_were_watched_long_enough() -> None:
    """Of three friends one came too lately; of the two others one bought within four weeks."""
    log = PurchaseLog.of([1, 2, 3], [15, 60, 95], [100, 100, 100])
    known = Invitations(NOBODY, NOBODY, np.array([1, 2, 3]), np.array([10, 10, 90]))
    assert first_purchases(known, log, 100) == (1, 2)
    found = habits(known, log, 100, ReferralHabits())
    assert (found.buys.a, found.buys.b) == (4.0, 18.0)
