"""Tallies: named SQL files that answer a question in plain counts.

A tally lives in ``<room>/tallies/<name>.sql``, uses ``:name`` parameters, and is written in the subset of SQL
that engines read alike, with macros for the rest (`statements`; a test parses every tally for PostgreSQL).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from digitool.db.port import Connection, StoredRow
from digitool.db.statements import ask


@lru_cache(maxsize=256)
def sql(room: str, name: str) -> str:
    """The text of one tally, with its macros: `statements.ask` and `statements.bare` take it."""
    return (Path(__file__).parent.parent / room / "tallies" / f"{name}.sql").read_text("utf-8")


def run(
    connection: Connection, room: str, name: str, params: dict[str, object] | None = None
) -> list[StoredRow]:
    """Put one tally to the database."""
    return ask(connection, sql(room, name), params or {}).fetchall()
