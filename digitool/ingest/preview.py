"""What a dry run shows before anything is kept."""

from __future__ import annotations

import sqlite3
from typing import Any

from digitool.db.tally import run


def largest_components(connection: sqlite3.Connection, limit: int = 10) -> list[dict[str, Any]]:
    """The persons with the most identifiers: a wrong merge shows here first."""
    return [dict(row) for row in run(connection, "ingest", "largest_persons", {"limit": limit})]


def moved_figures(connection: sqlite3.Connection, operation: int) -> list[dict[str, Any]]:
    """Figures of days already counted that this import would change, chain-wide by measure."""
    return [dict(row) for row in run(connection, "ingest", "moved_figures", {"operation": operation})]
