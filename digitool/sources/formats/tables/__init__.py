"""Formats of tables: bills, exports and lists, a row a line."""

from __future__ import annotations

__all__ = ["mapped_touches"]
