"""One store-day from its facts: the figures behind both digitization rates (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from digitool.flow.validity import INVALID, NOTHING, HourState, Rules, SensorHour, judge, worst


class DayEvidence(NamedTuple):
    """Everything that bears on one store-day; hours are local hours since the local epoch.

    ``opening``: opening seconds by hour; ``sensors``: people by hour and sensor code; ``visits``:
    digitized visits by hour; ``sales``: till transactions by hour.
    """

    opening: Mapping[int, int]
    sensors: Mapping[str, Mapping[int, SensorHour]]
    visits: Mapping[int, int]
    sales: Mapping[int, int]


class DayFigures(NamedTuple):
    """Counts of one store-day; ``traffic`` and ``visits`` are of valid open hours only."""

    open_seconds: int
    valid_seconds: int
    traffic: int
    visits: int
    visits_all: int
    counted_seconds: int


def sensor_states(evidence: DayEvidence, rules: Rules) -> dict[str, dict[int, HourState]]:
    """The state of each open hour by sensor."""
    return {
        code: judge(evidence.opening, hours, evidence.sales, rules)
        for code, hours in evidence.sensors.items()
    }


def figures(evidence: DayEvidence, rules: Rules) -> DayFigures:
    """Count a store-day. Invalid hours leave both sides, so a dead sensor never lowers a rate."""
    states = sensor_states(evidence, rules)
    good = {
        hour: seconds
        for hour, seconds in evidence.opening.items()
        if worst([of_sensor[hour] for of_sensor in states.values()]).validity != INVALID
    }
    traffic = sum(hours.get(hour, NOTHING).entered for hours in evidence.sensors.values() for hour in good)
    return DayFigures(
        open_seconds=sum(evidence.opening.values()),
        valid_seconds=sum(good.values()),
        traffic=traffic,
        visits=sum(evidence.visits.get(hour, 0) for hour in good),
        visits_all=sum(evidence.visits.values()),
        counted_seconds=sum(hour.seconds for hours in evidence.sensors.values() for hour in hours.values()),
    )
