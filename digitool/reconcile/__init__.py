"""What orders and tills say against what payment bills say, to the fen."""

from __future__ import annotations

__all__ = ["comparing", "questions"]
