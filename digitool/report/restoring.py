"""Go back to a backup: proven first, then put in the database's place while nobody else can write.

The state before, the restored state and the operation that tells of it stand under one lock of the
database: an operation that ended before is in the state that is kept, one that ends later is in the
restored database.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from digitool.db.backup import copy_open, held_alone, overwrite, require_uncut
from digitool.db.connection import connect
from digitool.db.damage import verify
from digitool.db.history import RESTORE, History, history_of
from digitool.db.port import Connection
from digitool.db.reading import reader_of_any
from digitool.db.schema.version import CURRENT, require_known
from digitool.db.writing import Work
from digitool.errors import DamageError, WorkspaceError
from digitool.model.ids import operation_id
from digitool.model.personal import mask_personal
from digitool.report.keeping import Wanted, drafted, failing_check, finish, free_name
from digitool.report.manifest import BEFORE_RESTORE, Backup, altered, backups_of, require_sums, stamp
from digitool.report.sweeping import sweep
from digitool.workspace.desk import Desk
from digitool.workspace.files import file_digest, sync_directory
from digitool.workspace.found import alone, make_directory, sweep_founding
from digitool.workspace.keys import key_for
from digitool.workspace.locate import Workspace
from digitool.workspace.own_files import DATABASE_FILE, KEY_FILE


@dataclass(frozen=True)
class Restored:
    """What a restore did.

    ``saved`` is the name under which the state before is kept, empty where there was no database;
    ``operation`` the id of the operation that tells of it, ``schema`` what the database has now.
    """

    saved: str
    operation: str
    schema: int


def verify_backup(workspace: Workspace, backup: Backup) -> str:
    """Prove that a backup is whole, of this workspace's key, and holds what must hold.

    Gives the digest of its database. Raises DamageError, and WorkspaceError for another key or a schema that
    this program does not know. A backup of an older schema is whole without the checks of this one.
    """
    digest = require_sums(backup.path)
    told = backup.manifest.history
    require_known(told.schema, backup.database)
    _require_key(workspace, backup)
    verify(backup.database)
    with reader_of_any(backup.database) as connection:
        if history_of(connection, backup.database) != told:
            raise altered(backup.path)
    failed = failing_check(backup.database) if told.schema == CURRENT else None
    if failed:
        raise DamageError(
            "backup_damaged",
            "the backup {name} fails the check {check}: {detail}",
            hint="take another backup",
            name=backup.name,
            check=failed.check,
            detail=failed.detail,
        )
    return digest


def _require_key(workspace: Workspace, backup: Backup) -> None:
    """Check that the workspace's key is the one of a backup; where the backup holds it, say so."""
    try:
        key_for(workspace.key_file, backup.manifest.history.key_print)
    except WorkspaceError as error:
        kept = backup.path / KEY_FILE
        if kept.is_file():
            error.hint = "the backup holds its key: put {kept} in the place of {path}"
            error.values["kept"] = kept
        raise


def restore_backup(desk: Desk, workspace: Workspace, backup: Backup, digest: str) -> Restored:
    """Put a proven backup, whose database has this digest, in the database's place.

    A database that can no longer be read is kept as it is, for whoever looks at it. Raises DamageError when
    the backup has changed since, BusyError, InputOutputError; then nothing was changed.
    """
    with alone(workspace.root):
        make_directory(workspace.backups)
        sweep(workspace)
        with _draft(workspace, backup, digest) as draft, _present(workspace.database) as present:
            name = f"{stamp(desk.at)}-{BEFORE_RESTORE}"
            state = _keep(workspace, present, name)
            left = _left(workspace, backup, state)
            operation = _record(desk, backup, draft, state.saved, left)
            if present is None:
                _put_new(workspace.database, draft, name)
            else:
                overwrite(present, draft)
    return Restored(state.saved, operation, backup.manifest.history.schema)


@contextmanager
def _draft(workspace: Workspace, backup: Backup, digest: str) -> Iterator[Path]:
    """A private copy of a backup's database, which is still the one that was proven."""
    draft = workspace.root / f".{DATABASE_FILE}.restoring"
    try:
        if not backup.database.is_file():  # deleted since by a backup that keeps fewer
            raise altered(backup.path)
        _copy_private(backup.database, draft)
        if file_digest(draft) != digest:
            raise altered(backup.path)
        yield draft
    finally:
        sweep_founding(workspace.root)


@contextmanager
def _present(database: Path) -> Iterator[Connection | None]:
    """The database, held alone; None where there is none that can be opened."""
    with ExitStack() as stack:
        try:
            connection = stack.enter_context(held_alone(database))
        except (DamageError, WorkspaceError):
            connection = None
        yield connection


class _State(NamedTuple):
    """The state before: under which name it is kept (empty: there was none), and what can be read of it."""

    saved: str
    history: History | None


def _keep(workspace: Workspace, present: Connection | None, name: str) -> _State:
    """Keep the state before: as a backup, or as a mere file where it is none."""
    database = workspace.database
    damaged = free_name(database.with_name(f"{name}-damaged.db"))
    if present is None:
        if not database.is_file():
            return _State("", None)
        _copy_private(database, damaged)
        return _State(damaged.name, None)
    wanted = Wanted(workspace.backups, name, BEFORE_RESTORE)
    with drafted(wanted) as draft:
        copy = draft / DATABASE_FILE
        copy_open(present, copy)
        try:
            require_uncut(present, database)
            verify(copy, database)
            made = finish(workspace, wanted, draft, verified=False)  # whole; whether it adds up is not asked
        except DamageError:
            copy.rename(damaged)
            return _State(damaged.name, _readable(damaged))
    return _State(made.name, made.manifest.history)


def _readable(database: Path) -> History | None:
    """The history of a database that is not whole, where it can still be told."""
    with suppress(DamageError), reader_of_any(database) as connection:
        return history_of(connection, database)
    return None


def _left(workspace: Workspace, backup: Backup, state: _State) -> list[History]:
    """What a restore leaves: the state before, and every database whose backups lie here.

    Such a database was in this place once.
    """
    known = {backup.path.parent, workspace.backups}
    left = [one.manifest.history for directory in known for one in backups_of(directory)]
    return left + ([state.history] if state.history else [])


def _record(desk: Desk, backup: Backup, draft: Path, saved: str, left: list[History]) -> str:
    """Tell of the restore in the state to be restored, as an operation above all that is left; its id."""
    back = backup.manifest.history
    told = {
        "backup": mask_personal(backup.name),
        "up_to": operation_id(back.sequence),
        "replaced": sorted({one.database_id for one in left}),
    }
    highest = max(one.sequence for one in [back, *left])

    def act(work: Work) -> dict[str, Any]:
        work.seq = max(work.seq, highest + 1)
        return {"saved": saved}

    connection = connect(draft)
    try:
        return str(desk.on(connection, None).write(RESTORE, told, act)["operation"])
    finally:
        connection.close()


def _put_new(database: Path, draft: Path, name: str) -> None:
    """Give a draft the database's place, where no journal of the old one may meet it."""
    for suffix in ("-journal", "-wal", "-shm"):
        journal = database.with_name(database.name + suffix)
        if journal.exists():
            journal.rename(free_name(database.with_name(f"{name}-damaged.db{suffix}")))
    draft.replace(database)
    sync_directory(database.parent)


def _copy_private(source: Path, target: Path) -> None:
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with source.open("rb") as reading, os.fdopen(handle, "wb") as writing:
        shutil.copyfileobj(reading, writing, 1 << 20)
