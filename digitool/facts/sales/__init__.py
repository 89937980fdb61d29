"""What was sold and what was given back: accounts of it, and what follows from them."""

from __future__ import annotations

__all__ = ["accounts", "looking", "numbers", "renaming", "returns", "settling", "stored"]
