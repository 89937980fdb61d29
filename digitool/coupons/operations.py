"""What changes: every public write of this room, one transaction each, idempotent by key."""

from __future__ import annotations

from digitool.coupons.budgets import change_budget
from digitool.coupons.issuing import claim, issue, receive
from digitool.coupons.redeeming import lock, redeem
from digitool.coupons.reversing import expire, release, reverse, void
from digitool.coupons.stocks import create, resize

__all__ = [
    "change_budget",
    "claim",
    "create",
    "expire",
    "issue",
    "lock",
    "receive",
    "redeem",
    "release",
    "resize",
    "reverse",
    "void",
]
