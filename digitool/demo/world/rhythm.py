"""The rhythm of a chain: which days and hours are busy."""

from __future__ import annotations

import random
from bisect import bisect

from digitool.demo.world.clock import DAY, HOUR
from digitool.demo.world.plan import StorePlan

_WEEK = (0.86, 0.84, 0.88, 0.95, 1.12, 1.30, 1.22)
_HOURS = {
    9: 3, 10: 5, 11: 8, 12: 10, 13: 7, 14: 6, 15: 6, 16: 7, 17: 9,
    18: 11, 19: 12, 20: 9, 21: 6, 22: 5, 23: 4, 24: 2,
}  # fmt: skip


def busy(day: int) -> float:
    """How busy a business date is, 1.0 on average: weekends pull, Tuesdays do not."""
    return _WEEK[(day + 3) % 7]


class Timetable:
    """Draws moments at which people come, by the hours of one store."""

    def __init__(self, store: StorePlan) -> None:
        self._store = store
        self._hours: dict[tuple[int, int], tuple[list[int], list[int]]] = {}

    def arrival(self, rng: random.Random, day: int) -> int | None:
        """A local time inside the opening hours of a business date; None when the store is closed."""
        hours = self._store.open_hours(day)
        if hours is None:
            return None
        if hours not in self._hours:
            self._hours[hours] = _cumulate(*hours)
        clock_hours, sums = self._hours[hours]
        place = bisect(sums, rng.random() * sums[-1])
        return day * DAY + clock_hours[min(place, len(sums) - 1)] * HOUR + rng.randrange(HOUR)

    def closing(self, day: int) -> int:
        """The local time at which the store shuts on a business date that it opens."""
        return day * DAY + self._store.closes * HOUR


def _cumulate(opens: int, closes: int) -> tuple[list[int], list[int]]:
    hours = list(range(opens, closes))
    sums, total = [], 0
    for hour in hours:
        total += _HOURS.get(hour, 3)
        sums.append(total)
    return hours, sums
