"""Opening a database, and what a driver's error means to a person."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from digitool.db.connection import (
    BUSY_SECONDS,
    backups_beside,
    busy_seconds,
    connect,
    damaged,
    missing,
    translate,
)
from digitool.db.places import BACKUPS
from digitool.db.reading import open_reader, reader, reader_of_any
from digitool.db.schema.making import create_database
from digitool.db.schema.version import CURRENT, require_current, require_known, schema_version
from digitool.errors import BusyError, DamageError, InputOutputError, WorkspaceError


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A new database."""
    path = tmp_path / "digitool.db"
    create_database(path)
    return path


@pytest.mark.parametrize(
    ("words", "kind", "code"),
    [
        ("database is locked", BusyError, "database_busy"),
        ("database table is locked: operation", BusyError, "database_busy"),
        ("database or disk is full", InputOutputError, "database_io"),
        ("disk I/O error", InputOutputError, "database_io"),
        ("attempt to write a readonly database", InputOutputError, "database_io"),
        ("unable to open database file", InputOutputError, "database_io"),
        ("file is not a database", DamageError, "database_damaged"),
        ("database disk image is malformed", DamageError, "database_damaged"),
        ("no such table: operation", DamageError, "database_damaged"),
    ],
)
def test_an_error_of_the_driver_is_one_of_ours(words: str, kind: type[Exception], code: str) -> None:
    """Wait, make room, or restore: three things that a person can do, and the file is named."""
    found = translate(sqlite3.OperationalError(words), Path("/data/digitool.db"))
    assert type(found) is kind and found.code == code and found.hint
    assert "/data/digitool.db" in str(found)


def test_damage_names_the_way_out() -> None:
    """A file that cannot be trusted is left as it is; a backup takes its place."""
    assert damaged("x.db", "torn").try_next == "digitool restore"
    assert str(damaged("x.db", "torn")) == "x.db cannot be used: torn"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [(None, BUSY_SECONDS), ("0", 0.0), ("2.5", 2.5), ("", BUSY_SECONDS), ("soon", BUSY_SECONDS)],
)
def test_how_long_a_writer_waits(monkeypatch: pytest.MonkeyPatch, value: str | None, seconds: float) -> None:
    """What the variable says, where it is a number."""
    monkeypatch.delenv("DIGITOOL_BUSY_SECONDS", raising=False)
    if value is not None:
        monkeypatch.setenv("DIGITOOL_BUSY_SECONDS", value)
    assert busy_seconds() == seconds


def test_every_connection_keeps_references_and_wipes_what_it_deletes(database: Path) -> None:
    """The settings that SQLite forgets between connections are made on each of them."""
    with closing(connect(database)) as connection:
        told = [
            connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("foreign_keys", "secure_delete")
        ]
        assert told == [1, 1] and not connection.in_transaction
        assert connection.execute("SELECT 1 AS one").fetchone()["one"] == 1


def test_a_reader_cannot_write(database: Path) -> None:
    """Neither by the file's mode nor after `query_only` is switched off; the same in a transaction."""
    with closing(connect(database, read_only=True)) as connection:
        connection.execute("PRAGMA query_only=OFF")
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute("CREATE TABLE mine (x)")
    with pytest.raises(InputOutputError), reader(database) as reading:
        reading.execute("CREATE TABLE mine (x)")


def test_a_reader_sees_one_moment(database: Path) -> None:
    """What is written while it reads is not seen until it reads anew."""
    with closing(connect(database)) as writing:
        writing.execute("PRAGMA journal_mode=WAL")
        with reader(database) as reading:
            before = reading.execute("SELECT count(*) FROM founding").fetchone()[0]
            writing.execute("CREATE TABLE mine (x)")
            look = "SELECT count(*) FROM sqlite_master WHERE name = 'mine'"
            assert (before, reading.execute(look).fetchone()[0]) == (1, 0)
        with reader(database) as reading:
            assert reading.execute(look).fetchone()[0] == 1


def test_a_held_database_is_busy(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who cannot wait is told so, and that nothing was changed."""
    monkeypatch.setenv("DIGITOOL_BUSY_SECONDS", "0")
    with closing(connect(database)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(BusyError, match="another process"):
            connect(database)
        with pytest.raises(BusyError), reader(database):
            pass


def test_nothing_is_made_by_opening(tmp_path: Path) -> None:
    """A missing file stays missing, and a directory is no database."""
    for path in (tmp_path / "none.db", tmp_path):
        with pytest.raises(WorkspaceError) as caught:
            connect(path)
        assert (caught.value.code, caught.value.try_next) == ("no_database", "digitool init")
    assert [*tmp_path.iterdir()] == []


def test_where_backups_are_one_of_them_is_the_way_on(tmp_path: Path) -> None:
    """A founding beside them would hide what is lost; drafts of backups are none."""
    path = tmp_path / "digitool.db"
    draft = tmp_path / BACKUPS / ".draft"
    draft.mkdir(parents=True)
    (draft / path.name).touch()
    assert not backups_beside(path) and missing(path).try_next == "digitool init"
    (tmp_path / BACKUPS / "one").mkdir()
    (tmp_path / BACKUPS / "one" / path.name).touch()
    assert backups_beside(path) and missing(path).try_next == "digitool restore"


@pytest.mark.parametrize("read_only", [True, False])
def test_something_else_is_damage(tmp_path: Path, read_only: bool) -> None:
    """Words of the ruin in the driver's message are no fault of ours, whatever bytes they are."""
    for content in (b"x" * 5000, b"SQLite format 3\x00" + b"\xff" * 5000, bytes(range(256)) * 20):
        path = tmp_path / "digitool.db"
        path.write_bytes(content)
        with pytest.raises(DamageError):
            connect(path, read_only=read_only).close()


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to this user")
def test_a_closed_file_is_told(database: Path) -> None:
    """Who may not read it is told to check the permissions."""
    database.chmod(0)
    with pytest.raises(InputOutputError):
        connect(database)


@pytest.mark.parametrize(
    ("version", "code", "try_next"),
    [(0, "schema_none", "digitool restore"), (CURRENT + 1, "schema_newer", "")],
)
def test_another_schema_is_not_worked_on(database: Path, version: int, code: str, try_next: str) -> None:
    """An emptied file is no new workspace, and a later program's is left alone."""
    with closing(connect(database)) as connection:
        connection.execute(f"PRAGMA user_version={version}")
        assert schema_version(connection) == version
    with pytest.raises(WorkspaceError) as caught:
        open_reader(database)
    assert (caught.value.code, caught.value.try_next) == (code, try_next)
    with reader_of_any(database) as connection:
        assert schema_version(connection) == version


def test_an_older_schema_is_migrated_first(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says which schema was found and which is needed, and the connection is closed."""
    monkeypatch.setattr("digitool.db.schema.version.CURRENT", CURRENT + 1)
    connection = connect(database)
    with pytest.raises(WorkspaceError) as caught:
        require_current(connection, database)
    error = caught.value
    assert (error.code, error.try_next) == ("schema_older", "digitool migrate")
    assert (error.values["found"], error.values["known"]) == (CURRENT, CURRENT + 1)
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")
    require_known(CURRENT, database)
