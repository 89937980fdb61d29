"""Values that may be shared: who owns this phone, and does it make two records one person?

A *hub* is a medium identifier (phone, e-mail, profile) with the clusters that use it as *owners*.
One owner: the value is theirs. Several: rule 6 may join them; where it does not, nobody gets the
value, and it becomes a household or a list of candidates.
"""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

from digitool.identity.solve.attributes import NO_TRAITS, Traits, compare
from digitool.identity.solve.guards import Clusters, RefusedEdge
from digitool.identity.solve.namespaces import MEDIUM_CODES, PHONE, PROFILE, UNIONID, by_code
from digitool.identity.solve.outcome import Candidate, Clustering, Component, Edge, Household, Join
from digitool.identity.solve.rules import (
    RANK,
    ClusterRules,
    Proof,
    join_rule,
    verified_together,
    worth_a_look,
)
from digitool.model.days import DAY_MS
from digitool.model.disjoint import DisjointSets
from digitool.model.ids import Ms


class Owner(NamedTuple):
    """A cluster on a hub: ``node`` speaks for it, ``own`` marks the record of the value itself."""

    first: int
    key: int
    node: int
    last: int
    verified_at: int | None
    own: bool = False


class Proposal(NamedTuple):
    """Two owners of a hub that a rule would join; the order of the fields is the order of decision."""

    at: Ms
    rank: int
    low: int
    high: int
    hub: int
    x: Owner
    y: Owner


def weigh_hubs(
    component: Component, edges: list[Edge], clusters: Clusters, rules: ClusterRules, outcome: Clustering
) -> None:
    """Decide every hub of a component; ``clusters`` hold the strong clusters and grow here."""
    scale = Scale(component, edges, clusters, rules, outcome)
    proposals: list[Proposal] = []
    for hub in sorted(scale.owners, key=lambda one: component.nodes[one].key):
        proposals.extend(scale.propose(hub))
    for proposal in sorted(proposals):
        scale.decide(proposal)
    for hub in scale.open_hubs():
        scale.attach(hub)
    scale.attach_lone()


