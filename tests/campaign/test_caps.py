"""Caps: what comes too late is not served, and nothing is ever overspent."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.campaign.simulation import caps

REQUESTS = st.lists(st.tuples(st.floats(0, 30), st.integers(0, 5_000)), min_size=1, max_size=60)


@given(REQUESTS, st.integers(0, 60_000), st.integers(0, 60))
def test_neither_budget_nor_quota_is_exceeded(
    requests: list[tuple[float, int]], budget: int, quota: int
) -> None:
    """Served requests fit both caps, precede every refused one, and all requests are accounted for."""
    at = np.array([day for day, _ in requests])
    cost = np.array([fen for _, fen in requests], dtype=np.int64)
    capped = caps.apply(at, cost, budget, quota)
    assert cost[capped.served].sum() <= budget
    assert capped.served.sum() <= quota
    assert capped.served.sum() + capped.unmet == at.size
    if capped.unmet:
        assert capped.closed_at == at[~capped.served].min()
        assert not np.any(at[capped.served] > capped.closed_at)


def test_the_earlier_is_served_whatever_its_place() -> None:
    """Order of time decides, not order of rows."""
    capped = caps.apply(np.array([3.0, 1.0, 2.0]), np.array([10, 10, 10]), budget_fen=20)
    assert capped.served.tolist() == [False, True, True]
    assert capped.closed_at == 3.0


def test_no_cap_serves_everybody() -> None:
    """None means no cap, and a cap that is not reached never closes."""
    at, cost = np.array([1.0, 2.0]), np.array([5, 5])
    assert caps.apply(at, cost).served.all()
    assert caps.apply(at, cost, 10, 2).closed_at == np.inf


def test_an_empty_campaign_has_no_cap_day() -> None:
    """Nobody asks, nobody is refused."""
    assert caps.apply(np.empty(0), np.empty(0, np.int64), 0, 0).closed_at == pytest.approx(np.inf)
