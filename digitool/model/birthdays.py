"""When a birthday comes round: the one rule for segments, guides and whoever else asks.

Whoever was born on 29 February is congratulated on 28 February in common years. That is how China counts
years of life and of contracts (Civil Code, article 202: where a month lacks the day, its last day stands
for it); it keeps the day inside the birthday month that members are promised something in; and a greeting
on 1 March would come late.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import isleap
from datetime import date

from digitool.model.days import day_date, day_number
from digitool.model.ids import Day

_DATE = re.compile(r"(?:(\d{4})\D)?(\d{1,2})\D(\d{1,2})日?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")


def plain_birthday(text: str) -> str:
    """``1990-03-07``, or ``--03-07`` where the year is missing or a placeholder; empty when unreadable."""
    plain = unicodedata.normalize("NFKC", text).strip()
    match = _DIGITS.fullmatch(plain) or _DATE.fullmatch(plain)
    if match is None:
        return ""
    year, month, day = match.groups()
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return ""
    if (month, day) in {("01", "01"), ("1", "1")} and year in {None, "1900", "1970", "2000"}:
        return ""  # what forms put in when nobody answered
    known_year = year is not None and int(year) > 1900
    return f"{year if known_year else '-'}-{int(month):02d}-{int(day):02d}"


def next_birthday(birthday: str, today: Day) -> Day | None:
    """The day number of the first birthday on or after a day; None where the text is no birthday.

    ``birthday`` is as `plain_birthday` writes it, or empty.
    """
    if not birthday:
        return None
    month, day = int(birthday[-5:-3]), int(birthday[-2:])
    this_year = day_date(today).year
    coming = (_in_year(year, month, day) for year in (this_year, this_year + 1))
    return next((one for one in coming if one is not None and one >= today), None)


def _in_year(year: int, month: int, day: int) -> Day | None:
    """The day number on which a year keeps a birthday; None for a day that no year has."""
    if (month, day) == (2, 29) and not isleap(year):
        day = 28
    try:
        return day_number(date(year, month, day))
    except ValueError:
        return None
