"""Backups: whole copies of a workspace's database and settings, proven before they count.

The newest backup of a directory is never behind one that was made before it: a database that lost
something, or is another one, is refused, and nothing is deleted.
"""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from digitool.db.backup import copy_database
from digitool.db.checks import CheckOutcome, all_checks, run_checks
from digitool.db.history import goes_on, history_of
from digitool.db.reading import reader, reader_of_any
from digitool.errors import DamageError, DigitoolError, NotFoundError, WorkspaceError
from digitool.model.ids import operation_id
from digitool.model.text import mask_value
from digitool.report.manifest import (
    BACKUP,
    BEFORE_RESTORE,
    Backup,
    Manifest,
    backups_of,
    read_backup,
    write_sums,
)
from digitool.report.pruning import Pruning, choose
from digitool.report.sweeping import draft_of, remove, sweep
from digitool.workspace.files import sync_directory, write_whole
from digitool.workspace.found import alone, make_directory
from digitool.workspace.locate import Workspace
from digitool.workspace.own_files import DATABASE_FILE, MANIFEST_FILE, SETTINGS_FILE, SUMS_FILE


@dataclass(frozen=True)
class Wanted:
    """A backup to be made: in which directory, under which name (it gets a number where it is taken)."""

    target: Path
    name: str
    kind: str = BACKUP
    with_key: bool = False


def make_backup(workspace: Workspace, wanted: Wanted) -> tuple[Backup, DigitoolError | None]:
    """Write a proven copy; its directory appears only when it is complete.

    The second value is a check that fails: such a copy is kept, and does not count as verified. Raises
    WorkspaceError for another schema, key or database, DamageError for a database that is not whole or
    lost operations, InputOutputError, BusyError.
    """
    with alone(workspace.root):
        _ = workspace.key
        make_directory(wanted.target)
        sweep(workspace, wanted.target)
        with drafted(wanted) as draft:
            database = draft / DATABASE_FILE
            copy_database(workspace.database, database)
            require_later(workspace, database, wanted.target)
            failed = failing_check(database)
            made = finish(workspace, wanted, draft, verified=failed is None)
    return made, _failing(failed) if failed else None


def prune(workspace: Workspace, directory: Path, keep: int) -> Pruning:
    """Delete what is older than the newest ``keep`` whole backups (0: nothing); gives what went and what not.

    States that were kept before a restore or a migration are not counted, and go with the backups of their
    time, unless they are the last to hold what was answered. What cannot be read, and what is of another
    database, stays.
    """
    with alone(workspace.root):
        chosen = choose(backups_of(directory), keep)
        for one in chosen.old:
            remove(one.path)
    return chosen


def find_backup(workspace: Workspace, name: str) -> Backup:
    """A backup by name or directory; the newest for an empty name. Raises NotFoundError, DamageError.

    The newest is the one whose history goes furthest. A state that a restore replaced was left on purpose,
    and one that fails a check is not whole: both are only found by their names.
    """
    known = backups_of(workspace.backups)
    if not name:
        good = [one for one in known if one.manifest.verified and one.manifest.kind != BEFORE_RESTORE]
        if good:
            return good[-1]
    here = [path for path in workspace.backups.glob("[!.]*") if path.name == name and path.is_dir()]
    there = [Path(name)] if name and (Path(name) / MANIFEST_FILE).is_file() else []
    for path in [*here, *there]:
        return read_backup(path)
    raise NotFoundError(
        "no_such_backup",
        "there is no backup {name}" if name else "there is no backup yet",
        hint="the newest are: {known}" if known else "make one first",
        try_next="" if known else "digitool backup",
        name=mask_value(name),
        known=", ".join(one.name for one in known[-5:]),
    )


@contextmanager
def drafted(wanted: Wanted) -> Iterator[Path]:
    """A private directory to build a backup in; gone at the end, by its name or altogether."""
    draft = draft_of(wanted.target / wanted.name)
    draft.mkdir(mode=0o700)
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def finish(workspace: Workspace, wanted: Wanted, draft: Path, *, verified: bool) -> Backup:
    """Complete a draft that holds the database, and give it its name."""
    with reader_of_any(draft / DATABASE_FILE) as connection:
        history = history_of(connection, draft / DATABASE_FILE)
    number = max((one.manifest.number for one in backups_of(wanted.target)), default=0) + 1
    manifest = Manifest(wanted.kind, number, verified, history)
    write_whole(draft / SETTINGS_FILE, workspace.settings_file.read_bytes())
    if wanted.with_key:
        write_whole(draft / workspace.key_file.name, workspace.key_file.read_bytes())
    write_whole(draft / MANIFEST_FILE, manifest.text().encode())
    write_whole(draft / SUMS_FILE, write_sums(draft).encode())
    final = free_name(wanted.target / wanted.name)
    draft.rename(final)
    sync_directory(wanted.target)
    return Backup(final, manifest)


def free_name(path: Path) -> Path:
    """A path that is not taken: this one, else with ``-2``, ``-3`` and so on before its suffix."""
    names = (f"{path.stem}-{number}{path.suffix}" for number in count(2))
    others = (path.with_name(name) for name in names)
    return path if not path.exists() else next(other for other in others if not other.exists())


def require_later(workspace: Workspace, database: Path, target: Path) -> None:
    """Check that a database goes on from the newest backup of a directory.

    Raises WorkspaceError where they are of another database, DamageError where operations are lost.
    """
    known = [one for one in backups_of(target) if one.manifest.kind != BEFORE_RESTORE]
    if not known:
        return
    newest = known[-1]
    with reader_of_any(database) as connection:
        history = history_of(connection, workspace.database)
        if goes_on(connection, history, newest.manifest.history):
            return
    ours = target.resolve() == workspace.backups.resolve()
    name = newest.name if ours else str(newest.path)
    if history.database_id != newest.manifest.history.database_id:
        raise WorkspaceError(
            "other_database",
            "the backup {name} is of another database than this one",
            hint="nothing was deleted; name another directory with --to, or go back to that backup:"
            " the state of now is kept",
            try_next="digitool restore {backup}",
            name=newest.name,
            backup=shlex.quote(name),
        )
    raise DamageError(
        "operations_lost",
        "the database does not hold all operations of the backup {name}, up to {operation}",
        hint="nothing was deleted; go back to that backup: the state of now is kept. If the database is right"
        " as it is, name another directory with --to",
        try_next="digitool restore {backup}",
        name=newest.name,
        operation=operation_id(newest.manifest.history.sequence),
        backup=shlex.quote(name),
    )


def failing_check(database: Path) -> CheckOutcome | None:
    """The first check of a whole database that does not hold. Raises WorkspaceError for another schema."""
    with reader(database) as connection:
        checks = [name for name in all_checks() if name != "database"]
        return next((one for one in run_checks(connection, checks) if not one.passed), None)


def _failing(failed: CheckOutcome) -> DamageError:
    return DamageError(
        "check_failed",
        "the database fails the check {check}: {detail}",
        hint="this copy is kept, does not count as a good one, and no older one is deleted",
        try_next="digitool check {check}",
        check=failed.check,
        detail=failed.detail,
    )
