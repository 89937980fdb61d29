"""The one business calendar: from instants to the days that a store or the chain counts, and back."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from digitool.model.days import CHINA, DAY_MS, HOUR_MS, SLOT_MS, Days, Span, instant, offset_ms
from digitool.model.ids import Day, Ms


@dataclass(frozen=True)
class Calendar:
    """Whose days count: an IANA zone, and the clock hour at which a business day ends.

    Two of the same zone and hour are equal. Days that were asked for are remembered by quarter hour.
    """

    zone: str = CHINA
    cutoff_hour: int = 0
    _days: dict[int, Day] = field(default_factory=dict, init=False, repr=False, compare=False)

    def day(self, at: Ms) -> Day:
        """The business day number of an instant (UTC ms)."""
        slot = at // SLOT_MS
        found = self._days.get(slot)
        if found is None:
            local = at + offset_ms(at, self.zone)
            found = self._days[slot] = Day((local - self.cutoff_hour * HOUR_MS) // DAY_MS)
        return found

    def start(self, day: Day) -> Ms:
        """The first instant (UTC ms) of a business day."""
        return instant(day, self.cutoff_hour * 60, self.zone)

    def span(self, days: Days) -> Span:
        """The time that business days take."""
        return Span(self.start(days.first), self.start(days.after))


calendar_of = lru_cache(maxsize=64)(Calendar)
"""The calendar of a zone and a cut-off hour, made once, so that what it worked out is remembered."""

CHINA_DAYS = calendar_of()
"""Mainland time, days ending at midnight."""
