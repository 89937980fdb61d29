"""One purchase from two views: what the payment bill says and what the order system says.

The views are kept apart and the purchase is derived from both by `derive`, so it does not matter
which export arrives first: payer, amount and settlement come from the bill, store, channel, guide and
lines from the order. A payment that was taken back at the till stays revoked whatever follows.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Any, NamedTuple

from digitool.model.keys import key64


class View(NamedTuple):
    """One side's account of a purchase: ids instead of codes, provenance in ``batch`` and ``line``."""

    at: int
    day: int
    store: int
    channel: str
    amount_fen: int
    state: str
    party: int | None
    guide: str
    referrer: str


class Stored(NamedTuple):
    """A purchase before and after a view was added; ``before`` is None for a new one."""

    id: int
    before: View | None
    after: View


_COLUMNS = (
    "id, number, order_no, order_key, at, day, store, channel, amount_fen, state, party, guide, referrer,"
    " bill, ordering, batch, line"
)


def derive(bill: View | None, ordering: View | None) -> View:
    """The purchase as both views together tell it; at least one must be there."""
    if bill is None or ordering is None:
        only = bill or ordering
        assert only is not None
        return only
    return View(
        at=bill.at,
        day=bill.day,
        store=ordering.store or bill.store,
        channel=ordering.channel or bill.channel,
        amount_fen=bill.amount_fen,
        state=bill.state,
        party=bill.party or ordering.party,
        guide=ordering.guide or bill.guide,
        referrer=ordering.referrer or bill.referrer,
    )


def find_purchase(connection: sqlite3.Connection, number: str, order_key: int | None) -> sqlite3.Row | None:
    """The stored purchase of a number, also when one side knows it only by the merchant's order number."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM purchase WHERE id = ?", (key64(number),)).fetchone()  # noqa: S608
    if row is not None or order_key is None:
        found: sqlite3.Row | None = row
        return found
    by_order = "" if _by_order(number) else " AND number LIKE 'wechatpay-order:%'"
    found = connection.execute(
        f"SELECT {_COLUMNS} FROM purchase WHERE order_key = ?{by_order} LIMIT 1",  # noqa: S608
        (order_key,),
    ).fetchone()
    return found


def _by_order(number: str) -> bool:
    return number.startswith("wechatpay-order:")


def merged_view(stored: str | None, new: View) -> View:
    """A view after the same side told it again: the newer account, but revoked stays revoked."""
    if stored is None:
        return new
    old = View(*json.loads(stored))
    if old.state == "revoked" or (old.state == "paid" and new.state == "unpaid"):
        return new._replace(state=old.state)
    return new


def store_view(
    connection: sqlite3.Connection,
    row: sqlite3.Row | None,
    identity: tuple[str, str, int | None],
    side: str,
    view: View,
    source: tuple[int, int],
) -> Stored:
    """Insert or update a purchase with one side's view (``side`` is ``bill`` or ``ordering``).

    ``identity`` is (number, order_no, order_key), ``source`` is (batch, line).
    """
    number, order_no, order_key = identity
    views: dict[str, str | None] = {"bill": None, "ordering": None}
    if row is not None:
        views = {"bill": row["bill"], "ordering": row["ordering"]}
    views[side] = json.dumps(merged_view(views[side], view), ensure_ascii=False)
    after = derive(_load(views["bill"]), _load(views["ordering"]))
    if row is None:
        connection.execute(
            f"INSERT INTO purchase ({_COLUMNS}) VALUES ({', '.join('?' * 17)})",  # noqa: S608
            (key64(number), number, order_no, order_key, *after, views["bill"], views["ordering"], *source),
        )
        return Stored(key64(number), None, after)
    before = View(*(row[name] for name in View._fields))
    connection.execute(
        "UPDATE purchase SET at = ?, day = ?, store = ?, channel = ?, amount_fen = ?, state = ?, party = ?,"
        " guide = ?, referrer = ?, bill = ?, ordering = ?, order_no = coalesce(nullif(order_no, ''), ?),"
        " order_key = coalesce(order_key, ?) WHERE id = ?",
        (*after, views["bill"], views["ordering"], order_no, order_key, row["id"]),
    )
    return Stored(row["id"], before, after)


def same_view(row: sqlite3.Row | None, side: str, view: View) -> bool:
    """Whether the stored purchase already says exactly this."""
    return (
        row is not None
        and row[side] is not None
        and merged_view(row[side], view) == View(*json.loads(row[side]))
    )


def _load(text: str | None) -> View | None:
    return None if text is None else View(*json.loads(text))


def store_lines(connection: sqlite3.Connection, purchase: int, lines: list[tuple[Any, ...]]) -> None:
    """Keep the lines of a purchase, replacing an older account; rows are (item, title, quantity, fen)."""
    connection.execute("DELETE FROM purchase_line WHERE purchase = ?", (purchase,))
    connection.executemany(
        "INSERT INTO purchase_line VALUES (?, ?, ?, ?, ?, ?)",
        ((purchase, position, *line) for position, line in enumerate(lines, 1)),
    )
