"""Mappings: which columns of somebody's table hold what."""

from __future__ import annotations

__all__ = ["decimal_mark", "glimpse", "learning", "mapped", "mapping", "scoping", "synonyms", "telltales"]
