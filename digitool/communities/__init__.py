"""Communities: customer groups, their leaders, and community group buying."""

from __future__ import annotations

__all__ = ["operations", "reporting", "requests"]
