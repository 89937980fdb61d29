"""What a statement did and why one failed is told by named calls, without a driver's words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from digitool.db.connection import connect
from digitool.db.constraints import Broken, Constraint, broken, refusing
from digitool.db.statements import Scratch, ask, changed, changed_many, insert, savepoint
from digitool.errors import ConflictError

TABLES = """
CREATE TABLE shelf (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, pieces INTEGER NOT NULL DEFAULT 0,
    room INTEGER REFERENCES shelf (id), CONSTRAINT shelf_pieces CHECK (pieces >= 0));
CREATE TRIGGER shelf_stays BEFORE DELETE ON shelf BEGIN SELECT RAISE(ABORT, 'a shelf stays'); END;
"""
BROKEN = {
    "INSERT INTO shelf (code) VALUES ('A')": Broken(Constraint.UNIQUE, "shelf.code"),
    "INSERT INTO shelf (code, room) VALUES ('B', 9)": Broken(Constraint.FOREIGN_KEY, ""),
    "INSERT INTO shelf (code, pieces) VALUES ('B', -1)": Broken(Constraint.CHECK, "shelf_pieces"),
    "INSERT INTO shelf (code) VALUES (NULL)": Broken(Constraint.NOT_NULL, "shelf.code"),
    "DELETE FROM shelf": Broken(Constraint.TRIGGER, "a shelf stays"),
}
USED = ConflictError("used", "this code is used")
NUMBERS = Scratch("numbers", "n INTEGER, name TEXT", "n")


@pytest.fixture
def shelves(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A database with one shelf, A."""
    path = tmp_path / "shelves.db"
    path.touch()
    with closing(connect(path)) as connection:
        connection.executescript(TABLES)
        connection.execute("INSERT INTO shelf (code) VALUES ('A')")
        yield connection


@pytest.mark.parametrize("statement", BROKEN)
def test_a_broken_constraint_has_a_kind_and_a_name(shelves: sqlite3.Connection, statement: str) -> None:
    """Each kind of refusal is told apart, and names what refused."""
    with pytest.raises(sqlite3.IntegrityError) as caught:
        shelves.execute(statement)
    assert broken(caught.value) == BROKEN[statement]


@pytest.mark.parametrize("statement", BROKEN)
def test_only_the_named_refusal_becomes_ours(shelves: sqlite3.Connection, statement: str) -> None:
    """`refusing` turns the refusal of its constraint into the error given, and lets every other pass."""
    ours = BROKEN[statement].kind is Constraint.UNIQUE
    with (
        pytest.raises(ConflictError if ours else sqlite3.IntegrityError),
        refusing(Constraint.UNIQUE, "shelf.code", USED),
    ):
        shelves.execute(statement)


def test_another_failure_is_no_refusal(shelves: sqlite3.Connection) -> None:
    """A statement that cannot be read is a fault of the program, whatever constraint is waited for."""
    with pytest.raises(sqlite3.OperationalError), refusing(Constraint.TRIGGER, "", USED):
        shelves.execute("SELECT nothing FROM nowhere")


def test_what_a_write_did_is_counted(shelves: sqlite3.Connection) -> None:
    """The id of a row, rows changed by one statement, and by many."""
    put = "INSERT INTO shelf (code) VALUES (?) ON CONFLICT DO NOTHING"
    assert insert(shelves, put, ("B",)) == 2
    assert changed(shelves, put, ("B",)) == 0
    assert changed_many(shelves, put, [("B",), ("C",), ("D",)]) == 2
    assert changed(shelves, "UPDATE shelf SET pieces = greatest(pieces, 3)") == 4


def test_a_part_can_be_undone_alone(shelves: sqlite3.Connection) -> None:
    """What was written since the savepoint goes, what was written before it stays, also one in another."""
    shelves.execute("BEGIN")
    insert(shelves, "INSERT INTO shelf (code) VALUES ('B')")
    with savepoint(shelves):
        insert(shelves, "INSERT INTO shelf (code) VALUES ('C')")
        with savepoint(shelves) as part:
            insert(shelves, "INSERT INTO shelf (code) VALUES ('D')")
            part.undo()
    shelves.execute("COMMIT")
    assert [row[0] for row in shelves.execute("SELECT code FROM shelf ORDER BY id")] == ["A", "B", "C"]


@pytest.mark.parametrize("read_only", [False, True])
def test_scratch_rows_are_the_connections_own(shelves: sqlite3.Connection, read_only: bool) -> None:
    """One who only reads has them too: filled anew each time, each key once, in no file."""
    path = Path(shelves.execute("PRAGMA database_list").fetchone()[2])
    with closing(connect(path, read_only=read_only)) as connection:
        NUMBERS.fill(connection, [(9, "old")])
        NUMBERS.fill(connection, [(1, "one"), (2, "two"), (1, "again")])
        assert NUMBERS.add(connection, [(2, "again"), (3, "three")]) == 1
        found = ask(connection, "SELECT n, name FROM temp.numbers WHERE n IN ints(?) ORDER BY n", ("[1, 3]",))
        assert [tuple(row) for row in found] == [(1, "one"), (3, "three")]
    assert not shelves.execute("SELECT 1 FROM sqlite_master WHERE name = 'numbers'").fetchall()
