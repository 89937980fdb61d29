"""Keep the roll-ups true inside the transaction that changes facts.

Call `Recount.release` with identifiers *before* their facts or persons change, and `Recount.finish`
after: each released person's old contribution is taken away once and the new one added.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from digitool.db.port import Connection
from digitool.db.statements import Scratch, ask
from digitool.db.tally import run, sql
from digitool.flow.days import refresh_days, sensor_spans
from digitool.flow.moved import MovedDays
from digitool.flow.people import read_people, want_persons
from digitool.model.id_set import IdSet
from digitool.model.ids import Day, StoreId

if TYPE_CHECKING:
    from digitool.flow.contributions import Contributions
    from digitool.workspace.settings import Settings

_CHUNK = 20_000
"""Persons counted between two writes to the roll-ups; bounds memory."""


_CHOSEN = Scratch("chosen", "identifier INTEGER", "identifier")


class Recount:
    """One operation's bookkeeping of whom to count again, and which store-days to look at again."""

    def __init__(self, connection: Connection, operation: int) -> None:
        self._connection = connection
        self._operation = operation
        self._newest = int(connection.execute("SELECT coalesce(max(id), 0) FROM identifier").fetchone()[0])
        self._released = IdSet()
        self._touched = IdSet()
        self._moved = MovedDays()
        self.days: set[tuple[StoreId, Day]] = set()
        self._spans = sensor_spans(connection)

    def release(self, identifiers: Iterable[int]) -> None:
        """Take away what the persons of these identifiers contribute; they will be counted again."""
        fresh = self._touched.add_new(identifiers)
        old = [identifier for identifier in fresh if identifier <= self._newest]
        if old:
            persons = self._persons(old)
            self._count(self._released.add_new([*persons, *self._buyers(persons)]), -1)

    def finish(self) -> None:
        """Count every touched person as she is now, then every store-day that this concerns."""
        self._touched.add_new(self._released)
        self._count(self._persons(self._touched), 1)
        self.days |= self._moved.days() | _days_of_moved_spans(self._connection, self._spans)
        refresh_days(self._connection, self.days, self._operation)

    def concerned(self) -> Iterator[int]:
        """Persons who were counted again: as they were before and as they are now, ascending."""
        now = IdSet()
        now.add_new(self._released)
        now.add_new(self._persons(self._touched))
        return iter(now)

    def _persons(self, identifiers: Iterable[int]) -> array[int]:
        """The persons that these identifiers belong to now, in ascending order."""
        _CHOSEN.fill(self._connection, ((one,) for one in identifiers))
        rows = ask(self._connection, sql("flow", "persons_of_chosen"))
        return array("q", (row[0] for row in rows))  # a million persons in 8 MB

    def _buyers(self, persons: Iterable[int]) -> list[int]:
        """Persons whose contribution depends on who these are: named as buyers of what these paid."""
        named = "SELECT EXISTS (SELECT 1 FROM purchase WHERE buyer <> party)"
        if not self._connection.execute(named).fetchone()[0]:
            return []
        want_persons(self._connection, persons)
        return [row[0] for row in run(self._connection, "flow", "buyers_of_wanted")]

    def _count(self, persons: Iterable[int], sign: int) -> None:
        _count(self._connection, persons, sign, self._moved)


def _days_of_moved_spans(
    connection: Connection, before: dict[tuple[int, ...], int]
) -> set[tuple[StoreId, Day]]:
    """Every counted day of stores where a sensor is expected at other times than before."""
    now = sensor_spans(connection)
    stores = {store for _span, store in before.items() ^ now.items()}
    return {
        (row["store"], row["day"])
        for row in connection.execute("SELECT store, day FROM store_day")
        if row["store"] in stores
    }


def follow_settings(connection: Connection, settings: Settings, operation: int) -> None:
    """Bring what facts are counted by up to the settings, and count everything again where that changes it.

    Before a `Recount` is made, never while one is open.
    """
    from digitool.facts.sync import sync_settings

    changed = sync_settings(connection, settings)
    if any(changed):
        rebuild(connection, operation, sales=changed.sales)


def rebuild(connection: Connection, operation: int, *, sales: bool) -> None:
    """Count everything again; with ``sales`` put sales together and date them anew before.

    For calendars, counting rules or staff that have changed. Never while a `Recount` is open: whom it has
    taken away would be counted twice.
    """
    from digitool.flow.rollups import clear_rollups

    if sales:
        from digitool.facts.business_days import date_again

        date_again(connection)
    clear_rollups(connection)
    moved = MovedDays()
    _count(connection, everyone(connection), 1, moved)
    days = moved.days() | {(row[0], row[1]) for row in run(connection, "flow", "store_days_with_facts")}
    counted = "SELECT store, day FROM store_day UNION SELECT store, day FROM store_refund"
    days |= {(row[0], row[1]) for row in connection.execute(counted)}
    refresh_days(connection, days, operation)


def everyone(connection: Connection) -> list[int]:
    """The id of every person there is."""
    return [row[0] for row in connection.execute("SELECT id FROM identifier WHERE person = id")]


def _count(connection: Connection, persons: Iterable[int], sign: int, moved: MovedDays) -> None:
    """Add or take away what persons contribute, a chunk at a time, and tell ``moved`` of it."""
    from digitool.flow.rollups import add_to_rollups

    cutoffs: dict[StoreId, int] | None = None
    for sums in counted(connection, persons):
        cutoffs = cutoffs or dict(connection.execute("SELECT id, cutoff_hour FROM store").fetchall())
        add_to_rollups(connection, sums, sign)
        moved.add(sums, cutoffs, sign)


def counted(connection: Connection, persons: Iterable[int]) -> Iterator[Contributions]:
    """What persons contribute, a chunk of them at a time; uses temporary tables."""
    from digitool.flow.contributions import contributions
    from digitool.flow.rollups import load_geography

    if connection.execute("SELECT 1 FROM chain").fetchone() is None:
        return  # identifiers may be known before the first fact; without a calendar nothing is counted
    geography = None
    remaining = iter(persons)
    while chunk := list(islice(remaining, _CHUNK)):
        geography = geography or load_geography(connection)
        want_persons(connection, chunk)
        yield contributions(read_people(connection), geography)
