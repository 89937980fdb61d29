"""What was sold and what was given back: accounts of it, and what follows from them."""

from __future__ import annotations

__all__ = [
    "accounts",
    "live",
    "looking",
    "matching",
    "numbers",
    "pairing",
    "renaming",
    "returns",
    "settling",
    "stored",
]
