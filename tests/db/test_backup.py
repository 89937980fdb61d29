"""Copies of a database: whole, private, of one moment; and the lock under which one is replaced."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from digitool.db.backup import copy_database, copy_open, held_alone, overwrite, require_uncut
from digitool.db.checks import Told, all_checks, run_checks
from digitool.db.connection import connect
from digitool.db.damage import damage, lost_end, verify
from digitool.db.history import goes_on, history_of, holds, holds_work, key_print_of, work_of
from digitool.db.reading import open_reader, reader
from digitool.db.schema.making import create_database
from digitool.db.schema.objects import differing, objects
from digitool.db.writing import WriteRequest, operation
from digitool.errors import BusyError, DamageError, WorkspaceError


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new database; copied for each test."""
    path = tmp_path_factory.mktemp("founded") / "digitool.db"
    create_database(path, "0123456789ab")
    return path


@pytest.fixture
def database(founded: Path, tmp_path: Path) -> Path:
    """A database with two operations."""
    path = Path(shutil.copy(founded, tmp_path / "digitool.db"))
    write(path, "first", "second")
    return path


def write(path: Path, *kinds: str) -> None:
    """Record an operation of each kind."""
    for kind in kinds:
        with operation(path, WriteRequest(kind, at=1)) as work:
            work.finish({})


def kinds(path: Path) -> list[str]:
    """The recorded kinds, oldest first."""
    with reader(path) as connection:
        return [row[0] for row in connection.execute("SELECT kind FROM operation ORDER BY seq")]


def test_a_copy_is_the_whole_and_private(database: Path, tmp_path: Path) -> None:
    """Every operation is in it, nobody else may read it, and the original is as it was."""
    before = database.read_bytes()
    copy_database(database, tmp_path / "copy.db")
    assert kinds(tmp_path / "copy.db") == kinds(database) == ["first", "second"]
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600
    assert database.read_bytes() == before
    verify(tmp_path / "copy.db")


def test_a_copy_takes_no_others_place(database: Path, tmp_path: Path) -> None:
    """A file that is there stays, and a link is not followed."""
    (tmp_path / "copy.db").write_text("mine")
    (tmp_path / "link.db").symlink_to(tmp_path / "elsewhere.db")
    for name in ("copy.db", "link.db"):
        with pytest.raises(FileExistsError):
            copy_database(database, tmp_path / name)
    assert (tmp_path / "copy.db").read_text() == "mine" and not (tmp_path / "elsewhere.db").exists()


def test_a_copy_holds_what_a_journal_holds(database: Path, tmp_path: Path) -> None:
    """Recent rows that lie beside the file are in the copy, which has no journal beside it."""
    with closing(connect(database)) as writing:
        writing.execute("PRAGMA journal_mode=WAL")
        writing.execute("PRAGMA wal_autocheckpoint=0")
        write(database, "third")
        copy_database(database, tmp_path / "copy.db")
    assert kinds(tmp_path / "copy.db")[-1] == "third"
    assert [one.name for one in tmp_path.glob("copy.db*")] == ["copy.db"]


@pytest.mark.parametrize("lost", [1, 511, 512])
def test_a_file_that_ends_too_early_is_not_copied(database: Path, tmp_path: Path, lost: int) -> None:
    """SQLite reads zeros past the end and finds no fault; a copy of them would look whole."""
    with operation(database, WriteRequest("long", at=1)) as work:
        work.finish({"text": "x" * 30_000})
    whole = database.read_bytes()
    database.write_bytes(whole[:-lost])
    with closing(open_reader(database)) as connection:
        assert [one.values["missing"] for one in lost_end(connection)] == [lost]
        with pytest.raises(DamageError, match=f"{lost} bytes are missing"):
            require_uncut(connection, database)
    with pytest.raises(DamageError):
        copy_database(database, tmp_path / "copy.db")
    database.write_bytes(whole)
    with reader(database) as connection:
        assert lost_end(connection) == [] == damage(connection)


