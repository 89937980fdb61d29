"""Open the SQLite file of a workspace with the settings that every connection needs."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from digitool.db.places import BACKUPS
from digitool.db.port import Connection
from digitool.errors import BusyError, DamageError, DigitoolError, InputOutputError, Phrase, WorkspaceError

BUSY_SECONDS = 30.0
"""How long a writer waits for another one; 5 s, SQLite's own default, loses commands under load."""

ENGINE_VERSION = sqlite3.sqlite_version_info
"""Version of the database engine that this process uses."""

_RUINED = ("malformed", "not a database", "no such table", "no such column")
"""What the engine says of a file that is ruined, or without what every database of ours has."""

_OF_A_STATEMENT = (sqlite3.OperationalError, sqlite3.ProgrammingError, sqlite3.InterfaceError)
"""What the driver raises of a statement or of its use; all else, some of it without a word, is of a file."""

DRIVER_ERRORS = (sqlite3.Error, UnicodeDecodeError)
"""What the driver raises: where a ruined file's own words are in a message, it fails to read the message."""

UNREADABLE = Phrase("a text that is stored in it cannot be read", {})
"""What is wrong with a database whose stored text is no text."""

_PRAGMAS = (
    "PRAGMA foreign_keys=ON",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA temp_store=MEMORY",
)


def busy_seconds() -> float:
    """The lock timeout, in seconds: ``DIGITOOL_BUSY_SECONDS`` or `BUSY_SECONDS`."""
    try:
        return float(os.environ.get("DIGITOOL_BUSY_SECONDS", BUSY_SECONDS))
    except ValueError:
        return BUSY_SECONDS


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """Open an existing database in autocommit mode, rows by name.

    Raises WorkspaceError when there is none and DamageError when the file is not a database.
    """
    if not path.is_file():
        raise missing(path)
    with translated(path):
        if not read_only:
            return _open(path, "rw")
        try:
            return _open(path, "ro")
        except sqlite3.OperationalError as error:
            if "readonly" not in str(error):
                raise
            _open(path, "rw").close()  # a killed writer left its journal: only a writer may roll it back
            return _open(path, "ro")


def backups_beside(path: Path) -> bool:
    """Whether there are backups of a database in its workspace."""
    return any((path.parent / BACKUPS).glob(f"[!.]*/{path.name}"))


def missing(path: Path) -> WorkspaceError:
    """The error of a database that is not there; where backups of it are, the way on is another one."""
    kept = backups_beside(path)
    return WorkspaceError(
        "no_database",
        "there is no database at {path}",
        hint="put the newest backup in its place" if kept else "create the workspace first",
        try_next="digitool restore" if kept else "digitool init",
        path=path,
    )


def _open(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode={mode}",
        uri=True,
        timeout=busy_seconds(),
        isolation_level=None,
        cached_statements=256,
    )
    try:
        connection.row_factory = sqlite3.Row
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1")
    except BaseException:
        connection.close()
        raise
    return connection


def journal_of(connection: Connection) -> str:
    """How the database keeps its way back from a broken write, such as ``delete``."""
    return str(connection.execute("PRAGMA journal_mode").fetchone()[0])


def driver_of(connection: Connection) -> sqlite3.Connection:
    """The driver's own connection, for what only SQLite has. Raises TypeError for another database's."""
    if not isinstance(connection, sqlite3.Connection):
        raise TypeError("this is not SQLite")
    return connection


@contextmanager
def not_waiting(connection: Connection) -> Iterator[None]:
    """Write without waiting for the disk each time; the first write after it waits for all of them.

    Only for what can be made again: a machine that stops in between may leave a ruined file. A process that
    dies does no harm.
    """
    connection.execute("PRAGMA synchronous=OFF")
    try:
        yield
    finally:
        connection.execute("PRAGMA synchronous=FULL")


@contextmanager
def translated(path: Path | str | Phrase) -> Iterator[None]:
    """Raise what the driver raises inside as the error of ours that it means (`translate`)."""
    try:
        yield
    except DRIVER_ERRORS as error:
        ours = translate(error, path)
        if ours is None:
            raise
        raise ours from error


def translate(error: BaseException, path: Path | str | Phrase) -> DigitoolError | None:
    """The error of ours that a driver's error means, bare or wrapped by SQLAlchemy; None for a fault of ours.

    Such is a statement that cannot be read. A constraint that refuses what nobody expected it to refuse
    tells of rows that are not as the house keeps them. Values are never shown.
    """
    error = getattr(error, "orig", None) or error
    if undecodable(error):
        return damaged(path, UNREADABLE)
    if not isinstance(error, sqlite3.Error):
        return None
    text = str(error)
    if "locked" in text or "busy" in text:
        return BusyError(
            "database_busy",
            "another process is writing to {path}",
            hint="try again in a moment; nothing was changed",
            path=path,
        )
    if "full" in text or "disk I/O" in text or "readonly" in text or "unable to open" in text:
        return unwritable(path, text)
    if not isinstance(error, _OF_A_STATEMENT) or any(words in text for words in _RUINED):
        return damaged(path, text or UNREADABLE)
    return None


def unwritable(path: Path | str | Phrase, reason: str | Phrase) -> InputOutputError:
    """The error of a disk that takes no more, or a place where nobody may write."""
    return InputOutputError(
        "database_io",
        "cannot write {path}: {reason}",
        hint="free some space or check the permissions, then run the same command again",
        path=path,
        reason=reason,
    )


def undecodable(error: BaseException) -> bool:
    """Whether an error tells of stored text that is no UTF-8."""
    return isinstance(error, UnicodeDecodeError) or (
        isinstance(error, sqlite3.OperationalError) and "Could not decode" in str(error)
    )


def damaged(path: Path | str | Phrase, reason: str | Phrase) -> DamageError:
    """The error of a file that cannot be trusted."""
    return DamageError(
        "database_damaged",
        "{path} cannot be used: {reason}",
        hint="restore a backup; the damaged file is left as it is",
        try_next="digitool restore",
        path=path,
        reason=reason,
    )
