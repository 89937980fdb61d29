"""Commission: which guide an order is credited to, what she earns, and when it is settled."""

from __future__ import annotations

__all__ = ["attribution", "credits", "earnings", "operations", "rates", "why"]
