"""Delete what killed commands left behind: whole copies of a database, and rows out of people's files.

Whoever makes a draft in a workspace or among its backups holds `found.alone`, so whoever holds it may take
every draft that is there for dead.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from digitool.db.connection import DRIVER_ERRORS, connect
from digitool.db.schema.version import require_current
from digitool.errors import DigitoolError
from digitool.workspace.found import sweep_founding
from digitool.workspace.locate import Workspace

_DRAFT = ".digitool-draft"


def draft_of(path: Path) -> Path:
    """Where a directory is built before it gets its name, and goes before it is deleted."""
    return path.with_name(f".{path.name}{_DRAFT}")


def remove(path: Path) -> None:
    """Delete a directory: at once under its name, and what is in it then."""
    draft = draft_of(path)
    path.rename(draft)
    shutil.rmtree(draft)


def sweep(workspace: Workspace, target: Path | None = None) -> None:
    """Leave no draft in a workspace, or in another directory of backups. The caller holds `alone`."""
    sweep_founding(workspace.root)
    for directory in {workspace.backups, target or workspace.backups}:
        for draft in directory.glob(f".*{_DRAFT}"):
            shutil.rmtree(draft)
    _sweep_rejects(workspace)


def _sweep_rejects(workspace: Workspace) -> None:
    """Finish or remove drafts of rejects; while we hold the database no import is under way."""
    if not any(workspace.rejects.glob(".*.part")):
        return
    from digitool.ingest.rejected import publish_left

    with suppress(DigitoolError, *DRIVER_ERRORS):  # a database that is busy or ruined says nothing of imports
        connection = connect(workspace.database)
        try:
            require_current(connection, workspace.database)
            connection.execute("BEGIN IMMEDIATE")
            publish_left(workspace, connection)
        finally:
            connection.close()
