"""Migrations make the schema that the rooms declare, in one transaction."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from digitool.db import schema
from digitool.db.checks import Outcome, run_checks
from digitool.db.connection import connect
from digitool.db.objects import differing, objects
from digitool.db.reading import open_reader, reader
from digitool.db.version import CURRENT
from digitool.errors import WorkspaceError


def test_migrations_make_what_the_tables_declare(tmp_path: Path) -> None:
    """A database made by the migrations has exactly the tables, indexes and triggers of the rooms."""
    path = tmp_path / "digitool.db"
    schema.create_database(path)
    declared = sqlite3.connect(":memory:")
    for statement in schema.declared_statements():
        declared.execute(statement)
    with reader(path) as migrated:
        made = {name: sql for name, sql in objects(migrated).items() if "alembic" not in name}
        assert made == objects(declared)
        assert differing(migrated) == []
    declared.close()


def test_eight_at_once_make_one_database(tmp_path: Path) -> None:
    """Of eight simultaneous creations exactly one does the work."""
    path = tmp_path / "digitool.db"
    with ProcessPoolExecutor(8) as pool:
        made = list(pool.map(schema.create_database, [path] * 8))
    assert sum(made) == 1
    with reader(path) as connection:
        assert connection.execute("SELECT count(*) FROM operation").fetchone()[0] == 0


def test_upgrade_of_a_current_database_changes_nothing(tmp_path: Path) -> None:
    """Upgrading twice is upgrading once."""
    path = tmp_path / "digitool.db"
    schema.create_database(path)
    before = path.read_bytes()
    connection = connect(path)
    assert schema.upgrade(connection) == (CURRENT, CURRENT)
    connection.close()
    assert path.read_bytes() == before


def test_failing_migration_leaves_the_old_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A migration that breaks half-way leaves nothing behind."""
    path = tmp_path / "empty.db"
    path.touch()
    monkeypatch.setattr(
        "digitool.db.migrations.statements.statements",
        lambda _name: ["CREATE TABLE half (x)", "CREATE nonsense"],
    )
    connection = connect(path)
    with pytest.raises(Exception, match="nonsense"):
        schema.upgrade(connection)
    connection.close()
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    connection.close()


def test_newer_schema_is_not_touched(tmp_path: Path) -> None:
    """A database of a later program is refused with exit 10, and nothing is written."""
    path = tmp_path / "digitool.db"
    schema.create_database(path)
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version={CURRENT + 1}")
    connection.close()
    with pytest.raises(WorkspaceError) as caught:
        open_reader(path)
    assert caught.value.exit == 10


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("DROP TRIGGER ledger_transfer_fold", ["trigger ledger_transfer_fold is missing"]),
        ("DROP INDEX assertion_b", ["index assertion_b is missing"]),
        ("ALTER TABLE founding ADD COLUMN x", ["table founding is not as it was made"]),
        ("CREATE VIEW mine AS SELECT 1", []),
    ],
)
def test_check_sees_what_became_of_the_schema(tmp_path: Path, statement: str, found: list[str]) -> None:
    """A lost or altered table, index or trigger is a difference; somebody's own view is none."""
    path = tmp_path / "digitool.db"
    schema.create_database(path)
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.close()
    with reader(path) as changed:
        assert [one for one in run_checks(changed) if not one.passed] == (
            [Outcome("schema", False, *found)] if found else []
        )
