"""Kinds of coupons, one pure file each, called as the kind and all of one shape (`kinds.shape`).

A new kind is a new file here with ``KIND``: `coupon create` offers it; till, checks, ledger and simulation
ask it what it gives.
"""

from __future__ import annotations

__all__ = ["shape"]
