"""The made-up chain and its people, drawn from a seed."""

from __future__ import annotations

__all__ = [
    "chain",
    "clock",
    "deeds",
    "doors",
    "draws",
    "goods",
    "happenings",
    "making",
    "online",
    "people",
    "size",
]
