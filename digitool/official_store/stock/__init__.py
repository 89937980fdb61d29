"""Stock levels and movements, and how far the stock reaches."""

from __future__ import annotations

__all__ = ["cover", "levels"]
