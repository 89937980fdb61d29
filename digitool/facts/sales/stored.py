"""Bring stored purchases and refunds up to the live accounts of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from digitool.db.port import Connection
from digitool.db.statements import ask
from digitool.facts.parts import Kept
from digitool.facts.receipts import Family
from digitool.facts.sales.live import outcomes
from digitool.facts.sales.settling import NOWHERE, MoneyBack, Sale, SaleOutcome, StoreBook
from digitool.model.ids import Day, Fen, StoreId

StoreDays = set[tuple[StoreId, Day]]
"""(store id, business day) pairs whose figures something concerns."""

_PURCHASE = (
    "id, number, order_key, till, order_no, at, store, channel, amount_fen, state, party, guide, referrer,"
    " bill_fen, order_fen, tender, disputed, buyer, day, batch, line"
)
_REFUND = "id, number, told, purchase, at, day, amount_fen, state, batch, line"
_PLACE = "refund, store, channel, order_no, till, guide"


class Retold(NamedTuple):
    """A purchase that is not as it was: None where there was, or is, none. ``open`` as in `SaleOutcome`."""

    before: Before | None
    after: Sale | None
    rows: tuple[Kept, ...]
    open: bool


class Before(NamedTuple):
    """What is stored of a purchase that its party, its days and its receipt follow from."""

    id: int
    till: str | None
    order_no: str
    store: StoreId
    day: Day
    party: int | None
    buyer: int | None
    amount_fen: Fen
    batch: int


class Concerned(NamedTuple):
    """Whom and what a change of accounts concerns: days to count again, receipts, purchases that changed."""

    days: StoreDays
    families: set[Family]
    retold: list[Retold]


def settle(
    connection: Connection,
    numbers: Iterable[int],
    book: StoreBook,
    release: Callable[[Iterable[int]], object],
) -> Concerned:
    """Derive the purchases and refunds anew that accounts of these numbers (keys) bear on.

    ``release`` is called with the parties (identifier ids) of purchases that change, before they do.
    """
    found, wanted, others = outcomes(connection, set(numbers), book)
    before = StoredSales(connection, wanted)
    changed = [number for number in sorted(wanted) if before.differs(number, found.get(number))]
    old = {number: before.row(number) for number in changed}
    new = {number: found[number].sale if number in found else None for number in changed}
    parties = [party for one in old.values() if one is not None for party in (one.party, one.buyer)]
    parties += [party for one in new.values() if one is not None for party in (one.view.party, one.buyer)]
    release([party for party in parties if party is not None])
    days = _days_of_refunds(connection, changed)
    families = before.families(changed)
    _write(connection, changed, found, before)
    _write_numbers(connection, wanted, others)
    days |= _days_of_refunds(connection, changed)
    for number in changed:
        row, sale = old[number], new[number]
        days |= {(row.store, row.day)} if row is not None else set()
        days |= {(sale.view.store, sale.day)} if sale is not None else set()
        families |= _families(found.get(number))
    retold = [
        Retold(old[number], found[number].sale, found[number].rows, bool(found[number].open))
        for number in changed
        if number in found
    ]
    return Concerned({(store, day) for store, day in days if store}, families, retold)


def settle_slices(
    connection: Connection,
    numbers: Iterable[int],
    book: StoreBook,
    release: Callable[[Iterable[int]], object],
) -> Iterator[Concerned]:
    """`settle` any number of purchases, some thousand at a time: memory does not grow with them."""
    remaining = iter(sorted(numbers))
    while some := list(islice(remaining, _TOGETHER)):
        yield settle(connection, some, book, release)


_TOGETHER = 5_000


class StoredSales:
    """What is stored of purchases, and of the refunds that were told with them."""

    def __init__(self, connection: Connection, numbers: Collection[int]) -> None:
        asked = (json.dumps(sorted(numbers)),)

        def by_number(text: str) -> dict[int, Any]:
            return {row[0]: tuple(row) for row in ask(connection, text, asked)}

        def many(text: str) -> dict[int, list[tuple[Any, ...]]]:
            found: dict[int, list[tuple[Any, ...]]] = {}
            for number, *cells in ask(connection, text, asked):
                found.setdefault(number, []).append(tuple(cells))
            return found

        self.purchases = by_number(
            f"SELECT {_of('p', _PURCHASE)} FROM ints(?) j /*+ then */ JOIN purchase p ON p.id = j.value"  # noqa: S608
        )
        self.lines: dict[int, list[tuple[Any, ...]]] = {}
        self.places: dict[int, Any] = {}
        if self.purchases:
            self.lines = many(
                "SELECT l.purchase, l.item, l.title, l.quantity, l.amount_fen FROM ints(?) j"
                " /*+ then */ JOIN purchase_line l ON l.purchase = j.value ORDER BY l.purchase, l.position"
            )
            self.places = by_number(
                "SELECT o.purchase, o.store, o.region FROM ints(?) j /*+ then */ JOIN order_place o"
                " ON o.purchase = j.value"
            )
        refunds = (
            f"SELECT coalesce(r.told, r.purchase), {_of('r', _REFUND)},"  # noqa: S608 - of this module
            " w.store, w.channel, w.order_no, w.till, w.guide FROM ints(?) j"
            " /*+ then */ JOIN refund r ON {} LEFT JOIN refund_place w ON w.refund = r.id"
        )
        self.refunds = many(refunds.format("r.purchase = j.value AND r.told IS NULL"))
        for number, rows in many(refunds.format("r.told = j.value")).items():
            self.refunds.setdefault(number, []).extend(rows)

    def row(self, number: int) -> Before | None:
        """What a change of a purchase bears on."""
        row = self.purchases.get(number)
        if row is None:
            return None
        said = dict(zip(_PURCHASE.split(", "), row))
        return Before(**{name: said[name] for name in Before._fields})

    def name(self, number: int) -> str:
        """The number of a purchase as people know it, empty for one that is not stored."""
        row = self.purchases.get(number)
        return "" if row is None else str(row[1])

    def differs(self, number: int, now: SaleOutcome | None) -> bool:
        """Whether this is not what is stored of a number."""
        sale = None if now is None else now.sale
        if (None if sale is None else purchase_row(sale)) != self.purchases.get(number):
            return True
        if sale is not None:
            place = None if sale.place == NOWHERE else (number, *sale.place)
            lines = [tuple(line) for line in sale.lines]
            if place != self.places.get(number) or lines != self.lines.get(number, []):
                return True
        wanted = sorted(map(_told_back, now.backs if now is not None else ()))
        return wanted != sorted(map(_known_back, self.refunds.get(number, ())))

    def families(self, numbers: Iterable[int]) -> set[Family]:
        """The receipts' numbers that these purchases and their refunds are of."""
        found = set()
        for number in numbers:
            row = self.purchases.get(number)
            if row is not None and row[3] is not None:
                found.add(Family(row[6], row[3], row[4]))
            found |= {
                Family(one[10], one[13], one[12])
                for one in self.refunds.get(number, ())
                if one[13] is not None
            }
        return found


