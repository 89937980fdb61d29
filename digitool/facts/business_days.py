"""The business days of purchases and refunds, by the calendars of their stores as they are kept."""

from __future__ import annotations

from digitool.db.port import Connection
from digitool.facts.sales.live import store_book
from digitool.facts.sales.pairing import forget_matches, match_everything
from digitool.facts.sales.renaming import rename_receipts
from digitool.facts.sales.returns import attach_returns
from digitool.facts.sales.stored import settle_slices
from digitool.facts.sync import stored_calendars


def date_again(connection: Connection) -> None:
    """Set the business day of every purchase and refund anew; receipts, matches and returns follow it.

    Roll-ups are not touched: whoever changes a calendar counts everything again.
    """
    _settle(connection, {*forget_matches(connection), *rename_receipts(connection)})
    _date(connection)
    _settle(connection, match_everything(connection, store_book(connection)))
    attach_returns(connection)


def _settle(connection: Connection, numbers: set[int]) -> None:
    for _ in settle_slices(connection, numbers, store_book(connection), lambda _parties: None):
        pass


def _date(connection: Connection) -> None:
    known = stored_calendars(connection)
    for table, question in _DATED.items():
        rows = connection.execute(question).fetchall()
        days = ((known[row["store"]].day(row["at"]), row["day"], row["id"]) for row in rows)
        moved = ((now, number) for now, before, number in days if now != before)
        connection.executemany(f"UPDATE {table} SET day = ? WHERE id = ?", moved)  # noqa: S608 - from below


_DATED = {
    "purchase": "SELECT id, store, at, day FROM purchase",
    "refund": "SELECT r.id, coalesce(p.store, w.store, 0) AS store, r.at, r.day FROM refund r"
    " LEFT JOIN purchase p ON p.id = r.purchase LEFT JOIN refund_place w ON w.refund = r.id",
}
"""Where business days are stored, and what they follow from."""
