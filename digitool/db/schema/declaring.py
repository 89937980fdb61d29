"""What tables are declared with, beside their columns, so that it holds in every database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Index, Table
    from sqlmodel import SQLModel

CLUSTERED = {"sqlite_with_rowid": False}
"""Rows stand in their key, in the order of their key: for tables whose key is most of the row."""


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index of the rows that meet a condition, in SQL that both databases read; no others are compared."""
    from sqlalchemy import Index, text

    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))


def told_beside(model: type[SQLModel], *key: str) -> Table[Any]:
    """The table of further claims beside the table of a kind of fact (`evidence.kinds`): the same columns.

    A row is known by its fact and its import. ``key`` are the columns of the fact where they are not the key
    of the model's table.
    """
    from sqlalchemy import Column, Table

    facts = model.metadata.tables[str(model.__tablename__)]
    keys = [*(key or (column.name for column in facts.primary_key)), "batch"]
    columns: list[Column[Any]] = [
        Column(one.name, one.type, primary_key=one.name in keys, autoincrement=False, nullable=one.nullable)
        for one in facts.columns
    ]
    return Table(f"{facts.name}_told", model.metadata, *columns, sqlite_with_rowid=False)
