"""The one business calendar."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from digitool.model.calendar import CHINA_DAYS, Calendar
from digitool.model.days import DAY_MS, Days, day_number, local_day, parse_instant
from digitool.model.ids import Day

ZONES = st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"])
INSTANTS = st.integers(10 * 365 * DAY_MS, 80 * 365 * DAY_MS)


def test_a_late_day_ends_after_midnight() -> None:
    """With a cut-off at three, two in the morning is still the day before."""
    late, at = Calendar("Asia/Shanghai", 3), parse_instant("2026-03-02 02:00:00")
    assert (late.day(at), CHINA_DAYS.day(at)) == (CHINA_DAYS.day(at) - 1, local_day(at, "Asia/Shanghai"))
    assert late.start(CHINA_DAYS.day(at)) == parse_instant("2026-03-02 03:00:00")


@given(INSTANTS, ZONES, st.integers(0, 12))
def test_a_day_is_the_local_date_some_hours_ago(at: int, zone: str, cutoff: int) -> None:
    """The day is the date on a clock that is set back by the cut-off hour, asked once or again."""
    clock = datetime.fromtimestamp(at // 1000, ZoneInfo(zone))
    shown = day_number(clock.date()) - (clock.hour < cutoff)
    calendar = Calendar(zone, cutoff)
    assert (calendar.day(at), calendar.day(at)) == (shown, shown)


@given(INSTANTS, ZONES, st.integers(0, 12))
def test_days_join_without_a_gap(at: int, zone: str, cutoff: int) -> None:
    """Each instant lies in the span of its own day, and a day begins where the one before it ends."""
    calendar = Calendar(zone, cutoff)
    day = calendar.day(at)
    begins, ends = calendar.span(Days(day, Day(day + 1)))
    assert begins <= at < ends
    assert (calendar.day(begins), calendar.day(ends - 1), calendar.day(ends)) == (day, day, day + 1)


def test_calendars_of_one_zone_and_hour_are_one_key() -> None:
    """Equal calendars are equal and hash alike, whatever they were asked before."""
    asked, fresh = Calendar("Asia/Shanghai", 3), Calendar("Asia/Shanghai", 3)
    asked.day(0)
    assert (asked, hash(asked)) == (fresh, hash(fresh))
    assert asked != Calendar("Asia/Shanghai")
