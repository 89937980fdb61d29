"""Scan-and-go: baskets, exit passes, and whom the guard looks at."""

from __future__ import annotations

__all__ = ["exits", "operations"]
