"""Kinds of coupons, one pure file each, called as the kind and all of one shape (`kinds.shape`).

A new kind is a new file here with ``KIND``: till, checks, ledger and simulation ask it what it gives.
Its name also stands where people type it, in ``cli/commands/coupon/rules.py``.
"""

from __future__ import annotations

__all__ = ["shape"]
