"""How far people counts can be trusted, sensor by sensor and day by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from digitool.flow.store_day import DayEvidence, sensor_states
from digitool.flow.validity import DEGRADED, INVALID, NOTHING, VALID, Rules, SensorHour
from digitool.model.results import Rate

IMBALANCE_PERCENT = 5
"""In and out of a day that differ by more than this share of traffic deserve a look."""


def quality(evidence: DayEvidence, rules: Rules) -> list[dict[str, Any]]:
    """One row per sensor: validity of the day, its reason, and the share of opening time counted.

    A day is as bad as its worst hour; ``review`` names what looks odd although it was counted.
    """
    rows = []
    for sensor, states in sensor_states(evidence, rules).items():
        hours = evidence.sensors[sensor]
        found = [state for state in states.values() if state.validity != VALID]
        validity = (
            INVALID if any(state.validity == INVALID for state in found) else DEGRADED if found else VALID
        )
        reasons = Counter(state.reason for state in found if state.validity == validity)
        good = sum(seconds for hour, seconds in evidence.opening.items() if states[hour].validity != INVALID)
        rows.append(
            {
                "sensor": sensor,
                "validity": validity if evidence.opening else "closed",
                "reason": reasons.most_common(1)[0][0] if reasons else "",
                "bad_hours": len(found),
                "coverage": Rate(good, sum(evidence.opening.values())),
                "traffic": sum(hours.get(hour, NOTHING).entered for hour in evidence.opening),
                "review": _review(hours),
            }
        )
    return rows


def _review(hours: Mapping[int, SensorHour]) -> str:
    entered = sum(hour.entered for hour in hours.values())
    exited = sum(hour.exited for hour in hours.values())
    if exited and abs(entered - exited) * 100 > IMBALANCE_PERCENT * max(entered, exited):
        return "in_out_imbalance"
    return ""
