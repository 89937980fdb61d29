"""Segments: who is in a group of customers that a file describes, and the tags that follow from it."""

from __future__ import annotations

__all__ = ["finding", "keys", "members", "metrics", "operations", "preview"]
