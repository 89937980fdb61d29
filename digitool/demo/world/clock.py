"""Local clock times of the demo as plain integers: seconds after 1970-01-01 00:00 *in the store*.

All stores of the demo keep Beijing time, which has no summer time: local time is UTC plus 8 hours.
"""

from __future__ import annotations

from functools import lru_cache

from digitool.model.days import iso_day

DAY, HOUR, MINUTE = 86_400, 3_600, 60
BEIJING = 8 * HOUR


def clock(local: int) -> str:
    """A local time as ``2026-03-01 09:05:12``."""
    day, second = divmod(local, DAY)
    return f"{_day(day)} {second // HOUR:02d}:{second // MINUTE % 60:02d}:{second % 60:02d}"


def slashed(local: int) -> str:
    """A local time as ``2026/03/01 09:05:12``, as Milesight prints it."""
    return clock(local).replace("-", "/")


def rfc3339(local: int) -> str:
    """A local time as ``2026-03-01T09:05:12+08:00``."""
    return clock(local).replace(" ", "T") + "+08:00"


def utc_ms(local: int) -> int:
    """A local time as UTC milliseconds."""
    return (local - BEIJING) * 1000


def epoch(local: int) -> int:
    """A local time as UTC seconds, as WeCom prints it."""
    return local - BEIJING


def compact_day(local: int) -> str:
    """The date of a local time as ``20260301``."""
    return _day(local // DAY).replace("-", "")


@lru_cache(maxsize=1024)
def _day(day: int) -> str:
    return iso_day(day)
