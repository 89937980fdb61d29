"""What the workspace holds in all: what a write moves shows between two looks at it."""

from __future__ import annotations

from typing import Any

from digitool.db.port import Connection
from digitool.db.tally import run


def held_figures(connection: Connection) -> dict[str, int]:
    """What the workspace holds in all, by figure: numbers, and fen where the name ends in ``_fen``."""
    return {row["figure"]: row["value"] for row in run(connection, "ingest", "totals")}


def moved(before: dict[str, int], after: dict[str, int]) -> list[dict[str, Any]]:
    """The figures that are not as they were."""
    return [
        {"figure": name, "before": value, "after": after[name]}
        for name, value in before.items()
        if value != after[name]
    ]
