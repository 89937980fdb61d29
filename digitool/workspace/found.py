"""Found a workspace: directory, settings, key, database; safe to repeat and safe for several at once."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from digitool.db.connection import backups_beside, missing
from digitool.db.reading import reader
from digitool.db.schema.making import create_database
from digitool.errors import WorkspaceError
from digitool.workspace import files
from digitool.workspace.files import write_whole
from digitool.workspace.keys import create_key, fingerprint, read_key
from digitool.workspace.locate import Workspace
from digitool.workspace.own_files import DATABASE_FILE, KEY_FILE, require_not_own


@contextmanager
def alone(directory: Path) -> Iterator[None]:
    """Hold a lock on a directory; others wait. It goes with the process, however that ends."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def make_directory(path: Path) -> bool:
    """Make a private directory (0700) and its parents; True when it was made now.

    Raises InputOutputError where something else stands, RefusedError for a name of our own files.
    """
    require_not_own(path)
    _require_directory(path)
    if path.is_dir():
        return False
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return True


def found_workspace(root: Path, settings_text: str) -> list[str]:
    """Make what is missing of a workspace; gives the names of what was made.

    The caller holds `alone`. What exists is left as it is, and raises what `missing_parts` raises.
    """
    workspace = Workspace(root)
    missing_parts(workspace)
    sweep_founding(root)
    made = []
    if create_key(workspace.key_file):
        made.append(workspace.key_file.name)
    made += [path.name for path in (workspace.backups, workspace.rejects) if make_directory(path)]
    if not workspace.settings_file.exists():
        write_whole(workspace.settings_file, settings_text.encode())
        made.append(workspace.settings_file.name)
    if create_database(workspace.database, fingerprint(read_key(workspace.key_file))):
        made.append(workspace.database.name)
    return made


def missing_parts(workspace: Workspace) -> list[str]:
    """The names of what a founding would make: never a key or a database beside data that needs its own.

    Raises WorkspaceError for a missing key beside a database, another key, and a missing database beside
    its backups; InputOutputError for a key that others can read, and for a file in a directory's place.
    """
    if workspace.database.exists():
        _require_key(workspace)
    elif backups_beside(workspace.database):
        raise missing(workspace.database)
    elif workspace.key_file.exists() or workspace.key_file.is_symlink():
        read_key(workspace.key_file)
    for directory in (workspace.backups, workspace.rejects):
        _require_directory(directory)
    parts = (
        workspace.settings_file,
        workspace.database,
        workspace.key_file,
        workspace.backups,
        workspace.rejects,
    )
    return [path.name for path in parts if not path.exists()]


def _require_key(workspace: Workspace) -> None:
    """Check the key of a database; one that nothing was written to may be founded anew."""
    try:
        _ = workspace.key
    except WorkspaceError as error:
        if error.code not in {"no_key", "other_key"} or _is_used(workspace.database):
            raise
        error.hint = "nothing was written to the database yet: delete {database} and run digitool init again"
        error.values["database"] = workspace.database
        raise


def _require_directory(path: Path) -> None:
    if not path.is_dir() and (path.exists() or path.is_symlink()):
        raise files.not_a_directory(path)


def _is_used(database: Path) -> bool:
    with reader(database) as connection:
        used = connection.execute("SELECT EXISTS (SELECT 1 FROM operation)").fetchone()[0]
    return bool(used)


def sweep_founding(root: Path) -> None:
    """Delete what killed foundings left: drafts of a database or a key. The caller holds `alone`."""
    for name in (DATABASE_FILE, KEY_FILE):
        for draft in root.glob(f".{name}.*"):
            draft.unlink(missing_ok=True)
