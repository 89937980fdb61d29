"""From rules to dates: when a coupon is valid, and which day, week or month a redemption counts in.

Days are business days of the store: its zone and its cut-off hour, weeks from Monday (ISO 8601).
"""

from __future__ import annotations

from digitool.coupons.rules.terms import Terms
from digitool.model import days
from digitool.model.calendar import Calendar
from digitool.model.ids import Day, Ms

FOREVER = Ms(253_402_300_799_000)
"""The end of the year 9999 in UTC ms: "no end" as a number that every database compares."""


def validity(terms: Terms, received_at: Ms, calendar: Calendar) -> days.Span:
    """When a coupon received at an instant is valid.

    "14 days" are 14 business days; the day of receipt is the first of them, or the next day is when
    the stock says so. A fixed end cuts the days short.
    """
    if not terms.valid_days:
        return days.Span(Ms(terms.valid_from), Ms(terms.valid_to or FOREVER))
    first_day = Day(calendar.day(received_at) + (1 if terms.starts_next_day else 0))
    start = calendar.start(first_day) if terms.starts_next_day else received_at
    end = calendar.start(Day(first_day + terms.valid_days))
    return days.Span(Ms(max(start, terms.valid_from)), Ms(min(end, terms.valid_to or FOREVER)))


def bucket(window: str, day: Day) -> int:
    """The number that names a window: 0, the day, its week's Monday, or its month's first day."""
    if window == "day":
        return day
    if window == "week":
        return days.week_start(day)
    if window == "month":
        return days.day_number(days.day_date(day).replace(day=1))
    return 0
