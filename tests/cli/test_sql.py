"""``digitool sql`` answers questions and cannot do anything else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from digitool.db.query import ask
from digitool.db.reading import open_reader
from digitool.demo.running import run_demo
from digitool.demo.world.size import DemoSize
from digitool.errors import BusyError, RefusedError, UsageError

from ..conftest import Cli
from ..official_store.test_report import compare_with_readme

WRITES = [
    "DELETE FROM purchase",
    "INSERT INTO store (code, name, zone, cutoff_hour, hours) VALUES ('X', '', '', 0, '')",
    "UPDATE chain SET zone = 'x'",
    "DROP TABLE purchase",
    "CREATE TEMP TABLE t (a)",
    "ATTACH DATABASE 'other.db' AS other",
    "PRAGMA query_only = OFF",
    "PRAGMA table_info(purchase)",
    "VACUUM",
    "VACUUM INTO 'copy.db'",
    "BEGIN IMMEDIATE",
    "SELECT load_extension('x')",
    "WITH a AS (SELECT 1) DELETE FROM purchase",
    "",
    "-- nothing",
]


@pytest.fixture
def cli(forked_cli: Cli) -> Cli:
    """Commands without the start of an interpreter."""
    return forked_cli


@pytest.mark.parametrize("statement", WRITES)
def test_nothing_but_a_question_is_answered(workspace: Path, statement: str) -> None:
    """Writes, other files, settings and extensions are refused, and the file is as it was."""
    database = workspace / "digitool.db"
    before = database.read_bytes()
    with pytest.raises((RefusedError, UsageError)):
        ask(database, statement, 5, 10)
    assert database.read_bytes() == before
    assert not (workspace / "other.db").exists() and not (workspace / "copy.db").exists()


def test_two_statements_are_not_one_question(workspace: Path) -> None:
    """What stands behind a semicolon is never run."""
    with pytest.raises(UsageError) as caught:
        ask(workspace / "digitool.db", "SELECT 1; DELETE FROM purchase", 5, 10)
    assert caught.value.code == "bad_sql"


def test_a_question_without_end_is_given_up(workspace: Path) -> None:
    """The time limit holds for a query that would never finish."""
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    with pytest.raises(BusyError) as caught:
        ask(workspace / "digitool.db", endless, 0.2, 10)
    assert caught.value.code == "too_slow"


def test_answers_are_cut_at_the_limit(workspace: Path) -> None:
    """At most as many rows as wanted, and a word that there were more."""
    counting = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9) SELECT i FROM n"
    answer = ask(workspace / "digitool.db", counting, 5, 4)
    assert (answer.rows, answer.cut) == ([(1,), (2,), (3,), (4,)], True)
    assert not ask(workspace / "digitool.db", counting, 5, 9).cut


def test_json_functions_and_windows_work(workspace: Path) -> None:
    """What SQLite can read with is allowed."""
    question = "SELECT value, row_number() OVER (ORDER BY value) FROM json_each('[2, 1]')"
    assert ask(workspace / "digitool.db", question, 5, 0).rows == [(1, 1), (2, 2)]


def test_columns_are_shown_as_what_they_are(cli: Cli, workspace: Path) -> None:
    """Money by its name, numbers as numbers, blobs as digits, one name twice with a number behind it."""
    question = "SELECT 12800 AS a_fen, 1.5 AS x, x'00ff' AS b, NULL AS n, 'a' AS x"
    assert cli("sql", question, "--json", cwd=workspace).rows == [
        {"a_fen": 12800, "x": 1.5, "b": "00ff", "n": None, "x_2": "a"}
    ]
    assert "128.00" in cli("sql", question, cwd=workspace).out
    piped = cli("sql", "-", "--format", "jsonl", cwd=workspace, stdin="SELECT 1 AS one")
    assert json.loads(piped.out) == {"one": 1}


def test_a_mistake_is_explained(cli: Cli, workspace: Path) -> None:
    """A wrong table name is a usage error that says where the names are."""
    done = cli("sql", "SELECT * FROM purchases", "--json", cwd=workspace)
    assert (done.exit, done.error["code"]) == (2, "bad_sql")
    assert cli("sql", cwd=workspace).exit == 2
    assert cli("sql", "SELECT 1", "--seconds", "0", cwd=workspace).exit == 2
    tables = cli("sql", "--tables", "--json", cwd=workspace).rows
    assert {"table": "purchase", "column": "amount_fen", "type": "INTEGER"} in tables


def test_the_demo_agrees_with_the_sql_of_the_readme(tmp_path: Path) -> None:
    """Over the demo's official store, README's questions give the numbers of the report."""
    root = tmp_path / "chain"
    size = DemoSize(seed=7, stores=3, customers=400, days=21)
    workspace = run_demo(root, size, 1_780_000_000_000)
    connection = open_reader(workspace.database)
    first, last = connection.execute(
        "SELECT min(day), max(day) FROM purchase WHERE channel = 'official_store' AND state = 'paid'"
    ).fetchone()
    row = compare_with_readme(connection, first + 2, last + 1)
    connection.close()
    assert row["orders"] > 3 and row["off_hours_share"].den > 0 and row["repeat_rate"].den > 0
    shutil.rmtree(root)
