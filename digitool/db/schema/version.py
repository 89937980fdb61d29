"""Which schema a database has, known without loading the migration library."""

from __future__ import annotations

from pathlib import Path

from digitool.db.port import Connection
from digitool.errors import WorkspaceError

CURRENT = 1
"""The schema that this program reads and writes: the number of the newest migration."""


def schema_version(connection: Connection) -> int:
    """The database's schema number, 0 for an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def require_current(connection: Connection, path: Path) -> None:
    """Raise WorkspaceError (and close) unless the database has the current schema."""
    found = schema_version(connection)
    if found == CURRENT:
        return
    connection.close()
    require_known(found, path)
    raise WorkspaceError(
        "schema_older",
        "{path} has schema {found}; this program needs {known}",
        hint="migrate it; a backup is taken first",
        try_next="digitool migrate",
        path=path,
        found=found,
        known=CURRENT,
    )


def require_known(found: int, path: Path) -> None:
    """Raise WorkspaceError for a file without a schema (an emptied one, or not ours) and for a newer one."""
    if found == 0:
        raise WorkspaceError(
            "schema_none",
            "{path} is empty, or no database of digitool",
            hint="put a backup in its place; the file is left as it is",
            try_next="digitool restore",
            path=path,
        )
    if found > CURRENT:
        raise WorkspaceError(
            "schema_newer",
            "{path} has schema {found}; this program knows {known}",
            hint="install the newer digitool that wrote it",
            path=path,
            found=found,
            known=CURRENT,
        )
