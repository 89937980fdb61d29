"""Millions of edges at once: union-find over integer arrays, and which components need a closer look.

A component is *clean* when no guard can object whatever the order of union: then all of it is one
person, and the exact clustering (`cluster.solve`) would say the same. Everything else is returned for
it. Pure Python on flat arrays: 4 bytes an identifier and edge end, no object per node.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from digitool.identity.solve.namespaces import MEDIUM_CODES, SILENT_CODES, by_code

_BITS = 2
_SLOTS = 31
"""Counters of two bits in one 64-bit integer; spaces beyond share a slot, which only costs time."""


@dataclass
class Nodes:
    """Identifiers 1..n: ``space`` is an index into ``spaces`` of (namespace code, scope); 0 is absent."""

    space: array[int]
    spaces: list[tuple[int, int]] = field(default_factory=lambda: [(0, 0)])
    index: dict[tuple[int, int], int] = field(default_factory=dict)

    def code(self, ns: int, scope: int) -> int:
        """The index of a space, given out on first use."""
        found = self.index.get((ns, scope))
        if found is None:
            found = self.index[ns, scope] = len(self.spaces)
            self.spaces.append((ns, scope))
        return found

    def where(self, codes: Collection[int]) -> bytearray:
        """One byte a space: 1 where its namespace is among the codes."""
        return bytearray(ns in codes for ns, _ in self.spaces)


@dataclass
class Edges:
    """Ends of ``same_person`` statements, as ids, each pair once where possible."""

    left: array[int] = field(default_factory=lambda: array("i"))
    right: array[int] = field(default_factory=lambda: array("i"))


@dataclass
class Forest:
    """``parent`` leads to each component's root; ``suspects`` are roots that need exact clustering."""

    parent: array[int]
    suspects: set[int]
    quarantined: set[int]


def grow(
    nodes: Nodes, edges: Edges, dead: Collection[int], suspicious: Iterable[int], limits: tuple[int, int]
) -> Forest:
    """Raw components of all edges, and the roots of those where some guard may object.

    ``dead`` are blocked ids; ``suspicious`` are ids with a property that only exact clustering weighs
    (staff, ``not_same``, a phone with a record of its own); ``limits`` are (largest component that is
    clean, most neighbours of one value).
    """
    largest, degree = limits
    crowded = _crowded(nodes, edges, degree)
    barred = bytearray(len(nodes.space))
    for node in (*dead, *crowded):
        barred[node] = 1
    parent = array("i", range(len(nodes.space)))
    hubs, owners, odd = _unite_strong(nodes, edges, parent, barred)
    doubtful = _share(parent, hubs, owners)
    _unite(parent, hubs, owners)
    flatten(parent)
    suspects = {parent[node] for node in suspicious if not barred[node]}
    suspects.update(parent[node] for node in odd)
    suspects.update(parent[node] for node in doubtful)
    suspects |= _over_limits(nodes, parent, largest)
    return Forest(parent, suspects, crowded)


def _crowded(nodes: Nodes, edges: Edges, most: int) -> set[int]:
    """Values with more than ``most`` different neighbours."""
    counts = array("i", bytes(4 * len(nodes.space)))
    for end in edges.left:
        counts[end] += 1
    for end in edges.right:
        counts[end] += 1
    many = {node for node, count in enumerate(counts) if count > most}
    if not many:
        return many
    near: dict[int, set[int]] = {node: set() for node in many}
    for a, b in zip(edges.left, edges.right):
        if a in near:
            near[a].add(b)
        if b in near:
            near[b].add(a)
    return {node for node, others in near.items() if len(others) > most}


def _unite_strong(
    nodes: Nodes, edges: Edges, parent: array[int], barred: bytearray
) -> tuple[array[int], array[int], set[int]]:
    """Unite strong edges; give back (hub, owner) of the medium ones, and ends of edges of an odd kind."""
    medium, silent = nodes.where(MEDIUM_CODES), nodes.where(SILENT_CODES)
    space = nodes.space
    hubs, owners, odd = array("i"), array("i"), set()
    for a, b in zip(edges.left, edges.right):
        if barred[a] or barred[b]:
            continue
        kind_a, kind_b = space[a], space[b]
        if medium[kind_a] or medium[kind_b] or silent[kind_a] or silent[kind_b]:
            if (medium[kind_a] and medium[kind_b]) or silent[kind_a] or silent[kind_b]:
                odd.add(a)
            hub, owner = (a, b) if medium[kind_a] else (b, a)
            hubs.append(hub)
            owners.append(owner)
            continue
        while a != parent[a]:
            parent[a] = a = parent[parent[a]]
        while b != parent[b]:
            parent[b] = b = parent[parent[b]]
        if a < b:
            parent[b] = a
        elif b < a:
            parent[a] = b
    return hubs, owners, odd


def _share(parent: array[int], hubs: array[int], owners: array[int]) -> set[int]:
    """Hubs that lie between different strong clusters."""
    first: array[int] = array("i", bytes(4 * len(parent)))
    doubtful = set()
    for hub, owner in zip(hubs, owners):
        root = owner
        while root != parent[root]:
            parent[root] = root = parent[parent[root]]
        if not first[hub]:
            first[hub] = root
        elif first[hub] != root:
            doubtful.add(hub)
    return doubtful


def _unite(parent: array[int], left: array[int], right: array[int]) -> None:
    for a, b in zip(left, right):
        while a != parent[a]:
            parent[a] = a = parent[parent[a]]
        while b != parent[b]:
            parent[b] = b = parent[parent[b]]
        if a < b:
            parent[b] = a
        elif b < a:
            parent[a] = b


def flatten(parent: array[int]) -> None:
    """Let every node point at its root, which is the smallest id of its component."""
    for node, above in enumerate(parent):
        if above != node:
            parent[node] = parent[above]


def _over_limits(nodes: Nodes, parent: array[int], largest: int) -> set[int]:
    """Roots of components that are too large, or hold more of one kind than a person has.

    Counts of a namespace are kept per space; a person's limit over several scopes is checked on their
    sum only when one of them is used twice or the namespace has many scopes: so a limit above the
    number of scopes in use is left to the exact clustering.
    """
    limit = _slot_limits(nodes)
    size = array("i", bytes(4 * len(parent)))
    tally = array("Q", bytes(8 * len(parent)))
    space = nodes.space
    found = set()
    for node, root in enumerate(parent):
        size[root] += 1
        kind = space[node]
        if not kind:
            continue
        shift, most = limit[kind]
        if not most:
            continue
        held = tally[root] >> shift & 3
        if held >= most:
            found.add(root)
        else:
            tally[root] += 1 << shift
    found.update(root for root, count in enumerate(size) if count > largest)
    return found


def _slot_limits(nodes: Nodes) -> list[tuple[int, int]]:
    """Shift and limit (at most 3) of each space; 0 for no limit.

    A unique namespace has a slot per scope and one value in it; its limit over all scopes cannot be
    reached while it has no more scopes than that, and is set to one value in all where it has more.
    Other namespaces have one slot over all scopes.
    """
    scopes: dict[int, int] = {}
    for ns, _ in nodes.spaces:
        scopes[ns] = scopes.get(ns, 0) + 1
    slots: dict[tuple[int, int], int] = {}
    found = []
    for ns, scope in nodes.spaces:
        rules = by_code(ns)
        apart = rules.unique and not (rules.per_person and scopes[ns] > rules.per_person)
        slot = slots.setdefault((ns, scope) if apart else (ns, -1), len(slots) % _SLOTS)
        most = 1 if rules.unique else min(rules.per_person, 3)
        found.append((slot * _BITS, most))
    return found
