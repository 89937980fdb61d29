"""Store people counts."""

from __future__ import annotations

from typing import NamedTuple

from digitool.db.port import Connection

TrafficKey = tuple[int, int, str, str, int]
"""Sensor id, at, kind, gate, start."""


class Said(NamedTuple):
    """What one line of a file says of one time of one counter; None: no value."""

    line: int
    entered: int | None
    left: int | None


def said_before(connection: Connection, batch: int, key: TrafficKey, now: Said) -> Said | None:
    """What an earlier line of the same import said of the same time of the same counter.

    None for nothing; then ``now`` is remembered, in a temporary table: a file may have a million rows.
    """
    connection.execute(
        "CREATE TEMP TABLE IF NOT EXISTS said (batch, sensor, at, kind, gate, start, line, entered, exited,"
        " PRIMARY KEY (batch, sensor, at, kind, gate, start)) WITHOUT ROWID"
    )
    new = connection.execute(
        "INSERT OR IGNORE INTO temp.said VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (batch, *key, *now)
    ).rowcount
    if new:
        return None
    row = connection.execute(
        "SELECT line, entered, exited FROM temp.said"
        " WHERE batch = ? AND sensor = ? AND at = ? AND kind = ? AND gate = ? AND start = ?",
        (batch, *key),
    ).fetchone()
    return Said(*row)


def store_traffic(
    connection: Connection,
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


def next_readings(connection: Connection, sensor: int, gate: str, at: int) -> tuple[int, int]:
    """When a running total was read before and after an instant; the instant itself where it was not."""
    of_gate = "FROM traffic WHERE sensor = ? AND gate = ? AND kind = 'total' AND at"
    before, after = (
        connection.execute(f"SELECT {what} {of_gate} {sign} ?", (sensor, gate, at)).fetchone()[0]
        for what, sign in (("max(at)", "<"), ("min(at)", ">"))
    )
    return (at if before is None else before, at if after is None else after)
