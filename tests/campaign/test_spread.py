"""Referral by day: closed-form totals, the pool and the window."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.campaign.models.branching import Offspring
from digitool.campaign.simulation.social import Law, Wave, spread
from tests.campaign.referees import final_share

AT_ONCE = np.array([1.0] + [0.0] * 27)


def waves(law: Law, seeds: int, runs: int) -> list[Wave]:
    """Independent waves from ``seeds`` on day 0."""
    start = np.zeros(28, dtype=np.int64)
    start[0] = seeds
    return [spread(start, law, np.random.default_rng(run)) for run in range(runs)]


def test_without_delay_and_pool_the_total_is_the_branching_total() -> None:
    """1,000 seeds at R0 = R1 = .6, k .3 bring 1,500 people with the closed-form variance."""
    law = Law(Offspring(0.6, 0.3), Offspring(0.6, 0.3), AT_ONCE, AT_ONCE, 10**12)
    brought = np.array([wave.by_day.sum() for wave in waves(law, 1_000, 600)])
    sd = math.sqrt(28.125 * 1_000)
    assert brought.mean() == pytest.approx(1_500, abs=4 * sd / math.sqrt(600))
    assert brought.std() == pytest.approx(sd, rel=0.15)


def test_seeds_and_later_generations_have_their_own_law() -> None:
    """R0 = 2 and R1 = .5 bring 2 per seed at first and as many again later."""
    law = Law(Offspring(2.0, 0.5), Offspring(0.5, 0.1), AT_ONCE, AT_ONCE, 10**12)
    found = waves(law, 500, 300)
    assert np.mean([wave.by_seeds for wave in found]) == pytest.approx(1_000, rel=0.03)
    assert np.mean([wave.by_later for wave in found]) == pytest.approx(1_000, rel=0.08)


def test_a_finite_pool_ends_a_supercritical_wave() -> None:
    """At R 2 the wave reaches about the closed form's 80% of the pool, generation by generation."""
    law = Law(Offspring(2.0), Offspring(2.0), AT_ONCE, AT_ONCE, 100_000)
    reached = np.mean([wave.by_day.sum() for wave in waves(law, 50, 40)]) / 100_000
    assert reached == pytest.approx(final_share(2.0), abs=0.12)


@given(st.integers(0, 3_000), st.floats(0.05, 5), st.floats(0.05, 3), st.integers(1, 2_000))
def test_nobody_is_brought_twice(seeds: int, mean: float, k: float, pool: int) -> None:
    """People brought never exceed the pool and add up over generations and over days."""
    delay = np.full(10, 0.08)
    law = Law(Offspring(mean, k), Offspring(mean, k), delay, delay, pool)
    start = np.zeros(10, dtype=np.int64)
    start[0] = seeds
    wave = spread(start, law, np.random.default_rng(1))
    assert wave.by_day.sum() == wave.by_seeds + wave.by_later <= pool
    assert np.all(wave.by_day >= 0)


def test_children_come_after_their_parents() -> None:
    """With a delay of exactly two days the wave rests on odd days, and its tail falls behind the end."""
    two = np.array([0.0, 0.0, 1.0] + [0.0] * 4)
    law = Law(Offspring(1.0), Offspring(1.0), two, two, 10**9)
    start = np.zeros(7, dtype=np.int64)
    start[0] = 1_000
    wave = spread(start, law, np.random.default_rng(2))
    assert wave.by_day[[0, 1, 3, 5]].tolist() == [0, 0, 0, 0]
    assert np.all(wave.by_day[[2, 4, 6]] > 800)


def test_no_seed_brings_nobody() -> None:
    """A campaign that nobody shares is an empty wave."""
    law = Law(Offspring(2.0), Offspring(2.0), AT_ONCE, AT_ONCE, 10)
    assert waves(law, 0, 1)[0].generations == 0
