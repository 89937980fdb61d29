"""Where the people of one count belong: to the open time of the business days that it tells of (pure).

A count of whole calendar days belongs to the business days that it names, shared out by their open time
when they are several. Any other count belongs to the open hours that it covers, in proportion to the time;
only where it covers none do its people stand outside opening hours. People do not come evenly, and not at
night; and nobody is lost.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from digitool.flow.clock import LONG_MS, StoreClock, Stretch
from digitool.model.days import HOUR_MS, Days
from digitool.model.ids import Day, Ms
from digitool.model.money import share_out

_SECOND, _MINUTE = 1_000, 60_000


class Interval(NamedTuple):
    """People counted between two instants (UTC ms); ``reset``: a running total began again in between."""

    start: Ms
    at: Ms
    entered: int
    exited: int
    reset: bool = False

    @property
    def length(self) -> int:
        """How long it is, in ms."""
        return self.at - self.start

    @property
    def busy(self) -> bool:
        """Whether it counted anybody."""
        return bool(self.entered or self.exited)


class HourShare(NamedTuple):
    """What one interval gives to one clock hour: people, and seconds of it that it covers.

    The seconds are of open time in an open hour, of any in another.
    """

    hour: int
    entered: int
    exited: int
    seconds: int


def to_full_minute(start: Ms, at: Ms) -> Ms:
    """The end of an interval as it is meant: from ``09:00`` to ``09:59:59``, or to ``09:59``, is the hour."""
    short = (start - at) % _MINUTE
    full = at + (short if short <= _SECOND else 0)
    return Ms(full + _MINUTE if (full - start) % HOUR_MS == 59 * _MINUTE else full)


def days_told(interval: Interval, clock: StoreClock) -> Days | None:
    """The business days that a long count tells of only together; None for a count of hours."""
    named = clock.whole_days(interval.start, interval.at)
    if named is not None or interval.length < LONG_MS:
        return named
    touched = [day for day in _days(interval, clock) if _covered(interval, clock.open_stretches(day))]
    first, last = clock.day(interval.start), clock.day(Ms(interval.at - 1))
    return Days(touched[0], Day(touched[-1] + 1)) if touched else Days(first, Day(last + 1))


def parts(interval: Interval, clock: StoreClock, day: Day) -> list[HourShare]:
    """What an interval gives to the hours of one business day."""
    if interval.length < LONG_MS:
        return _of_short(interval, clock, day)
    named = clock.whole_days(interval.start, interval.at)
    if named is not None:
        return _of_named(interval, clock, day, named) if named.first <= day < named.after else []
    places = [
        place for one in _days(interval, clock) for place in _covered(interval, clock.open_stretches(one))
    ]
    places = places or [
        place for one in _days(interval, clock) for place in _covered(interval, clock.stretches(one))
    ]
    begins, ends = clock.span(day)
    return [part for part, start in _spread(interval, places) if begins <= start < ends]


def _of_short(interval: Interval, clock: StoreClock, day: Day) -> list[HourShare]:
    """The same for a count shorter than a day, which reaches into a neighbouring day at most: quickly."""
    window = clock.window(day)
    if interval.at <= window.begins or window.ends <= interval.start:
        return []
    first = bisect_right(window.starts, interval.start) - 1
    last = bisect_left(window.starts, interval.at)
    if first + 1 == last:
        place = window.stretches[first]
        counted = place.open or place.hour not in window.opening
        seconds = interval.length // _SECOND if counted else 0
        return [HourShare(place.hour, interval.entered, interval.exited, seconds)]
    places = _covered(interval, window.stretches[first:last])
    places = [one for one in places if one.hour in window.opening] or places
    return [part for part, start in _spread(interval, places) if window.begins <= start < window.ends]


def _of_named(interval: Interval, clock: StoreClock, day: Day, named: Days) -> list[HourShare]:
    """A named day's share of a count, over its open hours, or over all of them on a closed day."""
    open_times = [sum(clock.opening(each).values()) for each in map(Day, range(*named))]
    mine = day - named.first
    share = interval._replace(
        entered=share_out(interval.entered, open_times)[mine],
        exited=share_out(interval.exited, open_times)[mine],
    )
    places = clock.open_stretches(day) or clock.stretches(day)
    return [part for part, _start in _spread(share, places)]


def _days(interval: Interval, clock: StoreClock) -> Iterable[Day]:
    return map(Day, range(clock.day(interval.start), clock.day(Ms(interval.at - 1)) + 1))


def _covered(interval: Interval, stretches: Iterable[Stretch]) -> list[Stretch]:
    """The parts of these stretches that lie in an interval."""
    return [
        one._replace(start=max(one.start, interval.start), end=min(one.end, interval.at))
        for one in stretches
        if one.start < interval.at and interval.start < one.end
    ]


def _spread(interval: Interval, places: Sequence[Stretch]) -> Iterator[tuple[HourShare, int]]:
    """Share people out over stretches by their length, exactly: cumulative rounding loses nobody."""
    whole = sum(place.end - place.start for place in places)
    opened = {place.hour for place in places if place.open}
    so_far = done_in = done_out = 0
    for place in places:
        length = place.end - place.start
        so_far += length
        share_in, share_out_ = interval.entered * so_far // whole, interval.exited * so_far // whole
        seconds = length // _SECOND if place.open or place.hour not in opened else 0
        yield HourShare(place.hour, share_in - done_in, share_out_ - done_out, seconds), place.start
        done_in, done_out = share_in, share_out_


def reconciled(intervals: Iterable[Interval], clock: StoreClock) -> tuple[list[Interval], bool]:
    """Intervals that tell of no time twice, in order, and whether some had to be left out unexplained.

    Where a counter tells a span both whole and in parts, the parts count when they cover its open time,
    else the whole does. Two that overlap otherwise contradict each other; the shorter, earlier one counts.
    """
    ordered = sorted(intervals, key=lambda one: (one.start, one.at))
    if all(before.at <= after.start for before, after in pairwise(ordered)):
        return ordered, False
    taken: list[Interval] = []
    contradicting = False
    for one in sorted(ordered, key=lambda one: (one.length, one.start)):
        inside = [other for other in taken if other.start < one.at and one.start < other.at]
        if not inside:
            taken.append(one)
        elif all(one.start <= other.start and other.at <= one.at for other in inside):
            if not _cover(inside, one, clock):
                taken = [other for other in taken if other not in inside] + [one]
        else:
            contradicting = True
    return sorted(taken, key=lambda one: one.start), contradicting


def _cover(inside: Sequence[Interval], whole: Interval, clock: StoreClock) -> bool:
    """Whether intervals inside another one cover all of its open time; all its time where it is closed."""
    places = [one for day in _days(whole, clock) for one in _covered(whole, clock.stretches(day))]
    asked = [one for one in places if one.open] or places
    covered = sum(place.end - place.start for one in inside for place in _covered(one, asked))
    return covered >= sum(place.end - place.start for place in asked)
