"""Which opening hours of a store-day have trustworthy people counts.

Rules, per sensor and clock hour, after Dor's valid / degraded / invalid and the flagging rules of the
New Mexico coast count programme: an hour whose counted share misses more than ``invalid_percent`` of
its opening time is invalid, any smaller gap makes it degraded; a run of more than ``zero_hours`` open
hours of zeros while the till sells is invalid. An hour of the store is as good as its worst sensor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

VALID, DEGRADED, INVALID = "valid", "degraded", "invalid"


class ValidityRules(NamedTuple):
    """Thresholds of validity; see the module."""

    invalid_percent: int = 25
    zero_hours: int = 2


class SensorHour(NamedTuple):
    """What one sensor says of one clock hour: people in and out, seconds of opening time covered.

    ``busy`` says that some count over this hour, perhaps a longer one, counted anybody.
    """

    entered: int
    exited: int
    seconds: int
    reset: bool = False
    busy: bool = False


NOTHING = SensorHour(0, 0, 0)


class HourState(NamedTuple):
    """One open hour of one sensor: its validity and why."""

    validity: str
    reason: str


def judge(
    opening: Mapping[int, int],
    counted: Mapping[int, SensorHour],
    sales: Mapping[int, int],
    rules: ValidityRules,
) -> dict[int, HourState]:
    """The state of every open hour of one sensor; ``sales`` are transactions by hour."""
    states = {hour: _gap(seconds, counted.get(hour, NOTHING), rules) for hour, seconds in opening.items()}
    for run in _zero_runs(opening, counted, states):
        if len(run) > rules.zero_hours and any(sales.get(hour) for hour in run):
            states.update({hour: HourState(INVALID, "zero_while_selling") for hour in run})
    return states


def misses_too_much(covered: int, wanted: int, rules: ValidityRules) -> bool:
    """Whether what is covered of some seconds is too little to be trusted."""
    return (wanted - covered) * 100 > rules.invalid_percent * wanted


def _gap(seconds: int, hour: SensorHour, rules: ValidityRules) -> HourState:
    missing = seconds - hour.seconds
    if misses_too_much(hour.seconds, seconds, rules):
        return HourState(INVALID, "no_data" if hour.seconds == 0 else "gap")
    if hour.reset:
        return HourState(DEGRADED, "counter_reset")
    return HourState(DEGRADED, "gap") if missing > 0 else HourState(VALID, "")


def _zero_runs(
    opening: Mapping[int, int], counted: Mapping[int, SensorHour], states: Mapping[int, HourState]
) -> list[list[int]]:
    """Maximal runs of consecutive open hours in which the sensor was alive and counted nobody."""
    runs: list[list[int]] = []
    for hour in sorted(opening):
        record = counted.get(hour, NOTHING)
        if states[hour].validity == INVALID or record.busy or record.entered or record.exited:
            continue
        if runs and runs[-1][-1] == hour - 1:
            runs[-1].append(hour)
        else:
            runs.append([hour])
    return runs


def worst(states: Sequence[HourState]) -> HourState:
    """The state of a store's hour: that of its worst sensor; no sensor at all is invalid."""
    if not states:
        return HourState(INVALID, "no_sensor")
    order = {VALID: 0, DEGRADED: 1, INVALID: 2}
    return max(states, key=lambda state: order[state.validity])
