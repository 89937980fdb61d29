"""Coupon stocks and their budgets: created, resized, stopped."""

from __future__ import annotations

__all__ = ["budgets", "operations"]
