"""One purchase from two views: what the payment bill says and what the order system says.

The views are kept apart and the purchase is derived from both by `derive`, so it does not matter
which export arrives first: payer, amount and settlement come from the bill, store, channel, guide and
lines from the order. A payment that was taken back at the till stays revoked whatever follows.

A bill that a spreadsheet destroyed knows a purchase by the merchant's order number only. Such a stray
gives way to the untouched bill: `settle_stray`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from typing import Any, NamedTuple

from digitool.model.keys import key64

BY_ORDER = "wechatpay-order:"
"""What the number of a purchase starts with that is known by merchant and order number only."""

Calendar = Callable[[int, int], int]
"""The business day of (store id, UTC ms)."""


class View(NamedTuple):
    """One side's account of a purchase: ids instead of codes."""

    order_no: str
    at: int
    store: int
    channel: str
    amount_fen: int
    state: str
    party: int | None
    guide: str
    referrer: str


class Stored(NamedTuple):
    """A stored purchase: its id, its store, and the (store id, business day) that count it or did."""

    id: int
    store: int
    days: frozenset[tuple[int, int]]


_COLUMNS = (
    "id, number, order_key, order_no, at, store, channel, amount_fen, state, party, guide, referrer, day,"
    " bill, ordering, batch, line"
)


def derive(bill: View | None, ordering: View | None) -> View:
    """The purchase as both views together tell it; at least one must be there.

    The order knows where it was sold: 0 is its store where that was online.
    """
    only = ordering if bill is None else bill
    if bill is None or ordering is None:
        if only is None:
            raise ValueError("a purchase needs a view")
        return only
    return View(
        order_no=ordering.order_no or bill.order_no,
        at=bill.at,
        store=ordering.store,
        channel=ordering.channel,
        amount_fen=bill.amount_fen,
        state=bill.state,
        party=bill.party or ordering.party,
        guide=ordering.guide or bill.guide,
        referrer=ordering.referrer or bill.referrer,
    )


def order_key(merchant: str, order_no: str) -> int | None:
    """The key of a merchant's order number; None when one of the two is unknown."""
    return key64("order", merchant, order_no) if merchant and order_no else None


def stray_key(number: str) -> int | None:
    """The `order_key` in a number by order (of a purchase or of the one that a refund names)."""
    if not number.startswith(BY_ORDER):
        return None
    merchant, _, order_no = number.removeprefix(BY_ORDER).partition(":")
    return order_key(merchant, order_no)


def find_purchase(connection: sqlite3.Connection, number: str) -> sqlite3.Row | None:
    """The stored purchase of a number; of a number by order also the one that has its real number."""
    row = _one(connection, "id = ?", key64(number))
    key = stray_key(number)
    return _one(connection, "order_key = ?", key) if row is None and key is not None else row


def find_stray(connection: sqlite3.Connection, number: str, key: int | None) -> sqlite3.Row | None:
    """The stored stray with this `order_key`, for a number that is none."""
    if key is None or number.startswith(BY_ORDER):
        return None
    return _one(connection, f"order_key = ? AND number LIKE '{BY_ORDER}%'", key)


def _one(connection: sqlite3.Connection, where: str, key: int) -> sqlite3.Row | None:
    found: sqlite3.Row | None = connection.execute(
        f"SELECT {_COLUMNS} FROM purchase WHERE {where} LIMIT 1",  # noqa: S608 - conditions from this module
        (key,),
    ).fetchone()
    return found


def settle_stray(
    connection: sqlite3.Connection, stray: sqlite3.Row, number: str
) -> frozenset[tuple[int, int]]:
    """Remove a stray whose untouched bill row has come; its refunds and lines pass to that number.

    Returns the (store id, business day) that counted it.
    """
    connection.execute("DELETE FROM purchase WHERE id = ?", (stray["id"],))
    params = (key64(number), stray["id"])
    connection.execute("UPDATE OR IGNORE purchase_line SET purchase = ? WHERE purchase = ?", params)
    connection.execute("DELETE FROM purchase_line WHERE purchase = ?", (stray["id"],))
    connection.execute("UPDATE refund SET purchase = ? WHERE purchase = ?", params)
    return frozenset({(stray["store"], stray["day"])})


def merged_view(stored: str | None, new: View) -> View:
    """A view after the same side told it again: the newer account, unless it takes a step back.

    Revoked stays revoked and paid stays paid, whichever export comes first.
    """
    old = load_view(stored)
    if old is None or _STEPS[new.state] >= _STEPS[old.state]:
        return new
    return old


