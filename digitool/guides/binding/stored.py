"""The bindings of persons in the database: fold them, look them up, move them.

``guide_binding`` is a roll-up over relations, purchases and moves, kept by the transaction that changes
those (`Keeper`) and always the same as a fresh fold (``digitool check``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import NamedTuple

from digitool.db.port import Connection
from digitool.db.statements import Scratch, changed
from digitool.db.tally import run
from digitool.db.writing import Work
from digitool.flow.people import want_persons
from digitool.guides.binding.ownership import (
    ADDED,
    ALWAYS,
    LOST,
    PURCHASE,
    Binding,
    BindingRules,
    Deed,
    bindings_of,
    served_by,
)
from digitool.guides.binding.rules import stored_rules, sync_rules
from digitool.model.ids import IdentifierId, Ms, PersonId

__all__ = [
    "BindingMove",
    "everyone",
    "fold_persons",
    "guide_of",
    "history",
    "record_move",
    "refresh",
    "sync_rules",
    "transfer_in",
]

_CHUNK = 20_000
"""Persons folded together."""

_COLUMNS = "scope, from_at, guide, store, basis, began, to_at, ended"


def history(connection: Connection, person: PersonId) -> list[Binding]:
    """All bindings of a person, by scope and start."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM guide_binding WHERE person = ? ORDER BY scope, from_at",  # noqa: S608
        (person,),
    )
    return [Binding(*row) for row in rows]


def guide_of(connection: Connection, person: PersonId, at: Ms, store: str = "") -> Binding | None:
    """Who served a person at an instant (UTC ms), None where nobody did.

    Where several do (a guide in each store, or every friend), the guide of ``store``, then the oldest.
    """
    return served_by(history(connection, person), at, store)


class BindingMove(NamedTuple):
    """The decision that a customer goes from one guide to another at an instant (UTC ms).

    ``identifier`` is any of the customer's; ``from_guide`` may be empty: whoever it is.
    """

    identifier: IdentifierId
    from_guide: str
    to_guide: str
    at: Ms
    reason: str


def transfer_in(work: Work, move: BindingMove) -> bool:
    """Record that a customer goes to another guide; True when she is served by her then.

    A move that comes too late (another guide serves her by then, or the taker has left) stays recorded and
    moves nothing. Call `sync_rules` first where the settings may have changed.
    """
    connection, at = work.connection, move.at
    record_move(connection, work.seq, move)
    found = connection.execute("SELECT person FROM identifier WHERE id = ?", (move.identifier,)).fetchone()
    person = PersonId(found[0])
    refresh(connection, [person])
    return any(
        one.guide == move.to_guide and one.start <= at and (one.end is None or at < one.end)
        for one in history(connection, person)
    )


def record_move(connection: Connection, operation: int, move: BindingMove) -> bool:
    """Keep the decision; False when it was known. Fold her afterwards."""
    return (
        changed(
            connection,
            "INSERT INTO guide_move (identifier, from_guide, to_guide, at, reason, operation)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (*move, operation),
        )
        == 1
    )


def refresh(connection: Connection, persons: Iterable[int]) -> int:
    """Fold the bindings of these persons again; how many persons' bindings changed."""
    rules = stored_rules(connection)
    folded = 0
    remaining = iter(persons)
    while chunk := list(islice(remaining, _CHUNK)):
        for person, old, new in _compared(connection, chunk, rules):
            if old != new:
                folded += 1
                connection.execute("DELETE FROM guide_binding WHERE person = ?", (person,))
                connection.executemany(
                    f"INSERT INTO guide_binding (person, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
                    ((person, *one) for one in new),
                )
    return folded


def is_known(connection: Connection) -> bool:
    """Whether anything was ever said that could bind a customer to a guide."""
    row = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM relation) OR EXISTS (SELECT 1 FROM guide_move)"
        " OR EXISTS (SELECT 1 FROM guide_binding)"
    ).fetchone()
    return bool(row[0]) or stored_rules(connection).lock_ms(PURCHASE) is not None


