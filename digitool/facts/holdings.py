"""Keep marks and fold them into relations and group members; every touch that began one stands with it.

Marks are evidence and only grow. Rows of ``relation`` and ``group_member`` are computed: those of an
identifier are folded again whenever a new mark of it arrives, so deliveries in any order, twice, or late
leave the same rows. Call `flow.recount.Recount.release` for the identifiers first.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from digitool.db.port import Connection
from digitool.db.statements import ask
from digitool.evidence.keeping import tell
from digitool.evidence.kinds import FactKind, each_largest, nothing
from digitool.facts.episodes import HELD, Episode, Mark, fold
from digitool.facts.source import OURSELVES, Source
from digitool.facts.touches import Moved, TouchRow, insert_touch, ref_digest
from digitool.model.ids import IdentifierId, Ms

Holder = object
"""Who holds: a guide's userid (text), or a group's id (number)."""

MarkRow = tuple[int, Holder, int, int, int, str, int, int]
"""Identifier id, holder, at (UTC ms), kind (`episodes`), way, state, batch, line."""

Place = Callable[[Holder, Episode], "int | None"]
"""Where an episode began, as a touchpoint id; None where nobody met anywhere."""


class Pair(NamedTuple):
    """Who is held (an identifier's id), and by whom."""

    identifier: IdentifierId
    holder: Holder


class Shape(NamedTuple):
    """The tables of one kind of holding: marks, full lists, folded rows, and the column of the holder.

    ``sides`` says that the rows keep who ended an episode.
    """

    marks: FactKind
    lists: FactKind
    rows: str
    holder: str
    select: str
    insert: str
    delete: str
    values: Callable[[Pair, Episode], tuple[object, ...]]
    sides: bool


def _relation_values(pair: Pair, one: Episode) -> tuple[object, ...]:
    ended = one.lost_at, one.lost_by, one.mutual_at
    began = one.added_at, one.way, one.state, one.half
    return (pair.holder, pair.identifier, *began, *ended, one.batch, one.line)


def _member_values(pair: Pair, one: Episode) -> tuple[object, ...]:
    spell = one.added_at, one.way, one.state, one.lost_at
    return (pair.holder, pair.identifier, *spell, one.batch, one.line)


_FULLER = "Of what is said of how it came about, the fuller."
_EVERY = "Every one counts."

RELATION_MARK = FactKind(
    "relation_mark",
    "identifier INTEGER, guide TEXT, at INTEGER, kind INTEGER",
    ("way", "state"),
    each_largest,
    _FULLER,
)
"""One thing that was said of a customer and a guide."""

RELATION_LIST = FactKind("relation_list", "guide TEXT, at INTEGER", (), nothing, _EVERY)
"""That all customers of a guide were listed."""

GROUP_MARK = FactKind(
    "group_mark",
    "identifier INTEGER, chat INTEGER, at INTEGER, kind INTEGER",
    ("way", "state"),
    each_largest,
    _FULLER,
)
"""One thing that was said of a customer and a group."""

GROUP_LIST = FactKind("group_list", "chat INTEGER, at INTEGER", (), nothing, _EVERY)
"""That all customers in a group were listed, or that it was dissolved."""

RELATIONS = Shape(
    RELATION_MARK,
    RELATION_LIST,
    "relation",
    "guide",
    "SELECT identifier, guide, added_at, add_way, state, half, lost_at, lost_by, mutual_at, batch, line"
    " FROM relation WHERE identifier IN ints(?)",
    "INSERT INTO relation (guide, identifier, added_at, add_way, state, half, lost_at, lost_by, mutual_at,"
    " batch, line) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "DELETE FROM relation WHERE identifier = ? AND guide = ? AND added_at = ?",
    _relation_values,
    sides=True,
)
GROUPS = Shape(
    GROUP_MARK,
    GROUP_LIST,
    "group_member",
    "chat",
    "SELECT identifier, chat, joined_at, join_scene, state, 0, left_at, '', NULL, batch, line"
    " FROM group_member WHERE identifier IN ints(?)",
    "INSERT INTO group_member (chat, identifier, joined_at, join_scene, state, left_at, batch, line)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    "DELETE FROM group_member WHERE identifier = ? AND chat = ? AND joined_at = ?",
    _member_values,
    sides=False,
)


_DELETE_TOUCH = "DELETE FROM touch WHERE identifier = ? AND at = ? AND ref = ?"


def keep_marks(connection: Connection, shape: Shape, marks: Sequence[MarkRow]) -> list[bool]:
    """Keep marks of one import; for each whether it said anything new."""
    return [heard.new for heard in tell(connection, shape.marks, marks)]


def keep_list(
    connection: Connection, shape: Shape, holder: Holder, at: Ms, source: Source
) -> list[int] | None:
    """Keep that all of a holder were listed at ``at``; identifiers to fold again, None when it was known."""
    (heard,) = tell(connection, shape.lists, [(holder, at, *source)])
    return held_ever(connection, shape, [holder]) if heard.new else None


def held_ever(connection: Connection, shape: Shape, holders: Iterable[Holder]) -> list[int]:
    """Identifiers whom one of these holders holds, or held."""
    text = f"SELECT DISTINCT identifier FROM {shape.rows} WHERE {shape.holder} = ?"  # noqa: S608 - of the house
    return sorted({row[0] for holder in set(holders) for row in connection.execute(text, (holder,))})


def held_at(connection: Connection, shape: Shape, holder: Holder, at: Ms) -> set[int]:
    """Identifiers whom a holder holds now, and held at an instant already."""
    began, ended = ("added_at", "lost_at") if shape.sides else ("joined_at", "left_at")
    rows = connection.execute(
        f"SELECT identifier FROM {shape.rows} WHERE {shape.holder} = ? AND {ended} IS NULL AND {began} <= ?",  # noqa: S608
        (holder, at),
    )
    return {row[0] for row in rows}


def refold(
    connection: Connection, shape: Shape, identifiers: Iterable[int], place: Place, moved: Moved
) -> None:
    """Bring the rows of these identifiers, and the touches that began them, up to their marks."""
    asked = json.dumps(sorted(set(identifiers)))
    before = _rows(connection, shape, asked)
    after = _folded(connection, shape, asked)
    for pair in before.keys() | after.keys():
        old, new = before.get(pair, []), after.get(pair, [])
        if old != new:
            _replace(connection, shape, pair, old, new)
            _move_touches(connection, pair, old, new, place, moved)


def holding_differences(connection: Connection, shape: Shape) -> list[Pair]:
    """Pairs whose rows are not what their marks fold to."""
    found: list[Pair] = []
    known = connection.execute(
        f"SELECT identifier FROM {shape.marks.table} UNION SELECT identifier FROM {shape.rows}"  # noqa: S608
    )
    while chunk := [row[0] for row in known.fetchmany(5_000)]:
        asked = json.dumps(chunk)
        before, after = _rows(connection, shape, asked), _folded(connection, shape, asked)
        found += [pair for pair in before.keys() | after.keys() if before.get(pair) != after.get(pair)]
    return sorted(found, key=repr)


def _rows(connection: Connection, shape: Shape, asked: str) -> dict[Pair, list[Episode]]:
    found: dict[Pair, list[Episode]] = {}
    for identifier, holder, at, way, state, half, *rest in ask(connection, shape.select, (asked,)):
        found.setdefault(Pair(identifier, holder), []).append(Episode(at, way, state, bool(half), *rest))
    return {pair: sorted(rows) for pair, rows in found.items()}


def _folded(connection: Connection, shape: Shape, asked: str) -> dict[Pair, list[Episode]]:
    rows = ask(
        connection,
        f"SELECT identifier, {shape.holder}, at, kind, way, state, batch, line FROM {shape.marks.table}"  # noqa: S608
        " WHERE identifier IN ints(?) ORDER BY 1, 2",
        (asked,),
    ).fetchall()
    lists: dict[Holder, list[int]] = {}
    for holder, at in connection.execute(f"SELECT {shape.holder}, at FROM {shape.lists.table} ORDER BY 2"):  # noqa: S608
        lists.setdefault(holder, []).append(at)
    folded = {}
    for pair, told in groupby(rows, key=lambda row: Pair(row[0], row[1])):
        marks = [Mark(*row[2:]) for row in told]
        seen = {mark.at for mark in marks if mark.kind == HELD}
        episodes = fold(marks, [at for at in lists.get(pair.holder, ()) if at not in seen])
        folded[pair] = sorted(map(_kept if shape.sides else _sideless, episodes))
    return {pair: episodes for pair, episodes in folded.items() if episodes}


def _kept(one: Episode) -> Episode:
    return one


def _sideless(one: Episode) -> Episode:
    return one._replace(half=False, lost_by="", mutual_at=None)


def _replace(
    connection: Connection, shape: Shape, pair: Pair, old: list[Episode], new: list[Episode]
) -> None:
    connection.executemany(shape.delete, ((*pair, one.added_at) for one in old if one not in new))
    connection.executemany(shape.insert, (shape.values(pair, one) for one in new if one not in old))


def _move_touches(
    connection: Connection,
    pair: Pair,
    old: list[Episode],
    new: list[Episode],
    place: Place,
    moved: Moved,
) -> None:
    """A touch at the beginning of every episode that began in front of somebody, and at no other time.

    It follows from the marks and is no claim of its own.
    """
    identifier, holder = pair
    ref = touch_ref(holder)
    known = {_meeting(one) for one in old}
    wanted = {_meeting(one) for one in new}
    gone = {at for at, *_rest in known - wanted if at}
    connection.executemany(_DELETE_TOUCH, ((identifier, at, ref) for at in gone))
    for one in new:
        if one.added_at and _meeting(one) not in known:
            touchpoint = place(holder, one)
            if touchpoint is not None:
                row = TouchRow(identifier, one.added_at, touchpoint, ref, *OURSELVES)
                insert_touch(connection, row, moved)


def touch_ref(holder: Holder) -> int:
    """What tells the touch of a relation or a group from other touches of the same instant."""
    return ref_digest(f"holder:{holder}")


def _meeting(one: Episode) -> tuple[int, int, str]:
    return one.added_at, one.way, one.state
