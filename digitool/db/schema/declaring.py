"""What tables are declared with, beside their columns, so that it holds in every database."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Index

CLUSTERED = {"sqlite_with_rowid": False}
"""Rows stand in their key, in the order of their key: for tables whose key is most of the row."""


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index of the rows that meet a condition, in SQL that both databases read; no others are compared."""
    from sqlalchemy import Index, text

    return Index(name, *columns, unique=unique, sqlite_where=text(where), postgresql_where=text(where))
