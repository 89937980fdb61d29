"""Reports: what a person wants to read about a workspace as a whole."""

from __future__ import annotations

__all__ = ["health", "keeping", "manifest", "migrating", "pruning", "restoring"]
