"""Copy a database, and hold it alone while it is replaced; a plain copy of the file loses recent rows."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from digitool.db.connection import connect, damaged, driver_of, translated
from digitool.db.damage import lost_end, verify
from digitool.db.port import Connection
from digitool.db.reading import reader_of_any


def copy_database(source: Path, target: Path) -> None:
    """Write a consistent copy with every operation that ended before to ``target``, and prove it whole.

    Raises DamageError, InputOutputError, BusyError.
    """
    with reader_of_any(source) as connection:
        require_uncut(connection, source)
        copy_open(connection, target)
    verify(target, source)  # while others write again


def copy_open(connection: Connection, target: Path) -> None:
    """Write the pages that a connection sees to a new file (mode 0600), whatever they hold."""
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    writing = sqlite3.connect(target)
    try:
        with translated(target):
            driver_of(connection).backup(writing)
            with suppress(sqlite3.Error):  # a ruined one stays as it is
                writing.execute("PRAGMA journal_mode=DELETE")  # one file, whatever the original's journal
    finally:
        writing.close()


def require_uncut(connection: Connection, source: Path) -> None:
    """Raise DamageError where the end of an open database is lost, of which a copy tells nothing."""
    lost = lost_end(connection)
    if lost:
        raise damaged(source, lost[0])


@contextmanager
def held_alone(path: Path) -> Iterator[Connection]:
    """Hold a database alone: nobody else reads or writes it until the block ends.

    The lock outlasts transactions, so that a copy, a migration or `overwrite` stand together: who waits to
    write then writes to the new state. Raises BusyError, WorkspaceError, DamageError. Inside the block the
    file must not be opened in another way: its closing would end the lock (POSIX).
    """
    connection = connect(path)
    try:
        with translated(path):
            connection.execute("BEGIN EXCLUSIVE")
            # Set before, it would keep writers from ending.
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("COMMIT")
            yield connection
    finally:
        connection.close()


def overwrite(connection: Connection, source: Path) -> None:
    """Replace everything in a held database by the contents of ``source``, as one transaction."""
    reading = connect(source, read_only=True)
    try:
        reading.backup(driver_of(connection))
    finally:
        reading.close()
