"""Two worlds on one clock against a point-by-point simulation of the same process."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitool.campaign.simulation.two_worlds import Clock, Worlds, both

END, PACE, PEOPLE = 28.0, 0.05, 100_000


def clock_of(n: int, lifetime: int, rng: np.random.Generator, pace: float = PACE) -> Clock:
    """People with one pace and lifetime, their first purchase before the end or behind it."""
    first = rng.exponential(size=n) / pace
    further = rng.poisson(pace * np.maximum(END - first, 0))
    return Clock(first, np.full(n, pace), further, np.full(n, lifetime))


def point_by_point(n: int, lifetime: int, seen: float, multiplier: float) -> dict[str, float]:
    """Means from explicit points of a unit Poisson process read through both worlds' clocks."""
    rng = np.random.default_rng(99)
    points = np.cumsum(rng.exponential(size=(n, 30)), axis=1)
    view, end0 = PACE * seen, PACE * END
    end1 = PACE * (seen + multiplier * (END - seen))
    rank = np.arange(30)
    kept = rank < lifetime
    in0, in1 = (points <= end0) & kept, (points <= end1) & kept
    after = in1 & (points > view)
    hosts = after.any(axis=1)
    place = np.argmax(after, axis=1)
    wait = (points[np.arange(n), place] - view) / (PACE * multiplier)
    natural = hosts & (in0 & (points > view)).any(axis=1)
    return {
        "count0": in0.sum() / n, "count1": in1.sum() / n, "hosts": hosts.mean(),
        "natural": natural.mean(), "wait": wait[hosts].mean(),
    }  # fmt: skip


def means(worlds: Worlds) -> dict[str, float]:
    """The same means from the kernel."""
    return {
        "count0": worlds.count0.mean(), "count1": worlds.count1.mean(), "hosts": worlds.hosts.mean(),
        "natural": worlds.natural.mean(), "wait": worlds.wait[worlds.hosts].mean(),
    }  # fmt: skip


@pytest.mark.parametrize("multiplier", [0.6, 1.0, 1.7])
@pytest.mark.parametrize("seen", [0.0, 15.0])
@pytest.mark.parametrize("lifetime", [1, 2, 50])
def test_the_kernel_agrees_with_points_drawn_one_by_one(
    multiplier: float, seen: float, lifetime: int
) -> None:
    """Purchases in both worlds, hosts, natural hosts and waits have the means of the explicit process."""
    rng = np.random.default_rng(1)
    clock = clock_of(PEOPLE, lifetime, rng)
    worlds = both(clock, np.full(PEOPLE, seen), np.full(PEOPLE, multiplier), END, rng)
    expected = point_by_point(PEOPLE, lifetime, seen, multiplier)
    for name, value in means(worlds).items():
        assert value == pytest.approx(expected[name], rel=0.025, abs=0.006), name


def test_without_a_view_the_worlds_are_one() -> None:
    """Nobody sees the message: same purchases, nothing to redeem on."""
    rng = np.random.default_rng(2)
    worlds = both(clock_of(1_000, 5, rng), np.full(1_000, np.inf), np.full(1_000, 2.0), END, rng)
    assert np.array_equal(worlds.count0, worlds.count1)
    assert not worlds.hosts.any()


@settings(max_examples=30)
@given(st.floats(0.0, 27.0), st.floats(0.0, 1.0), st.floats(0.0, 1.5), st.integers(1, 6))
def test_a_stronger_plan_never_sells_less(seen: float, weak: float, more: float, lifetime: int) -> None:
    """On the same luck purchases never fall as the multiplier rises, for any person."""
    rng = np.random.default_rng(3)
    clock = clock_of(2_000, lifetime, rng, pace=0.1)
    view = np.full(2_000, seen)
    low, high = (
        both(clock, view, np.full(2_000, m), END, np.random.default_rng(4))
        for m in (1 + weak, 1 + weak + more)
    )
    assert np.all(low.count0 <= low.count1)
    assert np.all(low.count1 <= high.count1)
    assert np.array_equal(low.count0, high.count0)


def test_a_message_that_puts_off_sells_less() -> None:
    """A multiplier below 1 never adds a purchase, and 0 stops all of them after the view."""
    rng = np.random.default_rng(5)
    clock = clock_of(5_000, 9, rng)
    zero = both(clock, np.zeros(5_000), np.zeros(5_000), END, np.random.default_rng(6))
    half = both(clock, np.zeros(5_000), np.full(5_000, 0.5), END, np.random.default_rng(6))
    assert zero.count1.sum() == 0
    assert np.all(half.count1 <= half.count0)


def test_incremental_buyers_are_exactly_those_the_faster_clock_reaches() -> None:
    """Seen on day 0, P(buys only because of it) is e^(-pace H) - e^(-pace m H)."""
    rng = np.random.default_rng(7)
    worlds = both(clock_of(PEOPLE, 9, rng), np.zeros(PEOPLE), np.full(PEOPLE, 1.5), END, rng)
    expected = math.exp(-PACE * END) - math.exp(-1.5 * PACE * END)
    found = (worlds.hosts & ~worlds.natural).mean()
    assert found == pytest.approx(expected, abs=4 * math.sqrt(expected / PEOPLE))