def everyone(connection: Connection) -> Iterator[int]:
    """Every person who has, had, or may come to have a binding."""
    rows = connection.execute(
        "SELECT person FROM guide_binding UNION"
        " SELECT i.person FROM (SELECT identifier FROM relation UNION SELECT identifier FROM guide_move"
        " UNION SELECT party FROM purchase WHERE guide <> '') AS e JOIN identifier i ON i.id = e.identifier"
    ).fetchall()
    return (row[0] for row in rows)


def differing(connection: Connection) -> list[int]:
    """Persons whose stored bindings are not what a fresh fold gives."""
    rules = stored_rules(connection)
    found: list[int] = []
    remaining = everyone(connection)
    while chunk := list(islice(remaining, _CHUNK)):
        found += [person for person, old, new in _compared(connection, chunk, rules) if old != new]
    return found


def _compared(
    connection: Connection, persons: list[int], rules: BindingRules
) -> Iterator[tuple[int, list[Binding], list[Binding]]]:
    """Each person with what is stored and what a fold gives; nothing for one who was merged away."""
    folded = fold_persons(connection, persons, rules)
    stored: dict[int, list[Binding]] = {}
    for person, *row in connection.execute(
        f"SELECT person, {_COLUMNS} FROM guide_binding"  # noqa: S608
        " WHERE person IN (SELECT person FROM temp.asked) ORDER BY 1, 2, 3"
    ).fetchall():
        stored.setdefault(person, []).append(Binding(*row))
    for person in persons:
        yield person, stored.get(person, []), folded.get(person, [])


_ASKED = Scratch("asked", "person INTEGER", "person")


def fold_persons(
    connection: Connection, persons: Iterable[int], rules: BindingRules
) -> dict[int, list[Binding]]:
    """The bindings of persons as a fold gives them; leaves out whoever has none."""
    _ASKED.fill(connection, ((one,) for one in persons))
    real = connection.execute(
        "SELECT a.person FROM temp.asked a JOIN identifier i ON i.id = a.person AND i.person = a.person"
    ).fetchall()
    want_persons(connection, (row[0] for row in real))
    deeds: dict[int, list[Deed]] = {}
    for person, deed in _deeds(connection, rules):
        deeds.setdefault(person, []).append(deed)
    return {person: found for person, told in deeds.items() if (found := bindings_of(told, rules))}


def _deeds(connection: Connection, rules: BindingRules) -> Iterator[tuple[int, Deed]]:
    episodes = run(connection, "guides", "binding_episodes")
    for pair, rows in groupby(episodes, key=lambda row: (row[0], row[1], row[2])):
        spans = [(row[3], row[4]) for row in rows]
        for deed in deeds_of(pair[2], spans):
            yield pair[0], deed
    names = by_name(rules)
    scans = int(rules.lock_ms("scan") is not None)
    for person, at, kind, guide, to, why in run(connection, "guides", "binding_deeds", {"scans": scans}):
        found = names.get(guide, guide) if kind == PURCHASE else guide
        if kind != PURCHASE or found in rules.roster:
            yield person, Deed(at, kind, found, to, why)


def deeds_of(guide: str, spans: list[tuple[int, int | None]]) -> Iterator[Deed]:
    """What the episodes of one pair, in order of time, mean for its binding.

    Spans that abut are one friendship (its end was never seen, only that they met again); one without
    length never was.
    """
    joined: list[tuple[int, int | None]] = []
    for begin, end in spans:
        if joined and joined[-1][1] == begin:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((begin, end))
    for begin, end in joined:
        if begin != end:
            yield Deed(Ms(begin), ADDED, guide)
            if end is not None and end < ALWAYS:
                yield Deed(Ms(end), LOST, guide)


def by_name(rules: BindingRules) -> dict[str, str]:
    """Userids by the names that order exports use, where only one guide is called so."""
    names = Counter(one.name for one in rules.roster.values() if one.name)
    return {
        one.name: userid
        for userid, one in rules.roster.items()
        if one.name and names[one.name] == 1 and one.name not in rules.roster
    }
