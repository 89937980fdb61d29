"""Refusals, candidates and households in the database: what stands is kept, what does not goes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from digitool.db.port import Connection
from digitool.db.statements import ask
from digitool.identity.solve.outcome import Clustering
from digitool.identity.stored.loading import pack

Row = tuple[object, ...]
"""One row of a derived table, in the order of its columns."""


class Derived(NamedTuple):
    """One derived table: its data columns, key columns first, and those that name an identifier."""

    name: str
    columns: tuple[str, ...]
    ends: tuple[str, ...]
    dated: bool


REFUSAL = Derived("refusal", ("a", "b", "via", "rule", "observed", "allowed"), ("a", "b"), True)
CANDIDATE = Derived("candidate", ("a", "b", "via", "score", "evidence"), ("a", "b"), True)
MEMBER = Derived("household_member", ("hub", "person", "reason"), ("hub",), False)
TABLES = (REFUSAL, CANDIDATE, MEMBER)


class Rows(NamedTuple):
    """The derived rows of an outcome, one set a table, in the order of `TABLES`."""

    refusals: set[Row]
    candidates: set[Row]
    members: set[Row]


def rows_of(outcomes: Iterable[Clustering]) -> Rows:
    """The rows that outcomes ask for; of equal keys the smallest row wins."""
    refusals: dict[Row, Row] = {}
    candidates: dict[Row, Row] = {}
    members: dict[Row, Row] = {}
    for outcome in outcomes:
        for no in outcome.refusals:
            refusals.setdefault((no.a, no.b, no.via, no.rule), (no.a, no.b, no.via, no.rule, *no[4:]))
        for maybe in outcome.candidates:
            candidates.setdefault(maybe[:3], tuple(maybe))
        for home in outcome.households:
            for person in home.members:
                members.setdefault((home.hub, person), (home.hub, person, home.reason))
    return Rows(set(refusals.values()), set(candidates.values()), set(members.values()))


def stored(connection: Connection, table: Derived, ids: Collection[int] | None) -> set[Row]:
    """Rows of a derived table that name one of the ids; None for all rows."""
    columns = ", ".join(f"t.{column}" for column in table.columns)
    if ids is None:
        return {tuple(row) for row in connection.execute(f"SELECT {columns} FROM {table.name} t")}  # noqa: S608
    found: set[Row] = set()
    for packed in pack(ids):
        for end in table.ends:
            text = (
                f"SELECT {columns} FROM ints(?) j"  # noqa: S608
                f" /*+ then */ JOIN {table.name} t ON t.{end} = j.value"
            )
            found.update(tuple(row) for row in ask(connection, text, (packed,)))
    return found


def replace(
    connection: Connection, rows: Rows, ids: Collection[int] | None, operation: int
) -> tuple[list[Row], ...]:
    """Make the derived rows of these identifiers (None: of all) equal ``rows``.

    A row that stays keeps the operation that first wrote it. Returns the new rows, one list a table.
    """
    wanted = (rows.refusals, rows.candidates, rows.members)
    return tuple(_replace(connection, table, want, ids, operation) for table, want in zip(TABLES, wanted))


def _replace(
    connection: Connection,
    table: Derived,
    wanted: Collection[Row],
    ids: Collection[int] | None,
    operation: int,
) -> list[Row]:
    known = stored(connection, table, ids)
    gone, new = known.difference(wanted), set(wanted).difference(known)
    where = " AND ".join(f"{column} = ?" for column in table.columns)
    connection.executemany(f"DELETE FROM {table.name} WHERE {where}", sorted(gone))  # noqa: S608
    columns = (*table.columns, "operation") if table.dated else table.columns
    places = ", ".join("?" * len(columns))
    extra = (operation,) if table.dated else ()
    connection.executemany(
        f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({places})",  # noqa: S608
        [(*row, *extra) for row in sorted(new)],
    )
    return sorted(new)
