"""What a chain may decide, one file per room: each a dataclass whose fields are keys of its TOML table."""

from __future__ import annotations

__all__ = [
    "binding",
    "commission",
    "contact",
    "coupons",
    "identity",
    "lists",
    "official_store",
    "reconcile",
    "traffic",
]
