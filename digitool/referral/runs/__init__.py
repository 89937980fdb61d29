"""Runs of a mechanic, live: started, acted in, ended by the clock."""

from __future__ import annotations

__all__ = ["asking", "operations"]
