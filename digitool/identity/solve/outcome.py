"""What clustering works on and what it answers: edges, components, joins, refusals, households."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from digitool.identity.solve.assertions import Assertion
from digitool.identity.solve.attributes import Traits
from digitool.identity.solve.guards import Node, RefusedEdge

STANDING = 2**62
"""The last sighting of a claim that still stands (a list, a guide's note): later than any time."""


class Edge(NamedTuple):
    """All standing assertions between two identifiers, as one.

    ``strength`` is the strongest one's, but never more than the weaker namespace allows; times are
    UTC ms (``last`` is `STANDING` for a claim); ``verified_at`` is the last proof, None without one.
    """

    strength: int
    first: int
    low: int
    high: int
    a: int
    b: int
    last: int
    verified_at: int | None


class Component(NamedTuple):
    """One raw component: nodes by id, standing assertions, traits by node, dead nodes, and staff.

    A dead node (blocked, quarantined) is a leaf: none of its edges merges anybody.
    """

    nodes: Mapping[int, Node]
    assertions: Iterable[Assertion]
    traits: Mapping[int, Traits]
    dead: Collection[int] = ()
    staff: Collection[int] = ()


class Join(NamedTuple):
    """Two identifiers that became one person, by which rule, over which shared value."""

    rule: str
    a: int
    b: int
    via: int = 0
    words: str = ""


class Candidate(NamedTuple):
    """Two records that share a value and perhaps a person; a human decides."""

    a: int
    b: int
    via: int
    score: int
    words: str


class Household(NamedTuple):
    """A value that several persons share; ``members`` are their smallest identifier ids."""

    hub: int
    reason: str
    members: tuple[int, ...]


@dataclass
class Clustering:
    """What clustering decided: ``persons`` are ascending id tuples, ordered by their first id."""

    persons: list[tuple[int, ...]] = field(default_factory=list)
    joins: list[Join] = field(default_factory=list)
    refusals: list[RefusedEdge] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    households: list[Household] = field(default_factory=list)
