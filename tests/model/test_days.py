"""Days and moments as numbers: read as they are typed, kept exactly, and told back."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.model.days import (
    CHINA,
    DAY_MS,
    DAYS_END,
    FIRST_DAY,
    HOUR_MS,
    day_date,
    day_number,
    format_instant,
    instant,
    iso_day,
    local_moment,
    moment_ms,
    parse_day_number,
    parse_instant,
    parse_local,
    shown_at,
    week_start,
    within,
    zone,
)

NAMED = st.integers(FIRST_DAY, DAYS_END - 1)
SECONDS = st.integers(FIRST_DAY * 86_400, DAYS_END * 86_400 - 1)
OFFSETS = st.integers(-14 * 60, 14 * 60)
ZONES = st.sampled_from(
    (CHINA, "UTC", "Asia/Urumqi", "Asia/Kolkata", "Asia/Kathmandu", "Europe/Paris", "America/New_York")
)


def utc(at: int) -> datetime:
    """The moment of UTC ms, without a float between."""
    return datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(milliseconds=at)


@given(NAMED)
def test_a_day_survives_its_date_and_its_text(number: int) -> None:
    """Number, date and text of a day are three ways to write one thing."""
    assert day_number(day_date(number)) == number
    assert parse_day_number(iso_day(number)) == number
    assert iso_day(number) == day_date(number).isoformat()


@pytest.mark.parametrize(
    ("text", "number"),
    [("1970-01-02", 1), ("2026-03-01", 20_513), ("2028-02-29", 21_243), ("2199-12-31", 84_005)],
)
def test_days_that_anybody_can_count(text: str, number: int) -> None:
    """Days since 1970-01-01, by hand: the first and the last that may be named, and a leap day."""
    assert parse_day_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "today",
            "2026-3-1",
            "20260301",
            "2026/03/01",
            "2026-03-01 ",
            " 2026-03-01",
            "2026-03-01T00:00",
        ),
        *("2026-02-29", "2026-13-01", "2026-00-10", "2026-W09-7", "２０２６-03-01", "+2026-03-01"),
        *("1970-01-01", "1969-12-31", "0001-01-01", "2200-01-01", "9999-12-31"),
    ],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    """Other spellings, days that no calendar has, and days far away from us."""
    with pytest.raises(ValueError, match=r"."):
        parse_day_number(text)


@given(NAMED)
def test_a_week_starts_on_monday(number: int) -> None:
    """The Monday on or before a day, by the calendar of the standard library; a Monday is its own."""
    monday = week_start(number)
    assert day_date(monday).isoweekday() == 1 and 0 <= number - monday < 7
    assert day_date(monday).isocalendar()[:2] == day_date(number).isocalendar()[:2]
    assert week_start(monday) == monday


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2026-03-01 09:05:12",
            "2026/03/01 09:05:12",
            "2026.03.01 09:05:12",
            "2026/3/1 9:05:12",
            "2026-3-1 9:5:12",
        ),
        *("2026-03-01T09:05:12", "2026-03-01  09:05:12", " 2026-03-01 09:05:12\t", "2026-03-01 09：05：12"),
        *("2026-03-01 09:05:12.987", "2026-03-01 09:05:12.1234567"),
    ],
)
def test_exports_write_one_moment_in_many_ways(text: str) -> None:
    """Slashes, one-digit parts, doubled blanks, full-width colons, and fractions that are left out."""
    assert local_moment(text) == datetime(2026, 3, 1, 9, 5, 12)


def test_what_a_moment_leaves_out_is_zero() -> None:
    """A date alone is its midnight, a time without seconds its full minute."""
    assert local_moment("2026-03-01") == datetime(2026, 3, 1)
    assert local_moment("2026-03-01 09:05") == datetime(2026, 3, 1, 9, 5)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "-",
            "09:05",
            "2026-03",
            "2026-03-01 09",
            "2026-03-01 24:00",
            "2026-03-01 09:60",
            "2026-03-01 09:05:60",
        ),
        *(
            "01/03/2026",
            "2026-03-01 09:05 PM",
            "2026-03-01T09:05Z",
            "2026-02-30 09:05",
            "46082.378",
            "20260301090512",
        ),
        *("1970-01-01 00:00", "2200-01-01", "0000-01-01", "2026-03-01\n09:05"),
    ],
)
def test_what_is_no_local_moment_is_refused(text: str) -> None:
    """Half a moment, another order, an offset, a serial number of a spreadsheet, a day far away."""
    with pytest.raises(ValueError, match=r"."):
        local_moment(text)


@given(SECONDS, ZONES)
def test_a_moment_survives_its_text(second: int, zone_name: str) -> None:
    """To the second, in any zone: the text tells its offset, so that it is read alike everywhere."""
    at = second * 1000
    text = format_instant(at, zone_name)
    try:
        assert parse_instant(text) == at
    except ValueError:  # the first and the last day, which other zones do not share
        assert not FIRST_DAY < (at // DAY_MS) < DAYS_END - 1
    assert text[:19] == utc(at).astimezone(zone(zone_name)).strftime("%Y-%m-%dT%H:%M:%S")


@given(SECONDS, st.integers(0, 999), OFFSETS)
def test_an_offset_is_what_it_says(second: int, ms: int, offset: int) -> None:
    """A moment with milliseconds and any offset of minutes is that instant, to the very millisecond."""
    at = second * 1000 + ms
    here = utc(at).astimezone(timezone(timedelta(minutes=offset)))
    text = here.isoformat(timespec="milliseconds")
    named = FIRST_DAY <= day_number(here.date()) < DAYS_END
    for written in (text, text.replace("T", " "), text[:-3] + text[-2:]):
        if named:
            assert parse_instant(written, "America/New_York") == at
        else:
            with pytest.raises(ValueError, match="far away"):
                parse_instant(written)


@pytest.mark.parametrize(
    ("text", "second"),
    [
        *(("2026-03-01T09:05:12Z", 12), ("2026-03-01t09:05:12z", 12), ("2026-03-01 09:05Z", 0)),
        *(
            ("2026-03-01T17:05:12+08:00", 12),
            ("2026-03-01T17:05:12+0800", 12),
            (" 2026-03-01T04:35:12-0430 ", 12),
        ),
        *(("2026-03-01T17:05:12", 12), ("2026-03-01 17:05", 0), ("2026/3/1 17:05:12", 12)),
        ("2026-03-01T09:05:12.000000999Z", 12),
    ],
)
def test_what_rfc_3339_and_people_write(text: str, second: int) -> None:
    """Z in either case, offsets with and without a colon; without an offset it is the zone's local time."""
    assert parse_instant(text, CHINA) == moment_ms(datetime(2026, 3, 1, 9, 5, second, tzinfo=timezone.utc))


