"""The statements of the newest schema, built from the tables, views and triggers that rooms declare.

``python -m digitool.db.schema.ddl`` writes those of SQLite to ``schema.sql``, which founds databases, and the
columns that hold people to ``people.txt``; tests hold both files to the declarations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from digitool.db.schema.making import REVISION, SCHEMA
from digitool.db.schema.people import FROZEN, TOLD, People
from digitool.db.schema.triggers import Trigger
from digitool.db.schema.version import CURRENT

if TYPE_CHECKING:
    from sqlalchemy import Dialect, Table

COMMAND = "python -m digitool.db.schema.ddl"
"""What builds the frozen text."""

_PACKAGE = Path(__file__).parents[2]
_HEADER = f"-- built by {COMMAND} from the tables that the rooms declare, do not edit"


def sqlite_text() -> str:
    """The frozen text: all that makes an empty SQLite file one of the newest schema, and its number."""
    statements = [*sqlite_statements(), f"PRAGMA user_version = {CURRENT}"]
    return "\n".join([_HEADER, *(f"{statement};" for statement in statements)]) + "\n"


def sqlite_statements() -> list[str]:
    """Tables with their indexes, views and triggers for SQLite, in an order in which they can be made."""
    from sqlalchemy.dialects.sqlite.base import SQLiteDialect

    dialect: Callable[[], Dialect] = SQLiteDialect
    triggers = [statement for trigger in triggers_of_rooms() for statement in trigger.sqlite()]
    return [*_made(_all_tables(), dialect()), *views_of_rooms(), *triggers]


def postgresql_statements() -> list[str]:
    """The same for PostgreSQL: integers of 64 bits, and text that is compared by code as in SQLite."""
    from sqlalchemy.dialects.postgresql.base import PGDialect

    dialect: Callable[..., Dialect] = PGDialect
    triggers = [statement for trigger in triggers_of_rooms() for statement in trigger.postgresql()]
    return [*_made(_wide(_all_tables()), dialect(paramstyle="named")), *views_of_rooms(), *triggers]


def rooms_with_tables() -> Iterator[ModuleType]:
    """Every module that declares tables, in the order of their places."""
    for file in sorted(_PACKAGE.rglob("tables.py")):
        if "SQLModel, table=True" in file.read_text("utf-8"):
            yield import_module(".".join(file.relative_to(_PACKAGE.parent).with_suffix("").parts))


def views_of_rooms() -> list[str]:
    """The statements that make the views; one stands after those that it asks."""
    return [view for room in rooms_with_tables() for view in getattr(room, "VIEWS", ())]


def triggers_of_rooms() -> list[Trigger]:
    """All triggers, by name."""
    found: Iterable[Trigger] = (one for room in rooms_with_tables() for one in getattr(room, "TRIGGERS", ()))
    return sorted(found, key=lambda trigger: trigger.name)


def declared_tables() -> list[Table]:
    """The tables of all rooms; one stands after those that it refers to."""
    from sqlmodel import SQLModel

    _ = list(rooms_with_tables())  # SQLModel knows the tables of what is imported
    return SQLModel.metadata.sorted_tables


def people_text() -> str:
    """The frozen list of columns that hold people, a line each."""
    tables = {table.name for table in declared_tables()}
    found = []
    for room in rooms_with_tables():
        people: People = getattr(room, "PEOPLE", {})
        for model, columns in people.items():
            name = str(model.__tablename__)
            both = [name, *({name + TOLD} & tables)]
            found += [f"{table}.{column}" for table in both for column in columns]
    return "\n".join(sorted(found)) + "\n"


def _all_tables() -> list[Table]:
    """Those of the rooms, and the one in which Alembic finds the revision, as Alembic itself makes it."""
    from sqlalchemy import Column, MetaData, PrimaryKeyConstraint, String, Table

    key = PrimaryKeyConstraint("version_num", name="alembic_version_pkc")
    number = Column("version_num", String(32), nullable=False)
    return [*declared_tables(), Table("alembic_version", MetaData(), number, key)]


def _made(tables: Iterable[Table], dialect: Dialect) -> list[str]:
    """Every table, followed by its indexes by name, and which revision they are."""
    from sqlalchemy.schema import CreateIndex, CreateTable

    made = []
    for table in tables:
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        made.append(CreateTable(table).compile(dialect=dialect))
        made += [CreateIndex(index).compile(dialect=dialect) for index in indexes]
    texts = ["\n".join(line.rstrip() for line in str(one).strip().splitlines()) for one in made]
    return [*texts, f"INSERT INTO alembic_version (version_num) VALUES ('{REVISION}')"]  # noqa: S608


def _wide(tables: Iterable[Table]) -> list[Table]:
    """Copies for PostgreSQL, whose own INTEGER ends at 2 ** 31 and whose texts sort as its land does."""
    from sqlalchemy import BigInteger, Integer, MetaData, String

    together = MetaData()
    copies = [table.to_metadata(together) for table in tables]
    for copy in copies:
        for column in copy.columns:
            kind = getattr(column.type, "impl", column.type)  # SQLModel wraps its texts
            if isinstance(kind, Integer):
                column.type = BigInteger()
            elif isinstance(kind, String):
                column.type = String(collation="C")
            if column.computed is not None:
                column.computed.persisted = True  # the only kind that PostgreSQL 15 has
    return copies


if __name__ == "__main__":
    SCHEMA.write_text(sqlite_text(), "utf-8")
    FROZEN.write_text(people_text(), "utf-8")
