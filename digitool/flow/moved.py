"""Which store-days a write changes the sums of: what is taken away and added again alike is no change."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from digitool.model.ids import Day, StoreId

if TYPE_CHECKING:
    from digitool.flow.contributions import Contributions

StoreDays = set[tuple[StoreId, Day]]

_WIDTH = 40
"""Bits of one count in a day's number; an hour has fewer than half a billion visits."""

_KNOWN = 24
"""The place of a day's known sales in its number, after the visits of its 24 clock hours."""


class MovedDays:
    """Adds up what persons gave to store-days before a write and give after it.

    Each store-day has one whole number, in which every clock hour's visits and the day's known sales have
    places of their own: it is 0 exactly when all of them are. Days of staff always count as changed, because
    what they paid is no sum that is kept.
    """

    def __init__(self) -> None:
        self._sums: dict[tuple[StoreId, Day], int] = defaultdict(int)
        self._staff: StoreDays = set()

    def add(self, sums: Contributions, cutoffs: dict[StoreId, int], sign: int) -> None:
        """Add what persons give (sign 1), or take it away (-1); ``cutoffs`` are hours by store."""
        for (store, hour), visits in zip(zip(*sums["hour_visits"].keys.tolist()), sums["hour_visits"].counts):
            day, place = divmod(hour - cutoffs[store], 24)
            self._sums[store, day] += sign * int(visits) << _WIDTH * place
        for key, sales in zip(zip(*sums["sales_known"].keys.tolist()), sums["sales_known"].counts.tolist()):
            self._sums[key] += sign * sales << _WIDTH * _KNOWN
        self._staff.update(zip(*sums["sales_staff"].keys.tolist()))

    def days(self) -> StoreDays:
        """The (store id, day) pairs whose sums are not what they were."""
        return self._staff | {day for day, moved in self._sums.items() if moved}
