"""The import formats, one module each with its ``FORMAT``; a wing for each shape that a file can have."""

from __future__ import annotations

__all__ = ["messages", "tables"]
