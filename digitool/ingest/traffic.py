"""People counts: from a sensor's export to the traffic facts."""

from __future__ import annotations

from collections.abc import Sequence

from digitool.facts.traffic import store_traffic
from digitool.ingest.batch import Batch, NotTaken
from digitool.model.days import DAY_MS
from digitool.model.records import Traffic

_UNKNOWN = NotTaken(
    "unknown_sensor",
    "sensor",
    "no sensor is called {value}",
    'Add [sensors."{value}"] with its store to digitool.toml, then import the file again.',
)


def take(batch: Batch, records: Sequence[Traffic]) -> list[bool | NotTaken]:
    """Store counts; True for each that was new or restated."""
    sensors = {
        row["code"]: (row["id"], row["store"])
        for row in batch.connection.execute("SELECT id, code, store FROM sensor")
    }
    return [_take(batch, record, sensors) for record in records]


def _take(batch: Batch, record: Traffic, sensors: dict[str, tuple[int, int]]) -> bool | NotTaken:
    if record.sensor not in sensors:
        return _UNKNOWN._replace(value=record.sensor)
    sensor, store = sensors[record.sensor]
    new = store_traffic(
        batch.connection,
        (sensor, record.at, record.kind, record.gate, record.start),
        (record.entered, record.left),
        (record.bits, record.daily_reset),
        (batch.number, record.line),
    )
    if new:
        batch.saw(record.at)
        # a running total also changes the step to the next reading, which may fall on the next day
        reach = DAY_MS if record.kind == "total" else 0
        batch.recount.days |= batch.local_days(store, record.start - reach, record.at + reach)
    return new
