"""Money given back. A refund may come before its purchase, or never find it, and may be told twice."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from digitool.db.port import Connection, StoredRow
from digitool.db.statements import changed
from digitool.facts.parts import Kept, kept
from digitool.facts.purchases import DayOf
from digitool.facts.receipts import Back, Family, Receipt, SoldReceipt, assigned, nowhere
from digitool.model.days import DAY_MS
from digitool.model.ids import NO_STORE, Day, Fen, Ms, StoreId
from digitool.model.keys import key64

BY_ORDER = "wechatpay-refund-order:"
"""What the number of a refund starts with whose real number a spreadsheet destroyed."""

_REAL = "wechatpay-refund:"

StoreDays = set[tuple[StoreId, Day]]
"""(store id, business day) pairs whose figures a refund concerns."""


class RefundRow(NamedTuple):
    """One refund as it is stored."""

    id: int
    number: str
    purchase: int
    at: Ms
    day: Day
    amount_fen: Fen
    state: str
    batch: int
    line: int


class Origin(NamedTuple):
    """Where a refund says that it happened, ids instead of codes; ``till`` makes it a return by receipt."""

    store: StoreId = NO_STORE
    channel: str = ""
    order_no: str = ""
    till: str | None = None
    guide: str = ""
    part: Kept | None = None


_STORE = """
INSERT INTO refund AS o (id, number, purchase, at, day, amount_fen, state, batch, line)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET state = excluded.state, amount_fen = excluded.amount_fen,
  at = least(o.at, excluded.at), day = CASE WHEN excluded.at < o.at THEN excluded.day ELSE o.day END
WHERE (CASE excluded.state WHEN 'SUCCESS' THEN 2 WHEN 'PROCESSING' THEN 0 ELSE 1 END,
       excluded.amount_fen, -excluded.at)
    > (CASE o.state WHEN 'SUCCESS' THEN 2 WHEN 'PROCESSING' THEN 0 ELSE 1 END, o.amount_fen, -o.at)
"""
"""A state is a snapshot: the one further on stands, whichever export comes first. Where an export tells only
when an order last changed, its earliest account is nearest to the moment."""

_PLACE = """
INSERT INTO refund_place AS o (refund, store, channel, order_no, till, guide, part)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (refund) DO UPDATE SET
  store = CASE WHEN excluded.channel <> '' THEN excluded.store ELSE o.store END,
  channel = CASE WHEN excluded.channel <> '' THEN excluded.channel ELSE o.channel END,
  guide = CASE WHEN excluded.guide <> '' THEN excluded.guide ELSE o.guide END
WHERE (excluded.channel <> '' AND (excluded.store, excluded.channel) <> (o.store, o.channel))
  OR (excluded.guide <> '' AND excluded.guide <> o.guide)
