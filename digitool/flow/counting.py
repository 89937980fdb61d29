"""From a sensor's raw rows to people by clock hour of one business day (pure).

Period rows count between two instants; a running total counts from one reading to the next. Where a
sensor sends both, period rows win hour by hour, so that nothing is added twice. A total that falls is
a wrap when the counter's width is known and the step stays small, else a restart at zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from digitool.flow.clock import LONG_MS, StoreClock
from digitool.flow.placing import HourShare, Interval, days_told, parts, reconciled, to_full_minute
from digitool.flow.validity import NOTHING, SensorHour
from digitool.model.days import HOUR_MS, LONGEST_MS, Days
from digitool.model.ids import Day, Ms

OVERLAPPING, LONG_GAP = "overlapping_counts", "long_gap"
"""Two counts that contradict each other, and a running total that was not read for more than a month."""


class TrafficRow(NamedTuple):
    """One traffic row; times are UTC ms, and a reading of a running total has ``start`` = ``at``."""

    gate: str
    kind: str
    start: Ms
    at: Ms
    entered: int | None
    exited: int | None
    bits: int
    daily_reset: bool


class SensorDay(NamedTuple):
    """What one sensor says of one business day.

    ``hours`` are people and covered seconds by clock hour, outside opening hours too. ``told`` are the
    business days that it tells of only together, None where it tells hours. ``longest`` is the length of
    its longest count in ms; ``odd`` says why some counts were left out: `OVERLAPPING` or `LONG_GAP`.
    """

    hours: dict[int, SensorHour]
    told: Days | None = None
    longest: int = 0
    odd: str = ""


def sensor_day(rows: Iterable[TrafficRow], clock: StoreClock, day: Day) -> SensorDay:
    """What the rows of one sensor say of one business day; they may reach beyond it on both sides."""
    by_gate: dict[str, list[TrafficRow]] = defaultdict(list)
    for row in rows:
        by_gate[row.gate].append(row)
    every = [_gate_day(gate_rows, clock, day) for gate_rows in by_gate.values()]
    gates = [gate for gate in every if gate.hours]
    merged = {}
    for hour in {hour for gate in gates for hour in gate.hours}:
        found = [gate.hours.get(hour, NOTHING) for gate in gates]
        merged[hour] = SensorHour(
            sum(one.entered for one in found),
            sum(one.exited for one in found),
            min(one.seconds for one in found),
            any(one.reset for one in found),
            any(one.busy for one in found),
        )
    return SensorDay(
        merged,
        _hull(gate.told for gate in gates),
        max((gate.longest for gate in gates), default=0),
        next((gate.odd for gate in every if gate.odd), ""),
    )


def _gate_day(rows: list[TrafficRow], clock: StoreClock, day: Day) -> SensorDay:
    periods = _told(
        (
            Interval(row.start, to_full_minute(row.start, row.at), row.entered, row.exited or 0)
            for row in rows
            if row.kind == "period" and row.entered is not None
        ),
        clock,
        day,
    )
    totals = _told(counter_intervals([row for row in rows if row.kind == "total"], clock), clock, day)
    opening = clock.opening(day)
    if periods.told is not None or not totals.hours:
        return periods._replace(odd=periods.odd or totals.odd)
    if totals.told is not None:
        all_open = all(periods.hours.get(hour, NOTHING).seconds >= opening[hour] for hour in opening)
        return periods if all_open and periods.hours else totals
    longest = max(periods.longest, totals.longest)
    odd = periods.odd or totals.odd
    return periods._replace(hours={**totals.hours, **periods.hours}, longest=longest, odd=odd)


class _Hour:
    """What the counts of one clock hour come to, added up in place: a sensor may send one every minute."""

    __slots__ = ("busy", "entered", "exited", "reset", "seconds")

    def __init__(self) -> None:
        self.entered = self.exited = self.seconds = 0
        self.reset = self.busy = False

    def add(self, part: HourShare, interval: Interval) -> None:
        """Add what an interval gives to this hour."""
        self.entered += part.entered
        self.exited += part.exited
        self.seconds += part.seconds
        self.reset |= interval.reset
        self.busy |= interval.busy

    def within(self, most: int) -> SensorHour:
        """The whole, of which at most so many seconds are covered."""
        return SensorHour(self.entered, self.exited, min(most, self.seconds), self.reset, self.busy)


def _told(counts: Iterable[Interval], clock: StoreClock, day: Day) -> SensorDay:
    """What intervals of one kind say of a business day."""
    intervals, contradicting = reconciled((one for one in counts if one.at > one.start), clock)
    odd = OVERLAPPING if contradicting else ""
    opening = clock.opening(day)
    sums: dict[int, _Hour] = defaultdict(_Hour)
    told: list[Days | None] = []
    longest = 0
    for interval in intervals:
        length = interval.at - interval.start
        if length > LONGEST_MS:
            odd = LONG_GAP if clock.day(interval.at) == day else odd
            continue
        given = parts(interval, clock, day)
        if not given:
            continue
        longest = max(longest, length)
        if length >= LONG_MS:
            told.append(days_told(interval, clock))
        for part in given:
            sums[part.hour].add(part, interval)
    hours = {hour: found.within(opening.get(hour, found.seconds)) for hour, found in sums.items()}
    return SensorDay(hours, _hull(told), longest, odd)


def _hull(spans: Iterable[Days | None]) -> Days | None:
    """The days from the first to the last of some spans; None when there is none."""
    known = [span for span in spans if span is not None]
    return Days(min(one.first for one in known), max(one.after for one in known)) if known else None


def counter_intervals(rows: Sequence[TrafficRow], clock: StoreClock) -> list[Interval]:
    """Intervals between consecutive readings of a running counter.

    A counter that restarts every day counts from zero at the first reading after local midnight; what it
    shows at midnight itself still is the day before's, unless it has begun again.
    """
    readings = sorted((row for row in rows if row.entered is not None), key=lambda row: row.at)
    intervals = []
    for before, now in pairwise(readings):
        start, new_day = before.at, False
        if now.daily_reset:
            if now.at == clock.midnight(now.at) and (now.entered or 0) < (before.entered or 0):
                continue
            midnight = clock.midnight(Ms(now.at - 1))
            start, new_day = Ms(max(midnight, before.at)), before.at <= midnight
        entered, reset_in = _step(0 if new_day else before.entered or 0, now.entered or 0, now.bits)
        exited, reset_out = _step(0 if new_day else before.exited or 0, now.exited or 0, now.bits)
        intervals.append(Interval(start, now.at, entered, exited, reset_in or reset_out))
    return intervals


def _step(before: int, now: int, bits: int) -> tuple[int, bool]:
    """People between two readings, and whether the counter restarted (then the new reading counts)."""
    if now >= before:
        return now - before, False
    if bits:
        wrapped = now + (1 << bits) - before
        if wrapped < 1 << (bits - 1):
            return wrapped, False
    return now, True


HOUR, HOURS, DAY, WEEK, DAYS = "hour", "hours", "day", "week", "days"


def granularity(found: SensorDay) -> str:
    """How fine a sensor counts: ``hour`` (or finer), ``hours``, ``day``, ``week``, ``days``; else empty."""
    if found.told is not None:
        return {1: DAY, 7: WEEK}.get(found.told.after - found.told.first, DAYS)
    if not found.hours:
        return ""
    return HOUR if found.longest <= HOUR_MS else HOURS
