"""Business days: the one calendar, of a zone and of the hour at which a day ends there."""

from __future__ import annotations

from digitool.model.days import CHINA, DAY_MS, HOUR_MS, SLOT_MS, instant, offset_ms


class Calendar:
    """Business days of an IANA zone and a cut-off hour; what was worked out is remembered by quarter hour."""

    def __init__(self, zone: str = CHINA, cutoff_hour: int = 0) -> None:
        self.zone = zone
        self.cutoff_hour = cutoff_hour
        self._known: dict[int, int] = {}

    def day(self, at: int) -> int:
        """The business day number of an instant (UTC ms)."""
        slot = at // SLOT_MS
        found = self._known.get(slot)
        if found is None:
            local = at + offset_ms(at, self.zone)
            found = self._known[slot] = (local - self.cutoff_hour * HOUR_MS) // DAY_MS
        return found

    def start(self, day: int) -> int:
        """The first instant (UTC ms) of a business day."""
        return instant(day, self.cutoff_hour * 60, self.zone)
