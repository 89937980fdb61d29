"""Business dates as people type them, into day numbers and half-open periods of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digitool.errors import UsageError
from digitool.model.days import Days, days_before, local_day, parse_day_number, parse_instant, week_start
from digitool.model.ids import NO_MOMENT, Day, Ms
from digitool.model.text import mask_typed, meant

if TYPE_CHECKING:
    from digitool.model.calendar import Calendar

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WORDS = ("today", "yesterday", "tomorrow", *_WEEKDAYS)
_MAX_DAYS = 36_600


def parse_day(text: str, today: Day) -> Day:
    """A day number from ``2026-03-01``, ``today``, ``yesterday``, ``tomorrow`` or a weekday.

    A weekday is the latest such day that is not after today. Raises UsageError.
    """
    word = text.strip().lower()
    if word in ("today", "yesterday", "tomorrow"):
        return Day(today + {"today": 0, "yesterday": -1, "tomorrow": 1}[word])
    if word in _WEEKDAYS:
        day = Day(week_start(today) + _WEEKDAYS.index(word))
        return day if day <= today else Day(day - 7)
    try:
        return parse_day_number(word)
    except ValueError:
        raise _bad_day(word) from None


def parse_span(text: str) -> int:
    """Days in ``7d`` or ``4w``. Raises UsageError."""
    word = text.strip().lower()
    number, unit = word[:-1], word[-1:]
    days = 0
    if number.isascii() and number.isdecimal() and len(number) < 6 and unit in ("d", "w"):
        days = int(number) * (7 if unit == "w" else 1)
    if not 0 < days <= _MAX_DAYS:
        raise UsageError(
            "bad_span",
            "{value} is not a number of days or weeks",
            hint="write 7d for seven days or 4w for four weeks",
            value=mask_typed(text),
        )
    return days


def typed_instant(text: str, zone: str) -> Ms:
    """An instant as people type it, local times in a zone: `parse_instant`, in plain digits only.

    Raises ValueError, OverflowError.
    """
    if not text.isascii():
        raise ValueError("digits of another script")
    return parse_instant(text, zone)


def read_moment(text: str | None, calendar: Calendar) -> Ms:
    """The first UTC ms of an optional day or time, 0 without it; a bare day begins at the cut-off hour.

    Raises UsageError ``bad_time``.
    """
    if text is None:
        return NO_MOMENT
    try:
        at = typed_instant(text, calendar.zone)
    except (ValueError, OverflowError):
        raise UsageError(
            "bad_time",
            "{typed} is not a day or a time",
            hint="for example 2026-03-01, or 2026-03-01T09:00:00+08:00",
            typed=mask_typed(text),
        ) from None
    bare_day = len(text.strip()) <= 10
    return calendar.start(local_day(at, calendar.zone)) if bare_day else at


def resolve(
    today: Day,
    start: str | None = None,
    end: str | None = None,
    on: str | None = None,
    last: str | None = None,
) -> Days | None:
    """The period that ``--from/--to``, ``--on`` or ``--last`` name; None when none was given.

    ``--from`` alone runs up to and with today. ``--last`` takes full days, so it ends before today.
    """
    given = {"--from/--to": (start, end), "--on": (on,), "--last": (last,)}
    ways = [name for name, texts in given.items() if texts.count(None) < len(texts)]
    if len(ways) > 1:
        raise UsageError(
            "two_periods", "{ways} name the period twice", hint="use one of them", ways=", ".join(ways)
        )
    if on is not None:
        day = parse_day(on, today)
        return Days(day, Day(day + 1))
    if last is not None:
        return days_before(today, parse_span(last))
    if start is not None or end is not None:
        return _between(today, start, end)
    return None


def _between(today: Day, start: str | None, end: str | None) -> Days:
    if start is None:
        raise UsageError("no_from", "--to needs --from", hint="say which day is the first")
    first = parse_day(start, today)
    after = parse_day(end, today) if end is not None else Day(max(today, first) + 1)
    if after <= first:
        raise UsageError(
            "empty_period",
            "no day lies between {start} and {end}",
            hint="--to is the day after the last one: --from 2026-03-01 --to 2026-03-02 is one day",
            start=start,
            end=end or "today",
        )
    return Days(first, after)


def _bad_day(word: str) -> UsageError:
    return UsageError(
        "bad_day",
        "{value} is not a business date",
        value=mask_typed(word),
        **meant(word, list(_WORDS), "write 2026-03-01, today, yesterday or monday"),
    )
