"""Store touches: millions at a time, each once."""

from __future__ import annotations

import sqlite3
from zlib import crc32

TouchRow = tuple[int, int, int, int, int, int]
"""Identifier id, at (UTC ms), touchpoint id, ref, batch, line."""


def ref_digest(ref: str) -> int:
    """A short digest of the source's event id.

    It only has to tell events apart that share identifier, instant and touchpoint.
    """
    return crc32(ref.encode())


def insert_touches(connection: sqlite3.Connection, rows: list[TouchRow]) -> int:
    """Insert the rows that are not there yet; return how many were new. Sorts ``rows`` in place.

    Sorted rows reach each page of the table once, which is what keeps a long import linear.
    """
    rows.sort()
    before = connection.total_changes
    connection.executemany("INSERT OR IGNORE INTO touch VALUES (?, ?, ?, ?, ?, ?)", rows)
    return connection.total_changes - before


def insert_touch(connection: sqlite3.Connection, row: TouchRow) -> bool:
    """Insert one touch; False when it was there."""
    return connection.execute("INSERT OR IGNORE INTO touch VALUES (?, ?, ?, ?, ?, ?)", row).rowcount == 1
