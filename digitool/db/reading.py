"""Read-only access: reports must never take the write lock."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from digitool.db.connection import connect, translated
from digitool.db.schema.version import require_current


def open_reader(path: Path) -> sqlite3.Connection:
    """A read-only connection to a database of the current schema. Raises WorkspaceError, DamageError."""
    connection = connect(path, read_only=True)
    require_current(connection, path)
    return connection


@contextmanager
def reader(path: Path) -> Iterator[sqlite3.Connection]:
    """A read-only connection inside one read transaction: every question sees the same moment."""
    with _begun(open_reader(path), path) as connection:
        yield connection


@contextmanager
def reader_of_any(path: Path) -> Iterator[sqlite3.Connection]:
    """`reader` of a database that may have another schema: who asks knows what is in every one."""
    with _begun(connect(path, read_only=True), path) as connection:
        yield connection


@contextmanager
def _begun(connection: sqlite3.Connection, path: Path) -> Iterator[sqlite3.Connection]:
    try:
        with translated(path):
            connection.execute("BEGIN")
            yield connection
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        connection.close()
