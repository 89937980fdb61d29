"""The database: the only room that opens one.

Reads run SQL files over the plain driver (`reading`, `tally`); writes are one transaction each
(`writing`); `schema` creates and migrates; `backup` copies; `checks` recomputes invariants.
"""

from __future__ import annotations

__all__ = [
    "actor",
    "backup",
    "bearer",
    "checks",
    "clock",
    "connection",
    "constraints",
    "damage",
    "history",
    "nameless",
    "places",
    "port",
    "query",
    "reading",
    "schema",
    "statements",
    "tally",
    "writing",
]
