"""A file as readers see it: bytes, text, rows, cells, within limits."""

from __future__ import annotations

__all__ = ["cells", "opening", "problems", "rejects", "rows", "table"]
