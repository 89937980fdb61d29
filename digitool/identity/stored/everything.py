"""Cluster the whole database: arrays for the plain cases, the exact way for the rest."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from digitool.db.port import Connection
from digitool.db.statements import ask
from digitool.identity.solve.assertions import NOT_SAME, SAME_PERSON
from digitool.identity.solve.bulk import Edges, Forest, Nodes, grow
from digitool.identity.solve.cluster import solve
from digitool.identity.solve.namespaces import MEDIUM_CODES
from digitool.identity.solve.outcome import Clustering
from digitool.identity.solve.rules import ClusterRules
from digitool.identity.stored.loading import QUARANTINED, load

_ROUND = 50_000
"""Identifiers whose components are clustered exactly at a time."""


@dataclass
class Whole:
    """Every identifier's person as stored and as it should be (by id, 0 where there is none)."""

    stored: array[int]
    persons: array[int]
    outcomes: list[Clustering]
    quarantined: set[int]


def all_persons(connection: Connection, rules: ClusterRules) -> Whole:
    """Persons of all identifiers from the standing assertions alone. Reads only."""
    nodes, stored = _read_nodes(connection)
    edges = _read_edges(connection)
    dead = [
        row[0]
        for row in connection.execute(
            "SELECT f.identifier FROM identifier_flag f JOIN identifier i ON i.id = f.identifier"
            " WHERE f.flag != ?",
            (QUARANTINED,),
        )
    ]
    forest = grow(nodes, edges, dead, _suspicious(connection), rules.max_size, rules.max_degree)
    del edges
    persons = forest.parent
    outcomes = []
    for members in _rounds(forest):
        outcome = solve(load(connection, members), rules)
        for person in outcome.persons:
            for member in person:
                persons[member] = person[0]
        outcome.persons, outcome.joins = [], []
        outcomes.append(outcome)
    return Whole(stored, persons, outcomes, forest.quarantined)


def _read_nodes(connection: Connection) -> tuple[Nodes, array[int]]:
    top = int(connection.execute("SELECT coalesce(max(id), 0) FROM identifier").fetchone()[0])
    nodes = Nodes(array("H", bytes(2 * (top + 1))))
    stored = array("i", bytes(4 * (top + 1)))
    space, code = nodes.space, nodes.code
    for number, ns, scope, person in connection.execute("SELECT id, ns, scope, person FROM identifier"):
        space[number] = code(ns, scope)
        stored[number] = person
    return nodes, stored


def _read_edges(connection: Connection) -> Edges:
    edges = Edges()
    left, right = edges.left.append, edges.right.append
    last = (0, 0)
    for a, b in connection.execute(
        "SELECT a, b FROM assertion WHERE kind = ? AND revoked_by IS NULL ORDER BY a, b", (SAME_PERSON,)
    ):
        if (a, b) != last:
            left(a)
            right(b)
            last = (a, b)
    return edges


def _suspicious(connection: Connection) -> set[int]:
    """Staff, ends of ``not_same``, and shared values that a list describes by themselves."""
    found = {row[0] for row in connection.execute("SELECT identifier FROM staff_identifier")}
    for row in connection.execute(
        "SELECT a, b FROM assertion WHERE kind = ? AND revoked_by IS NULL", (NOT_SAME,)
    ):
        found.update(row)
    described = (
        "SELECT DISTINCT t.identifier FROM attribute t JOIN identifier i ON i.id = t.identifier"
        " WHERE i.ns IN ints(?)"
    )
    codes = json.dumps(sorted(MEDIUM_CODES))
    found.update(row[0] for row in ask(connection, described, (codes,)))
    return found


def _rounds(forest: Forest) -> Iterator[list[int]]:
    """Members of the components that need exact clustering, whole components at a time."""
    if not forest.suspects:
        return
    members: dict[int, list[int]] = {root: [] for root in forest.suspects}
    for node, root in enumerate(forest.parent):
        if root in members:
            members[root].append(node)
    held: list[int] = []
    for group in members.values():
        held.extend(group)
        if len(held) >= _ROUND:
            yield held
            held = []
    if held:
        yield held
