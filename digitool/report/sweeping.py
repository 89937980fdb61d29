"""Delete what killed commands left behind: whole copies of a database, and rows out of people's files.

Whoever makes a draft in a workspace or among its backups holds `found.alone`, so whoever holds it may take
every draft that is there for dead.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import suppress
from pathlib import Path

from digitool.db.connection import connect
from digitool.db.version import require_current
from digitool.errors import DigitoolError
from digitool.workspace.found import sweep_founding
from digitool.workspace.locate import Workspace

_DRAFT = ".digitool-draft"
_REJECTS_DRAFT = re.compile(r"\.(\d{4,})-.*\.part")


def draft_of(path: Path) -> Path:
    """Where a directory is built before it gets its name, and goes before it is deleted."""
    return path.with_name(f".{path.name}{_DRAFT}")


def remove(path: Path) -> None:
    """Delete a directory: at once under its name, and what is in it then."""
    draft = draft_of(path)
    path.rename(draft)
    shutil.rmtree(draft)


def sweep(workspace: Workspace, target: Path | None = None) -> None:
    """Delete all drafts of a workspace, and of another directory of backups. The caller holds `alone`."""
    sweep_founding(workspace.root)
    for directory in {workspace.backups, target or workspace.backups}:
        for draft in directory.glob(f".*{_DRAFT}"):
            shutil.rmtree(draft)
    _sweep_rejects(workspace)


def _sweep_rejects(workspace: Workspace) -> None:
    """Delete drafts of rejects whose import was never kept; while we hold the database none is under way."""
    drafts = {path: found for path in workspace.rejects.glob(".*.part") if (found := _batch(path))}
    if not drafts:
        return
    with suppress(DigitoolError, sqlite3.Error):  # a database that is busy or ruined says nothing of imports
        connection = connect(workspace.database)
        try:
            require_current(connection, workspace.database)
            connection.execute("BEGIN IMMEDIATE")
            kept = {row[0] for row in connection.execute("SELECT id FROM import_file")}
            for path, batch in drafts.items():
                if batch not in kept:
                    path.unlink(missing_ok=True)
        finally:
            connection.close()


def _batch(path: Path) -> int | None:
    """The number of the import that wrote a draft of rejects."""
    found = _REJECTS_DRAFT.fullmatch(path.name)
    return int(found.group(1)) if found else None
