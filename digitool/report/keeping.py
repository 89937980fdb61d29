"""Backups: whole copies of a workspace's database and settings, proven before they count."""

from __future__ import annotations

import os
import shutil
from datetime import datetime, timezone
from itertools import count
from pathlib import Path
from typing import NamedTuple

from digitool.db.backup import copy_database, verify
from digitool.db.checks import run_checks
from digitool.db.connection import connect
from digitool.db.reading import reader
from digitool.errors import DamageError, NotFoundError, WorkspaceError
from digitool.model.text import mask_value
from digitool.workspace.files import file_digest, write_whole
from digitool.workspace.found import alone, make_directory
from digitool.workspace.locate import Workspace
from digitool.workspace.own_files import DATABASE_FILE, SETTINGS_FILE, SUMS_FILE


class Backup(NamedTuple):
    """A finished backup: its directory and the size of its database in bytes."""

    path: Path
    size: int


def make_backup(workspace: Workspace, target: Path, name: str, *, with_key: bool = False) -> Backup:
    """Write a verified copy to ``target/name``; the directory appears only when it is complete.

    A name that is taken gets a number. Raises InputOutputError when it cannot be written, DamageError
    when the copy is not whole.
    """
    make_directory(target)
    final = _free(target, name)
    draft = target / f".{final.name}.{os.getpid()}"
    draft.mkdir(mode=0o700)
    try:
        copy_database(workspace.database, draft / DATABASE_FILE)
        write_whole(draft / SETTINGS_FILE, workspace.settings_file.read_bytes())
        if with_key:
            write_whole(draft / workspace.key_file.name, workspace.key_file.read_bytes())
        write_whole(draft / SUMS_FILE, f"{file_digest(draft / DATABASE_FILE)}  {DATABASE_FILE}\n".encode())
        draft.rename(final)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Backup(final, (final / DATABASE_FILE).stat().st_size)


def _free(target: Path, name: str) -> Path:
    """A path that is not taken: ``name``, else ``name-2`` and so on."""
    names = (name if number == 1 else f"{name}-{number}" for number in count(1))
    return next(target / one for one in names if not (target / one).exists())


def backups_in(directory: Path) -> list[Path]:
    """Finished backups, the oldest first; a name begins with its time."""
    found = (path.parent for path in directory.glob(f"*/{DATABASE_FILE}"))
    return sorted(path for path in found if not path.name.startswith("."))


def prune(directory: Path, keep: int) -> list[str]:
    """Delete all but the newest ``keep`` backups (0: none are deleted); gives their names."""
    old = backups_in(directory)[:-keep] if keep > 0 else []
    for path in old:
        shutil.rmtree(path)
    return [path.name for path in old]


def find_backup(workspace: Workspace, name: str) -> Path:
    """A backup by name or directory, the newest for an empty name. Raises NotFoundError."""
    known = backups_in(workspace.backups)
    if not name and known:
        return known[-1]
    for path in (workspace.backups / name, Path(name)):
        if name and (path / DATABASE_FILE).is_file():
            return path
    raise NotFoundError(
        "no_such_backup",
        "there is no backup {name}" if name else "there is no backup yet",
        hint="the newest are: {known}" if known else "make one first",
        try_next="" if known else "digitool backup",
        name=mask_value(name),
        known=", ".join(path.name for path in known[-5:]),
    )


def verify_backup(workspace: Workspace, backup: Path) -> int:
    """Prove that a backup is whole and holds what must hold; gives its number of operations.

    Raises DamageError.
    """
    database = backup / DATABASE_FILE
    sums = backup / SUMS_FILE
    if sums.is_file() and sums.read_text("utf-8").split()[:1] != [file_digest(database)]:
        raise DamageError(
            "backup_altered",
            "the backup {name} is not as it was written",
            hint="take another backup",
            name=backup.name,
        )
    verify(database)
    with reader(database) as connection:
        failed = [one for one in run_checks(connection) if not one.passed]
        total = int(connection.execute("SELECT count(*) FROM operation").fetchone()[0])
    if failed:
        raise DamageError(
            "backup_damaged",
            "the backup {name} fails the check {check}: {detail}",
            hint="take another backup",
            name=backup.name,
            check=failed[0].check,
            detail=failed[0].detail,
        )
    return total


def restore_backup(workspace: Workspace, backup: Path, at: int) -> str:
    """Put a backup in the database's place; gives the name under which the old one is kept.

    A database that can no longer be read is kept as it is, for whoever looks at it. ``at`` is UTC ms.
    """
    stamp = datetime.fromtimestamp(at / 1000, timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    name = f"{stamp}-before-restore"
    with alone(workspace.root):
        try:
            kept = make_backup(workspace, workspace.backups, name).path.name
        except (DamageError, WorkspaceError):
            kept = _move_away(workspace.database, name)
            copy_database(backup / DATABASE_FILE, workspace.database)
        else:
            _overwrite(backup / DATABASE_FILE, workspace.database)
    return kept


def _overwrite(source: Path, target: Path) -> None:
    """Copy into the open file, as one transaction: whoever waits to write then writes to the new state."""
    reading, writing = connect(source, read_only=True), connect(target)
    try:
        reading.backup(writing)
    finally:
        writing.close()
        reading.close()


def _move_away(database: Path, name: str) -> str:
    """Keep a database that cannot be read, with its journals, under another name."""
    for suffix in ("", "-journal", "-wal", "-shm"):
        path = database.with_name(database.name + suffix)
        if path.exists():
            path.replace(database.with_name(f"{name}-damaged.db{suffix}"))
    return f"{name}-damaged.db"
