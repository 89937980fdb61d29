"""Keep a record of what an operation changed in figures that were counted before."""

from __future__ import annotations

from collections.abc import Mapping

from digitool.db.port import Connection
from digitool.model.ids import Day, StoreId


def restate(
    connection: Connection,
    operation: int,
    store: StoreId,
    day: Day,
    before: Mapping[str, int],
    now: Mapping[str, int],
) -> None:
    """Keep what an operation changed of a store-day; within one the first value before counts."""
    rows = [(operation, store, day, name, old, now[name]) for name, old in before.items() if old != now[name]]
    connection.executemany(
        "INSERT INTO restatement VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (operation, store, day, measure) DO UPDATE SET after = excluded.after",
        rows,
    )
