"""Take an import back, exactly, and let it count again: what counts follows from the claims that are live."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from digitool.db.port import Connection, StoredRow
from digitool.db.schema.people import people_columns
from digitool.db.statements import defer_references
from digitool.db.tally import run
from digitool.db.writing import Work
from digitool.errors import ConflictError, NotFoundError
from digitool.evidence.keeping import count_again, keys_told
from digitool.evidence.kinds import FactKind, Key
from digitool.facts.sales.accounts import account
from digitool.identity.stored.withdrawn import revive, withdraw
from digitool.ingest.batch import Batch, Follow
from digitool.ingest.finishing import finish_in, open_batch_in
from digitool.ingest.load import MODULES
from digitool.model.ids import operation_id
from digitool.workspace.desk import Desk

UNDO, REDO = "import.undo", "import.redo"
"""The kinds of operations that take an import back, and let it count again."""

Follower = Callable[[Batch, Sequence[Key]], Follow]


def kinds() -> dict[FactKind, Follower]:
    """Every kind of fact that imports tell of, and what follows when one of them does not any more."""
    names = sorted({*MODULES.values(), "identities"})
    modules = [import_module(f"digitool.ingest.{name}") for name in names]
    return {kind: by for one in modules for kind, by in getattr(one, "FOLLOWS", {}).items()}


def undo_import(desk: Desk, number: int) -> dict[str, Any]:
    """Let nothing count that an import (its batch) says, as if it had never been.

    Raises NotFoundError, ConflictError when it was taken back already.
    """
    return desk.write(UNDO, {"batch": number}, lambda work: take_back_in(work, desk, number))


def redo_import(desk: Desk, number: int) -> dict[str, Any]:
    """Let an import that was taken back count again. Raises NotFoundError, ConflictError when it counts."""

    def act(work: Work) -> dict[str, Any]:
        row = _import(work.connection, number)
        if row["undone_by"] is None:
            raise ConflictError(
                "import_counts",
                "import {batch} counts; nobody took it back",
                try_next="digitool import show {batch}",
                batch=number,
            )
        return _retell(work, desk, row, undone_by=None)

    return desk.write(REDO, {"batch": number}, act)


def take_back_in(work: Work, desk: Desk, number: int) -> dict[str, Any]:
    """`undo_import` within a write that is open."""
    row = _import(work.connection, number)
    if row["undone_by"] is not None:
        raise ConflictError(
            "already_undone",
            "import {batch} was taken back already, by {operation}",
            hint="let it count again with: digitool import redo {batch}",
            try_next="digitool import show {batch}",
            batch=number,
            operation=operation_id(row["undone_by"]),
        )
    return _retell(work, desk, row, undone_by=work.seq)


def _import(connection: Connection, number: int) -> StoredRow:
    row: StoredRow | None = connection.execute(
        "SELECT f.id, f.file, f.format, f.operation, o.undone_by FROM import_file f"
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


def _retell(work: Work, desk: Desk, row: StoredRow, *, undone_by: int | None) -> dict[str, Any]:
    """Have the claims of an import count, or not, and bring everything up to it."""
    connection, number = work.connection, row["id"]
    batch = open_batch_in(work, desk, number)
    told = {kind: keys_told(connection, kind, number) for kind in kinds()}
    rests, before = resting_on(connection, number), held_figures(connection)
    people = people_of(connection, number, told)
    revive(connection, people)
    follows = [by(batch, told[kind]) for kind, by in kinds().items() if told[kind]]
    defer_references(connection)  # the row of this operation comes last
    text = "UPDATE operation SET undone_by = ? WHERE seq = ?"
    connection.execute(text, (undone_by, row["operation"]))
    for kind, keys in told.items():
        count_again(connection, kind, keys)
    for follow in follows:
        follow()
    finish_in(work, desk, batch)
    withdraw(connection, people)
    return {
        "batch": number,
        "file": row["file"],
        "format": row["format"],
        "facts": sum(map(len, told.values())),
        "figures": moved(before, held_figures(connection)),
        "store_days": restated_days(connection, work.seq),
        "rests": rests if undone_by is not None else [],
    }


def people_of(connection: Connection, number: int, told: dict[FactKind, list[Key]]) -> set[int]:
    """The identifiers that an import speaks of."""
    columns = {(one.table, one.column) for one in people_columns()}
    found = {
        key[place]
        for kind, keys in told.items()
        for place, column in enumerate(kind.keys)
        if (kind.table, column) in columns
        for key in keys
    }
    for table in ("sale_claim", "sale_claim_told"):
        rows = connection.execute(f"SELECT told FROM {table} WHERE batch = ?", (number,))  # noqa: S608
        for row in rows:
            said = account(row[0])
            found.update(one for one in (said.payer, said.buyer) if one is not None)
    return found


def held_figures(connection: Connection) -> dict[str, int]:
    """What the workspace holds in all, by figure: numbers, and fen where the name ends in ``_fen``."""
    return {row["figure"]: row["value"] for row in run(connection, "ingest", "totals")}


def moved(before: dict[str, int], after: dict[str, int]) -> list[dict[str, Any]]:
    """The figures that are not as they were."""
    return [
        {"figure": name, "before": value, "after": after[name]}
        for name, value in before.items()
        if value != after[name]
    ]


def restated_days(connection: Connection, operation: int) -> int:
    """How many store-days an operation changed that were counted before."""
    text = "SELECT count(*) FROM (SELECT DISTINCT store, day FROM restatement WHERE operation = ?) AS each"
    return int(connection.execute(text, (operation,)).fetchone()[0])


def resting_on(connection: Connection, number: int) -> list[dict[str, Any]]:
    """What was settled, paid or decided on what an import says: what it is, how many, fen."""
    return [dict(row) for row in run(connection, "ingest", "rests_on", {"batch": number}) if row["n"]]
