"""What rooms do with a statement beyond carrying it out, by one name each: no room asks a driver."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from digitool.db.port import Connection, Cursor, Params


def insert(connection: Connection, sql: str, params: Params = ()) -> int:
    """Put in one row; its id."""
    return int(connection.execute(sql, params).lastrowid or 0)


def changed(connection: Connection, sql: str, params: Params = ()) -> int:
    """Carry out one INSERT, UPDATE or DELETE; how many rows it put in, changed or took out."""
    return connection.execute(sql, params).rowcount


def changed_many(connection: Connection, sql: str, rows: Iterable[Params]) -> int:
    """`changed` for each set of parameters, summed up."""
    return max(connection.executemany(sql, rows).rowcount, 0)


def bare(connection: Connection, sql: str, params: Params = ()) -> Cursor:
    """The answer with rows as bare tuples: for many of them, where one with names costs too much."""
    cursor: Any = connection.cursor()
    cursor.row_factory = None
    answer: Cursor = cursor.execute(sql, params)
    return answer
