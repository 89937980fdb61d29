"""The business days of purchases and refunds, by the calendars of their stores as they are kept."""

from __future__ import annotations

from digitool.db.port import Connection
from digitool.facts.sales.renaming import rename_receipts
from digitool.facts.sales.returns import attach_returns
from digitool.facts.sync import stored_calendars


def date_again(connection: Connection) -> None:
    """Set the business day of every purchase and refund anew; returns follow the receipts of their days.

    Rows of tills are put together to the receipts of these days.
    """
    rename_receipts(connection)
    known = stored_calendars(connection)
    for table, question in _DATED.items():
        rows = connection.execute(question).fetchall()
        days = ((known[row["store"]].day(row["at"]), row["day"], row["id"]) for row in rows)
        moved = ((now, number) for now, before, number in days if now != before)
        connection.executemany(f"UPDATE {table} SET day = ? WHERE id = ?", moved)  # noqa: S608 - from below
    attach_returns(connection)


_DATED = {
    "purchase": "SELECT id, store, at, day FROM purchase",
    "refund": "SELECT r.id, coalesce(p.store, w.store, 0) AS store, r.at, r.day FROM refund r"
    " LEFT JOIN purchase p ON p.id = r.purchase LEFT JOIN refund_place w ON w.refund = r.id",
}
"""Where business days are stored, and what they follow from."""
