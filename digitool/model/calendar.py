"""A store's calendar: business day and clock hour of an instant, remembered by quarter hour."""

from __future__ import annotations

from digitool.model.days import DAY_MS, HOUR_MS, SLOT_MS, offset_ms


class Calendar:
    """Business days of one zone and cut-off hour."""

    def __init__(self, zone_name: str, cutoff_hour: int) -> None:
        self._zone = zone_name
        self._cutoff = cutoff_hour * HOUR_MS
        self._known: dict[int, int] = {}

    def day(self, at: int) -> int:
        """The business day number of an instant (UTC ms)."""
        slot = at // SLOT_MS
        found = self._known.get(slot)
        if found is None:
            local = at + offset_ms(at, self._zone)
            found = self._known[slot] = (local - self._cutoff) // DAY_MS
        return found
