"""Coupons: stocks and their rules, the one evaluator, and a coupon's life from issue to redemption."""

from __future__ import annotations

__all__ = [
    "asking",
    "campaigns",
    "codes",
    "finding",
    "giving",
    "holdouts",
    "metrics",
    "problems",
    "rules",
    "stocks",
    "till",
    "typed",
]
