"""Started campaigns as far as rooms that give something must know them: caps and holdouts."""

from __future__ import annotations

__all__ = ["holdouts", "started"]
