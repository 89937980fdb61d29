"""The made-up chain and its people, drawn from a seed."""

from __future__ import annotations

__all__ = [
    "clock",
    "deeds",
    "doors",
    "draws",
    "goods",
    "happenings",
    "making",
    "online",
    "people",
    "plan",
    "size",
]
