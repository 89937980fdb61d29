"""Touches: from a scan log or a mapped table to the touch facts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat

from digitool.facts.touches import insert_touch, insert_touches, ref_digest
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
    """Store many touches at once, column by column; (how many were new, problems by line)."""
    if not rows:
        return 0, {}
    lines, moments, codes, namespaces, scopes, values, refs, stores, scenes = zip(*rows)
    places, problems = _places(batch, lines, list(zip(codes, scenes, stores)))
    ids = _ids(batch, namespaces, scopes, values)
    batch.recount.release(ids)
    batch.saw(min(moments))
    batch.saw(max(moments))
    ready = list(zip(ids, moments, places, map(ref_digest, refs), repeat(batch.number), lines))
    if problems:
        ready = [row for row in ready if row[5] not in problems]
    return insert_touches(batch.connection, ready), problems


def _places(
    batch: Batch, lines: Sequence[int], wanted: list[tuple[str, str, str]]
) -> tuple[Sequence[int], dict[int, Problem]]:
    """Touchpoint ids of (code, scene, store), and the problems of lines that stand nowhere known."""
    found = {one: _place(batch, *one) for one in set(wanted)}
    places = [found[one] for one in wanted]
    problems = (
        {line: place for line, place in zip(lines, places) if isinstance(place, Problem)}
        if any(isinstance(place, Problem) for place in found.values())
        else {}
    )
    return [0 if isinstance(place, Problem) else place for place in places] if problems else places, problems  # type: ignore[return-value]


def _ids(batch: Batch, namespaces: Sequence[str], scopes: Sequence[str], values: Sequence[str]) -> list[int]:
    kinds = set(zip(namespaces, scopes))
    if len(kinds) == 1:
        return batch.registry.column(*kinds.pop(), values)
    return batch.registry.ids([Identifier(*one) for one in zip(namespaces, scopes, values)])


def _place(batch: Batch, touchpoint: str, scene: str, store: str) -> int | Problem:
    try:
        return batch.touchpoints.id(Located(touchpoint, scene, store))
    except Unplaced as error:
        return unplaced(error)
