"""Keep the roll-ups true inside the transaction that changes facts.

Call `Recount.release` with identifiers *before* their facts or persons change, and `Recount.finish`
after: each released person's old contribution is taken away once and the new one added.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from itertools import islice

from digitool.db.tally import run, sql
from digitool.flow.contributions import Contributions, contribute
from digitool.flow.days import refresh_days
from digitool.flow.geography import load_geography
from digitool.flow.people import want_everyone, want_persons, wanted_people
from digitool.flow.rollups import add_to_rollups, clear_rollups
from digitool.model.id_set import IdSet

_CHUNK = 50_000
"""Persons counted between two writes to the roll-ups; bounds memory."""


class Recount:
    """One operation's bookkeeping of whom to count again, and which store-days to look at again."""

    def __init__(self, connection: sqlite3.Connection, operation: int) -> None:
        self._connection = connection
        self._operation = operation
        self._newest = int(connection.execute("SELECT coalesce(max(id), 0) FROM identifier").fetchone()[0])
        self._released = IdSet()
        self._touched = IdSet()
        self.days: set[tuple[int, int]] = set()

    def release(self, identifiers: Iterable[int]) -> None:
        """Take away what the persons of these identifiers contribute; they will be counted again."""
        fresh = self._touched.add_new(identifiers)
        old = [identifier for identifier in fresh if identifier <= self._newest]
        if old:
            self._count(self._released.add_new(self._persons(old)), -1)

    def finish(self) -> None:
        """Count every touched person as she is now, then every store-day that this concerns."""
        self._touched.add_new(self._released)
        self._count(self._persons(self._touched), 1)
        refresh_days(self._connection, self.days, self._operation)

    def _persons(self, identifiers: Iterable[int]) -> list[int]:
        """The persons that these identifiers belong to now, in ascending order."""
        self._connection.execute("CREATE TEMP TABLE IF NOT EXISTS chosen (identifier INTEGER PRIMARY KEY)")
        self._connection.execute("DELETE FROM temp.chosen")
        self._connection.executemany("INSERT INTO temp.chosen VALUES (?)", ((i,) for i in identifiers))
        return [row[0] for row in self._connection.execute(sql("flow", "persons_of_chosen"))]

    def _count(self, persons: Iterable[int], sign: int) -> None:
        geography = load_geography(self._connection)
        remaining = iter(persons)
        while chunk := list(islice(remaining, _CHUNK)):
            want_persons(self._connection, chunk)
            into = Contributions()
            for facts in wanted_people(self._connection):
                contribute(into, facts, geography, sign)
            self.days |= add_to_rollups(self._connection, into)


def rebuild(connection: sqlite3.Connection, operation: int = 0) -> None:
    """Count everything again from the facts."""
    clear_rollups(connection)
    geography = load_geography(connection)
    into = Contributions()
    want_everyone(connection)
    for facts in wanted_people(connection):
        contribute(into, facts, geography, 1)
    days = add_to_rollups(connection, into)
    days |= {(row[0], row[1]) for row in run(connection, "flow", "store_days_with_facts")}
    refresh_days(connection, days, operation)
