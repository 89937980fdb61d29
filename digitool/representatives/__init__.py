"""Field representatives: planned visits at stores, shelf and asset checks, orders taken, coverage."""

from __future__ import annotations

__all__ = ["metrics", "operations"]
