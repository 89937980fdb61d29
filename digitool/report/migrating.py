"""Bring a database up to this program's schema; the state before is a backup like any other."""

from __future__ import annotations

from digitool.db.backup import copy_open, held_alone, require_uncut
from digitool.db.damage import verify
from digitool.db.port import Connection
from digitool.db.schema.making import upgrade
from digitool.db.schema.version import CURRENT, require_known, schema_version
from digitool.model.ids import Ms
from digitool.report.keeping import Wanted, drafted, finish, require_later
from digitool.report.manifest import BEFORE_MIGRATE, Backup, stamp
from digitool.report.sweeping import sweep
from digitool.workspace.found import alone, make_directory
from digitool.workspace.locate import Workspace
from digitool.workspace.own_files import DATABASE_FILE


def migrate_workspace(workspace: Workspace, at: Ms) -> tuple[int, Backup | None]:
    """Migrate a database that others must not write meanwhile; its schema before and the backup.

    There is none where the schema was this program's already. ``at`` is UTC ms. Raises WorkspaceError for a
    schema that this program does not know, and all that a backup raises; then nothing was changed.
    """
    with alone(workspace.root):
        make_directory(workspace.backups)
        sweep(workspace)
        with held_alone(workspace.database) as connection:
            before = schema_version(connection)
            require_known(before, workspace.database)
            if before == CURRENT:
                return before, None
            backup = _keep(workspace, connection, at)
            upgrade(connection)
    return before, backup


def _keep(workspace: Workspace, connection: Connection, at: Ms) -> Backup:
    wanted = Wanted(workspace.backups, f"{stamp(at)}-{BEFORE_MIGRATE}", BEFORE_MIGRATE)
    with drafted(wanted) as draft:
        copy_open(connection, draft / DATABASE_FILE)
        require_uncut(connection, workspace.database)
        verify(draft / DATABASE_FILE, workspace.database)
        require_later(workspace, draft / DATABASE_FILE, wanted.target)
        return finish(workspace, wanted, draft, verified=True)
