"""What the exports of people counters share."""

from __future__ import annotations

__all__ = ["clock", "counts"]
