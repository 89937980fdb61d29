"""Compare the two sides of payments and refunds: what is matched, what is open, what cannot be told. Pure.

Each payment, and each refund, is in one class only, so that on both sides the sum of the classes is the sum
of all that the side tells.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from digitool.facts.sales.matching import PROVIDERS
from digitool.model.ids import Day, Fen

PAYMENT, REFUND = "payment", "refund"

MATCHED = "matched"
AMOUNT_DIFFERS, NO_BILL, NO_ORDER = "amount_differs", "no_bill", "no_order"
REFUND_DIFFERS, REFUND_NO_BILL, REFUND_NO_ORDER = "refund_differs", "refund_no_bill", "refund_no_order"
NO_PURCHASE, UNPAID = "refund_no_purchase", "refund_unpaid"
NO_NUMBER, NOT_COVERED = "no_number", "not_covered"
OTHER_TENDER, DOUBLE, DISPUTED = "other_tender", "double", "disputed"

OPEN = (
    AMOUNT_DIFFERS,
    NO_BILL,
    NO_ORDER,
    REFUND_DIFFERS,
    REFUND_NO_BILL,
    REFUND_NO_ORDER,
    NO_PURCHASE,
    UNPAID,
    DOUBLE,
    DISPUTED,
)
"""Causes that somebody has to look into; the others are matched, or cannot be told."""


class BothSides(NamedTuple):
    """One purchase as both sides tell it, fen; None: this side does not say that it was paid.

    ``tender`` is how it was paid: a provider, such as wechatpay, whose payments stand in bills, or another
    word, empty for unknown. ``bill_back`` and ``order_back`` are what each side says was given back.
    ``double`` says that the other side tells of this sale, too, and nobody knows as which; ``disputed`` that
    two files of one side cannot both be right.
    """

    day: Day
    store: str
    channel: str
    order: str
    payment: str
    tender: str
    order_fen: Fen | None
    bill_fen: Fen | None
    order_back: Fen
    bill_back: Fen
    double: bool = False
    disputed: bool = False


class LoneBack(NamedTuple):
    """Money given back of which nobody knows the purchase; ``by_bill`` says which side tells it."""

    day: Day
    store: str
    channel: str
    order: str
    refund: str
    fen: Fen
    by_bill: bool


class Compared(NamedTuple):
    """One payment or refund: both amounts in fen (None: not told), how far the bill is above, and why."""

    day: Day
    store: str
    kind: str
    order: str
    payment: str
    tender: str
    order_fen: Fen | None
    bill_fen: Fen | None
    difference_fen: int
    cause: str

    @property
    def is_open(self) -> bool:
        """Whether somebody has to look into it."""
        return self.cause in OPEN


class Place(NamedTuple):
    """Where and when one side tells of payments at all: a store (or none, by channel) on a business day."""

    day: Day
    store: str
    channel: str


def compare_sides(purchases: Collection[BothSides], lone: Iterable[LoneBack]) -> list[Compared]:
    """Every payment and refund with its cause, by day, store and payment."""
    billed = {(_place(one), one.tender) for one in purchases if one.bill_fen is not None}
    ordered = _ordered(purchases)
    found = []
    for one in purchases:
        if one.order_fen is not None or one.bill_fen is not None:
            cause = _payment_cause(one, billed, ordered)
            found.append(_compared(one, PAYMENT, one.order_fen, one.bill_fen, cause))
        if one.order_back or one.bill_back:
            order = one.order_back if one.order_back or one.order_fen is not None else None
            bill = one.bill_back if one.bill_back or one.bill_fen is not None else None
            paid = max(one.order_fen or 0, one.bill_fen or 0)
            found.append(_compared(one, REFUND, order, bill, _refund_cause(order, bill) if paid else UNPAID))
    found += [
        Compared(
            back.day,
            back.store,
            REFUND,
            back.order,
            back.refund,
            "",
            None if back.by_bill else back.fen,
            back.fen if back.by_bill else None,
            back.fen if back.by_bill else -back.fen,
            NO_PURCHASE,
        )
        for back in lone
    ]
    return sorted(found, key=lambda one: (one.day, one.store, one.payment, one.kind, one.cause))


def _ordered(purchases: Iterable[BothSides]) -> set[Place]:
    """Where orders or tills tell of half of what bills tell, or more: they have a file of that place and day.

    A few orders of another channel that a store handed out are no till's file.
    """
    alone: Counter[Place] = Counter()
    both: Counter[Place] = Counter()
    for one in purchases:
        if one.double:
            both[_place(one)] += 1  # each stands for a row of the other side
        elif one.bill_fen is not None:
            (alone if one.order_fen is None else both)[_place(one)] += 1
    return {place for place, count in both.items() if count >= alone[place]}


def _place(one: BothSides) -> Place:
    return Place(one.day, one.store, "" if one.store else one.channel)


def _compared(one: BothSides, kind: str, order: Fen | None, bill: Fen | None, cause: str) -> Compared:
    difference = (bill or 0) - (order or 0)
    said = one.day, one.store, kind, one.order, one.payment, one.tender
    return Compared(*said, order, bill, difference, cause)


def _payment_cause(one: BothSides, billed: Collection[tuple[Place, str]], ordered: Collection[Place]) -> str:
    if one.double:
        return DOUBLE
    if one.disputed:
        return DISPUTED
    if one.order_fen is not None and one.bill_fen is not None:
        return MATCHED if one.order_fen == one.bill_fen else AMOUNT_DIFFERS
    if not one.order_fen and not one.bill_fen:
        return MATCHED  # taken back at the till: no side has money of it
    if one.bill_fen is not None:
        return NO_ORDER if _place(one) in ordered else NOT_COVERED
    if one.tender not in PROVIDERS:
        return OTHER_TENDER if one.tender else NO_NUMBER
    return NO_BILL if (_place(one), one.tender) in billed else NOT_COVERED


def _refund_cause(order: Fen | None, bill: Fen | None) -> str:
    if order is None or bill is None:
        return NOT_COVERED  # its payment is what one side does not know
    if order == bill:
        return MATCHED
    if not bill:
        return REFUND_NO_BILL
    return REFUND_DIFFERS if order else REFUND_NO_ORDER


class Total(NamedTuple):
    """What a group comes to: how many, fen of each side (0 where it tells nothing), how many are open."""

    items: int
    order_fen: int
    bill_fen: int
    open: int


def sums_of(compared: Iterable[Compared], group: Callable[[Compared], object]) -> dict[object, Total]:
    """Sums by group; refunds count against payments on both sides."""
    sums: dict[object, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for one in compared:
        sign = -1 if one.kind == REFUND else 1
        cell = sums[group(one)]
        more = (1, sign * (one.order_fen or 0), sign * (one.bill_fen or 0), one.is_open)
        cell[:] = map(sum, zip(cell, more))
    return {name: Total(*cell) for name, cell in sums.items()}
