"""Keep a record of what an operation changed in figures that were counted before."""

from __future__ import annotations

from collections.abc import Mapping

from digitool.db.port import Connection


def restate(
    connection: Connection,
    where: tuple[int, int, int],
    before: Mapping[str, int],
    now: Mapping[str, int],
) -> None:
    """Keep what changed of (operation, store id, day); within one operation the first value before counts."""
    rows = [(*where, name, old, now[name]) for name, old in before.items() if old != now[name]]
    connection.executemany(
        "INSERT INTO restatement VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET after = excluded.after",
        rows,
    )
