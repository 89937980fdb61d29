"""Coupons at the till: locked, redeemed, given back."""

from __future__ import annotations

__all__ = ["redeeming", "reversing"]
