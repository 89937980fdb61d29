"""The figures of the official store."""

from __future__ import annotations

__all__ = ["metrics", "questions"]
