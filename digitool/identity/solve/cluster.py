"""From assertions to persons: the exact, order-independent clustering of one raw component.

Strong edges are united first, then values that may be shared (phones, e-mail, profiles) are weighed
in `hubs`. Both run in the order (strength, time, keys), and keys come from values, so any
permutation of the assertions, and any order of imports, gives the same clusters.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from digitool.identity.solve.assertions import (
    BY_CODE,
    HUMAN,
    MEDIUM_EDGE,
    NOT_SAME,
    PLATFORM_EDGE,
    ROW_EDGE,
    SAME_PERSON,
    Assertion,
)
from digitool.identity.solve.guards import Clusters, Node, RefusedEdge, silent
from digitool.identity.solve.hubs import weigh_hubs
from digitool.identity.solve.namespaces import MEDIUM_CODES
from digitool.identity.solve.outcome import STANDING, Clustering, Component, Edge, Household, Join
from digitool.identity.solve.rules import DEFAULT, ClusterRules


def solve(component: Component, rules: ClusterRules = DEFAULT) -> Clustering:
    """Cluster one raw component (or several at once: they cannot touch each other)."""
    assertions = list(component.assertions)
    apart = [(one.a, one.b) for one in assertions if one.kind == NOT_SAME]
    clusters = Clusters(component.nodes.values(), apart, component.staff, rules)
    outcome = Clustering()
    edges = merge_edges(assertions, component.nodes)
    strong = [edge for edge in edges if edge.strength < MEDIUM_EDGE]
    for edge in strong:
        _unite(clusters, edge, component.dead, outcome)
    medium = [edge for edge in edges if edge.strength == MEDIUM_EDGE]
    weigh_hubs(component, medium, clusters, rules, outcome)
    outcome.persons = clusters.groups()
    outcome.refusals = sorted(set(outcome.refusals))
    outcome.candidates = sorted(set(outcome.candidates))
    outcome.households = sorted(_by_person(one, clusters) for one in outcome.households)
    return outcome


def _by_person(household: Household, clusters: Clusters) -> Household:
    """The household with each member named by the smallest id of the person it ended in."""
    members = {min(clusters.members(clusters.find(one))) for one in household.members}
    return household._replace(members=tuple(sorted(members)))


def merge_edges(assertions: Iterable[Assertion], nodes: Mapping[int, Node]) -> list[Edge]:
    """Standing ``same_person`` assertions as one edge a pair, in the order of decision."""
    found: dict[tuple[int, int], Edge] = {}
    for one in assertions:
        if one.kind != SAME_PERSON:
            continue
        edge = _edge(one, nodes[one.a], nodes[one.b])
        if edge is None:
            continue
        known = found.get((one.a, one.b))
        found[one.a, one.b] = edge if known is None else _combine(known, edge)
    return sorted(found.values(), key=lambda edge: edge[:4])


def _edge(one: Assertion, left: Node, right: Node) -> Edge | None:
    strength = one.strength
    if strength != HUMAN:
        if silent(left) or silent(right):
            return None
        shared = left.ns in MEDIUM_CODES or right.ns in MEDIUM_CODES
        strength = MEDIUM_EDGE if shared else min(strength, ROW_EDGE)
    low, high = sorted((left.key, right.key))
    last = one.seen_at if BY_CODE[one.rule].happened else STANDING
    return Edge(strength, one.observed_at, low, high, one.a, one.b, last, one.verified_at)


def _combine(known: Edge, other: Edge) -> Edge:
    proofs = [at for at in (known.verified_at, other.verified_at) if at is not None]
    return known._replace(
        strength=min(known.strength, other.strength),
        first=min(known.first, other.first),
        last=max(known.last, other.last),
        verified_at=max(proofs, default=None),
    )


def _unite(clusters: Clusters, edge: Edge, dead: Collection[int], outcome: Clustering) -> None:
    """Unite over one strong edge, or write down why not."""
    if edge.a in dead or edge.b in dead or clusters.find(edge.a) == clusters.find(edge.b):
        return
    objection = clusters.objection(edge.a, edge.b, platform=edge.strength == PLATFORM_EDGE)
    if objection is None:
        clusters.unite(edge.a, edge.b)
        outcome.joins.append(Join("direct", edge.a, edge.b))
    else:
        rule, observed, limit = objection
        outcome.refusals.append(RefusedEdge(rule, edge.a, edge.b, 0, observed, limit))
