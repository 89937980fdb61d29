"""The one rule of birthdays."""

from __future__ import annotations

from calendar import isleap
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.model.birthdays import next_birthday, plain_birthday
from digitool.model.days import day_date, day_number

DAYS = st.dates(date(1971, 1, 1), date(2190, 12, 31)).map(day_number)


@pytest.mark.parametrize(
    ("text", "today", "days"),
    [
        ("1990-03-07", "2026-03-07", 0),
        ("1990-03-06", "2026-03-07", 364),
        ("12-31", "2026-12-30", 1),
        ("01-02", "2026-12-31", 2),
        ("1992-02-29", "2026-02-27", 1),
        ("1992-02-29", "2026-02-28", 0),
        ("1992-02-29", "2026-03-01", 364),
        ("1992-02-29", "2028-02-28", 1),
        ("1992-02-29", "2028-03-01", 364),
        ("2月30日", "2026-01-01", None),
        ("2000年2月29日", "2027-02-01", 27),
        ("20000229", "2028-02-01", 28),
        ("1990-02-30", "2026-01-01", None),
        ("unknown", "2026-01-01", None),
        ("", "2026-01-01", None),
    ],
)
def test_days_to_a_birthday(text: str, today: str, days: int | None) -> None:
    """A birthday comes round every year, 29 February on the 28th of common ones; nonsense never does."""
    start = day_number(date.fromisoformat(today))
    assert next_birthday(plain_birthday(text), start) == (None if days is None else start + days)


@given(st.dates(date(1904, 1, 1), date(2026, 12, 31)), DAYS)
def test_a_birthday_is_kept_once_a_year_in_its_month(born: date, today: int) -> None:
    """From any day on the next one is at most a year away, in the month of birth, and on its day if there."""
    found = next_birthday(born.isoformat(), today)
    assert found is not None and 0 <= found - today <= 366
    kept = day_date(found)
    assert kept.month == born.month
    assert kept.day == (28 if (born.month, born.day) == (2, 29) and not isleap(kept.year) else born.day)
    again = next_birthday(born.isoformat(), found + 1)
    assert again is not None and 365 <= again - found <= 366
