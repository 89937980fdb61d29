"""Take an import back, exactly, and let it count again: what counts follows from the claims that are live."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib import import_module
from typing import Any, NamedTuple

from digitool.db.port import Connection, StoredRow
from digitool.db.schema.people import TOLD, people_columns
from digitool.db.statements import defer_references
from digitool.db.writing import Work
from digitool.errors import ConflictError, NotFoundError
from digitool.evidence.keeping import count_again, keys_told
from digitool.evidence.kinds import FactKind, Key
from digitool.identity.stored.withdrawn import revive, withdraw
from digitool.ingest.batch import Batch, Follow
from digitool.ingest.finishing import finish_in, open_batch_in
from digitool.ingest.load import MODULES
from digitool.ingest.resting import resting_on, told_of_resting
from digitool.ingest.totals import held_figures, moved
from digitool.model.ids import operation_id
from digitool.model.records import Warn
from digitool.workspace.desk import Desk

UNDO, REDO = "import.undo", "import.redo"
"""The kinds of operations that take an import back, and let it count again."""

Follower = Callable[[Batch, Sequence[Key]], Follow]


@lru_cache(maxsize=1)
def kinds() -> dict[FactKind, Follower]:
    """Every kind of fact that imports tell of, and what follows when one of them does not any more."""
    names = sorted({*MODULES.values(), "identities"})
    modules = [import_module(f"digitool.ingest.{name}") for name in names]
    return {kind: by for one in modules for kind, by in getattr(one, "FOLLOWS", {}).items()}


class _Change(NamedTuple):
    """An import that shall count (None), or count no more from an operation (its seq) on."""

    batch: int
    operation: int
    undone_by: int | None


def undo_import(desk: Desk, number: int) -> dict[str, Any]:
    """Let nothing count that an import (its batch) says, as if it had never been.

    An import that it replaced counts again. Raises NotFoundError, ConflictError when it was taken back
    already.
    """

    def act(work: Work) -> dict[str, Any]:
        row = _counting(work.connection, number)
        replaced = work.connection.execute(
            "SELECT f.id, f.operation FROM import_file f JOIN operation o ON o.seq = f.operation"
            " WHERE o.undone_by = ? ORDER BY f.id",
            (row["operation"],),
        ).fetchall()
        changes = [_Change(number, row["operation"], work.seq)]
        changes += [_Change(one["id"], one["operation"], None) for one in replaced]
        return _retell(work, desk, row, changes)

    return desk.write(UNDO, {"batch": number}, act)


def redo_import(desk: Desk, number: int) -> dict[str, Any]:
    """Let an import that was taken back count again, and what it replaced not.

    Raises NotFoundError, ConflictError when it counts.
    """

    def act(work: Work) -> dict[str, Any]:
        row = _import(work.connection, number)
        if row["undone_by"] is None:
            raise ConflictError(
                "import_counts",
                "import {batch} counts; nobody took it back",
                try_next="digitool import show {batch}",
                batch=number,
            )
        changes = [_Change(number, row["operation"], None)]
        replaced = json.loads(row["params"]).get("replaces")
        if replaced is not None:
            other = _import(work.connection, replaced)
            if other["undone_by"] is None:
                changes.insert(0, _Change(replaced, other["operation"], row["operation"]))
        return _retell(work, desk, row, changes)

    return desk.write(REDO, {"batch": number}, act)


def replace_in(work: Work, desk: Desk, number: int) -> list[Warn]:
    """Take an import back because the one of this write stands in for it; what a person should know."""
    row = _counting(work.connection, number)
    told = _retell(work, desk, row, [_Change(number, row["operation"], work.seq)])
    return told_of_resting(told["rests"])


def _counting(connection: Connection, number: int) -> StoredRow:
    """An import that counts. Raises NotFoundError, ConflictError."""
    row = _import(connection, number)
    if row["undone_by"] is not None:
        raise ConflictError(
            "already_undone",
            "import {batch} was taken back already, by {operation}",
            hint="let it count again with: digitool import redo {batch}",
            try_next="digitool import show {batch}",
            batch=number,
            operation=operation_id(row["undone_by"]),
        )
    return row


def _import(connection: Connection, number: int) -> StoredRow:
    row: StoredRow | None = connection.execute(
        "SELECT f.id, f.file, f.format, f.operation, o.undone_by, o.params FROM import_file f"
        " JOIN operation o ON o.seq = f.operation WHERE f.id = ?",
        (number,),
    ).fetchone()
    if row is None:
        raise no_such_import(number)
    return row


def no_such_import(number: int) -> NotFoundError:
    """The error of a number that no import has."""
    return NotFoundError(
        "no_such_import", "there is no import {batch}", try_next="digitool import list", batch=number
    )


def _retell(work: Work, desk: Desk, row: StoredRow, changes: Sequence[_Change]) -> dict[str, Any]:
    """Have the claims of imports count, or not, one after the other; what came of it."""
    connection = work.connection
    gone = [one.batch for one in changes if one.undone_by is not None]
    rests = [one for batch in gone for one in resting_on(connection, batch)]
    before = held_figures(connection)
    warnings: list[Warn] = []
    facts = 0
    for change in changes:
        told = _count(work, desk, change)
        facts += told.facts
        warnings += told.warnings
    return {
        "batch": row["id"],
        "file": row["file"],
        "format": row["format"],
        "facts": facts,
        "figures": moved(before, held_figures(connection)),
        "store_days": restated_days(connection, work.seq),
        "rests": rests,
        "also": [one.batch for one in changes if one.batch != row["id"]],
        "warnings": [warning._asdict() for warning in warnings],
    }


class _Counted(NamedTuple):
    facts: int
    warnings: list[Warn]


def _count(work: Work, desk: Desk, change: _Change) -> _Counted:
    """Have the claims of one import count, or not, and bring everything up to it."""
    connection = work.connection
    batch = open_batch_in(work, desk, change.batch)
    people = people_of(connection, change.batch)
    revive(connection, people)
    told = {kind: keys_told(connection, kind, change.batch) for kind in kinds()}
    follows = [by(batch, told[kind]) for kind, by in kinds().items() if told[kind]]
    defer_references(connection)  # the row of this operation comes last
    text = "UPDATE operation SET undone_by = ? WHERE seq = ?"
    connection.execute(text, (change.undone_by, change.operation))
    for kind, keys in told.items():
        count_again(connection, kind, keys)
    for follow in follows:
        follow()
    warnings = finish_in(work, desk, batch)
    withdraw(connection, people)
    return _Counted(sum(map(len, told.values())), warnings)


def people_of(connection: Connection, number: int) -> set[int]:
    """The identifiers that an import speaks of."""
    tables = {name for kind in kinds() for name in (kind.table, f"{kind.table}{TOLD}")}
    found: set[int] = set()
    for table, column in people_columns():
        if table in tables:
            text = f"SELECT DISTINCT {column} FROM {table} WHERE batch = ? AND {column} IS NOT NULL"  # noqa: S608
            found.update(row[0] for row in connection.execute(text, (number,)))
    return found


def restated_days(connection: Connection, operation: int) -> int:
    """How many store-days an operation changed that were counted before."""
    text = "SELECT count(*) FROM (SELECT DISTINCT store, day FROM restatement WHERE operation = ?) AS each"
    return int(connection.execute(text, (operation,)).fetchone()[0])
