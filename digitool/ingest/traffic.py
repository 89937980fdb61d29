"""People counts: from a sensor's export to the traffic facts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Union

from digitool.evidence.keeping import tell
from digitool.evidence.kinds import Key, Row
from digitool.facts.traffic import TRAFFIC, Said, TrafficKey, next_readings, said_before
from digitool.ingest.batch import Batch, Follow, NotTaken
from digitool.ingest.outcome import CONTRADICTION
from digitool.model.days import LONGEST_MS, Span
from digitool.model.ids import Ms
from digitool.model.records import Traffic

_UNKNOWN = NotTaken(
    "unknown_sensor",
    "sensor",
    "no sensor is called {value}",
    'Add [sensors."{value}"] with its store to digitool.toml, then import the file again.',
)
_CONTRADICTION = NotTaken(
    CONTRADICTION,
    "entered",
    "two rows tell of one time of one counter and differ, lines (in/out): {value}; the larger one counts",
    "Add them up, or remove one. If they are two doors, map the column that tells them apart as gate.",
)


def take(batch: Batch, records: Sequence[Traffic]) -> list[Union[bool, NotTaken]]:
    """Keep counts; True for each that says something new."""
    sensors = {row["code"]: row["id"] for row in batch.connection.execute("SELECT id, code FROM sensor")}
    problems = [_problem(batch, record, sensors) for record in records]
    good = [record for record in records if record.sensor in sensors]
    heard = dict(zip(good, tell(batch.connection, TRAFFIC, [_row(batch, one, sensors) for one in good])))
    fresh = [record for record in good if heard[record].new]
    batch.noticed.differs["traffic"] += sum(heard[record].before is not None for record in fresh)
    for record in fresh:
        batch.saw(record.at)
    look_again(batch, [_key(record, sensors) for record in fresh])
    return [problem or heard[record].new for record, problem in zip(records, problems)]


def _key(record: Traffic, sensors: dict[str, int]) -> TrafficKey:
    return TrafficKey(sensors[record.sensor], record.at, record.kind, record.gate, record.start)


def _row(batch: Batch, record: Traffic, sensors: dict[str, int]) -> Row:
    said = record.entered, record.left, record.bits, record.daily_reset
    return (*_key(record, sensors), *said, batch.number, record.line)


def _problem(batch: Batch, record: Traffic, sensors: dict[str, int]) -> NotTaken | None:
    if record.sensor not in sensors:
        return _UNKNOWN._replace(value=record.sensor)
    now = Said(record.line, record.entered, record.left)
    before = said_before(batch.connection, batch.number, _key(record, sensors), now)
    if before is None or before[1:] == now[1:]:
        return None
    return _CONTRADICTION._replace(value=f"{_told(before)}, {_told(now)}")


def look_again(batch: Batch, keys: Iterable[Key]) -> None:
    """Have the days counted again that these times of counters bear on."""
    stores = dict(batch.connection.execute("SELECT id, store FROM sensor").fetchall())
    for key in keys:
        told = TrafficKey(*key)
        batch.recount.days |= batch.local_days(stores[told.sensor], *_reach(batch, told))


def _reach(batch: Batch, told: TrafficKey) -> Span:
    """The instants between which figures may change; a running total moves the steps on both its sides."""
    if told.kind != "total":
        return Span(told.start, told.at)
    before, after = next_readings(batch.connection, told.sensor, told.gate, told.at)
    return Span(Ms(max(before, told.at - LONGEST_MS)), Ms(min(after, told.at + LONGEST_MS)))


def _told(said: Said) -> str:
    entered, left = ("-" if count is None else str(count) for count in (said.entered, said.left))
    return f"{said.line} ({entered}/{left})"


def follow_counts(batch: Batch, keys: Sequence[Key]) -> Follow:
    """Count the days again that the counts bear on: their neighbours before, and those after."""
    look_again(batch, keys)
    return lambda: look_again(batch, keys)


FOLLOWS = {TRAFFIC: follow_counts}
"""What follows when an import that told of a kind of fact is taken back, or counts again."""

LOADERS = {Traffic: take}
"""What keeps which record, called with the batch and the records of one kind."""
