"""Import: route what sources read to the rooms that keep it, one transaction a file."""

from __future__ import annotations

__all__ = ["choose", "deciding", "history", "outcome", "rejected", "resting", "run", "undoing"]
