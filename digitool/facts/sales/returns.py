"""Which sale a return under a receipt's number belongs to, among all receipts of that number."""

from __future__ import annotations

from collections.abc import Iterable

from digitool.db.port import Connection
from digitool.facts.receipts import Back, Family, SoldReceipt, assigned, nowhere
from digitool.facts.sales.stored import StoreDays


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
