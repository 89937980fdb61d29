"""Clocks of zones: what they show at every change that the zone database knows, and what hours they cut."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.model.calendar import Calendar
from digitool.model.days import (
    DAY_MS,
    HOUR_MS,
    LONGEST_MS,
    SLOT_MS,
    clock_hours,
    clock_instants,
    local_day,
    moment_ms,
    offset_ms,
    shown_at,
    zone,
)

from .test_days import utc

_FROM, _TO = moment_ms(utc(0).replace(year=2012)), moment_ms(utc(0).replace(year=2038))
_WEEK = 7 * DAY_MS
NOT_ON_QUARTERS = {"Antarctica/Casey"}
"""Zones whose clocks were changed within a quarter of an hour since 2012: a station, at one past midnight."""

SHOPS = [
    *(
        "Asia/Shanghai",
        "Asia/Urumqi",
        "Asia/Hong_Kong",
        "Asia/Tokyo",
        "Asia/Kolkata",
        "Asia/Kathmandu",
        "UTC",
    ),
    *(
        "Asia/Tehran",
        "Europe/London",
        "Europe/Paris",
        "America/New_York",
        "America/St_Johns",
        "Australia/Adelaide",
    ),
]


def told(at: int, name: str) -> int:
    """The offset that the standard library tells, in ms."""
    offset = utc(at).astimezone(zone(name)).utcoffset()
    return (offset or timedelta(0)) // timedelta(milliseconds=1)


@cache
def changes(name: str) -> tuple[int, ...]:
    """Every instant from 2012 to 2037 at which the standard library's offset of a zone changes."""
    found, at = [], _FROM
    while at < _TO:
        after = at + 2 * _WEEK
        if told(after, name) != told(at, name):
            low, high = at, after
            while high - low > 1000:
                middle = (low + high) // 2000 * 1000
                low, high = (middle, high) if told(middle, name) == told(at, name) else (low, middle)
            found.append(high)
            after = high
        at = after
    return tuple(found)


INSTANTS = st.integers(_FROM, _TO - 1)
CHANGES = st.sampled_from(SHOPS).flatmap(
    lambda name: st.tuples(
        st.just(name), st.sampled_from(changes(name) or (_FROM,)), st.integers(-_WEEK, _WEEK)
    )
)


def test_offsets_of_every_zone_at_every_change() -> None:
    """The millisecond before a change has the old offset and the change the new one, in all zones."""
    wrong = {
        name
        for name in available_timezones()
        for change in changes(name)[-6:]
        for at in (change - HOUR_MS, change - 1, change, change + SLOT_MS - 1, change + HOUR_MS)
        if offset_ms(at, name) != told(at, name)
    }
    assert wrong <= NOT_ON_QUARTERS


@given(INSTANTS, st.sampled_from(sorted(available_timezones() - NOT_ON_QUARTERS)))
def test_offsets_at_any_instant(at: int, name: str) -> None:
    """One look-up serves a quarter of an hour, and is right in all of it."""
    assert offset_ms(at, name) == told(at, name)


@pytest.mark.parametrize("name", ["Australia/Adelaide", "America/St_Johns"])
def test_clocks_that_are_changed_on_half_hours_of_utc(name: str) -> None:
    """In Adelaide and Newfoundland clocks go forward within an hour of UTC: no half hour is told wrong."""
    assert any(change % HOUR_MS for change in changes(name))
    for change in changes(name):
        local = change + offset_ms(change, name)
        assert local % HOUR_MS == 0 and offset_ms(change - 1, name) != offset_ms(change, name)


