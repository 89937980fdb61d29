"""From assertions to persons: clusters, guards and shared values. Pure."""

from __future__ import annotations

__all__ = [
    "assertions",
    "attributes",
    "bridges",
    "bulk",
    "cluster",
    "guards",
    "namespaces",
    "outcome",
    "rules",
]
