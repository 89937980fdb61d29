"""What people decide about persons: merge, split, undo. One transaction each, explained and reversible.

A decision is a set of assertions with the operation's number; undoing it revokes exactly those, and
undoing the undo restores them. The facts stay where they are, so merge then undo is exactly nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

from digitool.db.port import Connection
from digitool.db.statements import defer_references
from digitool.db.writing import Work
from digitool.errors import ConflictError, NotFoundError, RefusedError, UsageError
from digitool.identity.solve.assertions import BY_NAME, NOT_SAME, SAME_PERSON, Assertion, pair
from digitool.identity.solve.namespaces import STRONG, by_code
from digitool.identity.solve.rules import MERGE_REFUSED
from digitool.identity.stored.finding import members_of, person_of
from digitool.identity.stored.log import assert_same, restore, revoke
from digitool.identity.stored.resolve import Changes, recompute
from digitool.model.ids import IdentifierId, PersonId, identifier_text, operation_seq, person_text
from digitool.model.text import mask_value
from digitool.model.typed_ids import read_identifier
from digitool.workspace.desk import Desk

MERGE, SPLIT, UNDO = "customer.merge", "customer.split", "customer.undo"
KINDS = (MERGE, SPLIT, UNDO)
"""Operations that `undo_operation` can take back."""

REVEAL = "customer.reveal"

_HUMAN = BY_NAME["human"].code


class Recounting(Protocol):
    """Keeps roll-ups true while persons change (`flow.recount.Recount`)."""

    def release(self, identifiers: Iterable[int]) -> None:
        """Take away what the persons of these identifiers contribute."""

    def finish(self) -> None:
        """Count them again as they are now."""


Recounts = Callable[[Connection, int], Recounting]
"""Makes who keeps the roll-ups, of the open write's connection and the operation's number."""


def merge_persons(
    desk: Desk, first: str, second: str, reason: str = "", recounts: Recounts | None = None
) -> dict[str, Any]:
    """Make two persons one. Persons are ``P12``; the older id survives.

    Raises NotFoundError, UsageError, and RefusedError with the rule when a guard objects.
    """

    def act(work: Work) -> dict[str, Any]:
        connection = work.connection
        a, b = (person_of(connection, text) for text in (first, second))
        if a == b:
            return {"person": person_text(a), "already": True, "moved": []}
        both = members_of(connection, a) + members_of(connection, b)
        decision = _Decision(work, desk, recounts)
        statement = decision.between(_speaker(connection, a), _speaker(connection, b), SAME_PERSON)
        changes = decision.record([statement])
        persons = {_person(connection, one) for one in both}
        if len(persons) > 1:
            raise _refused(connection, statement, changes, first, second)
        return _report(connection, changes, persons.pop())

    return desk.write(MERGE, {"persons": [first, second], "reason": reason}, act)


def split_person(
    desk: Desk, person: str, move: Sequence[str], reason: str = "", recounts: Recounts | None = None
) -> dict[str, Any]:
    """Part a person in two: the identifiers ``move`` (``I12``) become a person of their own.

    Raises NotFoundError, UsageError when nothing or everything would move or an identifier is not
    the person's, RefusedError when a guard keeps a part from being one person.
    """

    def act(work: Work) -> dict[str, Any]:
        connection, decision = work.connection, _Decision(work, desk, recounts)
        whole = person_of(connection, person)
        members = members_of(connection, whole)
        going = _going(members, move, person)
        staying = sorted(set(members) - set(going))
        changes = decision.record([decision.between(x, y, NOT_SAME) for x in going for y in staying])
        loose = [group for group in (going, staying) if len({_person(connection, one) for one in group}) > 1]
        if loose:
            chain = [decision.between(x, y, SAME_PERSON) for group in loose for x, y in pairwise(group)]
            changes = _joined(changes, decision.record(chain))
        _must_be_two(connection, going, staying)
        return _report(connection, changes, _person(connection, going[0]))

    return desk.write(SPLIT, {"person": person, "move": list(move), "reason": reason}, act)


def undo_operation(
    desk: Desk, target: str, reason: str = "", recounts: Recounts | None = None
) -> dict[str, Any]:
    """Take back a merge, a split or an undo, however long the chain of undos.

    Raises NotFoundError, UsageError, ConflictError.
    """

    def act(work: Work) -> dict[str, Any]:
        connection = work.connection
        touched = _take_back(work, _target(connection, target), target)
        changes = _Decision(work, desk, recounts).recompute(touched)
        return _report(connection, changes, None) | {"undone": target}

    return desk.write(UNDO, {"operation": target, "reason": reason}, act)


def reveal(desk: Desk, person: str, reason: str) -> dict[str, Any]:
    """Leave an operation behind that says who saw whose data, and why. Raises NotFoundError."""
    with desk.reading() as connection:
        shown = person_text(person_of(connection, person))
    return desk.write(REVEAL, {"person": shown, "reason": reason}, lambda _work: {"person": shown})


class _Decision(NamedTuple):
    """What a person decides inside one write, and who keeps the roll-ups true meanwhile."""

    work: Work
    desk: Desk
    recounts: Recounts | None

    def between(self, x: int, y: int, kind: int) -> Assertion:
        """The statement about two identifiers."""
        at = self.desk.at
        return Assertion(*pair(x, y), kind, _HUMAN, at, at, self.work.seq)

    def record(self, statements: Sequence[Assertion]) -> Changes:
        """Write statements down; who moved."""
        return self.recompute(assert_same(self.work.connection, statements).reached)

    def recompute(self, touched: Iterable[int]) -> Changes:
        """Find the persons of these identifiers anew; who moved."""
        work, settings = self.work, self.desk.settings
        recount = self.recounts(work.connection, work.seq) if self.recounts else None
        release = recount.release if recount else None
        changes = recompute(work.connection, set(touched), settings, work.seq, before_change=release)
        if recount is not None:
            recount.finish()
        return changes


def _person(connection: Connection, identifier: IdentifierId) -> PersonId:
    row = connection.execute("SELECT person FROM identifier WHERE id = ?", (identifier,)).fetchone()
    return PersonId(int(row[0]))


def _speaker(connection: Connection, person: PersonId) -> IdentifierId:
    """The identifier that stands for a person: the oldest strong one, else the oldest."""
    rows = [
        connection.execute("SELECT id, ns FROM identifier WHERE id = ?", (one,)).fetchone()
        for one in members_of(connection, person)
    ]
    strong = [row[0] for row in rows if by_code(row[1]).trust == STRONG]
    return IdentifierId(min(strong or [row[0] for row in rows]))


def _going(members: Sequence[IdentifierId], move: Sequence[str], person: str) -> list[IdentifierId]:
    going = sorted({read_identifier(text) for text in move})
    strangers = sorted(set(going) - set(members))
    if strangers:
        raise UsageError(
            "not_hers",
            "{identifier} does not belong to {person}",
            hint="see which identifiers do",
            try_next="digitool customer show {person}",
            identifier=identifier_text(strangers[0]),
            person=person,
        )
    if not going or len(going) == len(members):
        raise UsageError(
            "nothing_to_split",
            "a split moves some identifiers of {person} and leaves some",
            hint="name the identifiers that go with --move",
            person=person,
        )
    return going


def _must_be_two(
    connection: Connection, going: Sequence[IdentifierId], staying: Sequence[IdentifierId]
) -> None:
    sides = [{_person(connection, one) for one in group} for group in (going, staying)]
    if len(sides[0]) != 1 or len(sides[1]) != 1 or sides[0] == sides[1]:
        raise RefusedError(
            "split_refused",
            "these identifiers cannot be parted into two persons",
            hint="undo the decision that made them one, or move other identifiers",
        )


def _take_back(work: Work, seq: int, target: str) -> set[int]:
    """Revoke or restore the decision at the root of ``seq``; the identifiers that this touches.

    An undo of a decision, or of an undo of its undo, and so on, took the decision back: without it
    the decision stands again. Taking back any other link of the chain revokes the decision. Raises
    ConflictError when another operation did so already.
    """
    connection = work.connection
    base, stood = _root(connection, seq)
    revoker = connection.execute("SELECT undone_by FROM operation WHERE seq = ?", (base,)).fetchone()[0]
    if (revoker is None) != stood:
        raise _already_undone(target)
    defer_references(connection)  # the row of this operation comes last
    connection.execute("UPDATE operation SET undone_by = ? WHERE seq = ?", (work.seq, seq))
    undone_by = work.seq if stood else None
    connection.execute("UPDATE operation SET undone_by = ? WHERE seq = ?", (undone_by, base))
    return revoke(connection, base, work.seq) if stood else restore(connection, revoker)


def _root(connection: Connection, seq: int) -> tuple[int, bool]:
    """The merge or split that a chain of undos is about, and whether ``seq`` left it standing."""
    stood = True
    while True:
        kind, result = connection.execute(
            "SELECT kind, result FROM operation WHERE seq = ?", (seq,)
        ).fetchone()
        if kind != UNDO:
            return seq, stood
        seq = operation_seq(json.loads(result)["undone"])
        stood = not stood


def _target(connection: Connection, target: str) -> int:
    """The number of an operation that can be undone now."""
    try:
        seq = operation_seq(target)
    except ValueError:
        seq = -1
    row = connection.execute("SELECT kind, undone_by FROM operation WHERE seq = ?", (seq,)).fetchone()
    if row is None:
        raise NotFoundError(
            "no_such_operation",
            "there is no operation {operation}",
            try_next="digitool log",
            operation=mask_value(target),
        )
    if row[0] not in KINDS:
        raise UsageError(
            "cannot_undo",
            "{operation} is not a merge, split or undo of customers",
            operation=target,
        )
    if row[1] is not None:
        raise _already_undone(target)
    return seq


def _already_undone(target: str) -> ConflictError:
    return ConflictError(
        "already_undone",
        "{operation} was already undone",
        hint="undo the undo to have it back",
        operation=target,
    )


def _refused(
    connection: Connection, statement: Assertion, changes: Changes, first: str, second: str
) -> RefusedError:
    """The rule against the decision itself, else the one that tore something off a side of it."""
    row = connection.execute(
        "SELECT rule, observed, allowed FROM refusal WHERE a = ? AND b = ? AND via = 0",
        (statement.a, statement.b),
    ).fetchone()
    lost = [(one[3], one[4], one[5]) for one in changes.refusals if one[3] in MERGE_REFUSED]
    rule, observed, limit = tuple(row) if row is not None else (lost or [("blocked", "", "")])[0]
    return RefusedError(
        "merge_refused",
        MERGE_REFUSED[rule],
        hint="see what speaks for and against",
        try_next="digitool customer why {first}",
        first=first,
        second=second,
        rule=rule,
        observed=observed,
        limit=limit,
    )


def _joined(first: Changes, second: Changes) -> Changes:
    """Two recomputations in a row as one."""
    old = {**second.old_person, **first.old_person}
    new = {**first.new_person, **second.new_person}
    still = [one for one in new if old[one] != new[one]]
    return Changes({one: old[one] for one in still}, {one: new[one] for one in still})


def _report(connection: Connection, changes: Changes, person: PersonId | None) -> dict[str, Any]:
    """Who moved where, with the facts that go along."""
    moved = [
        {
            "identifier": identifier_text(one),
            "from": person_text(changes.old_person[one]),
            "to": person_text(new),
            "payments": _count(connection, "SELECT count(*) FROM purchase WHERE party = ?", one),
            "touches": _count(connection, "SELECT count(*) FROM touch WHERE identifier = ?", one),
        }
        for one, new in sorted(changes.new_person.items())
    ]
    return {"person": person_text(person) if person else None, "moved": moved}


def _count(connection: Connection, text: str, identifier: IdentifierId) -> int:
    return int(connection.execute(text, (identifier,)).fetchone()[0])