@given(CHANGES, st.integers(0, 12))
def test_a_calendar_tells_the_day_of_the_moved_clock(near: tuple[str, int, int], cutoff: int) -> None:
    """It is the date that the local clock shows when it is moved back by the cut-off hour."""
    name, change, beside = near
    at = change + beside
    calendar = Calendar(name, cutoff)
    shown = utc(at).astimezone(zone(name)).replace(tzinfo=None) - timedelta(hours=cutoff)
    day = (shown - datetime(1970, 1, 1)).days
    assert calendar.day(at) == calendar.day(at) == day
    assert calendar.day(at // SLOT_MS * SLOT_MS) == calendar.day(at // SLOT_MS * SLOT_MS + SLOT_MS - 1)


def test_a_night_belongs_to_the_evening_before() -> None:
    """With a cut-off at 3, 02:59 is yesterday's and 03:00 today's."""
    at = shown_at(datetime(2026, 3, 2, 2, 59), "Asia/Shanghai")
    day = local_day(at, "Asia/Shanghai")
    assert Calendar("Asia/Shanghai", 3).day(at) == day - 1
    assert Calendar("Asia/Shanghai", 3).day(at + 60_000) == day


@given(CHANGES, st.integers(1, 3 * 24 * 60))
def test_clock_hours_are_the_whole_time_cut(near: tuple[str, int, int], minutes: int) -> None:
    """Without a gap or an overlap; each piece lies in one hour of the clock and has one offset."""
    name, change, beside = near
    start = (change + beside) // 1000 * 1000
    end = start + minutes * 60_000
    pieces = list(clock_hours(start, end, name))
    assert [one.start for one in pieces] == [start, *(one.end for one in pieces[:-1])]
    assert pieces[-1].end == end and all(one.start < one.end for one in pieces)
    for one in pieces:
        for at in (one.start, one.end - 1):
            assert (at + told(at, name)) // HOUR_MS == one.hour
        assert told(one.start, name) == told(one.end - 1, name)
    cut = {one.start for one in pieces[1:]}
    assert all((at + told(at, name)) % HOUR_MS == 0 or told(at - 1, name) != told(at, name) for at in cut)


def test_the_hour_that_comes_twice_has_two_pieces_and_a_skipped_one_none() -> None:
    """New York, 2026: 01:00 comes twice on 1 November, 02:00 not at all on 8 March; 25 and 23 hours."""
    for date, count, hours in (((2026, 11, 1), 25, [0, 1, 1, 2]), ((2026, 3, 8), 23, [0, 1, 3, 4])):
        start = shown_at(datetime(*date), "America/New_York")
        end = shown_at(datetime(*date) + timedelta(days=1), "America/New_York")
        pieces = list(clock_hours(start, end, "America/New_York"))
        assert len(pieces) == count
        assert [one.hour % 24 for one in pieces[:4]] == hours
    assert list(clock_hours(5, 5, "UTC")) == list(clock_hours(6, 5, "UTC")) == []


def test_an_hour_of_a_clock_is_one_piece_wherever_its_zone_lies() -> None:
    """Half and quarter hours of offset cut no hour in two."""
    for name in ("Asia/Kolkata", "Asia/Kathmandu"):
        start = shown_at(datetime(2026, 3, 1), name)
        assert len(list(clock_hours(start, start + DAY_MS, name))) == 24


@given(CHANGES)
def test_the_instants_of_what_a_clock_shows(near: tuple[str, int, int]) -> None:
    """Exactly the instants at which the clock shows it: each shows it, and the one we came from is there."""
    name, change, beside = near
    at = (change + beside) // 1000 * 1000
    shown = utc(at).astimezone(zone(name)).replace(tzinfo=None)
    found = clock_instants(shown, name)
    assert at in found and list(found) == sorted(set(found)) and len(found) <= 2
    assert {utc(one).astimezone(zone(name)).replace(tzinfo=None) for one in found} == {shown}


@pytest.mark.parametrize("name", SHOPS)
def test_times_at_a_change_come_twice_or_never(name: str) -> None:
    """Half an hour into a change: what is skipped has no instant, what comes twice has two."""
    for change in changes(name):
        step = told(change, name) - told(change - 1, name)
        if abs(step) == HOUR_MS:
            before = utc(change - 1).astimezone(zone(name)).replace(tzinfo=None, microsecond=0)
            skipped = before + timedelta(seconds=1, minutes=30 if step > 0 else -30)
            assert len(clock_instants(skipped, name)) == (0 if step > 0 else 2)


@given(INSTANTS, st.sampled_from(SHOPS))
def test_no_month_is_longer_than_the_longest(at: int, name: str) -> None:
    """The longest span of days that a count may have is 31 days of a clock that goes back."""
    here = utc(at).astimezone(zone(name)).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
    span = shown_at(here + timedelta(days=31), name) - shown_at(here, name)
    assert 31 * DAY_MS - HOUR_MS <= span <= LONGEST_MS
