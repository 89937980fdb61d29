"""Receipts of tills, whose numbers start again, and which of them a return belongs to. Pure.

A return carries the number of its sale, or one of its own that an earlier receipt may have had by chance. So
it belongs to the receipt of its number on its own business day, else to the latest one before it, and only
where that was for as much money as is given back; else its purchase is not known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from digitool.model.days import iso_day
from digitool.model.ids import Day, Ms, StoreId
from digitool.model.keys import key64

PREFIX = "pos:"
"""What the number of a purchase starts with that is known by its receipt only."""


class Receipt(NamedTuple):
    """A number within a store (its id), a till and a business day."""

    store: StoreId
    till: str
    number: str
    day: Day

    @property
    def family(self) -> Family:
        """All receipts of this number there, of whatever day."""
        return Family(self.store, self.till, self.number)


class Family(NamedTuple):
    """A number of a till (its code, or empty) in a store, on all days."""

    store: StoreId
    till: str
    number: str


def label(receipt: Receipt, store: str) -> str:
    """The number of the purchase that a receipt is; ``store`` is the store's code."""
    return f"{PREFIX}{store}:{receipt.till}:{iso_day(receipt.day)}:{receipt.number}"


def nowhere(family: Family, store: str) -> int:
    """The purchase (an id that none has) of returns of a number whose sale nobody knows."""
    return key64("returns", store, family.till, family.number)


class SoldReceipt(NamedTuple):
    """A receipt that a return may belong to: purchase, business day, UTC ms, fen."""

    purchase: int
    day: Day
    at: Ms
    fen: int


class Back(NamedTuple):
    """A return: refund, business day, UTC ms, fen; ``teller`` tells of the same money as others do."""

    refund: int
    day: Day
    at: Ms
    fen: int
    teller: str


def assigned(sales: Sequence[SoldReceipt], returns: Iterable[Back]) -> dict[int, int | None]:
    """The purchase of each return of one number, None where none fits, whatever order they stand in."""
    left: dict[tuple[str, int], int] = defaultdict(int)
    found: dict[int, int | None] = {}
    for back in sorted(returns, key=lambda one: (one.at, one.fen, one.refund)):
        fitting = [
            sold
            for sold in sales
            if (sold.day == back.day or sold.at <= back.at)
            and sold.fen - left[back.teller, sold.purchase] >= back.fen
        ]
        best = max(fitting, key=lambda sold: (sold.day == back.day, sold.at, sold.purchase), default=None)
        found[back.refund] = None if best is None else best.purchase
        if best is not None:
            left[back.teller, best.purchase] += back.fen
    return found
