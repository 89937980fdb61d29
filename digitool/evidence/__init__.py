"""What files said, and what counts of it: imports, claims, and the rule of each kind of fact."""

from __future__ import annotations

__all__ = ["asking", "keeping", "kinds"]
