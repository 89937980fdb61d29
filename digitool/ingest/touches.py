"""Touches: from a scan log or a mapped table to the touch facts."""

from __future__ import annotations

from collections.abc import Sequence

from digitool.facts.touches import TouchRow, insert_touch, insert_touches, ref_digest
from digitool.facts.touchpoints import Located, Unplaced
from digitool.ingest.batch import Batch, Problem
from digitool.model.records import Identifier, Touch

_PROBLEMS = {
    "store": Problem(
        "unknown_store",
        "store",
        "no store is called {value}",
        "Add [stores.{value}] to digitool.toml, then import the rejects file again.",
    ),
    "scene": Problem(
        "unknown_scene",
        "scene",
        "{value} is not a scene",
        "Use one of car_park, entrance, shelf, pay, scan_and_go, item_code, mini_program, guide, group, share.",
    ),
    "touchpoint": Problem(
        "unknown_touchpoint",
        "touchpoint",
        "the touchpoint {value} has no scene",
        'Add [touchpoints."{value}"] with its scene to digitool.toml, then import the rejects file again.',
    ),
}


def unplaced(error: Unplaced) -> Problem:
    """The problem of a touch that stands nowhere known."""
    return _PROBLEMS[error.what]._replace(value=error.value)


def take(batch: Batch, records: Sequence[Touch]) -> list[bool | Problem]:
    """Store touches; True for each that was new."""
    ids = batch.registry.ids([record.who for record in records])
    batch.recount.release(ids)
    return [_take(batch, record, identifier) for record, identifier in zip(records, ids)]


def _take(batch: Batch, record: Touch, identifier: int) -> bool | Problem:
    try:
        touchpoint = batch.touchpoints.id(Located(record.touchpoint, record.scene, record.store))
    except Unplaced as error:
        return unplaced(error)
    batch.saw(record.at)
    row = (identifier, record.at, touchpoint, ref_digest(record.ref), batch.number, record.line)
    return insert_touch(batch.connection, row)


ChunkRow = tuple[int, int, str, str, str, str, str, str, str]
"""Line, at, touchpoint, namespace, scope, value, ref, store, scene: what the fast reader yields."""


def take_chunk(batch: Batch, rows: list[ChunkRow]) -> tuple[int, dict[int, Problem]]:
    """Store many touches at once; (how many were new, problems by line)."""
    ids = batch.registry.ids([Identifier(row[3], row[4], row[5]) for row in rows])
    batch.recount.release(ids)
    touchpoints: dict[tuple[str, str, str], int | Problem] = {}
    problems: dict[int, Problem] = {}
    ready: list[TouchRow] = []
    append, number, digest = ready.append, batch.number, ref_digest
    for (line, at, touchpoint, _ns, _scope, _value, ref, store, scene), identifier in zip(rows, ids):
        place = touchpoints.get((touchpoint, scene, store))
        if place is None:
            place = touchpoints[touchpoint, scene, store] = _place(batch, touchpoint, scene, store)
        if isinstance(place, int):
            append((identifier, at, place, digest(ref), number, line))
        else:
            problems[line] = place
    if ready:
        moments = [row[1] for row in ready]
        batch.saw(min(moments))
        batch.saw(max(moments))
    return insert_touches(batch.connection, ready), problems


def _place(batch: Batch, touchpoint: str, scene: str, store: str) -> int | Problem:
    try:
        return batch.touchpoints.id(Located(touchpoint, scene, store))
    except Unplaced as error:
        return unplaced(error)
