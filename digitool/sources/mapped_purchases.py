"""Purchases from any table, by a mapping: one row an order, or one row an item with the ticket's number.

Rows of one order number are one purchase and their amounts add up, returns included; a ticket that
comes out negative is a refund. When one row of a ticket cannot be read the whole ticket is rejected,
so that no wrong total is taken and the corrected ticket can come in whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from digitool.model.records import Identifier, OrderLine, Purchase, Refund, Reject
from digitool.model.text import clean
from digitool.sources.cells import check_yuan, ident, known, phone, whole
from digitool.sources.decimal_mark import with_decimal_mark
from digitool.sources.mapped import column, filled, mapped_table, mapping_for, sniff_kind, when, who
from digitool.sources.mapping import Mapping
from digitool.sources.opening import Document
from digitool.sources.options import Item, Items, ReadOptions
from digitool.sources.payments import payment_key
from digitool.sources.registry import Format
from digitool.sources.rows import Refused, Row, Table, check_width

STATES = {
    "paid": (
        "paid",
        "success",
        "completed",
        "已支付",
        "已付款",
        "支付成功",
        "交易成功",
        "交易完成",
        "已完成",
        "完成",
        "成功",
    ),
    "unpaid": (
        "unpaid",
        "pending",
        "cancelled",
        "closed",
        "未支付",
        "未付款",
        "待支付",
        "待付款",
        "已取消",
        "交易关闭",
    ),
    "revoked": ("revoked", "voided", "已撤销", "撤销", "作废", "已作废"),
}
STATE_OF = {word: state for state, words in STATES.items() for word in words}
"""The state that each word of an export means."""


@dataclass
class _Ticket:
    """The rows of one order number so far, and what their readable cells say together."""

    rows: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    parsed: list[Purchase] = field(default_factory=list)
    refused: dict[int, Refused] = field(default_factory=dict)


def sniff(document: Document) -> int:
    """A header in our own field names: at, order_no, amount, ..."""
    return sniff_kind(document, "purchases")


def read(document: Document, options: ReadOptions) -> Items:
    """Purchases and refunds, one for each order number, at the place of its last row."""
    mapping = with_decimal_mark(document, mapping_for(document, options, "purchases"))
    scattered = _scattered(document, mapping)
    waiting: dict[str, _Ticket] = {}
    current, ticket = "", _Ticket()
    table = mapped_table(document, mapping)
    number = table.names.index(column(mapping, "order_no")) if "order_no" in mapping.columns else -1
    for line, cells in table.rows:
        order_no = _plain(cells, number) or f"\0{line}"
        if order_no != current and ticket.rows:
            yield from _emit(ticket, mapping)
            ticket = _Ticket()
        current = order_no
        taking = waiting.setdefault(order_no, _Ticket()) if hash(order_no) in scattered else ticket
        _take(taking, table, line, cells, mapping, options)
    for left in (ticket, *waiting.values()):
        yield from _emit(left, mapping)


def _scattered(document: Document, mapping: Mapping) -> set[int]:
    """Hashes of the order numbers whose rows do not stand together: only these are held until the end."""
    if "order_no" not in mapping.columns:
        return set()
    table = mapped_table(document, mapping)
    place = table.names.index(column(mapping, "order_no"))
    done: set[int] = set()
    again: set[int] = set()
    current = 0
    for _, cells in table.rows:
        digest = hash(_plain(cells, place))
        if digest != current:
            (again if digest in done else done).add(digest)
            current = digest
    return again


def _plain(cells: list[str], place: int) -> str:
    return cells[place].strip(" \t\u00a0`'") if 0 <= place < len(cells) else ""


def _take(
    ticket: _Ticket, table: Table, line: int, cells: list[str], mapping: Mapping, options: ReadOptions
) -> None:
    raw = tuple(cells)
    ticket.rows.append((line, raw))
    try:
        check_width(table, cells)
        ticket.parsed.append(
            _row(
                filled(Row(line, dict(zip(table.names, cells, strict=False)), raw), mapping), mapping, options
            )
        )
    except Refused as refused:
        ticket.refused[line] = refused


def _emit(ticket: _Ticket, mapping: Mapping) -> Iterator[Item]:
    if ticket.refused:
        yield from _rejected(ticket, mapping)
    elif ticket.parsed:
        yield _joined(ticket.parsed)


def _rejected(ticket: _Ticket, mapping: Mapping) -> Iterator[Reject]:
    name = column(mapping, "order_no")
    whole_ticket = Refused(
        "ticket_incomplete",
        name,
        "another row of the same {column} cannot be read",
        "Correct that row; this one comes in with it.",
    )
    for line, raw in ticket.rows:
        yield ticket.refused.get(line, whole_ticket).reject(line, raw)


def _row(row: Row, mapping: Mapping, options: ReadOptions) -> Purchase:
    """One row as a purchase of its own, with one line."""
    order_no = ident(row, column(mapping, "order_no"))
    amount = _amount(row, mapping)
    store = _code(row, mapping, "store")
    key = payment_key(ident(row, column(mapping, "pay_no"), required=False))
    return Purchase(
        line=row.line,
        at=when(row, mapping, options, "at"),
        key=key or f"pos:{store}:{order_no}",
        view="order",
        amount_fen=amount,
        state=_state(row, mapping),
        order_no=order_no,
        buyers=_buyers(row, mapping),
        store=store,
        channel=_code(row, mapping, "channel"),
        guide=_code(row, mapping, "guide"),
        referrer=_code(row, mapping, "referrer"),
        lines=_lines(row, mapping, amount),
    )


def _amount(row: Row, mapping: Mapping) -> int:
    name = column(mapping, "amount")
    if mapping.money == "fen":
        return whole(known(row, name), name, 10**12, mapping.decimal)
    return check_yuan(known(row, name), name, mapping.decimal)


def _state(row: Row, mapping: Mapping) -> str:
    name = column(mapping, "state")
    value = row.get(name)
    if not value:
        return "paid"
    if value.lower() not in STATE_OF:
        raise Refused(
            "bad_state",
            name,
            "{column} is {value}, which is not known",
            "Write paid, unpaid or revoked.",
            value,
        )
    return STATE_OF[value.lower()]


def _buyers(row: Row, mapping: Mapping) -> tuple[Identifier, ...]:
    number = phone(row.get(column(mapping, "phone")), column(mapping, "phone"))
    member = who(row, mapping, mapping.namespace, mapping.scope) if mapping.namespace else None
    return tuple(dict.fromkeys(one for one in (member, number) if one))


def _lines(row: Row, mapping: Mapping, amount: int) -> tuple[OrderLine, ...]:
    item = ident(row, column(mapping, "item"), required=False)
    title = clean(row.get(column(mapping, "title")))[:200]
    name = column(mapping, "quantity")
    quantity = whole(row.get(name), name, mark=mapping.decimal) if row.get(name) else 1
    return (OrderLine(item, title, quantity, amount),) if item or title else ()


def _code(row: Row, mapping: Mapping, name: str) -> str:
    return clean(row.get(column(mapping, name)))[:64]


def _joined(rows: list[Purchase]) -> Item:
    """The rows of one ticket as one purchase, or as a refund when they come out below zero."""
    first = rows[0]
    total = sum(row.amount_fen for row in rows)
    if total < 0:
        return Refund(
            first.line,
            first.at,
            first.key.replace("pos:", "pos-refund:", 1),
            first.key,
            -total,
            "SUCCESS",
            first.order_no,
        )
    return first._replace(
        amount_fen=total,
        buyers=tuple(dict.fromkeys(buyer for row in rows for buyer in row.buyers)),
        lines=tuple(line for row in rows for line in row.lines),
    )


FORMAT = Format(
    name="purchases",
    title_en="Purchases (any table, by a mapping)",
    title_zh="销售记录（任意表格，按映射）",
    kinds=("Purchase", "Refund"),
    sniff=sniff,
    read=read,
    where="Any table with a time, an order number and an amount; --learn proposes the mapping",
)
