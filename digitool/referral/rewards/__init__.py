"""Rewards: promised by deeds, capped, decided on and paid."""

from __future__ import annotations

__all__ = ["deciding", "deeds", "operations", "quotas", "signals"]
