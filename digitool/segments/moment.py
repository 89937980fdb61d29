"""The moment at which a segment is asked for, and business days counted from it (pure)."""

from __future__ import annotations

from typing import NamedTuple

from digitool.model.calendar import Calendar
from digitool.model.ids import Day, Ms
from digitool.segments.comparison import NO_LIMIT, Range
from digitool.workspace.settings import Settings

_FAR = 36_600
"""Days beyond which a comparison has no end: a hundred years."""


class Moment(NamedTuple):
    """An instant (UTC ms) in the chain's calendar. Facts after it do not count."""

    at: Ms
    calendar: Calendar

    @property
    def today(self) -> Day:
        """The business day number of the moment."""
        return self.calendar.day(self.at)

    def start(self, day: Day) -> Ms:
        """The first instant of a business day."""
        return self.calendar.start(day)

    def since(self, days: int) -> int:
        """The first instant of the last ``days`` business days, today included; 0 days: of all time."""
        return self.start(Day(self.today - days + 1)) if days else -NO_LIMIT

    def ago(self, days: Range) -> Range:
        """Instants that lie so many business days back: 0 is today."""
        return Range(self._edge(Day(self.today - days.high)), self._edge(Day(self.today - days.low + 1)) - 1)

    def ahead(self, days: Range) -> Range:
        """Instants that lie so many business days ahead: 0 is today."""
        return Range(self._edge(Day(self.today + days.low)), self._edge(Day(self.today + days.high + 1)) - 1)

    def _edge(self, day: Day) -> int:
        away = day - self.today
        if abs(away) > _FAR:
            return NO_LIMIT if away > 0 else -NO_LIMIT
        return self.start(day)


def chain_moment(settings: Settings, at: Ms) -> Moment:
    """The moment in a chain's own calendar."""
    return Moment(at, settings.chain.calendar)