def test_a_broken_reference_is_damage(database: Path) -> None:
    """What a foreign key would have kept out is found where it came in another way."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE operation SET undone_by = 99 WHERE seq = 1")
    with pytest.raises(DamageError, match="a row of operation names a row of operation that is gone"):
        verify(database)
    with pytest.raises(DamageError, match="original"):
        verify(database, Path("original.db"))


def test_who_holds_a_database_alone_is_alone(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody reads or writes until it ends, however it ends; the lock outlasts transactions."""
    monkeypatch.setenv("DIGITOOL_BUSY_SECONDS", "0")
    with held_alone(database) as held:
        held.execute("BEGIN")
        held.execute("COMMIT")
        with pytest.raises(BusyError):
            kinds(database)
    with pytest.raises(RuntimeError, match="stop"), held_alone(database):
        raise RuntimeError("stop")
    write(database, "third")
    with pytest.raises(WorkspaceError), held_alone(database.with_name("none.db")):
        pass


def test_overwriting_is_all_or_nothing(database: Path, tmp_path: Path, founded: Path) -> None:
    """A held database becomes the source; a source that cannot be read leaves it as it is."""
    with held_alone(database) as held:
        overwrite(held, founded)
    assert kinds(database) == []
    write(database, "later")
    ruin = tmp_path / "ruin.db"
    ruin.write_bytes(b"x" * 5000)
    with pytest.raises(DamageError), held_alone(database) as held:
        overwrite(held, ruin)
    assert kinds(database) == ["later"]


def test_a_ruin_is_copied_as_it_is(database: Path, tmp_path: Path) -> None:
    """Before a restore takes its place, even what is wrong with a database is kept."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE operation SET undone_by = 99 WHERE seq = 1")
    with closing(connect(database)) as connection:
        copy_open(connection, tmp_path / "kept.db")
    with reader(tmp_path / "kept.db") as connection:
        assert damage(connection) == ["a row of operation names a row of operation that is gone"]


def test_a_history_goes_on_from_an_earlier_one(database: Path, founded: Path) -> None:
    """Each state holds the states before it, and none after it, nor another branch of itself."""
    states = []
    for kind in ("third", "fourth"):
        with reader(database) as connection:
            states.append(history_of(connection, database))
        write(database, kind)
    with reader(database) as connection:
        now = history_of(connection, database)
        assert [one.sequence for one in (*states, now)] == [2, 3, 4] and now.operations == 4
        assert all(
            holds(connection, now, earlier) and goes_on(connection, now, earlier)
            for earlier in (*states, now)
        )
        assert not holds(connection, now, now._replace(last="another"))
        assert not goes_on(connection, now, now._replace(sequence=5, operations=5))
        assert key_print_of(connection) == now.key_print == "0123456789ab"
    other = Path(shutil.copy(founded, database.with_name("other.db")))
    write(other, "first", "other second")
    with reader(other) as connection:
        branch = history_of(connection, other)
        assert branch.database_id == now.database_id
        assert not holds(connection, branch, states[0]) and not goes_on(connection, branch, now)


def test_a_restore_is_no_work(database: Path) -> None:
    """What was done in a database is held by one that only told of a restore since, and is left by it."""
    with reader(database) as connection:
        before = history_of(connection, database)
    with operation(database, WriteRequest("restore", at=1, params={"replaced": ["another"]})) as work:
        work.finish({})
    with reader(database) as connection:
        now = history_of(connection, database)
        assert work_of(connection, now)._replace(database_id="") == before._replace(database_id="")
        assert holds_work(connection, now, before) and holds(connection, now, before)
        left = before._replace(database_id="another")
        assert goes_on(connection, now, left) and not holds(connection, now, left)
        assert not goes_on(connection, now, left._replace(sequence=3))


def test_every_database_is_another_one(tmp_path: Path) -> None:
    """Its id is random, of letters that look like nobody's number, and it is founded once."""
    found = set()
    for name in ("a.db", "b.db"):
        create_database(tmp_path / name)
        with closing(connect(tmp_path / name)) as connection:
            history = history_of(connection, tmp_path / name)
            found.add(history.database_id)
            assert (history.sequence, history.operations, history.last, history.key_print) == (0, 0, "", "")
            for statement in ("DELETE FROM founding", "UPDATE founding SET key_print = 'x'"):
                with pytest.raises(sqlite3.IntegrityError, match="founded once"):
                    connection.execute(statement)
    assert len(found) == 2 and all(one.isalpha() and len(one) == 24 for one in found)


