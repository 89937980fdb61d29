"""Performance: scorecards, ranks and contests of guides and stores."""

from __future__ import annotations

__all__ = ["contest", "orders", "questions", "scorecards"]
