"""What a dry run shows before anything is kept."""

from __future__ import annotations

from typing import Any

from digitool.db.port import Connection
from digitool.db.tally import run


def largest_components(connection: Connection, limit: int = 10) -> list[dict[str, Any]]:
    """The persons with the most identifiers: a wrong merge shows here first."""
    return [dict(row) for row in run(connection, "ingest", "largest_persons", {"limit": limit})]


def moved_figures(connection: Connection, operation: int) -> list[dict[str, Any]]:
    """Figures of days already counted that this import would change, chain-wide by measure."""
    return [dict(row) for row in run(connection, "ingest", "moved_figures", {"operation": operation})]
