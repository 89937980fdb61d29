"""Which database this is, and how far its history has come: what tells a later state from another one.

Operations are numbered upwards for ever. A restore goes back and is itself an operation, numbered above
everything that it leaves behind: the same number never means two operations, and a history that goes on
from a restore tells so.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from pathlib import Path
from string import ascii_lowercase
from typing import NamedTuple

from digitool.db.connection import damaged
from digitool.db.port import Connection, StoredRow
from digitool.db.schema.version import schema_version
from digitool.errors import Phrase
from digitool.model.days import Span
from digitool.model.ids import Ms

RESTORE = "restore"
"""The kind of the operation that a restore leaves in the restored database."""

_ALWAYS = Span(Ms(0), Ms(2**62))


class History(NamedTuple):
    """A database and its last operation.

    ``sequence`` is the number of the last operation and ``operations`` how many there are (both 0 in a new
    database), ``last`` a digest of what the last one asked and answered.
    """

    database_id: str
    key_print: str
    schema: int
    sequence: int
    operations: int
    last: str


def write_founding(connection: Connection, key_print: str) -> None:
    """Write what a new database is founded with: an id of its own and its key's fingerprint."""
    # Letters alone: an id with digits might hold what looks like somebody's phone.
    database_id = "".join(secrets.choice(ascii_lowercase) for _ in range(24))
    connection.execute("INSERT INTO founding VALUES (1, ?, ?)", (database_id, key_print))


def recorded_operations(connection: Connection, span: Span | None) -> list[StoredRow]:
    """The operations that were done for a moment of a span of time, the newest first; all without one."""
    return connection.execute(
        "SELECT seq, at, recorded_at, kind, actor, key, params, result, undone_by FROM operation"
        " WHERE at >= ? AND at < ? ORDER BY seq DESC",
        _ALWAYS if span is None else span,
    ).fetchall()


def key_print_of(connection: Connection) -> str:
    """The fingerprint of the key that belongs to a database; empty where it was founded without one."""
    row = connection.execute("SELECT key_print FROM founding").fetchone()
    return str(row[0]) if row else ""


def history_of(connection: Connection, path: Path) -> History:
    """The history of an open database. Raises DamageError where there is none to be read."""
    try:
        founding = connection.execute("SELECT database_id, key_print FROM founding").fetchone()
        operations, sequence = connection.execute(
            "SELECT count(*), coalesce(max(seq), 0) FROM operation"
        ).fetchone()
    except sqlite3.OperationalError as error:
        raise damaged(path, str(error)) from error
    if founding is None:
        raise damaged(path, Phrase("it does not say which database it is", {}))
    database_id, key_print = founding
    last = _digest(connection, sequence)
    return History(database_id, key_print, schema_version(connection), sequence, operations, last)


def goes_on(connection: Connection, now: History, earlier: History) -> bool:
    """Whether an open database is a later state of ``earlier``: holds all of it, or left it by a restore."""
    return holds(connection, now, earlier) or _left(connection, earlier)


def holds(connection: Connection, now: History, earlier: History) -> bool:
    """Whether an open database, with this history, holds all operations of another one."""
    upto = connection.execute("SELECT count(*) FROM operation WHERE seq <= ?", (earlier.sequence,))
    return (
        now.database_id == earlier.database_id
        and upto.fetchone()[0] == earlier.operations
        and _digest(connection, earlier.sequence) == earlier.last
    )


def work_of(connection: Connection, history: History) -> History:
    """The history of an open database as if no restore had been told of: up to its last other operation."""
    operations, sequence = connection.execute(
        "SELECT count(*), coalesce(max(seq), 0) FROM operation WHERE kind <> ?", (RESTORE,)
    ).fetchone()
    return history._replace(sequence=sequence, operations=operations, last=_digest(connection, sequence))


def holds_work(connection: Connection, now: History, work: History) -> bool:
    """Whether an open database, with this history, holds what was done in another one (`work_of`).

    A restore changes no fact: a branch on which nothing else happened leaves nothing to lose.
    """
    upto = connection.execute(
        "SELECT count(*) FROM operation WHERE seq <= ? AND kind <> ?", (work.sequence, RESTORE)
    )
    return (
        now.database_id == work.database_id
        and upto.fetchone()[0] == work.operations
        and _digest(connection, work.sequence) == work.last
    )


def _left(connection: Connection, earlier: History) -> bool:
    """Whether a restore after ``earlier`` put something else in the place of its database."""
    row = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM operation o, json_each(o.params, '$.replaced') j"
        " WHERE o.kind = ? AND o.seq > ? AND j.value = ?)",
        (RESTORE, earlier.sequence, earlier.database_id),
    ).fetchone()
    return bool(row[0])


def _digest(connection: Connection, sequence: int) -> str:
    row = connection.execute(
        "SELECT seq, kind, key, params, actor, at, result FROM operation WHERE seq = ?", (sequence,)
    ).fetchone()
    return hashlib.sha256(repr(tuple(row)).encode()).hexdigest() if row else ""
