"""Customer flow: visits and digitization metrics over the facts."""

from __future__ import annotations

__all__ = ["marks", "metrics", "people", "questions", "recount"]
