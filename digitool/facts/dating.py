"""Business days that are stored, dated anew after a zone or a cut-off hour changed."""

from __future__ import annotations

from digitool.db.port import Connection
from digitool.facts.purchases import DayOf
from digitool.facts.refunds import attach_returns


def date_again(connection: Connection, day_of: DayOf) -> None:
    """Set the business day of every purchase and refund anew; returns follow the receipts of their days."""
    for table, question in _DATED.items():
        rows = connection.execute(question).fetchall()
        days = ((day_of(row["store"], row["at"]), row["day"], row["id"]) for row in rows)
        moved = ((now, number) for now, before, number in days if now != before)
        connection.executemany(f"UPDATE {table} SET day = ? WHERE id = ?", moved)  # noqa: S608 - from below
    attach_returns(connection)


_DATED = {
    "purchase": "SELECT id, store, at, day FROM purchase",
    "refund": "SELECT r.id, coalesce(p.store, w.store, 0) AS store, r.at, r.day FROM refund r"
    " LEFT JOIN purchase p ON p.id = r.purchase LEFT JOIN refund_place w ON w.refund = r.id",
}
"""Where business days are stored, and what they follow from."""
