"""From a sensor's raw rows to people by clock hour.

Period rows count between two instants; a running total counts from one reading to the next. Where a
sensor sends both, period rows win hour by hour, so that nothing is added twice. A total that falls is
a wrap when the counter's width is known and the step stays small, else a restart at zero.
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from digitool.flow.validity import NOTHING, SensorHour
from digitool.model.days import HOUR_MS

_HOUR_S = 3600


class Row(NamedTuple):
    """One traffic row in local milliseconds (the store's clock read as if it were UTC)."""

    gate: str
    kind: str
    start: int
    at: int
    entered: int | None
    exited: int | None
    bits: int
    daily_reset: bool


class Interval(NamedTuple):
    """People counted between two local instants (ms); None: the source has no value."""

    start: int
    at: int
    entered: int | None
    exited: int | None
    reset: bool = False


def sensor_hours(rows: Sequence[Row], opening: dict[int, int], day: int) -> dict[int, SensorHour]:
    """People and covered opening seconds by local hour, over the open hours of one business day.

    ``rows`` may reach beyond the day on both sides; what falls outside opening time is left out.
    """
    by_gate: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_gate[row.gate].append(row)
    gates = [_gate_hours(gate_rows, opening) for gate_rows in by_gate.values()]
    merged: dict[int, SensorHour] = {}
    for hour in opening:
        parts = [gate.get(hour, NOTHING) for gate in gates]
        if any(part.seconds for part in parts):
            merged[hour] = SensorHour(
                sum(part.entered for part in parts),
                sum(part.exited for part in parts),
                min(part.seconds for part in parts),
                any(part.reset for part in parts),
            )
    return merged


def _gate_hours(rows: list[Row], opening: dict[int, int]) -> dict[int, SensorHour]:
    periods = _spread(
        disjoint([Interval(r.start, r.at, r.entered, r.exited) for r in rows if r.kind == "period"]), opening
    )
    totals = _spread(differences([r for r in rows if r.kind == "total"]), opening)
    return {**totals, **periods}


def disjoint(intervals: list[Interval]) -> list[Interval]:
    """Intervals that do not overlap: where a sensor reports hours and half hours, the finer ones count."""
    taken: list[Interval] = []
    for interval in sorted(intervals, key=lambda one: (one.at - one.start, one.start)):
        place = bisect(taken, interval.start, key=lambda one: one.start)
        before = taken[place - 1].at if place else interval.start
        after = taken[place].start if place < len(taken) else interval.at
        if before <= interval.start and interval.at <= after:
            taken.insert(place, interval)
    return taken


def differences(rows: list[Row]) -> list[Interval]:
    """Intervals between consecutive readings of a running counter.

    A counter that restarts every day counts from zero at the first reading after local midnight.
    """
    rows = sorted((row for row in rows if row.entered is not None), key=lambda row: row.at)
    intervals = []
    for before, now in pairwise(rows):
        new_day = now.daily_reset and now.at // (24 * HOUR_MS) != before.at // (24 * HOUR_MS)
        start = now.at // (24 * HOUR_MS) * 24 * HOUR_MS if new_day else before.at
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


def _spread(intervals: Iterable[Interval], opening: dict[int, int]) -> dict[int, SensorHour]:
    """Share intervals out over clock hours by time, exactly: cumulative rounding loses nobody."""
    found: dict[int, SensorHour] = {}
    for interval in intervals:
        if interval.entered is None:
            continue
        for hour, entered, exited, seconds in _pieces(interval):
            if hour in opening:
                old = found.get(hour, SensorHour(0, 0, 0))
                found[hour] = SensorHour(
                    old.entered + entered,
                    old.exited + exited,
                    min(opening[hour], old.seconds + seconds),
                    old.reset or interval.reset,
                )
    return found


def _pieces(interval: Interval) -> Iterable[tuple[int, int, int, int]]:
    start, length = interval.start, interval.at - interval.start
    entered, exited = interval.entered or 0, interval.exited or 0
    if length <= 0:
        return
    done_in = done_out = 0
    for hour in range(start // HOUR_MS, (interval.at - 1) // HOUR_MS + 1):
        until = min(interval.at, (hour + 1) * HOUR_MS)
        share_in = entered * (until - start) // length
        share_out = exited * (until - start) // length
        # an export that prints 09:59:59 as the end of the hour covers the whole second
        seconds = (until - max(start, hour * HOUR_MS) + 1000) // 1000
        yield hour, share_in - done_in, share_out - done_out, min(seconds, _HOUR_S)
        done_in, done_out = share_in, share_out
