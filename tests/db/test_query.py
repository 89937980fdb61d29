"""A question of a person: answered in time, with as many rows as asked, and never more than a question."""

from __future__ import annotations

from pathlib import Path

import pytest

from digitool.db import query
from digitool.db.query import ask, tables
from digitool.db.schema.making import create_database
from digitool.errors import (
    BusyError,
    DamageError,
    DigitoolError,
    Exit,
    RefusedError,
    UsageError,
    WorkspaceError,
)

NUMBERS = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {})"
    " SELECT i, i * i AS square FROM n"
)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new database; no question may change it."""
    path = tmp_path_factory.mktemp("asked") / "digitool.db"
    create_database(path, "0123456789ab")
    return path


def test_a_question_is_answered_by_name(database: Path) -> None:
    """Names as the statement gives them, rows as plain tuples, two columns of one name too."""
    assert ask(database, "SELECT one, key_print FROM founding", 5, 0) == (
        ["one", "key_print"],
        [(1, "0123456789ab")],
        False,
    )
    assert ask(database, "SELECT 1 AS n, 2 AS n, NULL", 5, 0) == (["n", "n", "NULL"], [(1, 2, None)], False)
    assert ask(database, "SELECT key FROM operation", 5, 10) == (["key"], [], False)


@pytest.mark.parametrize(
    ("limit", "rows", "cut"), [(0, 9, False), (1, 1, True), (8, 8, True), (9, 9, False), (99, 9, False)]
)
def test_no_more_rows_than_asked(database: Path, limit: int, rows: int, cut: bool) -> None:
    """0 is all; whether there were more is told, and the last row that fits is no cut."""
    answer = ask(database, NUMBERS.format(9), 5, limit)
    assert (len(answer.rows), answer.cut) == (rows, cut)
    assert answer.rows == [(i, i * i) for i in range(1, rows + 1)]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO founding VALUES (2, 'x', 'y')",
        "UPDATE founding SET key_print = 'x'",
        "DELETE FROM operation",
        "CREATE TABLE mine (x)",
        "CREATE TEMP TABLE mine (x)",
        "DROP TABLE operation",
        "WITH a AS (SELECT 1) INSERT INTO founding SELECT 2, 'x', 'y' FROM a",
        "ATTACH DATABASE '{other}' AS other",
        "PRAGMA query_only=OFF",
        "PRAGMA table_info(operation)",
        "SELECT load_extension('x')",
        "BEGIN IMMEDIATE",
        "REINDEX",
        "",
        "-- nothing",
    ],
)
def test_more_than_a_question_is_refused(database: Path, tmp_path: Path, statement: str) -> None:
    """Nothing is written, opened or switched, whatever is asked: exit 6, and no byte of the file changes."""
    before = database.read_bytes()
    with pytest.raises(RefusedError) as caught:
        ask(database, statement.format(other=tmp_path / "other.db"), 5, 0)
    assert (caught.value.code, caught.value.exit) == ("not_a_question", Exit.REFUSED)
    assert database.read_bytes() == before and [*tmp_path.iterdir()] == []


def test_no_copy_is_taken_past_the_walls(database: Path, tmp_path: Path) -> None:
    """A question is asked in a transaction, from which SQLite copies nothing."""
    with pytest.raises(RefusedError):
        ask(database, f"VACUUM INTO '{tmp_path / 'other.db'}'", 5, 0)
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("SELEC 1", "SELEC"),
        ("SELECT nothing FROM operation", "nothing"),
        ("SELECT * FROM no_such_table", "no_such_table"),
        ("SELECT 1; SELECT 2", "one statement"),
        ("SELECT ?", "binding"),
        ("SELECT '\x00'", ""),
    ],
)
def test_a_slip_is_explained(database: Path, statement: str, word: str) -> None:
    """In SQLite's own words: exit 2, with the way to the tables."""
    with pytest.raises(UsageError) as caught:
        ask(database, statement, 5, 0)
    assert caught.value.code == "bad_sql" and word in str(caught.value) and "--tables" in caught.value.hint


def test_a_slip_shows_nobodys_number(database: Path) -> None:
    """What somebody typed may hold a phone: it is masked where it is told again."""
    with pytest.raises(UsageError) as caught:
        ask(database, 'SELECT "13800138000x" FROM [13800138000]', 5, 0)
    assert "13800138000" not in str(caught.value)


def test_a_question_without_an_end_ends(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After its time it is broken off, exit 7, and the next one is answered."""
    monkeypatch.setattr(query, "_STEPS", 100)
    with pytest.raises(BusyError) as caught:
        ask(database, NUMBERS.format(10**12).replace("SELECT i, i * i AS square", "SELECT count(*)"), 0.02, 0)
    assert (caught.value.code, caught.value.values["seconds"]) == ("too_slow", "0.02")
    assert ask(database, "SELECT 1", 5, 0).rows == [(1,)]


def test_json_can_be_asked_about(database: Path) -> None:
    """What operations were asked and answered is JSON: its functions are reading too."""
    answer = ask(
        database,
        "SELECT value FROM json_each('[1,2]') UNION ALL SELECT json_extract('{\"a\":3}', '$.a')",
        5,
        0,
    )
    assert answer.rows == [(1,), (2,), (3,)]


def test_tables_and_their_columns(database: Path) -> None:
    """Everything that can be asked about, in order, and nothing of SQLite's own."""
    found = tables(database)
    assert ("founding", "key_print", "VARCHAR") in found
    names = [table for table, _, _ in found]
    assert names == sorted(names) and not any(name.startswith("sqlite") for name in names)
    for table in sorted(set(names))[:5]:
        assert ask(database, f"SELECT * FROM {table}", 5, 1).names == [
            column for t, column, _ in found if t == table
        ]


@pytest.mark.parametrize("asked", [lambda path: ask(path, "SELECT 1", 5, 0), tables])
def test_what_is_no_database_is_told_as_everywhere(tmp_path: Path, asked: object) -> None:
    """A missing file and one of something else are errors of ours."""
    assert callable(asked)
    with pytest.raises(WorkspaceError):
        asked(tmp_path / "none.db")
    other = tmp_path / "other.db"
    other.write_bytes(b"not a database" * 500)
    with pytest.raises(DamageError):
        asked(other)
    with pytest.raises(DigitoolError):
        asked(tmp_path)
