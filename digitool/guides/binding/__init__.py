"""Bindings: who serves whom, folded from all that happened."""

from __future__ import annotations

__all__ = ["keeping", "operations", "ownership", "rules", "stored"]
