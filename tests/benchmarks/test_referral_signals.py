"""Speed of the fraud signals: rings, stars and bursts on a graph of a million referrals."""

from __future__ import annotations

import random
import time

import pytest

from digitool.referral.rewards.signals import DAY_MS, Edge, find_signals

PEOPLE, EDGES = 700_000, 1_000_000


@pytest.mark.benchmark
def test_signals_on_a_million_edges_take_under_a_minute() -> None:
    """Planted rings, a star and a burst are found among a million honest referrals in under 60 s."""
    draw = random.Random(1)
    edges = []
    for _ in range(EDGES):
        friend, at = draw.randrange(2, PEOPLE), draw.randrange(60 * DAY_MS)
        edges.append(Edge(draw.randrange(1, friend), friend, at, at - 1, at + DAY_MS, at + 2 * DAY_MS))
    first = len(edges)
    edges += [Edge(PEOPLE + n, PEOPLE + (n + 1) % 9, n * DAY_MS) for n in range(9)]
    edges += [Edge(PEOPLE + 50, PEOPLE + 100 + n, n * 3_600_000 * 2) for n in range(20)]
    edges += [Edge(PEOPLE + 60, PEOPLE + 200 + n, n * 1000) for n in range(15)]
    began = time.perf_counter()
    found = find_signals(edges, 90 * DAY_MS)
    taken = time.perf_counter() - began
    names = {place: {one.name for one in signals} for place, signals in found.items()}
    assert {place for place, one in names.items() if "ring" in one} == set(range(first, first + 9))
    assert all("star" in names[place] for place in range(first + 9, first + 29))
    assert all("burst" in names[place] for place in range(first + 29, first + 44))
    assert taken < 60
