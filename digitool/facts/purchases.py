"""One purchase from two views: what the payment bill says and what the order system says.

The views are kept apart and the purchase is derived from both by `views.derive`, so it does not matter
which export arrives first: payer, amount and settlement come from the bill, store, channel, guide and
lines from the order. A payment that was taken back at the till stays revoked whatever follows.

A bill that a spreadsheet destroyed knows a purchase by the merchant's order number only, and a till's
export without payment numbers by its receipt only. Such a stray gives way to the purchase that is known
by its payment: `settle_stray`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from digitool.db.port import Connection, StoredRow
from digitool.facts.receipts import Family, Receipt
from digitool.facts.source import Source
from digitool.facts.views import PurchaseView, derive, load_view, merged_view
from digitool.model.ids import NO_STORE, Day, Ms, StoreId
from digitool.model.keys import ORDER, key64
from digitool.model.records import OrderLine

BY_ORDER = "wechatpay-order:"
"""What the number of a purchase starts with that is known by merchant and order number only."""

DayOf = Callable[[StoreId, Ms], Day]
"""The business day of (store id, UTC ms)."""


class Stored(NamedTuple):
    """A stored purchase: its id, its store, and the (store id, business day) that count it or did."""

    id: int
    store: StoreId
    days: frozenset[tuple[StoreId, Day]]


class SideView(NamedTuple):
    """What one side (``bill`` or ``ordering``) told of a purchase, and the row that it stood in."""

    side: str
    view: PurchaseView
    source: Source


class Names(NamedTuple):
    """What a purchase is known by: its number, its merchant's order number, and the till of a receipt."""

    number: str
    order_key: int | None = None
    till: str | None = None


