"""Store people counts."""

from __future__ import annotations

import sqlite3

TrafficKey = tuple[int, int, str, str, int]
"""Sensor id, at, kind, gate, start."""


def store_traffic(
    connection: sqlite3.Connection,
    key: TrafficKey,
    counts: tuple[int | None, int | None],
    shape: tuple[int, bool],
    source: tuple[int, int],
) -> bool:
    """Keep one count; vendors restate history, so a later account replaces an older one.

    ``shape`` is (bits, daily_reset), ``source`` (batch, line). False when it was there just so.
    """
    cursor = connection.execute(
        "INSERT INTO traffic (sensor, at, kind, gate, start, entered, exited, bits, daily_reset, batch, line)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET entered = excluded.entered,"
        " exited = excluded.exited, batch = excluded.batch, line = excluded.line"
        " WHERE entered IS NOT excluded.entered OR exited IS NOT excluded.exited",
        (*key, *counts, *shape, *source),
    )
    return cursor.rowcount == 1
