"""Bring matches of tills' sales and bills' payments up to what counts, store-day by store-day."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from digitool.db.port import Connection
from digitool.db.statements import Scratch, ask
from digitool.facts.receipts import PREFIX
from digitool.facts.sales.live import outcomes, store_book
from digitool.facts.sales.matching import PROVIDERS, Decisions, Match, MatchRules, OneSide, match_day
from digitool.facts.sales.settling import StoreBook
from digitool.facts.sales.stored import Concerned, settle_slices
from digitool.model.days import MINUTE_MS
from digitool.model.ids import Day, StoreId

_DAYS = Scratch("matched_days", "store INTEGER, day INTEGER", "store, day")
_TOGETHER = 20
"""Store-days looked at together; bounds memory."""


class _DayMatches(NamedTuple):
    store: StoreId
    day: Day
    matches: list[Match]


class Rematched(NamedTuple):
    """The purchases (keys of their numbers) that new matches concern, and how many of each kind are new."""

    concerned: set[int]
    new: Counter[str]


def match_again(connection: Connection, days: Iterable[tuple[StoreId, Day]], book: StoreBook) -> Rematched:
    """Match what counts on these days anew."""
    gone: set[Match] = set()
    new: list[tuple[Match, StoreId, Day]] = []
    for found in _matched(connection, days, book):
        before, now = set(_stored(connection, found.store, found.day)), set(found.matches)
        gone |= before - now
        new += [(one, found.store, found.day) for one in found.matches if one not in before]
    # All go before any comes: a payment may have moved from one store-day to another.
    connection.executemany("DELETE FROM sale_match WHERE number = ?", [(one.number,) for one in gone])
    connection.executemany(
        "INSERT INTO sale_match (number, payment, how, store, day) VALUES (?, ?, ?, ?, ?)",
        [(*one, store, day) for one, store, day in new],
    )
    changed = [*gone, *(one for one, _store, _day in new)]
    concerned = {number for one in changed for number in one[:2] if number is not None}
    return Rematched(concerned, Counter(one.how for one, _store, _day in new))


def put_together(
    connection: Connection,
    numbers: Collection[int],
    release: Callable[[Iterable[int]], object],
    days: Iterable[tuple[StoreId, Day]] = (),
    new: Counter[str] | None = None,
) -> Iterator[Concerned]:
    """Derive the purchases anew that accounts of these numbers (keys) bear on, and match their days.

    ``release`` as in `settle`; ``days`` are matched, too; ``new`` is added to: how many matches of each kind
    there are that were not.
    """
    book = store_book(connection)
    changed = {*days, *_days_of_matches(connection, numbers)}
    for concerned in settle_slices(connection, numbers, book, release):
        changed |= concerned.days
        yield concerned
    while changed:  # what is parted may be of another store-day, and be matched there
        matched = match_again(connection, changed, book)
        if new is not None:
            new.update(matched.new)
        changed = set()
        for concerned in settle_slices(connection, matched.concerned, book, release):
            changed |= concerned.days
            yield concerned


def _days_of_matches(connection: Connection, numbers: Iterable[int]) -> set[tuple[StoreId, Day]]:
    """The store-days on which these numbers (keys) are matched: other accounts of them may part them."""
    asked = (json.dumps(sorted(numbers)),)
    return {
        (row[0], row[1])
        for column in ("number", "payment")
        for row in ask(
            connection,
            "SELECT m.store, m.day FROM ints(?) j"  # noqa: S608 - from above
            f" /*+ then */ JOIN sale_match m ON m.{column} = j.value",
            asked,
        )
    }


def match_everything(connection: Connection, book: StoreBook) -> set[int]:
    """Match all days anew; the numbers that this concerns."""
    return match_again(connection, _every_day(connection), book).concerned


def forget_matches(connection: Connection) -> set[int]:
    """Take all matches away, for rules or calendars that have changed; the numbers that this concerns."""
    gone = {number for row in connection.execute("SELECT number, payment FROM sale_match") for number in row}
    connection.execute("DELETE FROM sale_match")
    return {one for one in gone if one is not None}


def wrong_matches(connection: Connection, book: StoreBook) -> list[tuple[StoreId, Day]]:
    """The store-days whose matches are not what the accounts make."""
    return [
        (found.store, found.day)
        for found in _matched(connection, _every_day(connection), book)
        if found.matches != _stored(connection, found.store, found.day)
    ]


def _every_day(connection: Connection) -> list[tuple[StoreId, Day]]:
    text = "SELECT DISTINCT store, day FROM purchase WHERE store > 0 UNION SELECT store, day FROM sale_match"
    return [(row[0], row[1]) for row in connection.execute(text)]


def _stored(connection: Connection, store: StoreId, day: Day) -> list[Match]:
    text = "SELECT number, payment, how FROM sale_match WHERE store = ? AND day = ? ORDER BY number"
    return [Match(*row) for row in connection.execute(text, (store, day))]


def _matched(
    connection: Connection, days: Iterable[tuple[StoreId, Day]], book: StoreBook
) -> Iterable[_DayMatches]:
    """What is matched on each of these days on which there is something to match, or was."""
    rules = _rules(connection)
    _DAYS.fill(connection, days)
    known = connection.execute(
        "SELECT d.store, d.day FROM temp.matched_days d"
        " JOIN purchase p ON p.store = d.store AND p.day = d.day GROUP BY d.store, d.day"
        " HAVING count(CASE WHEN p.bill_fen IS NULL THEN p.till END) > 0"
        " AND count(CASE WHEN p.order_fen IS NULL THEN p.bill_fen END) > 0"
        " UNION SELECT d.store, d.day FROM temp.matched_days d"
        " JOIN sale_match m ON m.store = d.store AND m.day = d.day"
    ).fetchall()
    remaining = iter(known)
    while some := [(row[0], row[1]) for row in islice(remaining, _TOGETHER)]:
        yield from _match_some(connection, some, book, rules)


class _Sides(NamedTuple):
    """A store-day's sales that only a till tells, and payments that only a bill tells."""

    tills: list[OneSide]
    payments: list[OneSide]


