"""Coverage of planned visits, and what visits found, from plain counts. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from digitool.model.results import Rate


def coverage_row(counts: Mapping[str, Any], name: str) -> dict[str, Any]:
    """One representative or store: planned visits that were paid on their day, and findings that were fine.

    ``minutes`` is the mean length of visits that were left, None without one.
    """
    ended = counts["ended"]
    return {
        name: counts["who"],
        "planned": counts["planned"],
        "visits": counts["visits"],
        "coverage": Rate(counts["kept"], counts["planned"]),
        "unplanned": counts["unplanned"],
        "minutes": round(counts["spent_ms"] / ended / 60_000) if ended else None,
        "shelves_fine": Rate(counts["shelves_fine"], counts["shelves"]),
        "assets_fine": Rate(counts["assets_fine"], counts["assets"]),
        "pieces_ordered": counts["pieces"],
    }