def _of(table: str, columns: str) -> str:
    return ", ".join(f"{table}.{column}" for column in columns.split(", "))


def purchase_row(sale: Sale) -> tuple[Any, ...]:
    """A purchase as its table holds it."""
    told = sale.bill_fen, sale.order_fen, sale.tender, sale.disputed, sale.buyer, sale.day
    return (*sale[:4], *sale.view, *told, *sale.source)


def _told_back(back: MoneyBack) -> tuple[Any, ...]:
    """What a refund says, without the purchase of one by receipt, which `attach_returns` finds."""
    place = (back.store, back.channel, back.order_no, back.till, back.guide)
    known = (back.id, back.number, back.told, None if back.till is not None else back.purchase)
    said = (back.at, back.day, back.amount_fen, back.state, *back.source)
    return tuple(map(_sortable, (*known, *said, *(place if _is_placed(back) else _UNPLACED))))


_UNPLACED = (None, None, None, None, None)


def _known_back(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(map(_sortable, (*row[:3], None if row[13] is not None else row[3], *row[4:])))


def _sortable(value: object) -> tuple[bool, Any]:
    return value is not None, value


def _is_placed(back: MoneyBack) -> bool:
    return bool(back.channel or back.order_no)


def _families(now: SaleOutcome | None) -> set[Family]:
    if now is None:
        return set()
    found = {Family(back.store, back.till, back.order_no) for back in now.backs if back.till is not None}
    if now.sale is not None and now.sale.till is not None:
        found.add(Family(now.sale.view.store, now.sale.till, now.sale.view.order_no))
    return found


def _days_of_refunds(connection: Connection, numbers: Collection[int]) -> StoreDays:
    """The store-days whose figures refunds told with these purchases concern: their sales', and their own."""
    days: StoreDays = set()
    asked = (json.dumps(sorted(numbers)),)
    for on in ("r.purchase = j.value", "r.told = j.value"):
        rows = ask(
            connection,
            "SELECT r.day, coalesce(w.store, 0), coalesce(p.store, 0), coalesce(p.day, 0) FROM ints(?) j"  # noqa: S608
            f" /*+ then */ JOIN refund r ON {on} LEFT JOIN refund_place w ON w.refund = r.id"
            " LEFT JOIN purchase p ON p.id = r.purchase",
            asked,
        )
        for day, store, sold, sold_on in rows:
            days |= {(store, day), (sold, sold_on)}
    return days


def _write(
    connection: Connection, numbers: Collection[int], found: dict[int, SaleOutcome], before: StoredSales
) -> None:
    sales = [
        now.sale for number in numbers if (now := found.get(number)) is not None and now.sale is not None
    ]
    kept = {sale.id for sale in sales}
    known = [number for number in numbers if number in before.purchases]
    connection.executemany("DELETE FROM purchase WHERE id = ?", [(one,) for one in known if one not in kept])
    for table in ("purchase_line", "order_place"):
        connection.executemany(f"DELETE FROM {table} WHERE purchase = ?", [(one,) for one in known])  # noqa: S608
    _put(connection, "purchase", _PURCHASE, (purchase_row(sale) for sale in sales))
    connection.executemany(
        "INSERT INTO purchase_line VALUES (?, ?, ?, ?, ?, ?)",
        [(sale.id, place, *line) for sale in sales for place, line in enumerate(sale.lines, 1)],
    )
    connection.executemany(
        "INSERT INTO order_place (purchase, store, region) VALUES (?, ?, ?)",
        [(sale.id, *sale.place) for sale in sales if sale.place != NOWHERE],
    )
    _write_refunds(connection, numbers, found, before)


def _write_refunds(
    connection: Connection, numbers: Collection[int], found: dict[int, SaleOutcome], before: StoredSales
) -> None:
    attached = {row[0]: row[3] for number in numbers for row in before.refunds.get(number, ())}
    for table, column in (("refund", "id"), ("refund_place", "refund")):
        connection.executemany(
            f"DELETE FROM {table} WHERE {column} = ?",  # noqa: S608 - from above
            [(one,) for one in attached],
        )
    backs = [back for number in numbers if number in found for back in found[number].backs]
    _put(
        connection,
        "refund",
        _REFUND,
        (
            (
                back.id,
                back.number,
                back.told,
                attached.get(back.id, back.purchase) if back.till is not None else back.purchase,
                *(back.at, back.day, back.amount_fen, back.state, *back.source),
            )
            for back in backs
        ),
    )
    _put(
        connection,
        "refund_place",
        _PLACE,
        (
            (back.id, back.store, back.channel, back.order_no, back.till, back.guide)
            for back in backs
            if _is_placed(back)
        ),
    )


def _write_numbers(connection: Connection, numbers: Collection[int], others: dict[int, int]) -> None:
    rows = ask(
        connection,
        "SELECT n.number, n.purchase FROM ints(?) j /*+ then */ JOIN sale_number n ON n.number = j.value",
        (json.dumps(sorted(numbers)),),
    )
    known = {row[0]: row[1] for row in rows}
    gone = [(one,) for one in known if one not in others]
    connection.executemany("DELETE FROM sale_number WHERE number = ?", gone)
    new = ((one, purchase) for one, purchase in others.items() if known.get(one) != purchase)
    _put(connection, "sale_number", "number, purchase", new)


def _put(connection: Connection, table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Write rows, over those with the same first column."""
    names = columns.split(", ")
    update = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
    remaining = iter(rows)
    while chunk := list(islice(remaining, _TOGETHER)):
        connection.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608
            f" ON CONFLICT ({names[0]}) DO UPDATE SET {update}",
            chunk,
        )
