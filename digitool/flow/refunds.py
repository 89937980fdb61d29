"""What was given back by store and day, kept up to date by every write."""

from __future__ import annotations

from digitool.db.port import Connection
from digitool.db.tally import run
from digitool.flow.restating import restate
from digitool.model.ids import Day, StoreId

MEASURES = ("refunded_fen", "refunds_without_purchase", "refunds_without_purchase_fen")
"""The counts of `StoreRefund` as answers name them."""

_NOTHING = (0, 0, 0)


def refresh_refunds(
    connection: Connection, store: StoreId, day: Day, operation: int, *, counted: bool
) -> None:
    """Count the refunds of a store-day again; what changes on a day ``counted`` before is restated."""
    where = store, day
    row = connection.execute(
        "SELECT back_fen, lone, lone_fen FROM store_refund WHERE store = ? AND day = ?", where
    ).fetchone()
    before, now = _NOTHING if row is None else tuple(row), count_refunds(connection, *where)
    if before == now:
        return
    connection.execute("DELETE FROM store_refund WHERE store = ? AND day = ?", where)
    if now != _NOTHING:
        connection.execute("INSERT INTO store_refund VALUES (?, ?, ?, ?, ?)", (*where, *now))
    if operation and (counted or row is not None):
        restate(connection, operation, *where, dict(zip(MEASURES, before)), dict(zip(MEASURES, now)))


def count_refunds(connection: Connection, store: StoreId, day: Day) -> tuple[int, ...]:
    """The counts of one store-day from its facts, in the order of `MEASURES`."""
    return tuple(run(connection, "flow", "day_refunds", {"store": store, "day": day})[0])
