"""Touches: millions at a time, each counted once, and every import that tells of one remembered."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import NamedTuple
from zlib import crc32

from digitool.db.port import Connection
from digitool.db.statements import changed
from digitool.evidence.kinds import FactKind, nothing
from digitool.model.ids import IdentifierId, Ms

TOUCH = FactKind(
    "touch",
    "identifier INTEGER, at INTEGER, touchpoint INTEGER, ref INTEGER",
    (),
    nothing,
    "Once, however many files tell of it.",
)
"""One contact of an identifier with a touchpoint."""

_TOGETHER = 100
"""Rows in one statement: a fifth faster than one by one, and far below SQLite's 32,766 parameters."""

_ROW = "(?, ?, ?, ?, ?, ?)"
_ONE = "INSERT INTO touch VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
_STANDS = "SELECT 1 FROM touch WHERE identifier = ? AND at = ? AND touchpoint = ? AND ref = ?"
_AGAIN = (
    f"INSERT INTO touch_told (identifier, at, touchpoint, ref, batch, line)"
    f" SELECT ?, ?, ?, ?, ?, ? WHERE EXISTS ({_STANDS} AND batch <> ?)"
    " ON CONFLICT DO NOTHING"
)
_MANY = _ONE.replace(_ROW, ", ".join([_ROW] * _TOGETHER))


class TouchRow(NamedTuple):
    """One touch as it is stored; ``at`` is UTC ms, ``ref`` see `ref_digest`."""

    identifier: IdentifierId
    at: Ms
    touchpoint: int
    ref: int
    batch: int
    line: int


TouchCells = tuple[IdentifierId, Ms, int, int, int, int]
"""The cells of a `TouchRow`, where millions are made at a time."""


def ref_digest(ref: str) -> int:
    """A short digest of the source's event id.

    It only has to tell events apart that share identifier, instant and touchpoint.
    """
    return crc32(ref.encode())


Moved = Callable[[int], tuple[int, ...]]
"""The other places of a touchpoint's code, see `Touchpoints.moved`."""


def insert_touches(connection: Connection, rows: list[TouchCells], moved: Moved) -> int:
    """Keep the touches that rows of one import tell of; how many nobody told of before. Sorts ``rows``.

    It is `evidence.keeping.tell` for millions: sorted rows reach each page of the table once, which is what
    keeps a long import linear. A touch that was stored while its touchpoint stood elsewhere is the same.
    """
    rows = _where_they_stand(connection, rows, moved)
    rows.sort()
    new = 0
    for start in range(0, len(rows), _TOGETHER):
        some = rows[start : start + _TOGETHER]
        if len(some) == _TOGETHER:
            put = changed(connection, _MANY, list(chain.from_iterable(some)))
        else:
            put = sum(changed(connection, _ONE, row) for row in some)
        if put < len(some):
            connection.executemany(_AGAIN, ((*row, *row[:5]) for row in some))
        new += put
    return new


def insert_touch(connection: Connection, row: TouchRow, moved: Moved) -> bool:
    """Keep one touch; False when it was there, perhaps while its touchpoint stood elsewhere."""
    return insert_touches(connection, [row], moved) == 1


def stand_together(connection: Connection, batch: int, moved: Moved) -> None:
    """Have what an import told, and does not count, stand where another import tells of the same touch.

    While it was taken back its touchpoint may have moved, and the touch come again at the new place.
    """
    rows = connection.execute(
        "SELECT o.identifier, o.at, o.ref, o.line, o.touchpoint, t.touchpoint FROM touch_told o"
        " JOIN touch t ON t.identifier = o.identifier AND t.at = o.at AND t.ref = o.ref"
        " WHERE o.batch = ? AND NOT EXISTS (SELECT 1 FROM touch s WHERE s.identifier = o.identifier"
        " AND s.at = o.at AND s.touchpoint = o.touchpoint AND s.ref = o.ref)",
        (batch,),
    ).fetchall()
    for who, at, ref, line, stood, stands in rows:
        if stands in moved(stood):
            key = "identifier = ? AND at = ? AND touchpoint = ? AND ref = ? AND batch = ?"
            connection.execute(f"DELETE FROM touch_told WHERE {key}", (who, at, stood, ref, batch))  # noqa: S608
            again = "INSERT INTO touch_told VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
            connection.execute(again, (who, at, stands, ref, batch, line))


def _where_they_stand(connection: Connection, rows: list[TouchCells], moved: Moved) -> list[TouchCells]:
    """The rows, each at the place of its touchpoint's code where its touch is stored already."""
    elsewhere = {
        touchpoint: places for touchpoint in {row[2] for row in rows} if (places := moved(touchpoint))
    }
    if not elsewhere:
        return rows
    return [
        (row[0], row[1], _stored_at(connection, TouchRow(*row), elsewhere.get(row[2], ())), *row[3:])
        for row in rows
    ]


def _stored_at(connection: Connection, row: TouchRow, places: tuple[int, ...]) -> int:
    who, at, touchpoint, ref = row[:4]
    for place in places:
        if connection.execute(_STANDS, (who, at, place, ref)).fetchone():
            return place
    return touchpoint
