"""Growing clusters, and the guards that refuse to let two of them become one person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from typing import NamedTuple

from digitool.identity.solve.namespaces import PROFILE, SILENT_CODES, by_code
from digitool.identity.solve.rules import ClusterRules
from digitool.model.disjoint import DisjointSets


class Node(NamedTuple):
    """An identifier as clustering sees it: ``ns`` and ``scope`` are stored codes.

    ``key`` orders equals: it comes from the value, so it does not depend on the order of imports.
    """

    id: int
    key: int
    ns: int
    scope: int


class RefusedEdge(NamedTuple):
    """Two identifiers that were not joined; ``via`` is the value they share, 0 for a direct edge."""

    rule: str
    a: int
    b: int
    via: int = 0
    observed: str = ""
    limit: str = ""


class Objection(NamedTuple):
    """Why two clusters may not become one: rule, what was observed, what is allowed."""

    rule: str
    observed: str = ""
    limit: str = ""


class Clusters:
    """Disjoint sets over nodes that know their members and ask every guard before they unite."""

    def __init__(
        self,
        nodes: Iterable[Node],
        apart: Iterable[tuple[int, int]],
        staff: Collection[int],
        rules: ClusterRules,
    ) -> None:
        self._rules = rules
        self._staff = set(staff)
        self._sets = DisjointSets()
        self._members: dict[int, list[int]] = {}
        self._spaces: dict[int, Counter[tuple[int, int]]] = {}
        for node in nodes:
            self._members[node.id] = [node.id]
            self._spaces[node.id] = Counter([(node.ns, node.scope)])
        self._apart: dict[int, set[int]] = {}
        for x, y in apart:
            self._apart.setdefault(x, set()).add(y)
            self._apart.setdefault(y, set()).add(x)

    def find(self, node: int) -> int:
        """The representative of the cluster that holds a node."""
        return self._sets.find(node)

    def members(self, root: int) -> list[int]:
        """Ids in the cluster of a representative."""
        return self._members[root]

    def groups(self) -> list[tuple[int, ...]]:
        """All clusters, ids ascending, ordered by their smallest id."""
        return sorted(tuple(sorted(self._members[root])) for root in self._members)

    def has(self, root: int, ns: int) -> bool:
        """Whether a cluster holds an identifier of a namespace code."""
        return any(code == ns for code, _ in self._spaces[root])

    def conflict(self, x: int, y: int) -> Objection | None:
        """Guards that no evidence overcomes: a human's ``not_same``, and unique namespaces."""
        a, b = self.find(x), self.find(y)
        small, large = (a, b) if len(self._members[a]) < len(self._members[b]) else (b, a)
        if self._apart and any(
            self.find(other) == large for node in self._members[small] for other in self._apart.get(node, ())
        ):
            return Objection("not_same")
        for space in self._spaces[small]:
            if by_code(space[0]).unique and space in self._spaces[large]:
                return Objection("unique", by_code(space[0]).name, "1")
        return None

    def objection(self, x: int, y: int, *, platform: bool = False) -> Objection | None:
        """The first guard that refuses to unite the clusters of two nodes, None when all agree.

        ``platform`` says that a platform paired them: only then may an identifier of staff gain
        another, because it is the same account; a row or a phone would bring in a customer.
        """
        found = self.conflict(x, y)
        staff = {self.find(x), self.find(y)} & self._staff
        if staff and not platform and (found is None or found.rule != "not_same"):
            return Objection("staff")
        if found is not None:
            return found
        a, b = self.find(x), self.find(y)
        counts: Counter[int] = Counter()
        for root in (a, b):
            for (ns, _), number in self._spaces[root].items():
                counts[ns] += number
        for ns in sorted(counts):
            limit = by_code(ns).per_person
            if limit and counts[ns] > limit:
                return Objection("cardinality", f"{counts[ns]} {by_code(ns).name}", str(limit))
        size = sum(number for ns, number in counts.items() if ns != PROFILE)
        if size > self._rules.max_size:
            return Objection("size", str(size), str(self._rules.max_size))
        return None

    def unite(self, x: int, y: int) -> None:
        """Make one cluster of two; the caller has asked `objection`."""
        a, b = self.find(x), self.find(y)
        if a == b:
            return
        if len(self._members[a]) < len(self._members[b]):
            a, b = b, a
        self._sets.hang(b, a)
        if b in self._staff:
            self._staff.add(a)
        self._members[a] += self._members.pop(b)
        self._spaces[a] += self._spaces.pop(b)


def silent(node: Node) -> bool:
    """Whether no edge of this identifier may merge: payers' cards, devices, staff numbers."""
    return node.ns in SILENT_CODES
