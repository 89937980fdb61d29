"""The log of assertions and attributes: append, widen, revoke. Idempotent in any order of imports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from digitool.db.port import Connection
from digitool.db.statements import Scratch
from digitool.evidence.keeping import Heard, tell
from digitool.evidence.kinds import FactKind, span
from digitool.identity.solve.assertions import BY_CODE, MEDIUM_EDGE, NOT_SAME, SAME_PERSON, Assertion
from digitool.identity.solve.attributes import BIRTHDAY, CITY, NAME
from digitool.model.ids import IdentifierId, Ms

_TOUCHED = Scratch("identity_touched", "id INTEGER", "id")

ASSERTION = FactKind(
    "assertion",
    "a INTEGER, b INTEGER, kind INTEGER, rule INTEGER, operation INTEGER",
    ("observed_at", "seen_at"),
    span,
    "It holds from the first time that it was said to the last.",
)
"""One statement about two identifiers."""

ATTRIBUTE = FactKind(
    "attribute",
    "identifier INTEGER, name TEXT, value TEXT",
    ("observed_at", "seen_at"),
    span,
    "Every value is kept, from the first time that it was said to the last.",
)
"""What is said of the bearer of an identifier."""

COMPARED = frozenset({NAME, BIRTHDAY, CITY})
"""Attributes that rule 6 looks at."""


class AttributeRow(NamedTuple):
    """One attribute of an identifier, as `describe` stores it; ``at`` is UTC ms."""

    identifier: IdentifierId
    name: str
    value: str
    at: Ms
    batch: int
    line: int


class Stated(NamedTuple):
    """What statements brought: identifiers whose persons may change, and the places of those never made."""

    reached: set[int]
    unseen: list[int]


def assert_same(connection: Connection, assertions: Sequence[Assertion]) -> Stated:
    """Append assertions, all of one import or operation.

    A statement that is known only widens its time span. Must run inside a write transaction. Takes any
    number, but a chunk of some ten thousand is best. Statements about one identifier are dropped.
    """
    places = [place for place, one in enumerate(assertions) if one.a != one.b]
    told = [assertions[place] for place in places]
    heard = tell(
        connection,
        ASSERTION,
        [(*one[:4], one.operation, one.observed_at, one.seen_at, one.batch, one.line) for one in told],
    )
    reached = {
        end
        for one, what in zip(told, heard)
        if one.kind in (SAME_PERSON, NOT_SAME) and _matters(one.rule, what)
        for end in (one.a, one.b)
    }
    return Stated(reached, [place for place, what in zip(places, heard) if what.before is None])


def _matters(rule: int, heard: Heard) -> bool:
    """Whether a statement may change who is who: the first time, earlier than before, or a later proof."""
    if heard.before is None or heard.before[0] != heard.after[0]:
        return True
    return heard.before != heard.after and _span_matters(rule)


def _span_matters(rule: int) -> bool:
    """Whether a later sighting can change a decision: silence and proof of shared values."""
    statement = BY_CODE[rule]
    return statement.strength == MEDIUM_EDGE or statement.verified


def describe(connection: Connection, rows: Sequence[AttributeRow]) -> list[bool]:
    """Keep attributes of one import; for each whether its value was not known of the identifier."""
    told = [(*row[:3], row.at, row.at, row.batch, row.line) for row in rows]
    return [heard.before is None for heard in tell(connection, ATTRIBUTE, told)]


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