_COLUMNS = (
    "id, number, order_key, till, order_no, at, store, channel, amount_fen, state, party, guide, referrer,"
    " day, bill, ordering, batch, line"
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


def find_purchase(connection: Connection, number: str) -> StoredRow | None:
    """The stored purchase of a number; of a number by order also the one that has its real number."""
    row = _one(connection, "id = ?", key64(number))
    key = stray_key(number)
    return _one(connection, "order_key = ?", key) if row is None and key is not None else row


def find_stray(connection: Connection, number: str, key: int | None) -> StoredRow | None:
    """The stored stray with this `order_key`, for a number that is none."""
    if key is None or number.startswith(BY_ORDER):
        return None
    return _one(connection, f"order_key = ? AND number LIKE '{BY_ORDER}%'", key)


def families_of(connection: Connection, purchase: int) -> set[Family]:
    """The number of the receipt that a purchase is; empty for one that is none."""
    row = connection.execute(
        "SELECT store, till, order_no FROM purchase WHERE id = ? AND till IS NOT NULL", (purchase,)
    ).fetchone()
    return set() if row is None else {Family(*row)}


def purchase_by_id(connection: Connection, purchase: int) -> StoredRow | None:
    """The stored purchase with this id."""
    return _one(connection, "id = ?", purchase)


def receipts_near(connection: Connection, family: Family, days: Sequence[int]) -> list[StoredRow]:
    """Id, day and account of the stored receipts of a number, on these business days and beside them."""
    return connection.execute(
        "SELECT id, day, ordering FROM purchase WHERE till = ? AND store = ? AND order_no = ?"
        " AND day BETWEEN ? AND ? ORDER BY at, id",
        (family.till, family.store, family.number, min(days) - 1, max(days) + 1),
    ).fetchall()


def find_receipt(connection: Connection, receipt: Receipt) -> StoredRow | None:
    """The stored purchase with this number in this store, at this till, on this business day."""
    where = "till = ? AND store = ? AND order_no = ? AND day = ? ORDER BY at, id"
    return _one(connection, where, receipt.till, receipt.store, receipt.number, receipt.day)


def told_otherwise(connection: Connection, receipt: Receipt, *, order: bool) -> bool:
    """Whether a table told of this number in another way: with a till and not without one, or as an order.

    ``order`` says that it is told as an order now, and the receipt is only where and when.
    """
    others = "" if order else " AND (till = '') <> (:till = '')"
    as_order = None if order else key64(f"{ORDER}{receipt.number}")
    found = connection.execute(
        f"SELECT 1 FROM purchase WHERE till IS NOT NULL AND store = :store AND order_no = :number"  # noqa: S608
        f" AND day = :day{others} UNION ALL SELECT 1 FROM purchase WHERE id = :as_order LIMIT 1",
        {**receipt._asdict(), "as_order": as_order},
    )
    return found.fetchone() is not None


def _one(connection: Connection, where: str, *key: object) -> StoredRow | None:
    found: StoredRow | None = connection.execute(
        f"SELECT {_COLUMNS} FROM purchase WHERE {where} LIMIT 1",  # noqa: S608 - conditions from this module
        key,
    ).fetchone()
    return found


def settle_stray(connection: Connection, stray: StoredRow, number: str) -> frozenset[tuple[StoreId, Day]]:
    """Remove a stray whose untouched bill row has come; its refunds and lines pass to that number.

    Returns the (store id, business day) that counted it.
    """
    connection.execute("DELETE FROM purchase WHERE id = ?", (stray["id"],))
    params = (key64(number), stray["id"])
    connection.execute(
        "UPDATE purchase_line SET purchase = ? WHERE purchase = ?"
        " AND position NOT IN (SELECT l.position FROM purchase_line AS l WHERE l.purchase = ?)",
        (*params, params[0]),
    )
    connection.execute("DELETE FROM purchase_line WHERE purchase = ?", (stray["id"],))
    connection.execute("UPDATE refund SET purchase = ? WHERE purchase = ?", params)
    return frozenset({(stray["store"], stray["day"])})


def parties(row: StoredRow | None) -> set[int]:
    """Whom a stored purchase belongs to, or would if one of its views changed."""
    if row is None:
        return set()
    views = (load_view(row["bill"]), load_view(row["ordering"]))
    return {view.party for view in views if view is not None and view.party is not None}


def store_view(
    connection: Connection,
    row: StoredRow | None,
    names: Names,
    told: SideView,
    day_of: DayOf,
) -> Stored:
    """Insert or update a purchase with what one side told; the source is kept beside the view."""
    side, view, source = told
    views: dict[str, str | None] = {"bill": None, "ordering": None}
    if row is not None:
        views = {"bill": row["bill"], "ordering": row["ordering"]}
    if merged_view(views[side], view) == view:
        views[side] = view.stored(source)
    after = derive(load_view(views["bill"]), load_view(views["ordering"]))
    day = day_of(after.store, after.at)
    values = (*after.columns, day, views["bill"], views["ordering"])
    if row is None:
        key = key64(names.number) if names.till is None else _free_id(connection, names.number)
        connection.execute(
            f"INSERT INTO purchase ({_COLUMNS}) VALUES ({', '.join('?' * 18)})",  # noqa: S608
            (key, *names, *values, *source),
        )
        return Stored(key, after.store, frozenset({(after.store, day)}))
    connection.execute(
        "UPDATE purchase SET order_no = ?, at = ?, store = ?, channel = ?, amount_fen = ?, state = ?,"
        " party = ?, guide = ?, referrer = ?, day = ?, bill = ?, ordering = ?,"
        " order_key = coalesce(order_key, ?), till = coalesce(till, ?) WHERE id = ?",
        (*values, *names[1:], row["id"]),
    )
    return Stored(row["id"], after.store, frozenset({(row["store"], row["day"]), (after.store, day)}))


def _free_id(connection: Connection, number: str) -> int:
    """The id of a number that no purchase has.

    A receipt that a new cut-off hour moved to another day keeps its own, so the receipt of the day where it
    was gets another one.
    """
    key = key64(number)
    taken = "SELECT 1 FROM purchase WHERE id = ?"
    while connection.execute(taken, (key,)).fetchone() is not None:
        key = key64(number, str(key))
    return key


def same_view(row: StoredRow | None, side: str, view: PurchaseView) -> bool:
    """Whether the stored purchase already says exactly this."""
    return row is not None and row[side] is not None and merged_view(row[side], view) == load_view(row[side])


def same_lines(connection: Connection, purchase: int, lines: list[tuple[Any, ...]]) -> bool:
    """Whether the purchase has exactly these lines, (item, title, quantity, fen) each."""
    return [tuple(line) for line in purchase_lines(connection, purchase)] == lines


def purchase_lines(connection: Connection, purchase: int) -> list[OrderLine]:
    """The lines of a purchase as they stand."""
    rows = connection.execute(
        "SELECT item, title, quantity, amount_fen FROM purchase_line WHERE purchase = ? ORDER BY position",
        (purchase,),
    )
    return [OrderLine(*row) for row in rows]


def store_lines(connection: Connection, purchase: int, lines: Sequence[tuple[Any, ...]]) -> None:
    """Keep the lines of a purchase, replacing an older account; rows are (item, title, quantity, fen)."""
    connection.execute("DELETE FROM purchase_line WHERE purchase = ?", (purchase,))
    connection.executemany(
        "INSERT INTO purchase_line VALUES (?, ?, ?, ?, ?, ?)",
        ((purchase, position, *line) for position, line in enumerate(lines, 1)),
    )


class Destination(NamedTuple):
    """The store that serves an order (id, 0: none is named) and the region it goes to (empty: unknown)."""

    store: StoreId
    region: str


NOWHERE = Destination(NO_STORE, "")


def place_order(connection: Connection, purchase: int, place: Destination, source: Source) -> None:
    """Keep the place of a purchase; a later account replaces an older one."""
    if place == NOWHERE:
        return
    connection.execute(
        "INSERT INTO order_place (purchase, store, region, batch, line) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (purchase) DO UPDATE SET"
        " store = CASE WHEN excluded.store > 0 THEN excluded.store ELSE order_place.store END,"
        " region = CASE WHEN excluded.region <> '' THEN excluded.region ELSE order_place.region END",
        (purchase, *place, *source),
    )


def same_place(connection: Connection, purchase: int, place: Destination) -> bool:
    """Whether the database says at least this much of a purchase's place."""
    row = connection.execute(
        "SELECT store, region FROM order_place WHERE purchase = ?", (purchase,)
    ).fetchone()
    known = NOWHERE if row is None else Destination(row["store"], row["region"])
    return all(not new or new == old for new, old in zip(place, known, strict=True))