@pytest.mark.parametrize(
    "text",
    [
        *("", "now", "2026-03-01T24:00:00Z", "2026-03-01T09:05:60Z", "2026-03-01T09Z", "2026-03-01T9:05Z"),
        *("20260301T090512+08:00", "2026-W09-7T09:05+08:00", "2026-060T09:05+08:00", "2026-03-01T09:05,5Z"),
        *(
            "2026-03-01T09:05+08",
            "2026-03-01T09:05+24:00",
            "2026-03-01T09:05+08:60",
            "2026-03-01T09:05:12+08:00:30",
        ),
        *("2026-03-01_09:05Z", "2026-02-29T09:05Z", "1970-01-01T23:59:59Z", "2200-01-01T00:00:00Z"),
    ],
)
def test_what_is_no_instant_is_refused_by_every_python(text: str) -> None:
    """Newer Pythons read more than RFC 3339: what is typed must not depend on them."""
    with pytest.raises(ValueError, match=r"."):
        parse_instant(text)


@given(st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)), ZONES)
def test_local_times_are_read_as_the_zone_shows_them(moment: datetime, zone_name: str) -> None:
    """What a zone's clock shows at the instant is what was read, unless the clock skips that time."""
    moment = moment.replace(microsecond=0)
    at = parse_local(str(moment), zone_name)
    assert at == shown_at(moment, zone_name)
    shown = utc(at).astimezone(zone(zone_name)).replace(tzinfo=None)
    skipped = shown - moment
    assert skipped in (timedelta(0), timedelta(hours=1))
    if skipped:
        before = utc(at - HOUR_MS).astimezone(zone(zone_name)).replace(tzinfo=None)
        assert before < moment < shown


@given(NAMED, st.integers(0, 30 * 60), ZONES)
def test_minutes_of_a_day_may_pass_midnight(day: int, minutes: int, zone_name: str) -> None:
    """25:30 of one day is 01:30 of the next: a night belongs to the day on which it began."""
    later, rest = divmod(minutes, 24 * 60)
    assert instant(day, minutes, zone_name) == instant(day + later, rest, zone_name)
    if zone_name == CHINA and day > 8_000:
        assert instant(day, minutes, zone_name) == day * DAY_MS + minutes * 60_000 - 8 * HOUR_MS


def test_a_skipped_minute_is_the_instant_after_it() -> None:
    """In New York 02:30 does not exist on 2026-03-08: a shop that opens then opens at 03:30."""
    day = day_number(date(2026, 3, 8))
    assert instant(day, 150, "America/New_York") == instant(day, 210, "America/New_York")
    assert instant(day, 119, "America/New_York") + 60_000 == instant(day, 180, "America/New_York")


@pytest.mark.parametrize("at", [FIRST_DAY * DAY_MS, DAYS_END * DAY_MS - 1])
def test_the_ends_of_the_calendar_are_within(at: int) -> None:
    """The first and the last millisecond that may be named, and not one more on either side."""
    assert within(at) == at
    for outside in (FIRST_DAY * DAY_MS - 1, DAYS_END * DAY_MS, -at, 10**18):
        with pytest.raises(ValueError, match="far away"):
            within(outside)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "asia", "../UTC", "Asia/Shanghai\n"])
def test_a_zone_that_does_not_exist_is_an_error(name: str) -> None:
    """Whatever is no name of a zone is KeyError or ValueError, as the standard library has it."""
    with pytest.raises((KeyError, ValueError, OSError)):
        zone(name)
