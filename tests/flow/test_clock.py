"""A store's business days and open hours by its own clock."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from digitool.flow.clock import StoreClock
from digitool.model.calendar import Calendar
from digitool.model.days import day_number
from digitool.workspace.hours import Hours, OpenTime

SPRING, AUTUMN = day_number(date(2026, 3, 29)), day_number(date(2026, 10, 25))
"""The days on which clocks change in Berlin: 02:00 becomes 03:00, and 03:00 becomes 02:00."""


def clock(opens: int, closes: int, cutoff: int = 0, zone: str = "UTC") -> StoreClock:
    """A store that is open every day between two minutes after midnight."""
    return StoreClock(zone, cutoff, Hours((OpenTime(opens, closes),) * 7))


def test_half_open_hours_count_their_part() -> None:
    """Opening at 9:30 and closing at 21:15 gives 30 and 15 minutes to the first and last hour."""
    opening = clock(9 * 60 + 30, 21 * 60 + 15).opening(0)
    assert (opening[9], opening[10], opening[21], min(opening), max(opening)) == (1800, 3600, 900, 9, 21)


def test_a_late_store_opens_into_the_next_day() -> None:
    """A store open until 2 o'clock has hours past midnight on the same business day."""
    assert sorted(clock(20 * 60, 26 * 60, cutoff=3).opening(10)) == [260, 261, 262, 263, 264, 265]


def test_a_closed_day_has_no_hours() -> None:
    """A closed day expects nothing from any sensor."""
    closed = StoreClock("UTC", 0, Hours((None,) * 7))
    assert (closed.opening(5), closed.open_stretches(5)) == ({}, [])


def test_a_store_that_never_closes_is_open_from_cut_off_to_cut_off() -> None:
    """Whatever the cut-off, its business day has 24 open hours of its own."""
    opening = clock(0, 24 * 60, cutoff=5).opening(7)
    assert (min(opening), max(opening), sum(opening.values())) == (7 * 24 + 5, 7 * 24 + 28, 86_400)


def test_a_day_on_which_clocks_change_has_23_or_25_hours() -> None:
    """The skipped hour is not open, and the hour that comes twice is open twice as long."""
    always = clock(0, 24 * 60, zone="Europe/Berlin")
    spring, autumn = always.opening(SPRING), always.opening(AUTUMN)
    assert (sum(spring.values()), SPRING * 24 + 2 in spring) == (23 * 3600, False)
    assert (sum(autumn.values()), autumn[AUTUMN * 24 + 2]) == (25 * 3600, 7200)


ZONES = st.sampled_from(
    ["UTC", "Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "America/Santiago"]
)


@given(st.integers(20_400, 20_800), ZONES, st.integers(0, 12), st.integers(0, 1439), st.integers(1, 1800))
def test_days_are_those_of_the_calendar_and_leave_no_gap(
    day: int, zone: str, cutoff: int, opens: int, length: int
) -> None:
    """Each stretch belongs to its business day, they join without a gap, and open time is in them."""
    store = clock(opens, min(opens + length, 30 * 60), cutoff, zone)
    stretches = store.stretches(day)
    begins, ends = store.span(day)
    assert (stretches[0].start, stretches[-1].end) == (begins, ends)
    assert all(one.end == other.start for one, other in pairwise(stretches))
    assert {Calendar(zone, cutoff).day(one.start) for one in stretches} == {day}
    assert {(one.hour - cutoff) // 24 for one in stretches} == {day}
    assert ends - begins in (23 * 3_600_000, 24 * 3_600_000, 25 * 3_600_000)
    assert sum(store.opening(day).values()) <= (ends - begins) // 1000
