"""What changes: every public write of this room, one transaction each, idempotent by key.

Functions whose name ends in ``_in`` do the same inside a write of the caller.
"""

from __future__ import annotations

from digitool.official_store.asked import Asked, Want
from digitool.official_store.baskets.exits import audit, leave
from digitool.official_store.baskets.operations import open_basket, scan
from digitool.official_store.baskets.operations import pay as pay_basket
from digitool.official_store.catalogue.operations import FlashAsked, Item, flash, save
from digitool.official_store.inventory import count, receive, transfer
from digitool.official_store.orders.ending import cancel, cancel_in, expire, expire_in
from digitool.official_store.orders.fulfilling import deliver, pickup, ship
from digitool.official_store.orders.paying import pay, pay_in
from digitool.official_store.orders.placing import create, create_in
from digitool.official_store.orders.refunding import Return, refund, refund_in

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
    "expire_in",
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
