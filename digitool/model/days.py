"""Instants as UTC milliseconds, business dates as day numbers.

A *day number* counts days since 1970-01-01. A business date is computed once, from an instant, the
store's zone and its cut-off hour (a late store's day ends after midnight), and stored as that number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from digitool.model.ids import Day, Ms


class Days(NamedTuple):
    """Business days in a row, half open: the day number of the first one, and of the one after the last."""

    first: Day
    after: Day

    @property
    def last(self) -> Day:
        """The last of them."""
        return Day(self.after - 1)


def days_before(after: Day, count: int) -> Days:
    """So many business days, up to and without one."""
    return Days(Day(after - count), after)


EVER = Days(Day(-1_000_000), Day(10_000_000))
"""All business days."""


class Span(NamedTuple):
    """A stretch of time, half open: instants in UTC ms."""

    start: Ms
    end: Ms


EPOCH = date(1970, 1, 1)
EPOCH_MOMENT = datetime(1970, 1, 1, tzinfo=timezone.utc)
DAY_MS = 86_400_000
HOUR_MS = 3_600_000
MINUTE_MS = 60_000
SLOT_MS = 900_000
"""Clocks are changed on quarters of an hour of UTC: on full ones mostly, on half ones in Adelaide.

Where they were not (Newfoundland until 2011, at 00:01), the quarter counts as its first minute does.
"""

_MS = timedelta(milliseconds=1)
CHINA = "Asia/Shanghai"

LONGEST_MS = 31 * DAY_MS + HOUR_MS
"""A month, in which clocks may go back once: who was counted in a longer time can be put on no day."""

FIRST_DAY, DAYS_END = Day(1), Day(84_006)
"""Business dates that anybody may name: 1970-01-02 to 2199-12-31, half open, as day numbers.

