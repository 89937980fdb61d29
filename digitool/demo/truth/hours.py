"""Which opening hours can be trusted, and how many people came in them."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from digitool.demo.world.clock import DAY, HOUR
from digitool.demo.world.doors import Counter
from digitool.demo.world.making import World

GAP_PERCENT, ZERO_HOURS = 25, 2


class StoreDay(NamedTuple):
    """Open and trusted clock hours (since 1970) of one store-day, and people who entered in the latter."""

    store: int
    day: int
    open: list[int]
    valid: set[int]
    traffic: int


class _Hour(NamedTuple):
    seconds: int
    entered: int
    left: int


def store_days(world: World) -> list[StoreDay]:
    """Every store on every business date, by store and then by day."""
    hours = {counter.door.sensor: _by_hour(counter) for counter in world.counters}
    selling: dict[int, set[int]] = defaultdict(set)
    for paid in world.payments:
        if not paid.revoked:
            selling[paid.store].add(paid.at // HOUR)
    days = []
    for place, store in enumerate(world.chain.stores):
        sensors = [hours[door.sensor] for door in store.doors]
        for day in range(world.size.first_day, world.size.end_day):
            span = store.open_hours(day)
            opened = [day * DAY // HOUR + hour for hour in range(*span)] if span else []
            bad = {hour for sensor in sensors for hour in _bad_hours(opened, sensor, selling[place])}
            valid = set(opened) - bad
            traffic = sum(sensor[hour].entered for sensor in sensors for hour in valid)
            days.append(StoreDay(place, day, opened, valid, traffic))
    return days


def _by_hour(counter: Counter) -> dict[int, _Hour]:
    """What a counter sent, by clock hour; intervals never cross an hour."""
    hours: dict[int, _Hour] = defaultdict(lambda: _Hour(0, 0, 0))
    for count in counter.counts:
        before = hours[count.start // HOUR]
        hours[count.start // HOUR] = _Hour(
            before.seconds + count.end - count.start,
            before.entered + sum(count.entered),
            before.left + sum(count.left),
        )
    return hours


def _bad_hours(opened: list[int], sensor: dict[int, _Hour], selling: set[int]) -> set[int]:
    """Open hours in which a sensor sent too little, or stood still while the till sold."""
    silent = {hour for hour in opened if (HOUR - sensor[hour].seconds) * 100 > GAP_PERCENT * HOUR}
    bad, run = set(silent), list[int]()
    for hour in [*opened, -1]:
        still = hour in opened and hour not in silent and sensor[hour].entered + sensor[hour].left == 0
        if still:
            run.append(hour)
            continue
        if len(run) > ZERO_HOURS and selling & set(run):
            bad |= set(run)
        run = []
    return bad
