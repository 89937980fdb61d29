"""Found a workspace: directory, settings, key; safe to repeat and safe for several at once."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from digitool.errors import InputOutputError
from digitool.workspace.files import write_whole
from digitool.workspace.keys import create_key
from digitool.workspace.locate import Workspace
from digitool.workspace.own_files import require_not_own


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
    if path.is_dir():
        return False
    if path.exists() or path.is_symlink():
        raise InputOutputError("not_a_directory", "{path} is not a directory", path=path)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return True


def found_workspace(root: Path, settings_text: str) -> list[str]:
    """Make what is missing of a workspace except its database; gives the names of what was made.

    The caller holds `alone`. What exists is left as it is.
    """
    workspace = Workspace(root)
    made = []
    if create_key(workspace.key_file):
        made.append(workspace.key_file.name)
    made += [path.name for path in (workspace.backups, workspace.rejects) if make_directory(path)]
    if not workspace.settings_file.exists():
        write_whole(workspace.settings_file, settings_text.encode())
        made.append(workspace.settings_file.name)
    return made
