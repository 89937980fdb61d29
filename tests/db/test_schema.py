"""A database is founded with the schema that the rooms declare; an older one is brought up to it."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from digitool.db.checks import CheckOutcome, run_checks
from digitool.db.connection import connect
from digitool.db.reading import open_reader, reader
from digitool.db.schema import ddl
from digitool.db.schema import making as schema
from digitool.db.schema.objects import differing, objects
from digitool.db.schema.version import CURRENT, schema_version
from digitool.errors import WorkspaceError


def test_the_frozen_text_is_what_the_tables_declare() -> None:
    """The text that founds databases says what the rooms' tables, views and triggers say."""
    assert schema.SCHEMA.read_text("utf-8") == ddl.sqlite_text(), f"{ddl.COMMAND} builds it anew"


def test_a_new_database_is_whole(tmp_path: Path) -> None:
    """What `create_database` makes has every table, index, view and trigger, and this program's number."""
    path = tmp_path / "digitool.db"
    schema.create_database(path)
    with reader(path) as made:
        assert differing(made) == []
        assert schema_version(made) == CURRENT
        kinds = Counter(name.split()[0] for name in objects(made))
    counted = {kind: kinds[kind] for kind in ("table", "view", "trigger")}
    tables = len(ddl.declared_tables())
    assert counted == {
        "table": tables + len(["alembic_version"]),
        "view": len(ddl.views_of_rooms()),
        "trigger": len(ddl.triggers_of_rooms()),
    }


def test_a_new_database_is_stamped_as_by_alembic(tmp_path: Path) -> None:
    """Its revision stands where Alembic looks for it, and is the newest that there is."""
    path = tmp_path / "digitool.db"
    schema.create_database(path)
    asked = "SELECT sql, version_num FROM sqlite_master JOIN alembic_version WHERE name = 'alembic_version'"
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as stamped:
        stamped.execute("BEGIN")
        schema.with_alembic(stamped, lambda command, config: command.stamp(config, "head"))
        theirs = stamped.execute(asked).fetchone()
    with reader(path) as made:
        ours = made.execute(asked).fetchone()
    assert [" ".join(one.split()) for one in ours] == [" ".join(one.split()) for one in theirs]


def test_every_partial_index_is_partial_everywhere() -> None:
    """A unique index that loses its condition on one database would refuse there what is allowed here."""
    conditions = [
        (index.name, *(str(index.dialect_kwargs.get(f"{name}_where")) for name in ("sqlite", "postgresql")))
        for table in ddl.declared_tables()
        for index in table.indexes
    ]
    assert sum(here != "None" for _, here, _ in conditions) > 20
    assert [one for one in conditions if one[1] != one[2]] == []


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


NextRevision = Callable[[str], None]


@pytest.fixture
def next_revision(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NextRevision:
    """From its call on this is a program whose newest schema is one further, by the statements given."""

    def begin(statements: str) -> None:
        migrations = tmp_path / "migrations"
        shutil.copytree(schema.MIGRATIONS, migrations)
        (migrations / "versions" / "next.py").write_text(
            "from alembic import op\n"
            f"revision, down_revision = '{CURRENT + 1:04}', '{CURRENT:04}'\n"
            "def upgrade():\n"
            f"    for statement in {statements.split(';')!r}:\n"
            "        op.execute(statement)\n"
        )
        monkeypatch.setattr(schema, "MIGRATIONS", migrations)
        monkeypatch.setattr(schema, "CURRENT", CURRENT + 1)

    return begin


def test_an_older_database_is_brought_up(tmp_path: Path, next_revision: NextRevision) -> None:
    """The next revision runs on a database of this one; its rows stay and both its numbers go on."""
    path = tmp_path / "digitool.db"
    schema.create_database(path, "print")
    next_revision("ALTER TABLE founding ADD COLUMN city VARCHAR;CREATE TABLE more (x INTEGER)")
    with closing(connect(path)) as connection:
        assert schema.upgrade(connection) == (CURRENT, CURRENT + 1)
        assert schema_version(connection) == CURRENT + 1
        revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        assert revision[0] == f"{CURRENT + 1:04}"
        assert tuple(connection.execute("SELECT key_print, city FROM founding").fetchone()) == ("print", None)
        assert connection.execute("SELECT count(*) FROM more").fetchone()[0] == 0


def test_failing_migration_leaves_the_old_schema(tmp_path: Path, next_revision: NextRevision) -> None:
    """A migration that breaks half-way leaves nothing behind."""
    path = tmp_path / "digitool.db"
    schema.create_database(path)
    next_revision("CREATE TABLE half (x);CREATE nonsense")
    with closing(connect(path)) as connection, pytest.raises(Exception, match="nonsense"):
        schema.upgrade(connection)
    with reader(path) as connection:
        assert "table half" not in objects(connection)
        assert differing(connection) == []


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
            [CheckOutcome("schema", False, *found)] if found else []
        )
