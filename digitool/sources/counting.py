"""What the exports of people counters share: counts that may be unknown, and the local times of one file.

Each time is read in its counter's zone, also when clocks change. One that tells its offset is what it says. A
local time is one instant as a rule; in the hour that comes twice the first row of a counter with that time is
the first hour and the second row the second one. A time in the hour that is skipped is none.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

from digitool.model.days import Span, clock_instants, local_moment, moment_ms, parse_instant, shown_at
from digitool.model.ids import Ms
from digitool.model.numbers import DOT
from digitool.sources.answers.pages import count
from digitool.sources.file import problems
from digitool.sources.file.cells import EARLIEST, LATEST, check_moment, epoch, whole
from digitool.sources.file.problems import Refused
from digitool.sources.format import ReadOptions

_OFFSET = re.compile(r".*:.*(Z|[+-]\d{2}:?\d{2})", re.DOTALL)
_DAY_MINUTES = 24 * 60
_MINUTE = 60_000


class Cell(NamedTuple):
    """A text, the column that it stands in, and how it is written (a strptime pattern, or empty)."""

    text: str
    column: str
    pattern: str = ""


class CounterClock:
    """Reads the times of one file; remembers which times of the hour that comes twice it has met.

    ``last_day_counts`` says that a count from a date to a date goes to the end of the second one.
    """

    def __init__(self, options: ReadOptions, zone_name: str = "", *, last_day_counts: bool = False) -> None:
        self._options = options
        self._zone = zone_name
        self._last_day_counts = last_day_counts
        self._met: Counter[tuple[str, str, datetime]] = Counter()

    def zone(self, sensor: str) -> str:
        """The zone of a counter's clock: the mapping's, else the counter's own, else the chain's."""
        return self._zone or self._options.zone_of(sensor)

    def at(self, sensor: str, gate: str, cell: Cell) -> Ms:
        """UTC ms of one reading. Raises Refused."""
        return self._instant(sensor, gate, _moment(cell), cell)[0]

    def lasting(self, sensor: str, gate: str, start: Cell, minutes: int) -> Span:
        """UTC ms of a count that lasts so many minutes; whole days are calendar days. Raises Refused."""
        first = _moment(start)
        if minutes and minutes % _DAY_MINUTES == 0 and first.tzinfo is None:
            return self._whole_days(sensor, first, first + timedelta(minutes=minutes), start)
        begins = self._instant(sensor, gate, first, start)[0]
        return Span(begins, Ms(begins + minutes * _MINUTE))

    def between(self, sensor: str, gate: str, start: Cell, end: Cell) -> Span:
        """UTC ms of a count between two times. Raises Refused."""
        first, last = _moment(start), _moment(end)
        if self._last_day_counts and is_date(start.text, start.pattern) and is_date(end.text, end.pattern):
            last += timedelta(days=1)
        local = first.tzinfo is None and last.tzinfo is None
        if local and last - first >= timedelta(days=1):
            return self._whole_days(sensor, first, last, end)
        begins, twice = self._instant(sensor, gate, first, start)
        if last.tzinfo is not None:
            return Span(begins, moment_ms(last))
        if twice:
            return Span(begins, Ms(begins + int((last - first).total_seconds()) * 1000))
        instants = clock_instants(last, self.zone(sensor)) or (shown_at(last, self.zone(sensor)),)
        return Span(begins, _checked(instants[0], end))

    def _whole_days(self, sensor: str, first: datetime, last: datetime, cell: Cell) -> Span:
        """A count of days goes by the calendar, whatever clocks do in between."""
        begins, ends = (shown_at(one, self.zone(sensor)) for one in (first, last))
        return Span(_checked(begins, cell), _checked(ends, cell))

    def _instant(self, sensor: str, gate: str, moment: datetime, cell: Cell) -> tuple[Ms, bool]:
        """UTC ms of a moment, and whether the clock shows its local time twice."""
        if moment.tzinfo is not None:
            return _checked(moment_ms(moment), cell), False
        instants = clock_instants(moment, self.zone(sensor))
        if not instants:
            raise Refused(
                SKIPPED,
                cell.column,
                "{column} is {value}, in the hour that clocks skip on that day",
                "A counter that keeps its time all year needs a zone without summer time in digitool.toml.",
                cell.text,
            )
        place = 0
        if len(instants) > 1:
            self._met[sensor, gate, moment] += 1
            place = min(self._met[sensor, gate, moment], len(instants)) - 1
        return _checked(instants[place], cell), len(instants) > 1


SKIPPED = "skipped_hour"
"""The code of a refusal of a time that no clock showed."""


def is_date(text: str, pattern: str) -> bool:
    """Whether a text is a date without a time of day."""
    if pattern:
        return not any(mark in pattern for mark in ("%H", "%I", "%c", "%X"))
    return ":" not in text and "：" not in text


def _moment(cell: Cell) -> datetime:
    """The time that a cell tells: aware where it tells its offset."""
    try:
        if cell.pattern:
            return datetime.strptime(cell.text, cell.pattern)
        if _OFFSET.fullmatch(cell.text.strip()):
            return datetime.fromtimestamp(parse_instant(cell.text) / 1000, timezone.utc)
        return local_moment(cell.text)
    except (ValueError, OverflowError):
        raise _bad(cell) from None


def _checked(at: Ms, cell: Cell) -> Ms:
    if not EARLIEST <= at < LATEST:
        raise _bad(cell)
    return at


def _bad(cell: Cell) -> Refused:
    if cell.pattern:
        return problems.not_by_the_pattern(cell.column, cell.text)
    return problems.not_a_moment(cell.column, cell.text)


_LABEL = re.compile(r"UTC\s*([+-])\s*(\d{1,2})(?::?(\d{2}))?")
_SECONDS_BELOW = 10**11
"""Epoch numbers below this are seconds, above it milliseconds."""


def people_of_cell(text: str | None, column: str, mark: str = DOT) -> int | None:
    """A count of people in a cell, written with a decimal mark; None where it is empty. Raises Refused."""
    if not text:
        return None
    number = whole(text, column, mark=mark)
    if number < 0:
        raise problems.below_zero(column, text)
    return number


def people(value: dict[str, Any], *names: str) -> int | None:
    """A count of people under the first of these names that is there; None when none is."""
    for name in names:
        if value.get(name) not in (None, ""):
            number = count(value, name)
            if number < 0:
                raise problems.below_zero(name, str(number))
            return number
    return None


def message_time(value: object, zone: str, name: str) -> Ms:
    """UTC ms of a text, of epoch seconds, or of epoch milliseconds."""
    if isinstance(value, int) and not isinstance(value, bool):
        return epoch(value if value < _SECONDS_BELOW else value // 1000, name)
    if isinstance(value, float) and 0 < value < _SECONDS_BELOW:
        return epoch(int(value), name)
    return check_moment(str(value)[:60], zone, name)


def label_offset(label: str) -> int | None:
    """The offset in ms that a label like ``UTC+8:00 China`` names; None without one."""
    match = _LABEL.match(label)
    if match is None:
        return None
    sign, hours, minutes = match.groups()
    offset = (int(hours) * 60 + int(minutes or 0)) * 60_000
    return -offset if sign == "-" else offset
