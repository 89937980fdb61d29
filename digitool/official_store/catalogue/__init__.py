"""What the official store sells: products, prices, flash prices."""

from __future__ import annotations

__all__ = ["file", "lookup", "operations"]
