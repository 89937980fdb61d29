"""What rooms do with a statement beyond carrying it out, by one name each: no room asks a driver.

Statements are in the subset of SQL that all engines read alike. What has no common word is named by a macro,
and a `Dialect` writes it for one engine:

- ``ints(:x)``, ``texts(:x)``: a JSON list as rows with the column ``value``, for ``IN`` and ``FROM``;
  ``ints_by_name(:x)``, ``texts_by_name(:x)``: a JSON object as rows with the columns ``name`` and ``value``.
- ``div(a, b)``: whole numbers divided, without a rest.
- ``least(a, b)``, ``greatest(a, b)``: of values of which none is NULL; of one that is, engines differ.
- ``listed(a)``: what rows say as a JSON list; ``row_of(a, b)``: a JSON list of what one row says.
- ``joined(a, ', ')``: the texts of rows in one.
- ``text_in(a, 'name')``, ``int_in``, ``flag_in``: what a JSON object says under a name, NULL for nothing.
- ``differs(a, b)``: whether they are not the same, NULL being a value like others.
- ``/*+ then */ JOIN``: the left side is read first. It is faster so; other engines know better by themselves.

SQLite is the one engine today; another one's connection would choose its dialect here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, NamedTuple

from digitool.db.port import Connection, Cursor, Params
from digitool.errors import DamageError, Phrase

_THEN = "/*+ then */ JOIN"
_TOKEN = re.compile(rf"'[^']*'|--[^\n]*|{re.escape(_THEN)}|\b([a-z_]+)\(")
_INSIDE = re.compile(r"'[^']*'|[(),]")


class Dialect:
    """What one engine writes for each macro: ``{0}`` and ``{1}`` are its arguments, ``{all}`` all of them.

    ``then`` is its join that reads the left side first. Each argument is written once: it may be a ``?``.
    """

    def __init__(self, macros: Mapping[str, str], then: str) -> None:
        self._macros = macros
        self._then = then
        self.render = lru_cache(maxsize=1024)(self._render)
        """A statement as the engine reads it. Raises ValueError for a macro that is not closed."""

    def _render(self, statement: str) -> str:
        written: list[str] = []
        at = 0
        while found := _TOKEN.search(statement, at):
            written.append(statement[at : found.start()])
            at = found.end()
            form = self._macros.get(found[1])
            if form is None:
                written.append(self._then if found[0] == _THEN else found[0])
            else:
                arguments, at = _arguments(statement, at)
                rendered = [self._render(one) for one in arguments]
                written.append(form.format(*rendered, all=", ".join(rendered)))
        return "".join((*written, statement[at:]))


def _arguments(statement: str, start: int) -> tuple[list[str], int]:
    """The arguments of a macro whose bracket opened just before, and where the text goes on."""
    arguments: list[str] = []
    depth, begun = 1, start
    for found in _INSIDE.finditer(statement, start):
        depth += (found[0] == "(") - (found[0] == ")")
        if depth == 0 or (depth == 1 and found[0] == ","):
            arguments.append(statement[begun : found.start()].strip())
            begun = found.end()
        if depth == 0:
            return arguments, begun
    raise ValueError(f"a macro is not closed: {statement}")


SQLITE = Dialect(
    {
        "ints": "(SELECT value FROM json_each({0}))",
        "texts": "(SELECT value FROM json_each({0}))",
        "ints_by_name": "(SELECT key AS name, value FROM json_each({0}))",
        "texts_by_name": "(SELECT key AS name, value FROM json_each({0}))",
        "div": "(({0}) / ({1}))",
        "least": "min({all})",
        "greatest": "max({all})",
        "listed": "json_group_array({0})",
        "row_of": "json_array({all})",
        "joined": "group_concat({0}, {1})",
        "text_in": "json_extract({0}, '$.' || {1})",
        "int_in": "json_extract({0}, '$.' || {1})",
        "flag_in": "json_extract({0}, '$.' || {1})",
        "differs": "({0} IS NOT {1})",
    },
    then="CROSS JOIN",
)


class Scratch(NamedTuple):
    """A table of one connection's own, gone with it: many ids or rows for its questions, as ``temp.name``.

    ``columns`` are names with INTEGER or TEXT, ``key`` is what tells rows apart. A connection that only reads
    has them too. In a nameless database, which is all scratch, it stands in ``main``.
    """

    name: str
    columns: str
    key: str
    place: str = "temp"

    def ready(self, connection: Connection) -> None:
        """Make it where it is not there yet."""
        whole = "" if "," not in self.columns else " WITHOUT ROWID"
        table = f"{self.place}.{self.name} ({self.columns}, PRIMARY KEY ({self.key}))"
        connection.execute(f"CREATE TABLE IF NOT EXISTS {table}{whole}")

    def clear(self, connection: Connection) -> None:
        """Have it empty."""
        self.ready(connection)
        connection.execute(f"DELETE FROM {self.place}.{self.name}")  # noqa: S608 - a name from the house

    def add(self, connection: Connection, rows: Iterable[Sequence[object]]) -> int:
        """Put in the rows whose key is not there yet; how many they are."""
        self.ready(connection)
        places = ", ".join("?" * (self.columns.count(",") + 1))
        put = f"INSERT INTO {self.place}.{self.name} VALUES ({places}) ON CONFLICT DO NOTHING"  # noqa: S608
        return changed_many(connection, put, rows)

    def rows(self, connection: Connection) -> Cursor:
        """All rows in the order of their key."""
        return bare(connection, f"SELECT * FROM {self.place}.{self.name} ORDER BY {self.key}")  # noqa: S608

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
    """The answer to a question that is written with macros."""
    return connection.execute(SQLITE.render(sql), params)


def insert(connection: Connection, sql: str, params: Params = ()) -> int:
    """Put in one row; its id."""
    answer: Any = connection.execute(SQLITE.render(sql), params)
    return int(answer.lastrowid or 0)


def newest_id(connection: Connection, *tables: str) -> int:
    """The largest ``id`` of these tables, 0 where they are empty."""
    found = (connection.execute(f"SELECT max(id) FROM {table}").fetchone()[0] for table in tables)  # noqa: S608
    return max(int(one or 0) for one in found)


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