def _match_some(
    connection: Connection, days: list[tuple[StoreId, Day]], book: StoreBook, rules: MatchRules
) -> Iterable[_DayMatches]:
    sides = {one: _Sides([], []) for one in days}
    matched = {
        number
        for one in days
        for match in _stored(connection, *one)
        for number in match[:2]
        if number is not None
    }
    numbers = set(matched)
    for one in days:
        for row in connection.execute(_SALES, one):
            if row["id"] not in matched:
                side = OneSide(row["id"], row["at"], row["amount_fen"], row["tender"])
                _take(sides[one], row["number"], side, row["bill_fen"], row["order_fen"])
            numbers.add(row["id"])
    for number, outcome in outcomes(connection, matched, book, matched=False).outcomes.items():
        sale = outcome.sale
        if number not in matched or sale is None or sale.view.state != "paid":
            continue
        if (sale.view.store, sale.day) in sides:
            side = OneSide(sale.id, sale.view.at, sale.view.amount_fen, sale.tender)
            _take(sides[sale.view.store, sale.day], sale.number, side, sale.bill_fen, sale.order_fen)
    decided = _decisions(connection, numbers)
    for (store, day), (tills, payments) in sides.items():
        here, there = {one.number for one in tills}, {one.number for one in payments}
        same = {one: other for one, other in decided.same.items() if one in here and other in there}
        yield _DayMatches(store, day, match_day(tills, payments, rules, decided._replace(same=same)))


_SALES = (
    "SELECT id, number, at, amount_fen, tender, bill_fen, order_fen FROM purchase"
    " WHERE store = ? AND day = ? AND state = 'paid'"
)
"""What is not matched is stored as it is without a match."""


def _take(sides: _Sides, number: str, one: OneSide, bill_fen: int | None, order_fen: int | None) -> None:
    if bill_fen is None and number.startswith(PREFIX):
        sides.tills.append(one)
    elif order_fen is None and one.tender in PROVIDERS:
        sides.payments.append(one)


def _rules(connection: Connection) -> MatchRules:
    row = connection.execute("SELECT match_minutes, match_counts FROM chain").fetchone()
    return MatchRules(0) if row is None else MatchRules(row[0] * MINUTE_MS, row[1])


def _decisions(connection: Connection, numbers: Iterable[int]) -> Decisions:
    """What persons decided of these receipts and payments, the latest word of each two.

    The operation of a decision that is being made is written last.
    """
    rows = ask(
        connection,
        "SELECT d.number, d.payment, d.same FROM ints(?) j /*+ then */ JOIN sale_decision d"
        " ON d.number = j.value LEFT JOIN operation o ON o.seq = d.operation"
        " WHERE o.undone_by IS NULL ORDER BY d.operation",
        (json.dumps(sorted(numbers)),),
    )
    last = {(number, payment): bool(same) for number, payment, same in rows}
    same: dict[int, int] = {}
    for (number, payment), yes in last.items():
        if yes and payment not in same.values():
            same.setdefault(number, payment)
    return Decisions(same, frozenset(pair for pair, yes in last.items() if not yes))
