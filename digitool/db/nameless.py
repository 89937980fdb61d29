"""A database that one command has for itself while it runs: what does not fit into memory waits there."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from pathlib import Path

from digitool.db.connection import unwritable
from digitool.db.port import Connection
from digitool.errors import reason_of

_PRAGMAS = ("PRAGMA journal_mode=OFF", "PRAGMA synchronous=OFF", "PRAGMA locking_mode=EXCLUSIVE")
"""Nobody else sees it and nothing of it outlives the process, so there is nothing to come back to."""


def open_nameless(directory: Path) -> Connection:
    """An empty database in a file of a directory that loses its name at once: gone when closed, or killed.

    Raises InputOutputError where no file can be made there.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=".", dir=directory)  # 0600, as it may hold people's rows
        os.close(handle)
        try:
            connection = sqlite3.connect(name, isolation_level=None)
            for pragma in _PRAGMAS:
                connection.execute(pragma)
        finally:
            Path(name).unlink()
    except OSError as error:
        raise unwritable(directory, reason_of(error)) from error
    return connection
