"""A store's open time by business day and clock hour, whatever the clock does that day.

A business day goes from its cut-off hour to the next one; when clocks change it has 23 or 25 hours. Open
time is a matter of the clock on the wall, so the hour that comes twice is open twice as long.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from digitool.model.calendar import Calendar
from digitool.model.days import DAY_MS, HOUR_MS, ClockHour, Days, Span, clock_hours, instant, offset_ms
from digitool.model.ids import Day, Ms
from digitool.workspace.hours import Hours

_MINUTE = 60_000

LONG_MS = 23 * HOUR_MS
"""The shortest day: a count as long as this tells no hours, and no single one of several days."""


class Stretch(NamedTuple):
    """A part of one clock hour that is open or closed: instants (UTC ms), the hour since the local epoch."""

    start: Ms
    end: Ms
    hour: int
    open: bool


class Window(NamedTuple):
    """A business day with its neighbours: its stretches, where they start, and which hours are open."""

    starts: list[Ms]
    stretches: list[Stretch]
    opening: dict[int, int]
    begins: Ms
    ends: Ms


class StoreClock:
    """Business days of one store: when they begin and end, and their open hours. Remembers each day."""

    def __init__(self, zone: str, cutoff_hour: int, hours: Hours) -> None:
        self.zone = zone
        self.cutoff_hour = cutoff_hour
        self._hours = hours
        self._calendar = Calendar(zone, cutoff_hour)
        self._known: dict[int, list[Stretch]] = {}
        self._openings: dict[int, dict[int, int]] = {}
        self._windows: dict[int, Window] = {}

    def day(self, at: Ms) -> Day:
        """The business day of an instant."""
        return self._calendar.day(at)

    def local(self, at: Ms) -> int:
        """The clock's reading at an instant, as ms since the local epoch."""
        return at + offset_ms(at, self.zone)

    def midnight(self, at: Ms) -> Ms:
        """The local midnight on or before an instant."""
        return instant(Day(self.local(at) // DAY_MS), 0, self.zone)

    def span(self, day: Day) -> Span:
        """When a business day begins and ends."""
        return self._calendar.span(Days(day, Day(day + 1)))

    def stretches(self, day: Day) -> list[Stretch]:
        """All of a business day, hour by hour, cut where the store opens and closes."""
        if day not in self._known:
            spans = self._spans(day)
            pieces = clock_hours(*self.span(day), self.zone)
            self._known[day] = [one for piece in pieces for one in self._cut(piece, spans)]
        return self._known[day]

    def open_stretches(self, day: Day) -> list[Stretch]:
        """Those hours of a business day that are open, if only in part."""
        opening = self.opening(day)
        return [one for one in self.stretches(day) if one.hour in opening]

    def opening(self, day: Day) -> dict[int, int]:
        """Open seconds of a business day by clock hour; hours without any are not there."""
        if day not in self._openings:
            found = self._openings[day] = {}
            for one in self.stretches(day):
                if one.open:
                    found[one.hour] = found.get(one.hour, 0) + (one.end - one.start) // 1000
        return self._openings[day]

    def window(self, day: Day) -> Window:
        """A business day with the one before and the one after: what short counts of it may touch."""
        if day not in self._windows:
            days = [Day(day + step) for step in (-1, 0, 1)]
            stretches = [one for each in days for one in self.stretches(each)]
            opening = {hour: seconds for each in days for hour, seconds in self.opening(each).items()}
            starts = [one.start for one in stretches]
            self._windows[day] = Window(starts, stretches, opening, *self.span(day))
        return self._windows[day]

    def whole_days(self, start: Ms, at: Ms) -> Days | None:
        """The business days that a count from ``start`` to ``at`` names; None when it names none.

        It names them when it lasts whole calendar days from midnight, or from the cut-off.
        """
        if at - start < LONG_MS:
            return None
        first, last = (Day(self.local(one) // DAY_MS) for one in (start, at))
        for minutes in {0, self.cutoff_hour * 60}:
            edges = tuple(instant(one, minutes, self.zone) for one in (first, last))
            if first < last and edges == (start, at):
                return Days(first, last)
        return None

    def _spans(self, day: Day) -> list[tuple[int, int]]:
        """The opening spans that may reach into a business day, in local ms, without overlaps."""
        spans: list[tuple[int, int]] = []
        for date in (Day(day + step) for step in (-1, 0, 1)):
            found = self._hours.open_minutes(date)
            if found is not None:
                opens, closes = (date * DAY_MS + minutes * _MINUTE for minutes in found)
                opens = max(opens, spans[-1][1]) if spans else opens
                if opens < closes:
                    spans.append((opens, closes))
        return spans

    def _cut(self, piece: ClockHour, spans: list[tuple[int, int]]) -> Iterator[Stretch]:
        shift = self.local(piece.start) - piece.start
        edges = {Ms(edge - shift) for span in spans for edge in span}
        marks = sorted({piece.start, piece.end, *(one for one in edges if piece.start < one < piece.end)})
        for start, end in pairwise(marks):
            is_open = any(opens - shift <= start and end <= closes - shift for opens, closes in spans)
            yield Stretch(start, end, piece.hour, is_open)
