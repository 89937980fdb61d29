"""Exposure: guide queues, frequency caps and budgets decide who hears of a campaign, and when."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.campaign.simulation.exposure import (
    Audience,
    Plan,
    Sending,
    SkipReason,
    ViewRates,
    plan_exposure,
)


def audience(guide: list[int], **changes: object) -> Audience:
    """Reachable customers of the given guides, the first most important."""
    n = len(guide)
    given_: dict[str, object] = {
        "guide": np.array(guide), "priority": -np.arange(n, dtype=float),
        "contacts_7": np.zeros(n, np.int64), "contacts_30": np.zeros(n, np.int64),
        "reachable": np.ones(n, bool), "held_out": np.zeros(n, bool),
    }  # fmt: skip
    return Audience(**{**given_, **changes})


def days(found: Plan) -> list[float]:
    """The send days as a list."""
    return found.send_day.tolist()


def test_the_day_is_the_rank_over_the_capacity() -> None:
    """Five customers of a guide who sends two a day are written to on days 0, 0, 1, 1, 2."""
    assert days(plan_exposure(audience([0] * 5), Sending(np.array([2]), 7))) == [0, 0, 1, 1, 2]


def test_priority_decides_who_goes_first() -> None:
    """The customer of the highest priority is first in the guide's queue."""
    found = plan_exposure(audience([0, 0, 0], priority=np.array([1.0, 3.0, 2.0])), Sending(np.array([1]), 7))
    assert days(found) == [2, 0, 1]


def test_a_backlog_beyond_the_window_is_never_sent() -> None:
    """What falls behind the window is skipped as backlog."""
    found = plan_exposure(audience([0] * 5), Sending(np.array([1]), 3))
    assert found.skip.tolist() == [0, 0, 0, SkipReason.BACKLOG, SkipReason.BACKLOG]
    assert found.messages == 3


def test_customers_without_a_guide_get_the_broadcast_at_once() -> None:
    """Guide -1 means day 0, and a guide without capacity sends nothing."""
    found = plan_exposure(audience([-1, 0, -1]), Sending(np.array([0]), 7))
    assert days(found) == [0, np.inf, 0]


def test_each_reason_to_skip_is_told() -> None:
    """Unreachable, held out and too often contacted customers are told apart."""
    found = plan_exposure(
        audience(
            [0] * 5, reachable=np.array([False, True, True, True, True]),
            held_out=np.array([False, True, False, False, False]),
            contacts_7=np.array([0, 0, 2, 0, 0]), contacts_30=np.array([0, 0, 2, 4, 0]),
        ),
        Sending(np.array([9]), 7),
    )  # fmt: skip
    assert found.skip.tolist() == [
        SkipReason.UNREACHABLE, SkipReason.HELD_OUT, SkipReason.FREQUENCY, SkipReason.FREQUENCY,
        SkipReason.SENT,
    ]  # fmt: skip


def test_the_message_budget_keeps_the_earliest() -> None:
    """With 3 messages for two guides, days come first and then rank."""
    found = plan_exposure(audience([0, 0, 1, 1]), Sending(np.array([1, 1]), 7, message_budget=3))
    assert found.skip.tolist() == [0, 0, 0, SkipReason.BUDGET]


@given(st.lists(st.integers(-1, 3), min_size=1, max_size=80), st.integers(0, 4), st.integers(1, 9))
def test_no_guide_ever_sends_more_than_a_days_work(guides: list[int], capacity: int, window: int) -> None:
    """Messages of a guide on a day never exceed the capacity, and everybody has a day or a reason."""
    found = plan_exposure(audience(guides), Sending(np.full(4, capacity), window))
    sent = np.isfinite(found.send_day)
    assert np.array_equal(sent, found.skip == SkipReason.SENT)
    for guide in range(4):
        mine = found.send_day[sent & (np.array(guides) == guide)]
        assert np.bincount(mine.astype(int), minlength=1).max(initial=0) <= capacity


def test_view_rates_learn_from_each_guide() -> None:
    """A guide with many views stands above the prior, one without history at it."""
    rates = ViewRates.learn([90, 0], [100, 0])
    mean = rates.a / (rates.a + rates.b)
    assert mean[0] > 0.8
    assert mean[1] == mean[2] == pytest.approx(0.4)
    with pytest.raises(ValueError, match="viewed"):
        ViewRates.learn([2], [1])
