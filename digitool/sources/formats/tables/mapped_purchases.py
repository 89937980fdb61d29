"""Purchases from any table, by a mapping: one row an order, or one row an item with the ticket's number.

A number means one of two things. An *order*'s stands for it everywhere and for ever, and its rows come
again when it changes. A *receipt*'s starts again, so it counts within store, till and business date, and
its rows never change. Sales of the official store are orders, all others receipts, unless the mapping's
``number_scope`` says ``global`` or ``day``.

Rows of one number are one purchase and their amounts add up, with what is taken off at the same moment.
What is taken off at another moment is a return: a refund of its own. When one row of a ticket cannot be
read the whole ticket is rejected, so that no wrong total is taken and the corrected ticket can come in
whole.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from digitool.model.keys import ORDER
from digitool.model.records import (
    Item,
    Items,
    OrderLine,
    Purchase,
    PurchasePart,
    Refund,
    Reject,
    is_return,
)
from digitool.model.text import clean
from digitool.sources.file import problems
from digitool.sources.file.cells import check_yuan, ident, known, payment_key, whole
from digitool.sources.file.opening import Document
from digitool.sources.file.problems import Refused
from digitool.sources.file.rows import HeadedTable, Row, bare, check_width
from digitool.sources.format import Format, ReadOptions
from digitool.sources.mapping.decimal_mark import with_decimal_mark
from digitool.sources.mapping.mapped import (
    column,
    filled,
    mapped_moment,
    mapped_table,
    mapping_for,
    sniff_kind,
    whose,
)
from digitool.sources.mapping.mapping import TableMapping
from digitool.sources.mapping.synonyms import STATE_OF, STATES

OFFICIAL_STORE = "official_store"
"""The channel whose numbers are those of orders."""


class _Ids(NamedTuple):
    """What a ticket goes by: its number, and for a receipt where and on which day as the cells say it."""

    number: str
    store: str = ""
    till: str = ""
    day: str = ""


@dataclass
class _Ticket:
    """The rows of one ticket so far, and what their readable cells say."""

    ids: _Ids
    rows: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    parsed: list[Purchase] = field(default_factory=list)
    refused: dict[int, Refused] = field(default_factory=dict)


def sniff(document: Document) -> int:
    """A header in our own field names: at, order_no, amount, ..."""
    return sniff_kind(document, "purchases")


def read(document: Document, options: ReadOptions) -> Items:
    """Purchases and refunds, those of a ticket at the place of its last row."""
    mapping = with_decimal_mark(document, mapping_for(document, options, "purchases"))
    scattered = _scattered(document, mapping)
    waiting: dict[_Ids, _Ticket] = {}
    undated: set[_Ids] = set()
    ticket = _Ticket(_Ids(""))
    table = mapped_table(document, mapping)
    name = _Namer(table, mapping)
    for line, cells in table.rows:
        ids, row = name(line, cells), _parse(table, line, cells, mapping, options)
        if _undated(row, mapping):
            undated.add(ids._replace(day=""))
        apart = hash(ids) in scattered
        if apart or (ids != ticket.ids and not _continues(ticket, ids, row, mapping)):
            yield from _emit(ticket, mapping)
            ticket = _Ticket(_Ids("") if apart else ids)
        if apart:
            _keep(waiting.setdefault(ids, _Ticket(ids)), line, cells, row)
            continue
        if not _undated(row, mapping):
            ticket.ids = ids
        _keep(ticket, line, cells, row)
    yield from _emit(ticket, mapping)
    for left in waiting.values():
        yield from _emit(left, mapping, undated=left.ids._replace(day="") in undated)


class _Namer:
    """Says which ticket a row belongs to, by its cells alone: this is asked twice of every row."""

    def __init__(self, table: HeadedTable, mapping: TableMapping) -> None:
        self._places: dict[str, int] = {
            name: table.names.index(column(mapping, name))
            for name in ("order_no", "store", "till", "at", "channel")
            if name in mapping.columns
        }
        self._mapping = mapping

    def __call__(self, line: int, cells: list[str]) -> _Ids:
        number = self._cell(cells, "order_no") or f"\0{line}"
        if numbers_orders(self._mapping, self._cell(cells, "channel")):
            return _Ids(number)
        day = self._cell(cells, "at").replace("T", " ").partition(" ")[0][:10]
        return _Ids(number, self._cell(cells, "store"), self._cell(cells, "till"), day)

    def _cell(self, cells: list[str], name: str) -> str:
        place = self._places.get(name, -1)
        found = bare(cells[place]) if 0 <= place < len(cells) else ""
        return found or self._mapping.defaults.get(name, "")


def numbers_orders(mapping: TableMapping, channel: str) -> bool:
    """Whether a row's number is an order's, good everywhere, and not a receipt's, good for a day."""
    return (mapping.number_scope or ("global" if channel == OFFICIAL_STORE else "day")) == "global"


