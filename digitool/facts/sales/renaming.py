"""The receipts that rows of tills are of follow from calendars: after one has changed they are found anew."""

from __future__ import annotations

from collections.abc import Iterator

from digitool.db.port import Connection
from digitool.facts.receipts import label
from digitool.facts.sales.accounts import SALE, account
from digitool.facts.sales.live import store_book
from digitool.facts.sales.settling import StoreBook, receipt_of
from digitool.model.keys import key64

_CHUNK = 5_000


def rename_receipts(connection: Connection) -> set[int]:
    """Have every row of a till stand under the receipt of its business day, whether its import counts or not.

    What persons decided of a receipt goes with it, where all of it goes. Returns the numbers (keys) of the
    purchases that this concerns.
    """
    book = store_book(connection)
    went: dict[int, set[int]] = {}
    for table in (SALE.table, f"{SALE.table}_told"):
        for moved in _moved(connection, table, book):
            _rename(connection, table, moved)
            for (before, _digest, _batch), now, _receipt in moved:
                went.setdefault(before, set()).add(now)
    for before, (now, *others) in went.items():
        left = connection.execute("SELECT 1 FROM sale_claim WHERE number = ?", (before,)).fetchone()
        if not others and left is None:
            connection.execute("UPDATE sale_decision SET number = ? WHERE number = ?", (now, before))
    return went.keys() | {number for numbers in went.values() for number in numbers}


_Row = tuple[int, int, int]


def _moved(connection: Connection, table: str, book: StoreBook) -> Iterator[list[tuple[_Row, int, int]]]:
    """Claims (number, digest, batch) under another receipt than their own, with new number and receipt."""
    rows = connection.execute(
        f"SELECT number, digest, batch, receipt, told FROM {table} WHERE receipt IS NOT NULL"  # noqa: S608
    )
    while chunk := rows.fetchmany(_CHUNK):
        found: list[tuple[_Row, int, int]] = []
        for number, digest, batch, receipt, told in chunk:
            said = account(told)
            now = key64(label(receipt_of(said, book), book.code_of(said.store)))
            if now != receipt:
                found.append(((number, digest, batch), now if said.of_receipt else number, now))
        yield found


def _rename(connection: Connection, table: str, moved: list[tuple[_Row, int, int]]) -> None:
    connection.executemany(
        f"UPDATE {table} SET number = ?, receipt = ? WHERE number = ? AND digest = ? AND batch = ?",  # noqa: S608
        [(number, receipt, *row) for row, number, receipt in moved],
    )