@pytest.mark.parametrize("statement", ["DROP TABLE founding", "DROP TABLE operation", "DELETE FROM founding"])
def test_a_history_that_cannot_be_read_is_damage(database: Path, statement: str) -> None:
    """A database that does not say which one it is cannot be told from another one."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DROP TRIGGER founding_not_deleted")
        connection.execute(statement)
        connection.commit()
        with pytest.raises(DamageError):
            history_of(connection, database)


def test_objects_are_compared_by_their_words(database: Path) -> None:
    """White space is none of them; what is missing or made otherwise is named, what is more is not."""
    with closing(connect(database)) as connection:
        assert "table operation" in objects(connection) and differing(connection) == []
        connection.execute("CREATE VIEW mine AS SELECT   1")
        assert (
            objects(connection)["view mine"] == "CREATE VIEW mine AS SELECT 1" and differing(connection) == []
        )
        connection.execute("DROP TRIGGER founding_kept")
        connection.execute("CREATE TRIGGER founding_kept BEFORE UPDATE ON founding BEGIN SELECT 1; END")
        connection.execute("DROP TRIGGER founding_not_deleted")
        assert differing(connection) == [
            "trigger founding_kept is not as it was made",
            "trigger founding_not_deleted is missing",
        ]


Check = Callable[[sqlite3.Connection], list[str]]


def _raises(error: Exception) -> Check:
    def check(_: sqlite3.Connection) -> list[str]:
        raise error

    return check


@pytest.mark.parametrize(
    ("check", "passed", "detail"),
    [
        (lambda _: [], True, ""),
        (lambda _: ["one"], False, "one"),
        (lambda _: [Told("somebody wanted it")], True, "somebody wanted it"),
        (lambda _: [Told("wanted"), "not wanted"], False, "wanted; not wanted"),
        (lambda _: [str(n) for n in range(8)], False, "0; 1; 2; 3; 4; and 3 more"),
        (_raises(DamageError("x", "no terms")), False, "no terms"),
        (_raises(ValueError("13800138000")), False, "what is stored cannot be read (ValueError)"),
        (_raises(sqlite3.DatabaseError("malformed")), False, "what is stored cannot be read (DatabaseError)"),
    ],
)
def test_what_a_check_tells(
    database: Path, monkeypatch: pytest.MonkeyPatch, check: Check, passed: bool, detail: str
) -> None:
    """None, a few, what is no damage, and a check that stumbles over what is stored."""
    monkeypatch.setattr("digitool.db.checks.all_checks", lambda: {"mine": check})
    with reader(database) as connection:
        assert [(one.passed, one.detail) for one in run_checks(connection, ["mine"])] == [(passed, detail)]


@pytest.mark.parametrize("error", [BusyError("x", "held"), sqlite3.OperationalError("database is locked")])
def test_a_check_that_could_not_look_has_found_nothing(
    database: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """A held file or a full disk is no difference: the caller is told to try again."""
    monkeypatch.setattr("digitool.db.checks.all_checks", lambda: {"mine": _raises(error)})
    with pytest.raises((BusyError, sqlite3.OperationalError)), closing(connect(database)) as connection:
        run_checks(connection)


def test_all_checks_hold_in_a_new_database(database: Path) -> None:
    """Each has a name of its own, the database's own are first, and an unknown name is a slip."""
    with reader(database) as connection:
        found = run_checks(connection)
        assert [one.check for one in found] == [*all_checks()] and all(one.passed for one in found)
        assert [one.check for one in found][:3] == ["database", "schema", "operations"]
        with pytest.raises(KeyError):
            run_checks(connection, ["no such check"])