def _scattered(document: Document, mapping: TableMapping) -> set[int]:
    """Hashes of the tickets whose rows do not stand together: only these are held until the end."""
    table = mapped_table(document, mapping)
    name = _Namer(table, mapping)
    done: set[int] = set()
    again: set[int] = set()
    current = 0
    for line, cells in table.rows:
        digest = hash(name(line, cells))
        if digest != current:
            (again if digest in done else done).add(digest)
            current = digest
    return again


def _undated(row: Purchase | Refused, mapping: TableMapping) -> bool:
    """Whether a row's time cannot be read: then nobody knows which of the receipts of its number it is of."""
    return isinstance(row, Refused) and row.column == column(mapping, "at")


def _continues(ticket: _Ticket, ids: _Ids, row: Purchase | Refused, mapping: TableMapping) -> bool:
    """Whether a row stands with a ticket although its day does not: one of the two cannot be read."""
    if ids._replace(day="") != ticket.ids._replace(day=""):
        return False
    unknown = not ticket.parsed and all(_undated(one, mapping) for one in ticket.refused.values())
    return unknown or _undated(row, mapping)


def _keep(ticket: _Ticket, line: int, cells: list[str], row: Purchase | Refused) -> None:
    ticket.rows.append((line, tuple(cells)))
    if isinstance(row, Refused):
        ticket.refused[line] = row
    else:
        ticket.parsed.append(row)


def _parse(
    table: HeadedTable, line: int, cells: list[str], mapping: TableMapping, options: ReadOptions
) -> Purchase | Refused:
    try:
        check_width(table, cells)
        row = Row(line, dict(zip(table.names, cells, strict=False)), tuple(cells))
        return _row(filled(row, mapping), mapping, options)
    except Refused as refused:
        return refused


def _emit(ticket: _Ticket, mapping: TableMapping, *, undated: bool = False) -> Iterator[Item]:
    if ticket.refused or undated:
        yield from _rejected(ticket, mapping)
    elif ticket.parsed:
        yield from _told(ticket.parsed)


def _rejected(ticket: _Ticket, mapping: TableMapping) -> Iterator[Reject]:
    name = column(mapping, "order_no")
    whole_ticket = problems.other_row_unread(name)
    for line, raw in ticket.rows:
        yield ticket.refused.get(line, whole_ticket).reject(line, raw)


def _row(row: Row, mapping: TableMapping, options: ReadOptions) -> Purchase:
    """One row as a purchase of its own, with one part."""
    order_no = ident(row, column(mapping, "order_no"))
    at, amount = mapped_moment(row, mapping, options, "at"), _amount(row, mapping)
    channel = _code(row, mapping, "channel")
    order = numbers_orders(mapping, channel)
    key = payment_key(ident(row, column(mapping, "pay_no"), required=False))
    return Purchase(
        line=row.line,
        at=at,
        key=key or (f"{ORDER}{order_no}" if order else ""),
        view="order",
        amount_fen=amount,
        state=_state(row, mapping),
        order_no=order_no,
        buyers=whose(row, mapping, options),
        merchant_order_no=ident(row, column(mapping, "merchant_order_no"), required=False),
        store=_code(row, mapping, "store"),
        channel=channel,
        guide=_code(row, mapping, "guide"),
        referrer=_code(row, mapping, "referrer"),
        original_no=ident(row, column(mapping, "original_no"), required=False),
        tender=_code(row, mapping, "tender"),
        till=None if order else _code(row, mapping, "till"),
        parts=(PurchasePart(at, amount, 1, not _names_articles(mapping), _line(row, mapping, amount)),),
    )


