"""The log of assertions and attributes: append, widen, revoke. Idempotent in any order of imports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from digitool.db.port import Connection
from digitool.db.statements import Scratch, changed, changed_many
from digitool.identity.solve.assertions import BY_CODE, MEDIUM_EDGE, NOT_SAME, SAME_PERSON, Assertion
from digitool.identity.solve.attributes import BIRTHDAY, CITY, NAME
from digitool.model.ids import IdentifierId, Ms

_INCOMING = Scratch(
    "incoming_assertion",
    "a INTEGER, b INTEGER, kind INTEGER, rule INTEGER, operation INTEGER,"
    " observed_at INTEGER, seen_at INTEGER, batch INTEGER, line INTEGER",
    "a, b, kind, rule, operation",
)
_TOUCHED = Scratch("identity_touched", "id INTEGER", "id")

_STAGE = """
INSERT INTO temp.incoming_assertion AS o (a, b, kind, rule, observed_at, seen_at, operation, batch, line)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (a, b, kind, rule, operation) DO UPDATE SET
    batch = CASE WHEN excluded.observed_at < o.observed_at THEN excluded.batch ELSE o.batch END,
    line = CASE WHEN excluded.observed_at < o.observed_at THEN excluded.line ELSE o.line END,
    observed_at = least(o.observed_at, excluded.observed_at), seen_at = greatest(o.seen_at, excluded.seen_at)
"""

_NEWS = """
SELECT n.a, n.b, n.kind, n.rule, o.a IS NULL OR n.observed_at < o.observed_at AS matters
FROM temp.incoming_assertion n LEFT JOIN assertion o
  ON o.a = n.a AND o.b = n.b AND o.kind = n.kind AND o.rule = n.rule AND o.operation = n.operation
WHERE o.a IS NULL OR n.observed_at < o.observed_at OR n.seen_at > o.seen_at
"""

_APPEND = """
INSERT INTO assertion AS o (a, b, kind, rule, operation, observed_at, seen_at, batch, line)
SELECT a, b, kind, rule, operation, observed_at, seen_at, batch, line
FROM temp.incoming_assertion WHERE true
ON CONFLICT (a, b, kind, rule, operation) DO UPDATE SET
    batch = CASE WHEN excluded.observed_at < o.observed_at THEN excluded.batch ELSE o.batch END,
    line = CASE WHEN excluded.observed_at < o.observed_at THEN excluded.line ELSE o.line END,
    observed_at = least(o.observed_at, excluded.observed_at), seen_at = greatest(o.seen_at, excluded.seen_at)
WHERE excluded.observed_at < o.observed_at OR excluded.seen_at > o.seen_at
"""

_DESCRIBE = """
INSERT INTO attribute AS o (identifier, name, value, batch, observed_at, seen_at) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (identifier, name, value) DO UPDATE SET
    observed_at = least(o.observed_at, excluded.observed_at), seen_at = greatest(o.seen_at, excluded.seen_at)
WHERE excluded.observed_at < o.observed_at OR excluded.seen_at > o.seen_at
"""

COMPARED = frozenset({NAME, BIRTHDAY, CITY})
"""Attributes that rule 6 looks at."""


class AttributeRow(NamedTuple):
    """One attribute of an identifier, as `describe` stores it; ``at`` is UTC ms."""

    identifier: IdentifierId
    name: str
    value: str
    batch: int
    at: Ms


def assert_same(connection: Connection, assertions: Iterable[Assertion]) -> set[int]:
    """Append assertions; return the identifiers whose persons may change.

    A statement that is known only widens its time span. Must run inside a write transaction. Takes
    any number, but a chunk of some ten thousand is best. Statements about one identifier are dropped.
    """
    rows = [one for one in assertions if one.a != one.b]
    if not rows:
        return set()
    _INCOMING.clear(connection)
    changed_many(connection, _STAGE, rows)
    touched: set[int] = set()
    for a, b, kind, rule, matters in connection.execute(_NEWS):
        if kind in (SAME_PERSON, NOT_SAME) and (matters or _span_matters(rule)):
            touched.add(a)
            touched.add(b)
    changed(connection, _APPEND)
    return touched


def is_asserted(connection: Connection, assertion: Assertion) -> bool:
    """Whether the log has this statement already, at any time; nothing is said of one identifier."""
    key = (assertion.a, assertion.b, assertion.kind, assertion.rule, assertion.operation)
    found = connection.execute(
        "SELECT 1 FROM assertion WHERE a = ? AND b = ? AND kind = ? AND rule = ? AND operation = ?", key
    ).fetchone()
    return assertion.a == assertion.b or found is not None


def _span_matters(rule: int) -> bool:
    """Whether a later sighting can change a decision: silence and proof of shared values."""
    statement = BY_CODE[rule]
    return statement.strength == MEDIUM_EDGE or statement.verified


def describe(connection: Connection, rows: Sequence[AttributeRow]) -> set[AttributeRow]:
    """Store attributes; return the rows whose value was not known of the identifier."""
    new = set()
    for row in rows:
        known = connection.execute(
            "SELECT observed_at, seen_at FROM attribute WHERE identifier = ? AND name = ? AND value = ?",
            row[:3],
        ).fetchone()
        if known is None:
            new.add(row)
        if known is None or row.at < known[0] or row.at > known[1]:
            changed(connection, _DESCRIBE, (*row[:4], row.at, row.at))
    return new


def revoke(connection: Connection, operation: int, by: int) -> set[int]:
    """Take back every standing statement of an operation (undo); return the identifiers it touched."""
    where = "operation = ? AND operation != 0 AND revoked_by IS NULL"
    touched = _ends(connection, where, operation)
    connection.execute(f"UPDATE assertion SET revoked_by = ? WHERE {where}", (by, operation))  # noqa: S608
    return touched


def restore(connection: Connection, revoked_by: int) -> set[int]:
    """Let the statements that an undo took back stand again; return the identifiers it touched."""
    touched = _ends(connection, "revoked_by = ?", revoked_by)
    connection.execute("UPDATE assertion SET revoked_by = NULL WHERE revoked_by = ?", (revoked_by,))
    return touched


def _ends(connection: Connection, where: str, value: int) -> set[int]:
    rows = connection.execute(f"SELECT a, b FROM assertion WHERE {where}", (value,))  # noqa: S608
    return {end for row in rows for end in row}


def note_touched(connection: Connection, ids: Iterable[int]) -> None:
    """Remember identifiers, in this transaction's connection, for the next `resolve.recompute`."""
    _TOUCHED.add(connection, ((one,) for one in ids))


def take_touched(connection: Connection) -> set[int]:
    """The remembered identifiers, which are then forgotten."""
    _TOUCHED.ready(connection)
    found = {row[0] for row in connection.execute("SELECT id FROM temp.identity_touched")}
    _TOUCHED.clear(connection)
    return found
