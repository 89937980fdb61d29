"""Touches: from a scan log or a mapped table to the touch facts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress, repeat
from typing import Any

from digitool.evidence.kinds import Key
from digitool.facts.touches import TOUCH, TouchRow, insert_touch, insert_touches, ref_digest, stand_together
from digitool.facts.touchpoints import Located, Unplaced
from digitool.ingest.batch import Batch, Follow, NotTaken, nothing_more
from digitool.ingest.placing import unplaced
from digitool.model.ids import Identifier, IdentifierId
from digitool.model.records import Touch


def take(batch: Batch, records: Sequence[Touch]) -> list[bool | NotTaken]:
    """Store touches; True for each that was new."""
    places = [_place(batch, record.touchpoint, record.scene, record.store) for record in records]
    good = [record.who for record, place in zip(records, places) if not isinstance(place, NotTaken)]
    ids = batch.registry.ids(good)
    batch.recount.release(ids)
    numbers = iter(ids)
    return [
        place if isinstance(place, NotTaken) else _take(batch, record, next(numbers), place)
        for record, place in zip(records, places)
    ]


def _take(batch: Batch, record: Touch, identifier: IdentifierId, touchpoint: int) -> bool:
    batch.saw(record.at)
    row = TouchRow(identifier, record.at, touchpoint, ref_digest(record.ref), batch.number, record.line)
    return insert_touch(batch.connection, row, batch.touchpoints.moved)


def take_chunk(batch: Batch, columns: Sequence[list[Any]]) -> tuple[int, dict[int, NotTaken]]:
    """Store many touches at once; (how many were new, problems by line).

    ``columns`` are line, at, touchpoint, namespace, scope, value, ref, store and scene.
    """
    if not columns[0]:
        return 0, {}
    places, problems = _places(batch, columns[0], list(zip(columns[2], columns[8], columns[7])))
    if problems:
        good = [line not in problems for line in columns[0]]
        places, *columns = ([*compress(column, good)] for column in (places, *columns))
        if not places:
            return 0, problems
    lines, moments, _codes, namespaces, scopes, values, refs, _stores, _scenes = columns
    ids = _ids(batch, namespaces, scopes, values)
    batch.recount.release(ids)
    batch.saw(min(moments))
    batch.saw(max(moments))
    ready = list(zip(ids, moments, places, map(ref_digest, refs), repeat(batch.number), lines))
    return insert_touches(batch.connection, ready, batch.touchpoints.moved), problems


def _places(
    batch: Batch, lines: Sequence[int], wanted: list[tuple[str, str, str]]
) -> tuple[Sequence[int], dict[int, NotTaken]]:
    """Touchpoint ids of (code, scene, store), and the problems of lines that stand nowhere known."""
    found = {one: _place(batch, *one) for one in set(wanted)}
    places = [found[one] for one in wanted]
    problems = (
        {line: place for line, place in zip(lines, places) if isinstance(place, NotTaken)}
        if any(isinstance(place, NotTaken) for place in found.values())
        else {}
    )
    return [0 if isinstance(place, NotTaken) else place for place in places] if problems else places, problems  # type: ignore[return-value]


def _ids(
    batch: Batch, namespaces: Sequence[str], scopes: Sequence[str], values: Sequence[str]
) -> list[IdentifierId]:
    kinds = set(zip(namespaces, scopes))
    if len(kinds) == 1:
        return batch.registry.column(*kinds.pop(), values)
    return batch.registry.ids([Identifier(*one) for one in zip(namespaces, scopes, values)])


def _place(batch: Batch, touchpoint: str, scene: str, store: str) -> int | NotTaken:
    try:
        return batch.touchpoints.id(Located(touchpoint, scene, store))
    except Unplaced as error:
        return unplaced(error)


def follow_touches(batch: Batch, keys: Sequence[Key]) -> Follow:
    """Count again whose touches they are."""
    batch.recount.release(key[0] for key in keys)
    stand_together(batch.connection, batch.number, batch.touchpoints.moved)
    return nothing_more


FOLLOWS = {TOUCH: follow_touches}
"""What follows when an import that told of a kind of fact is taken back, or counts again."""

LOADERS = {Touch: take}
"""What keeps which record, called with the batch and the records of one kind."""
