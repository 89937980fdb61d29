"""Identifiers that nothing speaks of any more: set aside with their number, and back when one is named again.

What an import alone had told leads to nobody once it is taken back: no report may know of it, and the same
value told again must be the same identifier.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable

from digitool.db.port import Connection
from digitool.db.statements import Scratch, ask
from digitool.model.ids import IdentifierId

_CANDIDATES = Scratch("perhaps_withdrawn", "id INTEGER", "id")

DERIVED = frozenset(
    {"identifier", "identifier_key", "identifier_flag", "refusal", "candidate", "household_member"}
)
"""Tables of identity itself: what they say of an identifier follows from what others say.

That a value means nobody (``identifier_flag``) is true of it as well while it is set aside, and stays.
"""


def withdraw(connection: Connection, candidates: Iterable[int]) -> None:
    """Set those aside that no fact, decision or deed names."""
    from digitool.db.schema.people import TOLD, people_columns

    _CANDIDATES.fill(connection, ((one,) for one in candidates))
    for table, column in people_columns():
        if table not in DERIVED and not table.endswith(TOLD):
            connection.execute(
                f"DELETE FROM temp.perhaps_withdrawn WHERE id IN (SELECT {column} FROM {table}"  # noqa: S608
                f" WHERE {column} IN (SELECT id FROM temp.perhaps_withdrawn))"
            )
    connection.execute(
        "INSERT INTO identifier_withdrawn (key, id, ns, scope, value, mask)"
        " SELECT k.key, i.id, i.ns, i.scope, i.value, i.mask FROM temp.perhaps_withdrawn p"
        " JOIN identifier i ON i.id = p.id AND i.person = i.id JOIN identifier_key k ON k.identifier = i.id"
    )
    connection.execute("DELETE FROM identifier_key WHERE key IN (SELECT key FROM identifier_withdrawn)")
    connection.execute("DELETE FROM identifier WHERE id IN (SELECT id FROM identifier_withdrawn)")


def revive(connection: Connection, ids: Collection[int]) -> None:
    """Have identifiers back, each as a person of its own; those that were not set aside stay as they are."""
    _back(connection, "id", ids)


def revive_keys(connection: Connection, keys: Collection[int]) -> dict[int, IdentifierId]:
    """Have those identifiers back that have one of these keys; their ids by key."""
    return _back(connection, "key", keys)


def _back(connection: Connection, column: str, wanted: Collection[int]) -> dict[int, IdentifierId]:
    rows = ask(
        connection,
        "SELECT w.key, w.id, w.ns, w.scope, w.value, w.mask FROM ints(?) j"  # noqa: S608
        f" /*+ then */ JOIN identifier_withdrawn w ON w.{column} = j.value",
        (json.dumps(sorted(wanted)),),
    ).fetchall()
    connection.executemany(
        "INSERT INTO identifier (id, ns, scope, value, mask, person) VALUES (?, ?, ?, ?, ?, ?)",
        [(*tuple(row)[1:], row[1]) for row in rows],
    )
    connection.executemany(
        "INSERT INTO identifier_key (key, identifier) VALUES (?, ?)", [tuple(row)[:2] for row in rows]
    )
    connection.executemany("DELETE FROM identifier_withdrawn WHERE key = ?", [(row[0],) for row in rows])
    return {row[0]: IdentifierId(row[1]) for row in rows}
