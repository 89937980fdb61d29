"""How far people counts can be trusted, sensor by sensor and day by day."""

from __future__ import annotations

from collections import Counter
from typing import Any

from digitool.flow.counting import SensorDay, granularity
from digitool.flow.store_day import DayEvidence, sensor_states
from digitool.flow.validity import DEGRADED, INVALID, VALID, HourState, ValidityRules
from digitool.model.results import Rate

IMBALANCE_PERCENT = 5
"""In and out of a day that differ by more than this share of traffic deserve a look."""

SEVERAL_DAYS = "longer_than_a_day"
"""Why a valid day has no count of its own: the counter tells it only together with others."""


def quality(evidence: DayEvidence, rules: ValidityRules) -> list[dict[str, Any]]:
    """One row per sensor: validity of the day, its reason, and the share of opening time counted.

    A day is as bad as its worst hour; ``review`` names what looks odd although it was counted.
    ``granularity`` is how fine the sensor counts. ``traffic`` are people in opening hours, and ``outside``
    those counted outside of them; None where nobody counted, or the day is told only together with others.
    """
    return [_row(evidence, sensor, states) for sensor, states in sensor_states(evidence, rules).items()]


def _row(evidence: DayEvidence, code: str, states: dict[int, HourState]) -> dict[str, Any]:
    sensor = evidence.sensors[code]
    alone = sensor.told is None or sensor.told[1] - sensor.told[0] == 1
    known = alone and bool(sensor.hours)
    found = [state for state in states.values() if state.validity != VALID]
    bad = any(state.validity == INVALID for state in found)
    validity = INVALID if bad else DEGRADED if found else VALID
    reasons = Counter(state.reason for state in found if state.validity == validity)
    good = sum(seconds for hour, seconds in evidence.opening.items() if states[hour].validity != INVALID)
    inside = sum(people.entered for hour, people in sensor.hours.items() if hour in evidence.opening)
    everybody = sum(people.entered for people in sensor.hours.values())
    return {
        "sensor": code,
        "validity": validity if evidence.opening else "closed",
        "reason": reasons.most_common(1)[0][0] if reasons else "" if alone else SEVERAL_DAYS,
        "granularity": granularity(sensor),
        "bad_hours": len(found),
        "coverage": Rate(good, sum(evidence.opening.values())),
        "traffic": inside if known else None,
        "outside": everybody - inside if known else None,
        "review": _review(sensor),
    }


def _review(sensor: SensorDay) -> str:
    if sensor.odd:
        return sensor.odd
    entered = sum(hour.entered for hour in sensor.hours.values())
    exited = sum(hour.exited for hour in sensor.hours.values())
    if exited and abs(entered - exited) * 100 > IMBALANCE_PERCENT * max(entered, exited):
        return "in_out_imbalance"
    return ""