_STEPS = {"unpaid": 0, "paid": 1, "revoked": 2}


def load_view(text: str | None) -> View | None:
    """A stored view; None where that side has not told anything."""
    return None if text is None else View(*json.loads(text)[: len(View._fields)])


def parties(row: sqlite3.Row | None) -> set[int]:
    """Whom a stored purchase belongs to, or would if one of its views changed."""
    if row is None:
        return set()
    views = (load_view(row["bill"]), load_view(row["ordering"]))
    return {view.party for view in views if view is not None and view.party is not None}


def store_view(
    connection: sqlite3.Connection,
    row: sqlite3.Row | None,
    identity: tuple[str, int | None],
    told: tuple[str, View],
    source: tuple[int, int],
    calendar: Calendar,
) -> Stored:
    """Insert or update a purchase with what one side told: (``bill`` or ``ordering``, view).

    ``identity`` is (number, order_key), ``source`` is (batch, line) and kept beside the view.
    """
    number, key = identity
    side, view = told
    views: dict[str, str | None] = {"bill": None, "ordering": None}
    if row is not None:
        views = {"bill": row["bill"], "ordering": row["ordering"]}
    if merged_view(views[side], view) == view:
        views[side] = json.dumps([*view, *source], ensure_ascii=False)
    after = derive(load_view(views["bill"]), load_view(views["ordering"]))
    day = calendar(after.store, after.at)
    values = (*after, day, views["bill"], views["ordering"])
    if row is None:
        connection.execute(
            f"INSERT INTO purchase ({_COLUMNS}) VALUES ({', '.join('?' * 17)})",  # noqa: S608
            (key64(number), number, key, *values, *source),
        )
        return Stored(key64(number), after.store, frozenset({(after.store, day)}))
    connection.execute(
        "UPDATE purchase SET order_no = ?, at = ?, store = ?, channel = ?, amount_fen = ?, state = ?,"
        " party = ?, guide = ?, referrer = ?, day = ?, bill = ?, ordering = ?,"
        " order_key = coalesce(order_key, ?) WHERE id = ?",
        (*values, key, row["id"]),
    )
    return Stored(row["id"], after.store, frozenset({(row["store"], row["day"]), (after.store, day)}))


def same_view(row: sqlite3.Row | None, side: str, view: View) -> bool:
    """Whether the stored purchase already says exactly this."""
    return row is not None and row[side] is not None and merged_view(row[side], view) == load_view(row[side])


def same_lines(connection: sqlite3.Connection, purchase: int, lines: list[tuple[Any, ...]]) -> bool:
    """Whether the purchase has exactly these lines, (item, title, quantity, fen) each."""
    rows = connection.execute(
        "SELECT item, title, quantity, amount_fen FROM purchase_line WHERE purchase = ? ORDER BY position",
        (purchase,),
    )
    return [tuple(row) for row in rows] == lines


def store_lines(connection: sqlite3.Connection, purchase: int, lines: list[tuple[Any, ...]]) -> None:
    """Keep the lines of a purchase, replacing an older account; rows are (item, title, quantity, fen)."""
    connection.execute("DELETE FROM purchase_line WHERE purchase = ?", (purchase,))
    connection.executemany(
        "INSERT INTO purchase_line VALUES (?, ?, ?, ?, ?, ?)",
        ((purchase, position, *line) for position, line in enumerate(lines, 1)),
    )


def date_again(connection: sqlite3.Connection, calendar: Calendar) -> None:
    """Set the business day of every purchase and refund anew, after a zone or a cut-off hour changed."""
    for table, question in _DATED.items():
        rows = connection.execute(question).fetchall()
        days = ((calendar(row["store"], row["at"]), row["day"], row["id"]) for row in rows)
        moved = ((now, number) for now, before, number in days if now != before)
        connection.executemany(f"UPDATE {table} SET day = ? WHERE id = ?", moved)  # noqa: S608 - from below


_DATED = {
    "purchase": "SELECT id, store, at, day FROM purchase",
    "refund": "SELECT r.id, coalesce(p.store, 0) AS store, r.at, r.day FROM refund r"
    " LEFT JOIN purchase p ON p.id = r.purchase",
}
"""Where business days are stored, and what they follow from."""