Every date and time that is typed or read lies between them, so that no arithmetic on it leaves the
calendar.
"""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LOCAL = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d+)?)?)?"
)

_HOUR, _SIXTY = r"(?:[01]\d|2[0-3])", r"[0-5]\d"
_OFFSET = rf"(?:[Zz]|([+-]{_HOUR}):?({_SIXTY}))"
_RFC_3339 = re.compile(
    rf"(\d{{4}}-\d\d-\d\d)[Tt ]({_HOUR}:{_SIXTY}(?::{_SIXTY})?)(?:\.(\d+))?{_OFFSET}", re.ASCII
)
"""What RFC 3339 writes, also without seconds or the colon of the offset; Pythons differ in what they read."""


def day_number(day: date) -> Day:
    """Days since 1970-01-01."""
    return Day((day - EPOCH).days)


def day_date(number: Day) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=number)


def parse_day_number(text: str) -> Day:
    """The day number of ``2026-03-01``. Raises ValueError for anything else, and out of `FIRST_DAY`."""
    if _DAY.fullmatch(text) is None:
        raise ValueError("not a date")
    return _named_day(day_number(date.fromisoformat(text)))


def _named_day(number: Day) -> Day:
    """The same day number. Raises ValueError for a day that nobody may name (`FIRST_DAY`)."""
    if not FIRST_DAY <= number < DAYS_END:
        raise ValueError("a day far away from us")
    return number


def iso_day(number: Day) -> str:
    """A day number as ``YYYY-MM-DD``."""
    return day_date(number).isoformat()


def week_start(number: Day) -> Day:
    """The Monday on or before a day number (ISO 8601 weeks)."""
    return Day(number - (number + 3) % 7)


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    """A time zone by IANA name. Raises KeyError (ZoneInfoNotFoundError) for an unknown one."""
    return ZoneInfo(name)


def offset_ms(at: Ms, zone_name: str) -> int:
    """The zone's offset from UTC at an instant (UTC ms), in ms."""
    return _slot_offset_ms(at // SLOT_MS, zone_name)


@lru_cache(maxsize=65_536)
def _slot_offset_ms(slot: int, zone_name: str) -> int:
    """`offset_ms` of a quarter of an hour, by its number since the epoch."""
    start = EPOCH_MOMENT + timedelta(milliseconds=slot * SLOT_MS)
    offset = start.astimezone(zone(zone_name)).utcoffset()
    assert offset is not None  # noqa: S101 - a zone always has an offset
    return offset // _MS


def local_day(at: Ms, zone_name: str) -> Day:
    """The day number that a zone's clock shows at an instant (UTC ms): the day by which platforms count.

    A store's and the chain's own days may end later: `calendar.Calendar`.
    """
    return Day((at + offset_ms(at, zone_name)) // DAY_MS)


def moment_ms(moment: datetime) -> Ms:
    """UTC ms of a moment that has its offset, to the very millisecond: a float of seconds may lose one."""
    return Ms((moment - EPOCH_MOMENT) // _MS)


def shown_at(moment: datetime, zone_name: str) -> Ms:
    """UTC ms of a zone's local time: the first of two, and the instant after a time that is skipped."""
    return moment_ms(moment.replace(tzinfo=zone(zone_name)))


def instant(day: Day, minutes: int, zone_name: str) -> Ms:
    """The UTC ms of a local clock time: minutes after midnight of a day number.

    Minutes may pass 24:00. A local time that a clock change skips maps to the instant after it.
    """
    return shown_at(datetime(1970, 1, 1) + timedelta(days=day, minutes=minutes), zone_name)


def clock_instants(moment: datetime, zone_name: str) -> tuple[Ms, ...]:
    """The instants (UTC ms) at which a zone's clock shows a local time, in order.

    One as a rule, two in the hour that comes twice when clocks go back, none in the hour that is skipped.
    """
    hour = moment.replace(minute=0, second=0, microsecond=0)
    within = (moment.minute * 60 + moment.second) * 1000
    return tuple(Ms(at + within) for at in _hour_instants(hour, zone_name))


@lru_cache(maxsize=65_536)
def _hour_instants(hour: datetime, zone_name: str) -> tuple[int, ...]:
    """`clock_instants` of a full hour; clocks are changed by full hours, so the rest goes with it.

    Lord Howe's are changed by half of one: the half hour that it shows twice counts as its first.
    """
    here = zone(zone_name)
    early, late = (moment_ms(hour.replace(tzinfo=here, fold=fold)) for fold in (0, 1))
    return (early,) if early == late else (early, late) if early < late else ()


class ClockHour(NamedTuple):
    """A stretch of time inside one clock hour: instants (UTC ms) and hours since the local epoch."""

    start: Ms
    end: Ms
    hour: int


def clock_hours(start: Ms, end: Ms, zone_name: str) -> Iterator[ClockHour]:
    """The time between two instants, cut where a zone's clock strikes an hour or is changed.

    The hour that comes twice has two stretches, a skipped one none.
    """
    while start < end:
        shift = offset_ms(start, zone_name)
        local = start + shift
        until = min(end, start + HOUR_MS - local % HOUR_MS)
        slots = range((start // SLOT_MS + 1) * SLOT_MS, until, SLOT_MS)
        until = Ms(next((slot for slot in slots if offset_ms(Ms(slot), zone_name) != shift), until))
        yield ClockHour(start, until, local // HOUR_MS)
        start = until


def local_moment(text: str) -> datetime:
    """Read a local date and time, as exports print it, without a zone.

    Takes ``2026-03-01 09:05:12``, slashes, one-digit parts, missing seconds, doubled blanks and
    full-width colons (all seen in official bills). Raises ValueError otherwise, and out of `FIRST_DAY`.
    """
    match = _LOCAL.fullmatch(text.strip().replace("：", ":"))
    if match is None:
        raise ValueError(f"not a date and time: {text!r}")
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
    moment = datetime(year, month, day, hour, minute, second)
    _named_day(day_number(moment.date()))
    return moment


def parse_local(text: str, zone_name: str = CHINA) -> Ms:
    """Read a local date and time (`local_moment`) into UTC ms. Raises ValueError.

    Of the hour that comes twice it is the first; a time that the clock skips is the instant after it.
    """
    return shown_at(local_moment(text), zone_name)


def _named(moment: datetime) -> Ms:
    """UTC ms of a moment whose own date may be named. Raises ValueError for one far away."""
    _named_day(day_number(moment.date()))
    return moment_ms(moment)


def within(at: Ms) -> Ms:
    """The same UTC ms. Raises ValueError for a moment out of `FIRST_DAY`, which no calendar here holds."""
    if not FIRST_DAY * DAY_MS <= at < DAYS_END * DAY_MS:
        raise ValueError("a moment far away from us")
    return Ms(at)


def parse_instant(text: str, zone_name: str = CHINA) -> Ms:
    """Read RFC 3339, or a local time when no offset is given, into UTC ms.

    Raises ValueError for anything else, and out of `FIRST_DAY`.
    """
    match = _RFC_3339.fullmatch(text.strip())
    if match is None:
        return parse_local(text, zone_name)
    day, clock, fraction, hours, minutes = match.groups()
    offset = f"{hours}:{minutes}" if hours else "+00:00"
    moment = datetime.fromisoformat(f"{day}T{clock}{offset}")
    return _named(moment.replace(microsecond=int((fraction or "")[:6].ljust(6, "0"))))


def format_instant(at: Ms, zone_name: str = CHINA) -> str:
    """UTC ms as RFC 3339 with the zone's offset, to the second."""
    moment = datetime.fromtimestamp(at // 1000, timezone.utc).astimezone(zone(zone_name))
    return moment.isoformat()
