"""What live accounts make of purchases, as the database has them."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import NamedTuple

from digitool.db.port import Connection
from digitool.db.statements import ask
from digitool.facts.sales.accounts import LiveAccount, account
from digitool.facts.sales.joining import by_purchase, without_buyer
from digitool.facts.sales.matching import DOUBLE, NUMBER, Match
from digitool.facts.sales.settling import SaleOutcome, StoreBook, settled
from digitool.facts.sync import stored_calendars


def store_book(connection: Connection) -> StoreBook:
    """The calendars and codes of the stores, as they are kept, and which identifiers stand for nobody."""
    calendars = stored_calendars(connection)
    codes = {row["id"]: row["code"] for row in connection.execute("SELECT id, code FROM store")}
    return StoreBook(
        lambda store, at: calendars[store].day(at), lambda store: codes.get(store, ""), _nobody(connection)
    )


def _nobody(connection: Connection) -> frozenset[int]:
    rows = connection.execute("SELECT identifier FROM identifier_flag WHERE flag IN ('blocked', 'excluded')")
    return frozenset(row[0] for row in rows)


class Outcomes(NamedTuple):
    """What purchases are (by the key of their number), and all numbers that their accounts reach.

    ``others`` are the purchases of those numbers that are of another purchase.
    """

    outcomes: dict[int, SaleOutcome]
    reached: set[int]
    others: dict[int, int]


def outcomes(connection: Connection, numbers: set[int], book: StoreBook, *, matched: bool = True) -> Outcomes:
    """What the purchases are that accounts of these numbers bear on; ``matched`` as in `grouped`."""
    groups = grouped(connection, numbers, matched=matched)
    found = {
        number: _not_twice(settled(number, some, book), groups.doubles)
        for number, some in groups.accounts.items()
    }
    others = {
        one.number: number for number, some in groups.accounts.items() for one in some if one.number != number
    }
    return Outcomes(found, groups.reached, others)


class Groups(NamedTuple):
    """Accounts by purchase, all numbers that they reach, and purchases that another one tells, too."""

    accounts: dict[int, list[LiveAccount]]
    reached: set[int]
    doubles: frozenset[int]


def grouped(connection: Connection, numbers: set[int], *, matched: bool = True) -> Groups:
    """The live accounts of the purchases that accounts of these numbers bear on.

    Without ``matched`` only numbers join them.
    """
    wanted = reached(connection, numbers, matched=matched)
    accounts = accounts_of(connection, wanted)
    matches = matches_of(connection, wanted) if matched else []
    paid_as = {one.number: one.payment for one in matches if one.payment is not None}
    unsure = {one.number for one in matches if one.how == NUMBER}
    if unsure:
        accounts = [without_buyer(one) if one.number in unsure else one for one in accounts]
    doubles = frozenset(one.number for one in matches if one.how == DOUBLE)
    return Groups(by_purchase(accounts, paid_as), wanted, doubles)


def matches_of(connection: Connection, numbers: Collection[int]) -> list[Match]:
    """The matches of these numbers (keys), of receipts and of payments."""
    asked = (json.dumps(sorted(numbers)),)
    rows = [
        row
        for column in ("number", "payment")
        for row in ask(
            connection,
            "SELECT m.number, m.payment, m.how FROM ints(?) j"  # noqa: S608 - from above
            f" /*+ then */ JOIN sale_match m ON m.{column} = j.value",
            asked,
        )
    ]
    return sorted({Match(*row) for row in rows}, key=lambda one: one.number)


def _not_twice(now: SaleOutcome, doubles: Collection[int]) -> SaleOutcome:
    """The outcome; its sale does not count where another purchase is that sale, too."""
    sale = now.sale
    if sale is None or sale.id not in doubles or sale.view.state != "paid":
        return now
    return now._replace(sale=sale._replace(view=sale.view._replace(state=DOUBLE)))


def reached(connection: Connection, numbers: set[int], *, matched: bool = True) -> set[int]:
    """These numbers and all that accounts join to them: by receipt, by merchant's order number, by match."""
    wanted = set(numbers)
    fresh = set(numbers)
    while fresh:
        links = ask(
            connection,
            "SELECT c.receipt, c.order_key, c.store_order FROM ints(?) j"
            " /*+ then */ JOIN sale_claim c ON c.number = j.value",
            (json.dumps(sorted(fresh)),),
        ).fetchall()
        near: set[int] = set()
        for place, column in enumerate(("receipt", "order_key", "store_order")):
            keys = sorted({row[place] for row in links if row[place] is not None})
            near.update(
                row[0]
                for row in ask(
                    connection,
                    f"SELECT c.number FROM ints(?) j /*+ then */ JOIN sale_claim c ON c.{column} = j.value",  # noqa: S608
                    (json.dumps(keys),),
                )
            )
        if matched:
            for one in matches_of(connection, fresh):
                near |= {one.number} if one.payment is None else {one.number, one.payment}
        fresh = near - wanted
        wanted |= near
    return wanted


def accounts_of(connection: Connection, numbers: Collection[int]) -> list[LiveAccount]:
    """The live accounts under these numbers (keys)."""
    rows = ask(
        connection,
        "SELECT c.number, c.digest, c.receipt, c.order_key, c.store_order, c.told, c.payer, c.buyer, c.batch,"
        " c.line FROM ints(?) j"
        " /*+ then */ JOIN sale_claim c ON c.number = j.value",
        (json.dumps(sorted(numbers)),),
    )
    return [
        LiveAccount(number, digest, receipt, key, in_store, account(said, payer, buyer), batch, line)
        for number, digest, receipt, key, in_store, said, payer, buyer, batch, line in rows
    ]
