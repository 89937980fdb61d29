"""Coupons are given out: to customers, as printed codes, by claim."""

from __future__ import annotations

__all__ = ["first_holders", "issuing", "recipients"]
