"""Copy a live database through SQLite's backup API; a plain file copy loses recent rows."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from digitool.db.connection import connect, translate
from digitool.errors import DamageError


def copy_database(source: Path, target: Path) -> None:
    """Write a consistent copy of ``source`` to ``target`` (mode 0600), replacing it only when whole."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    try:
        reader = connect(source, read_only=True)
        writer = sqlite3.connect(draft)
        try:
            reader.backup(writer)
        finally:
            writer.close()
            reader.close()
        verify(draft)
        draft.replace(target)
    except sqlite3.Error as error:
        raise translate(error, target) from error
    finally:
        draft.unlink(missing_ok=True)


def verify(path: Path) -> None:
    """Raise DamageError unless SQLite finds the file whole and every reference satisfied."""
    connection = connect(path, read_only=True)
    try:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.Error as error:
        raise translate(error, path) from error
    finally:
        connection.close()
    if found != ["ok"] or orphans:
        raise DamageError(
            "database_damaged",
            "{path} cannot be used: {reason}",
            hint="restore a backup; the damaged file is left as it is",
            try_next="digitool restore --help",
            path=path,
            reason="; ".join(found[:3]) if found != ["ok"] else f"{len(orphans)} broken references",
        )
