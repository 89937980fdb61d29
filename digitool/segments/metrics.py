"""Figures about tags: who has which, and how much of each guide's customers is tagged."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any, NamedTuple

from digitool.db.port import Connection
from digitool.db.tally import run
from digitool.model.results import Rate


class Coverage(NamedTuple):
    """Customers of a guide now, how many of them she tagged, and how many anybody tagged; each once."""

    guide: str
    customers: int
    tagged: int
    tagged_by_anybody: int


def tag_rows(connection: Connection, at: int, customers: int) -> list[dict[str, Any]]:
    """By tag: customers who have it, each once however many guides put it; share of ``customers``.

    Tags put by people count as they stand, those by rule as of ``at`` (UTC ms).
    """
    return [
        {
            "tag": row["tag"],
            "kind": row["kind"],
            "group": row["tag_group"],
            "persons": row["persons"],
            "share": Rate(row["persons"], customers),
            "guides": row["guides"] if row["kind"] != "rule" else None,
            "placements": row["placements"],
        }
        for row in run(connection, "segments", "tag_counts", {"at": at})
    ]


def coverage(connection: Connection, at: int) -> list[Coverage]:
    """Tag coverage of every guide who has customers, by userid.

    Tags by rule do not count: nobody put them.
    """
    return [Coverage(*row) for row in run(connection, "segments", "tag_coverage", {"at": at})]


def coverage_total(connection: Connection, at: int, guides: Collection[str] | None = None) -> tuple[int, int]:
    """Customers of some guides (None: of all) and how many of them have a tag, each person once."""
    packed = None if guides is None else json.dumps(sorted(guides))
    row = run(connection, "segments", "tag_coverage_total", {"at": at, "guides": packed})[0]
    return row["customers"], row["tagged"]


def rule_tags(connection: Connection, identifiers: Collection[int], at: int) -> list[str]:
    """Tags by rule that stand on one of the identifiers at a moment (UTC ms), in order."""
    params = {"ids": json.dumps(list(identifiers)), "at": at}
    return [row["tag"] for row in run(connection, "segments", "person_tags", params)]
