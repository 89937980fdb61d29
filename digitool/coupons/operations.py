"""What changes: every public write of this room, one transaction each, idempotent by key."""

from __future__ import annotations

from digitool.coupons.giving.issuing import claim, issue, receive
from digitool.coupons.stocks.budgets import change_budget
from digitool.coupons.stocks.operations import create, resize
from digitool.coupons.till.redeeming import lock, redeem
from digitool.coupons.till.reversing import expire, release, reverse, void

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
