"""Create a database and bring an older one up to date."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from tempfile import mkstemp
from types import ModuleType

from digitool.db.connection import connect, translate
from digitool.db.history import found
from digitool.db.port import Connection
from digitool.db.version import CURRENT, schema_version

ROOMS = Path(__file__).parent.parent


def create_database(path: Path, key_print: str = "") -> bool:
    """Create the database at ``path`` with mode 0600, bound to a key; True when it was made now.

    ``key_print`` is the key's fingerprint: without one no key can be used with the database. Safe for
    several processes at once: the file appears under its name only when complete.
    """
    if path.exists():
        return False
    handle, name = mkstemp(prefix=f".{path.name}.", dir=path.parent)  # 0600 whatever the umask
    os.close(handle)
    draft = Path(name)
    try:
        connection = connect(draft)
        try:
            upgrade(connection)
            found(connection, key_print)
        except sqlite3.Error as error:
            raise translate(error, path) from error
        finally:
            connection.close()
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink(missing_ok=True)
    return True


def upgrade(connection: Connection) -> tuple[int, int]:
    """Run the migrations that an open database lacks, all in one transaction; (schema before, after).

    The caller holds the database and has taken a backup, and closes the connection whatever happens.
    """
    connection.execute("BEGIN IMMEDIATE")
    before = schema_version(connection)
    if before < CURRENT:
        _run_migrations(connection)
        connection.execute(f"PRAGMA user_version={CURRENT}")
    connection.execute("COMMIT")
    return before, max(before, CURRENT)


def _run_migrations(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    from digitool.db.session import engine_over

    engine = engine_over(connection)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    with engine.connect() as bound:
        config.attributes["connection"] = bound
        command.upgrade(config, "head")
    engine.dispose()


def rooms_with_tables() -> Iterator[ModuleType]:
    """``tables.py`` of every room, found by name."""
    for file in sorted(ROOMS.glob("*/tables.py")):
        yield import_module(f"digitool.{file.parent.name}.tables")


def declared_statements() -> list[str]:
    """What the rooms' tables, views and triggers say that a new database should be, as SQL statements."""
    from sqlalchemy.schema import CreateIndex, CreateTable
    from sqlmodel import SQLModel, create_engine

    rooms = list(rooms_with_tables())  # SQLModel knows the tables of what is imported
    dialect = create_engine("sqlite://").dialect
    found: list[str] = []
    for table in SQLModel.metadata.sorted_tables:
        found.append(str(CreateTable(table).compile(dialect=dialect)).strip())
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        found += [str(CreateIndex(index).compile(dialect=dialect)).strip() for index in indexes]
    for room in rooms:
        for name in ("VIEWS", "TRIGGERS"):
            found += [statement.strip() for statement in getattr(room, name, ())]
    return found
