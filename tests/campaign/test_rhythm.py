"""The known calendar: weekdays, months and holidays are found where they are, and nowhere else."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from digitool.campaign.models import rhythm
from digitool.campaign.models.calendar_shock import CalendarShock, draw_both
from digitool.campaign.models.rhythm import Rhythm
from digitool.model.days import day_number
from digitool.rules.reader import eras


def days_of(first: date, last: date) -> np.ndarray:
    """Day numbers from one date to the other, both included."""
    return np.arange(day_number(first), day_number(last) + 1)


def test_weekdays_and_months_follow_the_calendar() -> None:
    """1 March 2026 is a Sunday in March."""
    day = np.array([day_number(date(2026, 3, 1))])
    assert (rhythm.weekdays(day)[0], rhythm.months(day)[0]) == (6, 2)


@pytest.mark.parametrize(
    ("day", "off"),
    [
        (date(2026, 2, 14), False), (date(2026, 2, 15), True), (date(2026, 2, 23), True),
        (date(2026, 2, 24), False), (date(2025, 10, 8), True), (date(2024, 10, 8), False),
    ],
)  # fmt: skip
def test_announced_holidays_are_known(day: date, off: bool) -> None:
    """Spring Festival 2026 runs from 15 to 23 February; National Day 2025 to 8 October, 2024 to the 7th."""
    assert bool(rhythm.holidays(np.array([day_number(day)]))[0]) is off


def test_holidays_do_not_overlap() -> None:
    """Each span ends before the next begins."""
    spans = eras("public_holidays")
    assert all((one.valid_to or 10**6) <= two.valid_from for one, two in pairwise(spans))


def test_an_even_chain_has_no_rhythm() -> None:
    """Equal days stay within 5% of 1; months are not claimed from half a year."""
    days = days_of(date(2025, 3, 1), date(2025, 8, 31))
    found = rhythm.learn(days, np.random.default_rng(1).poisson(300, days.size))
    assert np.abs(np.array(found.weekday) - 1).max() < 0.05
    assert found.holiday == pytest.approx(1, abs=0.05)
    assert found.month == Rhythm().month


def test_holidays_and_seasons_are_found() -> None:
    """Two and a half years, December half again as busy, holidays twice: each within 12%."""
    days = days_of(date(2024, 1, 1), date(2026, 6, 30))
    busy = np.where(rhythm.months(days) == 11, 1.5, 1.0) * np.where(rhythm.holidays(days), 2.0, 1.0)
    found = rhythm.learn(days, np.random.default_rng(2).poisson(200 * busy))
    assert found.holiday == pytest.approx(2.0, rel=0.12)
    assert found.month[11] / found.month[5] == pytest.approx(1.5, rel=0.12)


def test_growth_is_not_taken_for_a_season() -> None:
    """A chain that doubles in three years has even months."""
    days = days_of(date(2023, 1, 1), date(2025, 12, 31))
    level = np.linspace(100, 200, days.size)
    found = rhythm.learn(days, np.random.default_rng(3).poisson(level))
    assert np.abs(np.array(found.month) - 1).max() < 0.1


def test_a_short_log_teaches_nothing() -> None:
    """Under two weeks every day is average."""
    days = np.arange(100, 110)
    assert rhythm.learn(days, np.full(10, 7)) == Rhythm()


def test_baskets_swing_with_the_season() -> None:
    """One swing moves rates and baskets together; without a basket shock baskets stand still."""
    shock, baskets = CalendarShock(0.1, 30.0), CalendarShock(0.05, 30.0)
    rate, level = draw_both(shock, baskets, 5_000, np.random.default_rng(4))
    assert np.corrcoef(np.log(rate), np.log(level))[0, 1] == pytest.approx(1.0)
    assert np.log(level).std() == pytest.approx(0.5 * np.log(rate).std(), rel=0.01)
    assert set(draw_both(shock, None, 10, np.random.default_rng(4))[1]) == {1.0}
