"""The numbers that purchases and refunds are known by, and their keys. Pure."""

from __future__ import annotations

from digitool.model.ids import StoreId
from digitool.model.keys import key64

BY_ORDER = "wechatpay-order:"
"""What the number of a purchase starts with that is known by merchant and order number only."""

BACK_BY_ORDER, BACK_BY_NUMBER = "wechatpay-refund-order:", "wechatpay-refund:"
"""What the number of a refund starts with whose real number a spreadsheet destroyed, and one that has it."""


def order_key(merchant: str, order_no: str) -> int | None:
    """The key of a merchant's order number; None when one of the two is unknown."""
    return key64("order", merchant, order_no) if merchant and order_no else None


def store_order_key(store: StoreId, order_no: str) -> int | None:
    """The key of a merchant's order number in a store (id), which till and bill both have; None without."""
    return key64("store-order", str(store), order_no) if store and order_no else None


def key_by_order(number: str) -> int | None:
    """The `order_key` in a number by order (of a purchase or of the one that a refund names)."""
    if not number.startswith(BY_ORDER):
        return None
    merchant, _, order_no = number.removeprefix(BY_ORDER).partition(":")
    return order_key(merchant, order_no)
