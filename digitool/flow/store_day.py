"""One store-day from its facts: the figures behind both digitization rates (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from digitool.flow.counting import SensorDay
from digitool.flow.validity import INVALID, HourState, ValidityRules, judge, misses_too_much, worst
from digitool.model.days import Days
from digitool.model.ids import Day


class DayEvidence(NamedTuple):
    """Everything that bears on one store-day; hours are local hours since the local epoch.

    ``opening``: opening seconds by hour; ``sensors``: what each says of the day, by code; ``visits``:
    digitized visits by hour; ``sales``: till transactions by hour.
    """

    day: Day
    opening: Mapping[int, int]
    sensors: Mapping[str, SensorDay]
    visits: Mapping[int, int]
    sales: Mapping[int, int]

    @property
    def told(self) -> Days | None:
        """The business days that some sensor tells only together; None where all of them tell hours."""
        spans = [sensor.told for sensor in self.sensors.values() if sensor.told is not None]
        return Days(min(one.first for one in spans), max(one.after for one in spans)) if spans else None


class DayFigures(NamedTuple):
    """Counts of one store-day.

    ``traffic`` and ``visits`` are of the same time: of valid open hours, or of the whole business day where
    a sensor tells no hours. ``people`` are all that were counted, used or not. The figures are known for
    the days from ``span_from`` to ``span_to`` (half open) together: a week's counter tells no single day.
    """

    open_seconds: int
    valid_seconds: int
    traffic: int
    visits: int
    visits_all: int
    counted_seconds: int
    people: int
    span_from: int
    span_to: int


def sensor_states(evidence: DayEvidence, rules: ValidityRules) -> dict[str, dict[int, HourState]]:
    """The state of each open hour by sensor."""
    return {
        code: judge(evidence.opening, sensor.hours, evidence.sales, rules)
        for code, sensor in evidence.sensors.items()
    }


def store_day_figures(evidence: DayEvidence, rules: ValidityRules) -> DayFigures:
    """Count a store-day. Invalid hours leave both sides, so a dead sensor never lowers a rate.

    Where a sensor tells only the whole day, its invalid hours cannot be taken out: then the day counts
    whole, unless it misses more than an hour may.
    """
    states = sensor_states(evidence, rules)
    good = {
        hour: seconds
        for hour, seconds in evidence.opening.items()
        if worst([of_sensor[hour] for of_sensor in states.values()]).validity != INVALID
    }
    open_seconds, valid_seconds = sum(evidence.opening.values()), sum(good.values())
    people = _entered(evidence, None)
    told = evidence.told
    if told is None:
        traffic, visits = _entered(evidence, good), sum(evidence.visits.get(hour, 0) for hour in good)
    elif not open_seconds or misses_too_much(valid_seconds, open_seconds, rules):
        valid_seconds = traffic = visits = 0
    else:
        traffic, visits = people, sum(evidence.visits.values())
    return DayFigures(
        open_seconds,
        valid_seconds,
        traffic,
        visits,
        visits_all=sum(evidence.visits.values()),
        counted_seconds=sum(
            hour.seconds for sensor in evidence.sensors.values() for hour in sensor.hours.values()
        ),
        people=people,
        span_from=told.first if told else evidence.day,
        span_to=told.after if told else evidence.day + 1,
    )


def _entered(evidence: DayEvidence, hours: Mapping[int, int] | None) -> int:
    """People who were counted in these hours; in all of them for None."""
    return sum(
        found.entered
        for sensor in evidence.sensors.values()
        for hour, found in sensor.hours.items()
        if hours is None or hour in hours
    )
