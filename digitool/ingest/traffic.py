"""People counts: from a sensor's export to the traffic facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Union

from digitool.facts.traffic import Said, TrafficKey, next_readings, said_before, store_traffic
from digitool.ingest.batch import Batch, NotTaken
from digitool.model.days import LONGEST_MS, Span
from digitool.model.ids import Ms, StoreId
from digitool.model.records import Traffic

_UNKNOWN = NotTaken(
    "unknown_sensor",
    "sensor",
    "no sensor is called {value}",
    'Add [sensors."{value}"] with its store to digitool.toml, then import the file again.',
)
_CONTRADICTION = NotTaken(
    "contradiction",
    "entered",
    "two rows tell of one time of one counter and differ, lines (in/out): {value}; the first one counts",
    "Add them up, or remove one. If they are two doors, map the column that tells them apart as gate.",
)


def take(batch: Batch, records: Sequence[Traffic]) -> list[Union[bool, NotTaken]]:
    """Store counts; True for each that was new or restated."""
    sensors = {
        row["code"]: (row["id"], row["store"])
        for row in batch.connection.execute("SELECT id, code, store FROM sensor")
    }
    return [_take(batch, record, sensors) for record in records]


def _take(batch: Batch, record: Traffic, sensors: dict[str, tuple[int, StoreId]]) -> bool | NotTaken:
    if record.sensor not in sensors:
        return _UNKNOWN._replace(value=record.sensor)
    sensor, store = sensors[record.sensor]
    key = TrafficKey(sensor, record.at, record.kind, record.gate, record.start)
    now = Said(record.line, record.entered, record.left)
    before = said_before(batch.connection, batch.number, key, now)
    if before is not None:
        alike = before[1:] == now[1:]
        return False if alike else _CONTRADICTION._replace(value=f"{_told(before)}, {_told(now)}")
    new = store_traffic(
        batch.connection, batch.number, key, now, bits=record.bits, daily_reset=record.daily_reset
    )
    if new:
        batch.saw(record.at)
        batch.recount.days |= batch.local_days(store, *_reach(batch, record, sensor))
    return new


def _reach(batch: Batch, record: Traffic, sensor: int) -> Span:
    """The instants between which figures may change; a running total moves the steps on both its sides."""
    if record.kind != "total":
        return Span(record.start, record.at)
    before, after = next_readings(batch.connection, sensor, record.gate, record.at)
    return Span(Ms(max(before, record.at - LONGEST_MS)), Ms(min(after, record.at + LONGEST_MS)))


def _told(said: Said) -> str:
    entered, left = ("-" if count is None else str(count) for count in (said.entered, said.left))
    return f"{said.line} ({entered}/{left})"


LOADERS = {Traffic: take}
"""What keeps which record, called with the batch and the records of one kind."""
