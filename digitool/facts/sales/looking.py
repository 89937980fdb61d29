"""Look through all accounts: what is not as they make it, where they contradict, whom they name."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator

from digitool.db.port import Connection
from digitool.db.statements import ask
from digitool.facts.sales.accounts import LiveAccount
from digitool.facts.sales.live import grouped, outcomes, store_book
from digitool.facts.sales.stored import StoredSales


def differences(connection: Connection) -> Iterator[str]:
    """The numbers of purchases that are not, or whose refunds are not, what their accounts make."""
    book = store_book(connection)
    rows = connection.execute(
        "SELECT number FROM sale_claim UNION SELECT id FROM purchase"
        " UNION SELECT coalesce(told, purchase) FROM refund"
    )
    while chunk := {row[0] for row in rows.fetchmany(5_000)}:
        found = outcomes(connection, chunk, book)
        before = StoredSales(connection, found.reached)
        for number in sorted(chunk):
            other = connection.execute(
                "SELECT purchase FROM sale_number WHERE number = ?", (number,)
            ).fetchone()
            named = None if other is None else other[0]
            if named != found.others.get(number) or before.differs(number, found.outcomes.get(number)):
                yield before.name(number) or str(number)


def open_accounts(connection: Connection) -> Iterator[tuple[LiveAccount, ...]]:
    """Accounts that cannot both be right, purchase by purchase; the one that counts comes last."""
    book = store_book(connection)
    rows = connection.execute("SELECT id FROM purchase WHERE disputed ORDER BY id")
    while chunk := {row[0] for row in rows.fetchmany(5_000)}:
        found = outcomes(connection, chunk, book).outcomes
        for number in sorted(chunk & found.keys()):
            if told := found[number].open:
                yield told


def purchases_told_by(connection: Connection, batch: int) -> set[int]:
    """The purchases that an import which counts tells of, by all numbers that anybody tells them under."""
    told = connection.execute(
        "SELECT number FROM sale_claim WHERE batch = :batch"
        " UNION SELECT number FROM sale_claim_told WHERE batch = :batch",
        {"batch": batch},
    )
    found: set[int] = set()
    while chunk := {row[0] for row in told.fetchmany(5_000)}:
        groups = grouped(connection, chunk).accounts
        for number, some in groups.items():
            numbers = {one.number for one in some}
            if numbers & chunk:
                found |= {number, *numbers}
    return found


def numbers_naming(connection: Connection, identifiers: Collection[int]) -> set[int]:
    """The numbers (keys) of the accounts that name one of these as payer or buyer."""
    packed = json.dumps(sorted(identifiers))
    return {
        row[0]
        for column in ("payer", "buyer")
        for row in ask(
            connection,
            f"SELECT c.number FROM ints(?) j /*+ then */ JOIN sale_claim c ON c.{column} = j.value",  # noqa: S608
            (packed,),
        )
    }
