"""Shopify order export: one row a line item, the order's own columns on its first row only.

79 columns today, 47 in old files; newlines stand inside notes, ids and phones begin with an apostrophe.
A further line without its order's first row has no known total, which is not 0: it is refused. The
discount of the whole order is shared out over its lines, so that they add up to the subtotal. A sale at
a till (``Source`` pos) belongs to the store in ``Location``; every other order to the official store.
``Refunded Amount`` is the order's and has no date; the payment's stands in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from digitool.model.days import CHINA
from digitool.model.ids import Identifier, Ms
from digitool.model.money import share_out
from digitool.model.records import Item, Items, OrderLine, Purchase, Refund
from digitool.model.regions import plain_region
from digitool.model.text import clean
from digitool.sources.file import problems
from digitool.sources.file.cells import (
    check_moment,
    ident,
    known,
    payment_key,
    phone,
    text,
    whole,
    yuan,
    yuan_or_none,
)
from digitool.sources.file.opening import Document
from digitool.sources.file.problems import Refused
from digitool.sources.file.rows import HeadedTable, Row, check_width, find_table, has_columns
from digitool.sources.format import Format, ReadOptions

NEEDED = ("Name", "Financial Status", "Paid at", "Total", "Created at", "Lineitem name", "Lineitem quantity")
_PAID = frozenset({"paid", "partially_refunded", "refunded"})
_STATES = _PAID | {"pending", "authorized", "partially_paid", "voided", "expired"}
_OFFSET = re.compile(r"\s+(?=[+-]\d{2}:?\d{2}$)")


@dataclass
class _Order:
    """The rows of one order so far: raw as they stood, and those that could be read."""

    name: str = ""
    raw: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    refused: dict[int, Refused] = field(default_factory=dict)


def sniff(document: Document) -> int:
    """A header with the order's columns and the line item's."""
    return 100 if has_columns(document, NEEDED) else 0


def read(document: Document, options: ReadOptions) -> Items:
    """Purchases at the place of their first row, and a refund where money went back."""
    table = find_table(document, NEEDED)
    place = table.names.index("Name")
    order = _Order()
    for line, cells in table.rows:
        name = cells[place].strip(" `'") if place < len(cells) else ""
        if order.raw and name != order.name:
            yield from _emit(order)
            order = _Order()
        order.name = name
        _take(order, table, line, cells)
    yield from _emit(order)


def _take(order: _Order, table: HeadedTable, line: int, cells: list[str]) -> None:
    raw = tuple(cells)
    order.raw.append((line, raw))
    try:
        check_width(table, cells)
        order.rows.append(Row(line, dict(zip(table.names, cells, strict=False)), raw))
    except Refused as refused:
        order.refused[line] = refused


def _emit(order: _Order) -> Iterator[Item]:
    """The order and its refund; one row that cannot be read keeps the whole order out."""
    if not order.refused and order.rows:
        try:
            items = tuple(_items(order.rows))
        except Refused as refused:
            order.refused[order.raw[0][0]] = refused
        else:
            yield from items
    if order.refused:
        rest = problems.other_row_unread("Name")
        for line, raw in order.raw:
            yield order.refused.get(line, rest).reject(line, raw)


def _items(rows: list[Row]) -> Iterator[Item]:
    first = rows[0]
    if not first.get("Financial Status") and not first.get("Total"):
        raise Refused(
            "orphan_line",
            "Total",
            "the first row of this order is missing, so its {column} is unknown, not 0",
            "Export the order again, or paste its first row above this one.",
        )
    purchase = _purchase(first, rows)
    yield purchase
    if refunded := yuan_or_none(first, "Refunded Amount"):
        key = purchase.key
        name = f"shopify-refund:{_number(first)}"
        yield Refund(first.line, purchase.at, name, key, abs(refunded), "SUCCESS", purchase.order_no)


def _purchase(first: Row, rows: list[Row]) -> Purchase:
    _check(first)
    till = first.get("Source").lower() == "pos" and bool(text(first, "Location"))
    return Purchase(
        line=first.line,
        at=_moment(first),
        key=payment_key(ident(first, "Payment Reference", required=False)) or f"shopify:{_number(first)}",
        view="order",
        amount_fen=yuan(first, "Total"),
        state="paid" if first.get("Financial Status") in _PAID else "unpaid",
        order_no=ident(first, "Name"),
        buyers=_buyers(first),
        store=clean(text(first, "Location"))[:64],
        channel="store" if till else "official_store",
        guide=clean(text(first, "Employee"))[:64],
        lines=_lines(first, rows),
        region=plain_region(clean(text(first, "Shipping Province Name", "Shipping Province"))[:40]),
    )


def _number(first: Row) -> str:
    """The order's id. Older files have only its name, ``#1001``, which every shop counts up from 1001."""
    created = check_moment(_OFFSET.sub("", known(first, "Created at")), CHINA, "Created at")
    return ident(first, "Id", required=False) or f"{ident(first, 'Name')}:{created}"


def _check(first: Row) -> None:
    """Raise `Refused` for another currency or a state that is not known."""
    currency, state = first.get("Currency"), known(first, "Financial Status")
    if currency not in ("", "CNY"):
        raise problems.other_currency("Currency", currency)
    if state not in _STATES:
        raise problems.unknown_state(
            "Financial Status", state, hint="It should be paid, refunded, partially_refunded or pending."
        )


def _moment(first: Row) -> Ms:
    """When it was paid, else placed; Shopify writes a blank before the offset."""
    column = "Paid at" if first.get("Paid at") else "Created at"
    return check_moment(_OFFSET.sub("", known(first, column)), CHINA, column)


def _buyers(first: Row) -> tuple[Identifier, ...]:
    """E-mail and mainland phone; a phone from abroad is no identity here, and no fault of the row."""
    found = []
    if email := text(first, "Email"):
        found.append(Identifier("email", "", email.lower()))
    for column in ("Phone", "Shipping Phone", "Billing Phone"):
        try:
            number = phone(first.get(column), column)
        except Refused:
            number = None
        if number is not None:
            found.append(number)
            break
    return tuple(found)


def _lines(first: Row, rows: list[Row]) -> tuple[OrderLine, ...]:
    """What was paid for each line: its price less its own discount, less its share of the order's."""
    pieces = [whole(known(row, "Lineitem quantity"), "Lineitem quantity") for row in rows]
    gross = [
        max(0, yuan_or_none(row, "Lineitem price") * count - yuan_or_none(row, "Lineitem discount"))
        for row, count in zip(rows, pieces, strict=True)
    ]
    subtotal = yuan_or_none(first, "Subtotal") if first.get("Subtotal") else sum(gross)
    paid = share_out(subtotal, gross)
    return tuple(
        OrderLine(ident(row, "Lineitem sku", required=False), _title(row), count, amount)
        for row, count, amount in zip(rows, pieces, paid, strict=True)
    )


def _title(row: Row) -> str:
    return clean(text(row, "Lineitem name"))[:200]


FORMAT = Format(
    name="shopify-orders",
    title_en="Shopify order export",
    title_zh="Shopify 订单导出",
    kinds=("Purchase", "Refund"),
    sniff=sniff,
    read=read,
    where="Shopify admin: Orders, Export, all orders, plain CSV",
)
