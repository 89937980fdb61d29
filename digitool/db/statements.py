"""What rooms do with a statement beyond carrying it out, by one name each: no room asks a driver.

A statement with macros (`dialects`) is carried out by one of these; SQLite is the one engine today, and
another one's connection would choose its dialect here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from digitool.db.dialects import SQLITE
from digitool.db.port import Connection, Cursor, Params
from digitool.errors import DamageError, Phrase


class Scratch(NamedTuple):
    """A table of one connection's own, gone with it: many ids or rows for its questions, as ``temp.name``.

    ``columns`` are names with INTEGER or TEXT, ``key`` is what tells rows apart. A connection that only reads
    has them too.
    """

    name: str
    columns: str
    key: str

    def ready(self, connection: Connection) -> None:
        """Make it where it is not there yet."""
        whole = "" if "," not in self.columns else " WITHOUT ROWID"
        connection.execute(
            f"CREATE TEMP TABLE IF NOT EXISTS {self.name} ({self.columns}, PRIMARY KEY ({self.key})){whole}"
        )

    def clear(self, connection: Connection) -> None:
        """Have it empty."""
        self.ready(connection)
        connection.execute(f"DELETE FROM temp.{self.name}")  # noqa: S608 - a name from the house

    def add(self, connection: Connection, rows: Iterable[Sequence[object]]) -> int:
        """Put in the rows whose key is not there yet; how many they are."""
        self.ready(connection)
        places = ", ".join("?" * (self.columns.count(",") + 1))
        put = f"INSERT INTO temp.{self.name} VALUES ({places}) ON CONFLICT DO NOTHING"  # noqa: S608
        return changed_many(connection, put, rows)

    def fill(self, connection: Connection, rows: Iterable[Sequence[object]]) -> None:
        """Hold these rows and no others, each key once."""
        self.clear(connection)
        self.add(connection, rows)


def defer_references(connection: Connection) -> None:
    """Look whether every reference leads somewhere at the end of the transaction, not with each statement."""
    connection.execute("PRAGMA defer_foreign_keys=ON")


class Savepoint:
    """A part of the caller's transaction that can be undone alone."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def undo(self) -> None:
        """Leave nothing of what was written since it began."""
        self._connection.execute("ROLLBACK TO part")


@contextmanager
def savepoint(connection: Connection) -> Iterator[Savepoint]:
    """A part of the caller's transaction; after an error the caller rolls back the whole of it."""
    connection.execute("SAVEPOINT part")
    yield Savepoint(connection)
    connection.execute("RELEASE part")


def out_of_step(count: Phrase) -> DamageError:
    """The error of a stored count that what was counted contradicts, such as one that would fall below 0."""
    return DamageError(
        "out_of_step",
        "{count} is out of step with what was counted",
        hint="nothing was changed; see what else does not add up, then restore a backup",
        try_next="digitool check",
        count=count,
    )


def ask(connection: Connection, sql: str, params: Params = ()) -> Cursor:
    """The answer to a question that is written with macros (`dialects`)."""
    return connection.execute(SQLITE.render(sql), params)


def insert(connection: Connection, sql: str, params: Params = ()) -> int:
    """Put in one row; its id."""
    answer: Any = connection.execute(SQLITE.render(sql), params)
    return int(answer.lastrowid or 0)


def changed(connection: Connection, sql: str, params: Params = ()) -> int:
    """Carry out one INSERT, UPDATE or DELETE; how many rows it put in, changed or took out."""
    answer: Any = connection.execute(SQLITE.render(sql), params)
    return int(answer.rowcount)


def changed_many(connection: Connection, sql: str, rows: Iterable[Params]) -> int:
    """`changed` for each set of parameters, summed up."""
    answer: Any = connection.executemany(SQLITE.render(sql), rows)
    return max(int(answer.rowcount), 0)


def bare(connection: Connection, sql: str, params: Params = ()) -> Cursor:
    """The answer with rows as bare tuples: for many of them, where one with names costs too much."""
    cursor: Any = connection.cursor()
    cursor.row_factory = None
    answer: Cursor = cursor.execute(SQLITE.render(sql), params)
    return answer
