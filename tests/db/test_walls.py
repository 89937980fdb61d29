"""What was written stays: every frozen column of every table, and every row, is refused to a hand."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from digitool.db.connection import connect
from digitool.db.schema.ddl import rooms_with_tables
from digitool.db.schema.making import create_database
from digitool.db.schema.walls import Changing, frozen
from digitool.ledger.tables import LedgerAccount


def frozen_columns() -> dict[str, tuple[str, ...]]:
    """The frozen columns of every table of every room that declares some."""
    found: dict[str, tuple[str, ...]] = {}
    for room in rooms_with_tables():
        changing: Changing = getattr(room, "CHANGING", {})
        found |= {str(model.__tablename__): frozen(model, columns) for model, columns in changing.items()}
    return found


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A database with one row, of nothing that makes sense, in every table that has frozen columns."""
    path = tmp_path_factory.mktemp("walls") / "digitool.db"
    create_database(path)
    connection = connect(path)
    inserting = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '% INSERT ON %'"
    for (name,) in connection.execute(inserting).fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.execute("PRAGMA foreign_keys = OFF")
    for table in frozen_columns():
        needed = connection.execute(f"SELECT name FROM pragma_table_info('{table}') WHERE pk OR [notnull]")
        named = [row["name"] for row in needed]
        connection.execute(f"INSERT INTO {table} ({', '.join(named)}) VALUES ({', '.join('1' * len(named))})")
    yield connection
    connection.close()


@pytest.mark.parametrize(
    ("table", "column"), [(table, column) for table, found in frozen_columns().items() for column in found]
)
def test_a_frozen_column_is_not_updated(rows: sqlite3.Connection, table: str, column: str) -> None:
    """An UPDATE of the column alone, by hand and past every constraint, is refused by the wall."""
    with pytest.raises(sqlite3.IntegrityError, match=f"written in {table} stays"):
        rows.execute(f"UPDATE {table} SET {column} = {column} + 1")


@pytest.mark.parametrize("table", list(frozen_columns()))
def test_a_row_is_not_deleted(rows: sqlite3.Connection, table: str) -> None:
    """A DELETE by hand is refused by the wall."""
    with pytest.raises(sqlite3.IntegrityError, match=f"written in {table} stays"):
        rows.execute(f"DELETE FROM {table}")


FOLDED = {"purchase", "purchase_line", "refund", "store_day", "store_refund", "basket_line"}
"""Tables of money without such walls: facts that files correct, counts of them, and lines of open baskets."""


def test_every_table_of_money_has_walls(rows: sqlite3.Connection) -> None:
    """A table with amounts in fen declares what may change of it; a new one is not forgotten."""
    tables = [row[0] for row in rows.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    money = {
        table
        for table in tables
        if any(row["name"].endswith("_fen") for row in rows.execute(f"PRAGMA table_info({table})"))
    }
    assert money - frozen_columns().keys() == FOLDED


def test_a_column_that_is_not_there_cannot_change() -> None:
    """A slip in the name of a changing column is told at once, and freezes nothing by accident."""
    with pytest.raises(ValueError, match="balance_yuan"):
        frozen(LedgerAccount, ("balance_yuan",))


def test_no_operation_takes_the_last_number(rows: sqlite3.Connection) -> None:
    """An operation's number has at most 18 digits, so that the next write always finds one."""
    rows.execute("PRAGMA ignore_check_constraints = OFF")
    with pytest.raises(sqlite3.IntegrityError, match="operation_seq"):
        rows.execute(
            "INSERT INTO operation (seq, kind, params, actor, at, recorded_at, result)"
            " VALUES (?, 'x', '{}', 'x', 1, 1, '{}')",
            (2**63 - 1,),
        )
