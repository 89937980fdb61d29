"""The facts of whole persons, read in person order with bounded memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from digitool.db.tally import sql


class PersonFacts(NamedTuple):
    """Everything that the roll-ups need to know of one person.

    ``touches`` are (at, touchpoint id), ``payments`` (at, store id, business day) of paid purchases;
    neither is sorted. ``named`` says that a guide, a group or a customer list knows the person.
    """

    person: int
    touches: list[tuple[int, int]]
    payments: list[tuple[int, int, int]]
    named: bool
    identified: bool
    reachable: bool
    staff: bool


def want_persons(connection: sqlite3.Connection, persons: Iterable[int]) -> None:
    """Choose persons for `wanted_people`: each one's own identifier and all that were merged into it."""
    _clear_wanted(connection)
    connection.executemany("INSERT INTO temp.wanted VALUES (?1, ?1)", ((person,) for person in persons))
    connection.execute(
        "INSERT INTO temp.wanted SELECT i.person, i.id FROM temp.wanted w"
        " CROSS JOIN identifier i ON i.person = w.person AND i.person <> i.id"
    )


def want_everyone(connection: sqlite3.Connection) -> None:
    """Choose every person there is."""
    _clear_wanted(connection)
    connection.execute("INSERT INTO temp.wanted SELECT person, id FROM identifier ORDER BY person, id")


def _clear_wanted(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TEMP TABLE IF NOT EXISTS wanted (person INTEGER, identifier INTEGER,"
        " PRIMARY KEY (person, identifier)) WITHOUT ROWID"
    )
    connection.execute("DELETE FROM temp.wanted")


def wanted_people(connection: sqlite3.Connection) -> Iterator[PersonFacts]:
    """The facts of the chosen persons, by person id; three sorted reads walked side by side."""
    touches = _Rows(connection, "person_touches")
    payments = _Rows(connection, "person_payments")
    signs = connection.cursor()
    signs.row_factory = None
    for person, named, reachable, identified, staff in signs.execute(sql("flow", "person_signs")):
        yield PersonFacts(
            person,
            touches.take(person),
            payments.take(person),
            bool(named),
            bool(identified),
            bool(reachable),
            bool(staff),
        )


class _Rows:
    """The rows of one tally that is sorted by person, handed out person by person."""

    def __init__(self, connection: sqlite3.Connection, tally: str) -> None:
        cursor = connection.cursor()
        cursor.row_factory = None
        self._rows = cursor.execute(sql("flow", tally))
        self._next = self._rows.fetchone()

    def take(self, person: int) -> list[tuple[int, ...]]:
        """The rest of each row that belongs to ``person``."""
        taken: list[tuple[int, ...]] = []
        row = self._next
        rows = self._rows
        while row is not None and row[0] == person:
            taken.append(row[1:])
            row = rows.fetchone()
        self._next = row
        return taken
