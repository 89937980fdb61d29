"""Look through all accounts: what is not as they make it, where they contradict, whom they name."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from digitool.db.port import Connection
from digitool.facts.sales.accounts import LiveAccount, account
from digitool.facts.sales.settling import by_purchase, settled
from digitool.facts.sales.stored import StoredSales, accounts_of, reached, store_book


def differences(connection: Connection) -> Iterator[str]:
    """The numbers of purchases that are not, or whose refunds are not, what their accounts make."""
    book = store_book(connection)
    rows = connection.execute(
        "SELECT number FROM sale_claim UNION SELECT id FROM purchase"
        " UNION SELECT coalesce(told, purchase) FROM refund"
    )
    while chunk := {row[0] for row in rows.fetchmany(5_000)}:
        wanted = reached(connection, chunk)
        found = {
            number: settled(number, some, book)
            for number, some in by_purchase(accounts_of(connection, wanted)).items()
        }
        before = StoredSales(connection, wanted)
        for number in sorted(chunk):
            if before.differs(number, found.get(number)):
                yield before.name(number) or str(number)


def open_accounts(connection: Connection) -> Iterator[tuple[LiveAccount, ...]]:
    """Accounts that cannot both be right, purchase by purchase; the one that counts comes last."""
    book = store_book(connection)
    rows = connection.execute("SELECT number FROM sale_claim GROUP BY number HAVING count(*) > 1")
    while chunk := {row[0] for row in rows.fetchmany(5_000)}:
        for number, some in sorted(by_purchase(accounts_of(connection, chunk)).items()):
            if told := settled(number, some, book).open:
                yield told


def numbers_naming(connection: Connection, identifiers: Collection[int]) -> set[int]:
    """The numbers (keys) of the accounts that name one of these as payer or buyer: all are looked through."""
    found = set()
    for number, told in connection.execute("SELECT number, told FROM sale_claim"):
        said = account(told)
        if said.payer in identifiers or said.buyer in identifiers:
            found.add(number)
    return found
