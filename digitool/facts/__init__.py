"""The evidence that every other room reads: stores, touchpoints, traffic, touches, purchases."""

from __future__ import annotations

__all__ = [
    "business_days",
    "episodes",
    "holdings",
    "home_stores",
    "mini_programs",
    "parts",
    "receipts",
    "relations",
    "sales",
    "source",
    "sync",
    "touches",
    "touchpoints",
    "traffic",
]
