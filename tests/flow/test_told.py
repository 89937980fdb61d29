"""What counters say of a day is worked out once for the same rows, and anew for any other."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitool.flow import told
from digitool.flow.counting import TrafficRow, sensor_day
from digitool.flow.told import store_clock, told_by
from digitool.model.days import HOUR_MS
from digitool.workspace.hours import Hours, OpenTime

HOURS = [Hours((OpenTime(9 * 60, close * 60),) * 7).to_json() for close in (20, 22)]

STORES = st.fixed_dictionaries(
    {
        "zone": st.sampled_from(["Asia/Shanghai", "Europe/Berlin"]),
        "cutoff_hour": st.sampled_from([0, 4]),
        "hours": st.sampled_from(HOURS),
    }
)
SENSORS = st.fixed_dictionaries(
    {
        "gates": st.sampled_from(["[]", '["1"]']),
        "reversed": st.sampled_from([0, 1]),
        "bits": st.sampled_from([0, 16]),
    }
)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["1", "2"]),
        st.sampled_from(["period", "total"]),
        st.integers(0, 30).map(lambda hour: hour * HOUR_MS),
        st.none() | st.integers(0, 99),
        st.none() | st.integers(0, 99),
        st.sampled_from([0, 1]),
    ),
    max_size=6,
)


def stored(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Rows as `sensor_rows` gives them: hours, or readings of a running total."""
    return [
        (gate, kind, start, start + HOUR_MS if kind == "period" else start, entered, exited, 0, daily)
        for gate, kind, start, entered, exited, daily in rows
    ]


@settings(max_examples=150)
@given(SENSORS, STORES, ROWS, st.sampled_from([0, 1]))
def test_what_is_remembered_is_what_would_be_counted(
    sensor: dict[str, Any], store: dict[str, Any], rows: list[tuple[Any, ...]], day: int
) -> None:
    """Gates, direction, width, zone, cut-off, hours, day and each row decide; nothing else is mixed up."""
    read = [
        TrafficRow(
            *(gate, kind, start, at),
            *((exited, entered) if sensor["reversed"] else (entered, exited)),
            sensor["bits"] or bits,
            bool(daily),
        )
        for gate, kind, start, at, entered, exited, bits, daily in stored(rows)
        if sensor["gates"] == "[]" or gate == "1"
    ]
    clock = store_clock(store["zone"], store["cutoff_hour"], store["hours"])
    assert told_by(sensor, stored(rows), store, day) == sensor_day(read, clock, day)


def test_the_same_rows_are_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another import that bears on a day does not count its people again."""
    counted = []
    monkeypatch.setattr(told, "sensor_day", lambda *asked: counted.append(asked) or sensor_day(*asked))
    sensor = {"gates": '["once"]', "reversed": 0, "bits": 0}
    store = {"zone": "Asia/Shanghai", "cutoff_hour": 0, "hours": HOURS[0]}
    for entered in (5, 5, 6):
        told_by(sensor, [("once", "period", 0, HOUR_MS, entered, 0, 0, 0)], store, 0)
    assert len(counted) == 2


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chain of any size is counted in the same memory."""
    monkeypatch.setattr(told, "MOST", 3)
    monkeypatch.setattr(told, "_told", {})
    sensor = {"gates": "[]", "reversed": 0, "bits": 0}
    store = {"zone": "Asia/Shanghai", "cutoff_hour": 0, "hours": HOURS[0]}
    for day in range(10):
        told_by(sensor, [], store, day)
        assert len(told._told) <= 3
