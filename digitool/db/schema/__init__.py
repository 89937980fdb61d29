"""The schema: declared by the rooms' tables, built into one text, founded and upgraded."""

from __future__ import annotations

__all__ = ["declaring", "making", "objects", "people", "triggers", "version", "walls"]
