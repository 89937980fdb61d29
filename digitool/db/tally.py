"""Tallies: named SQL files that answer a question in plain counts.

A tally lives in ``<room>/tallies/<name>.sql``, uses ``:name`` parameters, and is portable SQL, so
that the same file runs on SQLite, PostgreSQL and an engine over Parquet.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from digitool.db.port import Connection, Row


@lru_cache(maxsize=256)
def sql(room: str, name: str) -> str:
    """The text of one tally."""
    return (Path(__file__).parent.parent / room / "tallies" / f"{name}.sql").read_text("utf-8")


def run(connection: Connection, room: str, name: str, params: dict[str, object] | None = None) -> list[Row]:
    """Put one tally to the database."""
    return connection.execute(sql(room, name), params or {}).fetchall()
