"""Tables, indexes, views and triggers of a database, and those that this program's schema has."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import lru_cache

from digitool.db.port import Connection
from digitool.db.schema.making import make_newest

_OBJECTS = "SELECT type || ' ' || name, sql FROM sqlite_master WHERE sql IS NOT NULL"


def objects(connection: Connection) -> dict[str, str]:
    """Statements by kind and name (``table operation``), white space folded."""
    return {name: " ".join(str(sql).split()) for name, sql in connection.execute(_OBJECTS)}


@lru_cache(maxsize=1)
def _expected() -> dict[str, str]:
    with closing(sqlite3.connect(":memory:")) as connection:
        make_newest(connection)
        return objects(connection)


def differing(connection: Connection) -> list[str]:
    """What a database lacks of this program's schema, or has otherwise; more than that is no fault."""
    found = objects(connection)
    return [
        f"{name} is {'missing' if name not in found else 'not as it was made'}"
        for name, sql in _expected().items()
        if found.get(name) != sql
    ]