def _names_articles(mapping: TableMapping) -> bool:
    return not {"item", "title"}.isdisjoint({*mapping.columns, *mapping.defaults})


def _amount(row: Row, mapping: TableMapping) -> int:
    name = column(mapping, "amount")
    if mapping.money == "fen":
        return whole(known(row, name), name, 10**12, mapping.decimal)
    return check_yuan(known(row, name), name, mapping.decimal)


def _state(row: Row, mapping: TableMapping) -> str:
    name = column(mapping, "state")
    value = row.get(name)
    if not value:
        return "paid"
    if value.lower() not in STATE_OF:
        raise problems.unknown_state(name, value, hint="Write paid, unpaid or revoked.")
    return STATE_OF[value.lower()]


def _line(row: Row, mapping: TableMapping, amount: int) -> OrderLine | None:
    item = ident(row, column(mapping, "item"), required=False)
    title = clean(row.get(column(mapping, "title")))[:200]
    name = column(mapping, "quantity")
    quantity = whole(row.get(name), name, mark=mapping.decimal) if row.get(name) else 1
    return OrderLine(item, title, quantity, amount) if item or title else None


def _code(row: Row, mapping: TableMapping, name: str) -> str:
    return clean(row.get(column(mapping, name)))[:64]


def _told(rows: list[Purchase]) -> Iterator[Item]:
    """The rows of one ticket: its purchase, if it has one, and a refund for every row that is a return."""
    seen: Counter[PurchasePart] = Counter()
    moments: dict[int, int] = defaultdict(int)
    sold: list[Purchase] = []
    returned: list[Purchase] = []
    for row in rows:
        moments[row.at] += row.amount_fen
    for row in rows:
        (part,) = row.parts
        seen[part] += 1
        told = row._replace(parts=(part._replace(nth=seen[part]),)) if seen[part] > 1 else row
        (returned if is_return(row.amount_fen, moments[row.at]) else sold).append(told)
    sale = _joined(sold) if sold else None
    if sale is not None:
        yield sale
    yield from (_return(row, sale) for row in returned)


def _joined(rows: list[Purchase]) -> Purchase:
    """The rows of one ticket as one purchase.

    What only one row can say, such as the guide of a receipt that names two, does not depend on their order.
    """
    first = rows[0]
    choose = _first if first.till is None else _least
    return first._replace(
        at=min(row.at for row in rows),
        key=min(filter(_paid, (row.key for row in rows)), default=first.key),
        amount_fen=sum(row.amount_fen for row in rows),
        state=max((row.state for row in rows), key=list(STATES).index),
        buyers=tuple(dict.fromkeys(buyer for row in rows for buyer in row.buyers)),
        guide=choose(row.guide for row in rows),
        referrer=choose(row.referrer for row in rows),
        channel=choose(row.channel for row in rows),
        lines=tuple(part.line for row in rows for part in row.parts if part.line is not None),
        parts=tuple(part for row in rows for part in row.parts),
        also=tuple(row.line for row in rows[1:]),
    )


def _return(row: Purchase, sale: Purchase | None) -> Refund:
    """A row that takes something off: of the sale that it names, else of its number.

    That of an order paid by a known payment follows it there.
    """
    order = row.key if sale is None or row.till is not None or _paid(row.key) else sale.key
    if row.original_no and row.till is None and not _paid(row.key):
        order = f"{ORDER}{row.original_no}"
    return Refund(
        line=row.line,
        at=row.at,
        key="",
        purchase_key=order,
        amount_fen=-row.amount_fen,
        state="SUCCESS",
        order_no=row.original_no or row.order_no,
        store=row.store,
        channel=row.channel,
        guide=row.guide,
        till=row.till,
        part=row.parts[0],
    )


def _paid(key: str) -> bool:
    """Whether a key is a payment's."""
    return bool(key) and not key.startswith(ORDER)


def _first(texts: Iterable[str]) -> str:
    return next(filter(None, texts), "")


def _least(texts: Iterable[str]) -> str:
    return min(filter(None, texts), default="")


FORMAT = Format(
    name="purchases",
    title_en="Purchases (any table, by a mapping)",
    title_zh="销售记录（任意表格，按映射）",
    kinds=("Purchase", "Refund"),
    sniff=sniff,
    read=read,
    where="Any table with a time, an order number and an amount; --learn proposes the mapping",
)