"""


def store_refund(connection: Connection, row: RefundRow, origin: Origin | None = None) -> bool:
    """Keep a refund and where it happened; False when nothing of it is new."""
    new = changed(connection, _STORE, row) == 1
    if origin is not None:
        part = None if origin.part is None else json.dumps(origin.part.stored(), ensure_ascii=False)
        new = changed(connection, _PLACE, (row.id, *origin[:5], part)) == 1 or new
    if row.number.startswith((BY_ORDER, _REAL)):
        new = row.id not in _drop_twins(connection, row.purchase) and new
    return new


def date_refund(connection: Connection, refund: int, store: StoreId, day_of: DayOf) -> None:
    """Set the business day of a refund by the store where it counts."""
    (at,) = connection.execute("SELECT at FROM refund WHERE id = ?", (refund,)).fetchone()
    connection.execute("UPDATE refund SET day = ? WHERE id = ?", (day_of(store, at), refund))


def days_of(connection: Connection, refund: int) -> StoreDays:
    """The store-days whose figures a refund concerns: that of its sale, and its own."""
    row = connection.execute(
        "SELECT r.day, w.store, p.store AS sold, p.day AS sold_on FROM refund r LEFT JOIN refund_place w"
        " ON w.refund = r.id LEFT JOIN purchase p ON p.id = r.purchase WHERE r.id = ?",
        (refund,),
    ).fetchone()
    if row is None:
        return set()
    pairs = {(row["store"], row["day"]), (row["sold"], row["sold_on"])}
    return {(store, day) for store, day in pairs if store}


def drop_refund(connection: Connection, refund: int) -> None:
    """Forget a return whose row turned out to be a part of a sale."""
    connection.execute("DELETE FROM refund WHERE id = ?", (refund,))
    connection.execute("DELETE FROM refund_place WHERE refund = ?", (refund,))


def returns_of(connection: Connection, where: Receipt | int) -> dict[Kept, int]:
    """The returns among the rows of a receipt, or of a purchase (its id), each with its refund."""
    if isinstance(where, Receipt):
        of = "w.till = ? AND w.store = ? AND w.order_no = ? AND r.day = ?"
        params: tuple[object, ...] = (where.till, where.store, where.number, where.day)
    else:
        of, params = "r.purchase = ? AND w.till IS NULL", (where,)
    rows = connection.execute(
        "SELECT r.id, w.part FROM refund r JOIN refund_place w ON w.refund = r.id"  # noqa: S608 - from above
        f" WHERE {of} AND w.part IS NOT NULL",
        params,
    )
    return {kept(json.loads(row["part"])): row["id"] for row in rows}


def adopt_refunds(
    connection: Connection, purchase: int, store: StoreId, by_order: str, day_of: DayOf
) -> StoreDays:
    """Give the refunds that came before their purchase its id and its store's business day.

    ``by_order`` is the number under which a destroyed bill knows the purchase, empty for none. Returns the
    days on which they counted before, where nobody knew their purchase.
    """
    if by_order and key64(by_order) != purchase:
        move = "UPDATE refund SET purchase = ? WHERE purchase = ?"
        if changed(connection, move, (purchase, key64(by_order))):
            _drop_twins(connection, purchase)
    rows = connection.execute(
        "SELECT r.id, r.at, r.day, w.store FROM refund r LEFT JOIN refund_place w ON w.refund = r.id"
        " WHERE r.purchase = ?",
        (purchase,),
    ).fetchall()
    for row in rows:
        day = day_of(store, row["at"])
        if day != row["day"]:
            connection.execute("UPDATE refund SET day = ? WHERE id = ?", (day, row["id"]))
    return {(row["store"], row["day"]) for row in rows if row["store"]}


def attach_returns(connection: Connection, families: Iterable[Family] | None = None) -> StoreDays:
    """Find the receipts that the returns of these numbers (None: of all) belong to, among all that are known.

    Returns the days that this concerns.
    """
    known = connection.execute(
        "SELECT DISTINCT w.store, w.till, w.order_no, coalesce(s.code, '') AS code FROM refund_place w"
        " LEFT JOIN store s ON s.id = w.store WHERE w.till IS NOT NULL"
    ).fetchall()
    wanted = None if families is None else set(families)
    days: StoreDays = set()
    for row in known:
        family = Family(row["store"], row["till"], row["order_no"])
        if wanted is None or family in wanted:
            days |= _attach(connection, family, nowhere(family, row["code"]))
    return days


def _attach(connection: Connection, family: Family, nobody: int) -> StoreDays:
    key = (family.till, family.store, family.number)
    sales = [
        SoldReceipt(*row)
        for row in connection.execute(
            "SELECT id, day, at, amount_fen FROM purchase WHERE till = ? AND store = ? AND order_no = ?", key
        )
    ]
    rows = connection.execute(
        "SELECT r.id, r.day, r.at, r.amount_fen, r.teller, r.purchase FROM refund_place w"
        " JOIN refund r ON r.id = w.refund WHERE w.till = ? AND w.store = ? AND w.order_no = ?",
        key,
    ).fetchall()
    found = assigned(sales, [Back(*tuple(row)[:5]) for row in rows])
    day_of: dict[int, int] = {sale.purchase: sale.day for sale in sales}
    days: StoreDays = set()
    for row in rows:
        now = found[row["id"]]
        purchase = nobody if now is None else now
        if purchase != row["purchase"]:
            connection.execute("UPDATE refund SET purchase = ? WHERE id = ?", (purchase, row["id"]))
            concerned = {row["day"], *(day_of[one] for one in (purchase, row["purchase"]) if one in day_of)}
            days |= {(family.store, day) for day in concerned if family.store}
    return days


def _drop_twins(connection: Connection, purchase: int) -> set[int]:
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
    for one in dropped:
        drop_refund(connection, one)
    return dropped


def _same(one: StoredRow, other: StoredRow) -> bool:
    return bool(one["amount_fen"] == other["amount_fen"] and abs(one["at"] - other["at"]) < DAY_MS)
