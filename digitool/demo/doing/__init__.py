"""Carry the demo's deeds out through the functions behind the commands, one clock and one key for each."""

from __future__ import annotations

__all__ = ["every"]
