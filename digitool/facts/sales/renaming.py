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

    Returns the numbers (keys) of the purchases that this concerns.
    """
    book = store_book(connection)
    return {
        number
        for table in (SALE.table, f"{SALE.table}_told")
        for moved in _moved(connection, table, book)
        for number in _rename(connection, table, moved)
    }


_Row = tuple[object, ...]


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


def _rename(connection: Connection, table: str, moved: list[tuple[_Row, int, int]]) -> set[int]:
    connection.executemany(
        f"UPDATE {table} SET number = ?, receipt = ? WHERE number = ? AND digest = ? AND batch = ?",  # noqa: S608
        [(number, receipt, *row) for row, number, receipt in moved],
    )
    return {number for row, now, _receipt in moved for number in (int(str(row[0])), now)}
