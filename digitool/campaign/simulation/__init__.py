"""The simulation core: both worlds, with and without a campaign, on arrays."""

from __future__ import annotations

__all__ = [
    "account",
    "coupon_value",
    "drawn",
    "exposure",
    "gatherings",
    "inputs",
    "outcome",
    "preparation",
    "simulate",
]
