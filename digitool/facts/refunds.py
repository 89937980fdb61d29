"""Money given back. A refund may come before its purchase, and twice: with and without its real number."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from digitool.facts.purchases import Calendar
from digitool.model.days import DAY_MS
from digitool.model.keys import key64

BY_ORDER = "wechatpay-refund-order:"
"""What the number of a refund starts with whose real number a spreadsheet destroyed."""

_REAL = "wechatpay-refund:"


class RefundRow(NamedTuple):
    """One refund as it is stored."""

    id: int
    number: str
    purchase: int
    at: int
    day: int
    amount_fen: int
    state: str
    batch: int
    line: int


_STORE = """
INSERT INTO refund VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET state = excluded.state, amount_fen = excluded.amount_fen
WHERE (CASE excluded.state WHEN 'SUCCESS' THEN 2 WHEN 'PROCESSING' THEN 0 ELSE 1 END, excluded.amount_fen)
    > (CASE state WHEN 'SUCCESS' THEN 2 WHEN 'PROCESSING' THEN 0 ELSE 1 END, amount_fen)
"""
"""A state is a snapshot: the one further on stands, whichever export comes first."""


def store_refund(connection: sqlite3.Connection, row: RefundRow) -> bool:
    """Keep a refund; False when nothing of it is new."""
    new = connection.execute(_STORE, row).rowcount == 1
    if row.number.startswith((BY_ORDER, _REAL)):
        new = row.id not in _drop_twins(connection, row.purchase) and new
    return new


def adopt_refunds(
    connection: sqlite3.Connection, purchase: int, store: int, by_order: str, calendar: Calendar
) -> None:
    """Give the refunds that came before their purchase its id and its store's business day.

    ``by_order`` is the number under which a destroyed bill knows the purchase, empty for none.
    """
    if by_order and key64(by_order) != purchase:
        moved = connection.execute(
            "UPDATE refund SET purchase = ? WHERE purchase = ?", (purchase, key64(by_order))
        )
        if moved.rowcount:
            _drop_twins(connection, purchase)
    rows = connection.execute("SELECT id, at, day FROM refund WHERE purchase = ?", (purchase,)).fetchall()
    for row in rows:
        day = calendar(store, row["at"])
        if day != row["day"]:
            connection.execute("UPDATE refund SET day = ? WHERE id = ?", (day, row["id"]))


def _drop_twins(connection: sqlite3.Connection, purchase: int) -> set[int]:
    """Delete refunds by order that the untouched bill tells too: same amount, less than a day apart.

    A spreadsheet may keep only the date. Each real refund stands for one stray; returns what went.
    """
    rows = connection.execute(
        "SELECT id, number, at, amount_fen FROM refund WHERE purchase = ? ORDER BY at, id", (purchase,)
    ).fetchall()
    real = [row for row in rows if row["number"].startswith(_REAL)]
    dropped = set()
    for stray in (row for row in rows if row["number"].startswith(BY_ORDER)):
        twin = next((one for one in real if _same(one, stray)), None)
        if twin is not None:
            real.remove(twin)
            dropped.add(int(stray["id"]))
    connection.executemany("DELETE FROM refund WHERE id = ?", ((one,) for one in dropped))
    return dropped


def _same(one: sqlite3.Row, other: sqlite3.Row) -> bool:
    return bool(one["amount_fen"] == other["amount_fen"] and abs(one["at"] - other["at"]) < DAY_MS)