class Scale:
    """The state while the hubs of one component are weighed."""

    def __init__(
        self,
        component: Component,
        edges: list[Edge],
        clusters: Clusters,
        rules: ClusterRules,
        outcome: Clustering,
    ) -> None:
        self._component = component
        self._clusters = clusters
        self._rules = rules
        self._outcome = outcome
        self._pairs: list[Edge] = []
        self._phones: dict[int, frozenset[int]] = {}
        self.owners = self._gather(edges)
        self._traits = self._sum_traits()
        self._closed: set[int] = set()

    def _gather(self, edges: list[Edge]) -> dict[int, list[Owner]]:
        """Owners of every hub, oldest first; medium-to-medium edges are kept for the end."""
        spokes: dict[int, dict[int, Owner]] = {}
        nodes, find = self._component.nodes, self._clusters.find
        for edge in edges:
            if self._is_dead(edge):
                continue
            shared = [one for one in (edge.a, edge.b) if nodes[one].ns in MEDIUM_CODES]
            if len(shared) == 2:
                self._pairs.append(edge)
                continue
            hub = shared[0]
            node = edge.b if hub == edge.a else edge.a
            root = find(node)
            if nodes[hub].ns == PHONE:
                self._phones[root] = self._phones.get(root, frozenset()) | {hub}
            owner = Owner(edge.first, nodes[node].key, node, edge.last, edge.verified_at)
            found = spokes.setdefault(hub, {})
            found[root] = _widen(found[root], owner) if root in found else owner
        for hub, found in spokes.items():
            self._add_own(hub, found)
        return {hub: sorted(found.values()) for hub, found in spokes.items()}

    def _is_dead(self, edge: Edge) -> bool:
        dead = self._component.dead
        return edge.a in dead or edge.b in dead

    def _add_own(self, hub: int, found: dict[int, Owner]) -> None:
        """A value that a list describes by itself is a record too, and so is one placed by hand."""
        root = self._clusters.find(hub)
        placed = len(self._clusters.members(root)) > 1
        if root not in found and (placed or self._component.traits.get(hub)):
            first = min(owner.first for owner in found.values())
            found[root] = Owner(first, self._component.nodes[hub].key, hub, first, None, own=True)

    def _sum_traits(self) -> dict[int, Traits]:
        total: dict[int, Traits] = {}
        for node, traits in self._component.traits.items():
            root = self._clusters.find(node)
            total[root] = total.get(root, NO_TRAITS) | traits
        return total

    def propose(self, hub: int) -> list[Proposal]:
        """The joins that rule 6 wants over one hub, none when the hub is shared by too many."""
        owners = self._current_owners(hub)
        self.owners[hub] = owners
        found: list[Proposal] = []
        for x, y in combinations(owners, 2):
            rule = join_rule(self._proof(hub, x, y))
            if rule:
                low, high = sorted((x.key, y.key))
                found.append(Proposal(Ms(max(x.first, y.first)), RANK.index(rule), low, high, hub, x, y))
        return [] if self._too_many(hub, found) else found

    def _current_owners(self, hub: int) -> list[Owner]:
        """Owners without those whose number was re-issued to somebody new (a new unionid).

        Only a phone that was seen in events can fall silent; a list's claim stands.
        """
        owners = self.owners[hub]
        if self._component.nodes[hub].ns != PHONE:
            return owners
        limit = self._rules.recycled_days
        start, last = 0, owners[0].last
        for position, owner in enumerate(owners[1:], 1):
            if owner.first - last > limit * DAY_MS and self._clusters.has(
                self._clusters.find(owner.node), UNIONID
            ):
                start = position
            last = max(last, owner.last)
        for gone in owners[:start]:
            silence = (owners[start].first - max(one.last for one in owners[:start])) // DAY_MS
            self._refuse("recycled", gone.node, owners[start].node, hub, str(silence), str(limit))
        return owners[start:]

    def _too_many(self, hub: int, proposals: list[Proposal]) -> bool:
        """G1 and G3: more persons on one value, or more new ones in an hour, than anybody's phone has."""
        groups = _group(self.owners[hub], proposals)
        limit = by_code(self._component.nodes[hub].ns).owners
        burst = self._burst([min(owner.first for owner in group) for group in groups])
        if len(groups) > limit:
            self._refuse("shared", hub, hub, hub, str(len(groups)), str(limit))
        elif burst:
            self._refuse("burst", hub, hub, hub, str(burst), str(self._rules.burst_owners))
        else:
            return False
        self._closed.add(hub)
        self._household(hub, "owners")
        return True

    def _burst(self, firsts: list[int]) -> int:
        """New owners within the burst window, 0 when they are not too many."""
        firsts = sorted(firsts)
        width = self._rules.burst_owners
        late = zip(firsts, firsts[width:])
        return width + 1 if any(end - start < self._rules.burst_ms for start, end in late) else 0

    def _proof(self, hub: int, x: Owner, y: Owner) -> Proof:
        roots = [self._clusters.find(owner.node) for owner in (x, y)]
        left, right = (self._traits.get(root, NO_TRAITS) for root in roots)
        phones = [self._phones.get(root, frozenset()) for root in roots]
        own = (x.own and y.verified_at is not None) or (y.own and x.verified_at is not None)
        return Proof(
            self._component.nodes[hub].ns,
            compare(left, right),
            verified_together(x.verified_at, y.verified_at, self._rules),
            own,
            all(phones) and not (phones[0] & phones[1]),
        )

    def decide(self, proposal: Proposal) -> None:
        """Join two owners unless a guard objects or what has been joined meanwhile speaks against it."""
        clusters, hub, x, y = self._clusters, proposal.hub, proposal.x, proposal.y
        a, b = clusters.find(x.node), clusters.find(y.node)
        if a == b:
            return
        proof = self._proof(hub, x, y)
        rule = join_rule(proof)
        if not rule:
            return  # `attach` writes it down, as for every pair that does not agree
        before = {clusters.find(owner.node) for owner in self.owners[hub] if owner.first < proposal.at}
        if len(before) > self._rules.owners_so_far:
            self._refuse("owners", x.node, y.node, hub, str(len(before)), str(self._rules.owners_so_far))
            return
        objection = clusters.objection(x.node, y.node)
        if objection is not None:
            self._refuse(objection.rule, x.node, y.node, hub, objection.observed, objection.limit)
            return
        self._unite(x.node, y.node)
        self._outcome.joins.append(Join(rule, *_ordered(x.node, y.node), hub, proof.verdict.words()))

    def _unite(self, x: int, y: int) -> None:
        a, b = self._clusters.find(x), self._clusters.find(y)
        traits = self._traits.get(a, NO_TRAITS) | self._traits.get(b, NO_TRAITS)
        phones = self._phones.get(a, frozenset()) | self._phones.get(b, frozenset())
        self._clusters.unite(x, y)
        root = self._clusters.find(x)
        self._traits[root], self._phones[root] = traits, phones

    def open_hubs(self) -> list[int]:
        """Hubs that still may find their owner, in order of first use."""
        nodes = self._component.nodes
        left = [hub for hub in self.owners if hub not in self._closed]
        return sorted(left, key=lambda hub: (self.owners[hub][0].first, nodes[hub].key))

    def attach(self, hub: int) -> None:
        """Give the value to its only owner; else write down who shares it and why they stay apart."""
        find = self._clusters.find
        groups = {find(owner.node): owner for owner in reversed(self.owners[hub])}
        if len(groups) == 1:
            self._attach_to(hub, self.owners[hub][0].node)
            return
        speakers = sorted(groups.values())
        conflicts = [self._judge(hub, x, y) for x, y in combinations(speakers, 2)]
        if any(conflicts):
            self._household(hub, "conflict")

    def _attach_to(self, hub: int, node: int) -> None:
        if self._clusters.find(hub) == self._clusters.find(node):
            return
        objection = self._clusters.objection(hub, node)
        if objection is not None:
            self._refuse(objection.rule, hub, node, hub, objection.observed, objection.limit)
            return
        self._unite(hub, node)
        self._outcome.joins.append(Join("only_owner", *_ordered(hub, node), hub))

    def _judge(self, hub: int, x: Owner, y: Owner) -> bool:
        """Record why two owners stay apart; True when they certainly are two persons."""
        conflict = self._clusters.conflict(x.node, y.node)
        if conflict is not None:
            self._refuse(conflict.rule, x.node, y.node, hub, conflict.observed, conflict.limit)
            return True
        objection = self._clusters.objection(x.node, y.node)
        if objection is not None:
            self._refuse(objection.rule, x.node, y.node, hub, objection.observed, objection.limit)
            return False
        proof = self._proof(hub, x, y)
        if worth_a_look(proof.verdict):
            a, b = sorted((x.node, y.node))
            score, words = proof.verdict.score, proof.verdict.words()
            self._outcome.candidates.append(Candidate(a, b, hub, score, words))
        else:
            self._refuse("differs", x.node, y.node, hub, proof.verdict.words())
        return False

    def attach_lone(self) -> None:
        """Values known only beside another value (a list row with phone and e-mail, nothing else)."""
        find = self._clusters.find
        sides: dict[int, set[int]] = {}
        for edge in self._pairs:
            sides.setdefault(edge.a, set()).add(find(edge.b))
            sides.setdefault(edge.b, set()).add(find(edge.a))
        for edge in self._pairs:
            for lone, other in ((edge.a, edge.b), (edge.b, edge.a)):
                if lone in self.owners or len(sides[lone]) != 1:
                    continue
                if other in self.owners or len(sides[other]) == 1:
                    self._attach_to(lone, other)

    def _household(self, hub: int, reason: str) -> None:
        if self._component.nodes[hub].ns == PROFILE:
            return
        members = {self._clusters.find(owner.node) for owner in self.owners[hub]}
        self._outcome.households.append(Household(hub, reason, tuple(sorted(members))))

    def _refuse(self, rule: str, x: int, y: int, hub: int, observed: str = "", limit: str = "") -> None:
        a, b = _ordered(x, y)
        self._outcome.refusals.append(RefusedEdge(rule, a, b, hub, observed, limit))


def _ordered(x: int, y: int) -> tuple[int, int]:
    return (x, y) if x < y else (y, x)


def _widen(known: Owner, other: Owner) -> Owner:
    """One owner from two edges of the same cluster to the same hub."""
    proofs = [at for at in (known.verified_at, other.verified_at) if at is not None]
    speaker = min(known, other, key=lambda owner: owner.key)
    return Owner(
        min(known.first, other.first),
        speaker.key,
        speaker.node,
        max(known.last, other.last),
        max(proofs, default=None),
    )


def _group(owners: list[Owner], proposals: list[Proposal]) -> list[list[Owner]]:
    """Owners that would be one person if every proposal held."""
    together = DisjointSets()
    for proposal in proposals:
        together.unite(proposal.x.node, proposal.y.node)
    groups: dict[int, list[Owner]] = {}
    for owner in owners:
        groups.setdefault(together.find(owner.node), []).append(owner)
    return list(groups.values())
