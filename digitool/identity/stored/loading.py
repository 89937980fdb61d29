"""Read raw components from the database: what the touched identifiers can reach, and no more.

Works on any connection, read-only ones too: ids go in as JSON arrays, nothing is written.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from digitool.db.port import Connection
from digitool.db.statements import ask
from digitool.identity.solve.assertions import NOT_SAME, SAME_PERSON, Assertion
from digitool.identity.solve.attributes import Traits, traits
from digitool.identity.solve.guards import Node
from digitool.identity.solve.outcome import Component
from digitool.model.ids import PersonId
from digitool.model.keys import key64

_CHUNK = 20_000

_NEIGHBOURS = f"""
SELECT j.value, a.b FROM ints(?) j /*+ then */ JOIN assertion a ON a.a = j.value
WHERE a.kind = {SAME_PERSON} AND a.revoked_by IS NULL
UNION SELECT j.value, a.a FROM ints(?) j /*+ then */ JOIN assertion a ON a.b = j.value
WHERE a.kind = {SAME_PERSON} AND a.revoked_by IS NULL
"""  # noqa: S608

_DEGREE = f"""
SELECT count(*) FROM (
    SELECT b FROM assertion WHERE a = :id AND kind = {SAME_PERSON} AND revoked_by IS NULL
    UNION SELECT a FROM assertion WHERE b = :id AND kind = {SAME_PERSON} AND revoked_by IS NULL
    LIMIT :enough) AS other
"""  # noqa: S608

_ASSERTIONS = f"""
SELECT a.a, a.b, a.kind, a.rule, a.observed_at, a.seen_at, a.operation, a.batch, a.line
FROM ints(?) j /*+ then */ JOIN assertion a ON a.a = j.value
WHERE a.kind IN ({SAME_PERSON}, {NOT_SAME}) AND a.revoked_by IS NULL
"""  # noqa: S608

_DEAD = (
    "SELECT f.identifier, f.flag FROM ints(?) j /*+ then */ JOIN identifier_flag f ON f.identifier = j.value"
)
_STAFF = "SELECT s.identifier FROM ints(?) j /*+ then */ JOIN staff_identifier s ON s.identifier = j.value"
_NODES = (
    "SELECT i.id, i.ns, i.scope, n.name, coalesce(s.name, ''), i.value FROM ints(?) j"
    " /*+ then */ JOIN identifier i ON i.id = j.value JOIN identifier_namespace n ON n.code = i.ns"
    " LEFT JOIN identifier_scope s ON s.id = i.scope"
)
_PERSONS = "SELECT i.id, i.person FROM ints(?) j /*+ then */ JOIN identifier i ON i.id = j.value"
_TRAITS = (
    "SELECT t.identifier, t.name, t.value FROM ints(?) j"
    " /*+ then */ JOIN attribute t ON t.identifier = j.value"
    " WHERE t.name IN ('name', 'birthday', 'city') ORDER BY t.identifier"
)

QUARANTINED = "quarantined"


@dataclass
class Reach:
    """What touched identifiers reach: live nodes, dead leaves by flag, and flags that change.

    ``quarantine`` and ``release`` are nodes whose number of neighbours crossed the limit just now.
    """

    live: set[int] = field(default_factory=set)
    dead: dict[int, str] = field(default_factory=dict)
    quarantine: set[int] = field(default_factory=set)
    release: set[int] = field(default_factory=set)


def reach(connection: Connection, seeds: Iterable[int], max_degree: int) -> Reach:
    """Walk standing ``same_person`` statements from the seeds; dead values are not crossed.

    A value dies when it has more than ``max_degree`` neighbours; at that moment, and only then, all
    of them are visited once, because persons joined over it part.
    """
    found = Reach()
    start = set(seeds)
    _mark_dead(connection, start, found)
    for node in [one for one, flag in found.dead.items() if flag == QUARANTINED]:
        row = connection.execute(_DEGREE, {"id": node, "enough": max_degree + 1}).fetchone()
        if row[0] <= max_degree:
            found.release.add(node)
            del found.dead[node]
    frontier = start - found.dead.keys()
    while frontier:
        found.live |= frontier
        near = _neighbours(connection, frontier)
        for node, others in near.items():
            if len(others) > max_degree:
                found.live.discard(node)
                found.dead[node] = QUARANTINED
                found.quarantine.add(node)
        frontier = {other for others in near.values() for other in others}
        frontier -= found.live
        frontier -= found.dead.keys()
        _mark_dead(connection, frontier, found)
        frontier -= found.dead.keys()
    found.release -= found.quarantine
    return found


def _mark_dead(connection: Connection, nodes: Collection[int], found: Reach) -> None:
    for packed in pack(nodes):
        for node, flag in ask(connection, _DEAD, (packed,)):
            if node not in found.release:
                found.dead[node] = flag


def _neighbours(connection: Connection, nodes: Collection[int]) -> dict[int, set[int]]:
    near: dict[int, set[int]] = {}
    for packed in pack(nodes):
        for node, other in ask(connection, _NEIGHBOURS, (packed, packed)):
            near.setdefault(node, set()).add(other)
    return near


def load(connection: Connection, live: Collection[int]) -> Component:
    """The raw components that consist of these live nodes; edges to dead ones are left out."""
    nodes: dict[int, Node] = {}
    assertions: list[Assertion] = []
    staff: set[int] = set()
    for packed in pack(live):
        for number, ns, scope, *names in ask(connection, _NODES, (packed,)):
            nodes[number] = Node(number, key64(*names), ns, scope)
        staff.update(row[0] for row in ask(connection, _STAFF, (packed,)))
    for packed in pack(live):
        rows = ask(connection, _ASSERTIONS, (packed,))
        assertions += [Assertion(*row) for row in rows if row[1] in nodes]
    return Component(nodes, assertions, load_traits(connection, live), (), staff)


def load_traits(connection: Connection, ids: Collection[int]) -> dict[int, Traits]:
    """What rule 6 compares, by identifier."""
    rows: dict[int, list[tuple[str, str]]] = {}
    for packed in pack(ids):
        for identifier, name, value in ask(connection, _TRAITS, (packed,)):
            rows.setdefault(identifier, []).append((name, value))
    return {identifier: traits(found) for identifier, found in rows.items()}


def persons_of_identifiers(connection: Connection, ids: Collection[int]) -> dict[int, PersonId]:
    """The stored person of each identifier."""
    return {row[0]: row[1] for packed in pack(ids) for row in ask(connection, _PERSONS, (packed,))}


def pack(ids: Collection[int]) -> Iterator[str]:
    """Ids as JSON arrays of bounded length, ascending."""
    ordered = iter(sorted(ids))
    while chunk := list(islice(ordered, _CHUNK)):
        yield json.dumps(chunk)
