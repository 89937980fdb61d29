"""What changes: every public write of this room, one transaction each, idempotent by key.

Functions whose name ends in ``_in`` do the same inside a write of the caller.
"""

from __future__ import annotations

from digitool.official_store.asked import Asked, Want
from digitool.official_store.baskets import open_basket, scan
from digitool.official_store.baskets import pay as pay_basket
from digitool.official_store.ending import cancel, cancel_in, expire, expire_overdue
from digitool.official_store.exits import audit, leave
from digitool.official_store.fulfilling import deliver, pickup, ship
from digitool.official_store.ordering import create, create_in
from digitool.official_store.paying import pay, pay_in
from digitool.official_store.products import FlashAsked, Item, flash, save
from digitool.official_store.refunding import Return, refund, refund_in
from digitool.official_store.stocking import count, receive, transfer

__all__ = [
    "Asked",
    "FlashAsked",
    "Item",
    "Return",
    "Want",
    "audit",
    "cancel",
    "cancel_in",
    "count",
    "create",
    "create_in",
    "deliver",
    "expire",
    "expire_overdue",
    "flash",
    "leave",
    "open_basket",
    "pay",
    "pay_basket",
    "pay_in",
    "pickup",
    "receive",
    "refund",
    "refund_in",
    "save",
    "scan",
    "ship",
    "transfer",
]
