"""The daily list: whom a guide should see to, why, and what became of it."""

from __future__ import annotations

__all__ = ["day", "operations", "reasons"]
