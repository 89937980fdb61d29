"""The fast way over arrays agrees with the exact one wherever it claims that nothing is in doubt."""

from __future__ import annotations

from array import array

from hypothesis import given, settings

from digitool.identity.solve.assertions import NOT_SAME, SAME_PERSON
from digitool.identity.solve.bulk import Edges, Nodes, grow
from digitool.identity.solve.cluster import solve
from digitool.identity.solve.namespaces import BY_NAME, MEDIUM_CODES
from digitool.identity.solve.outcome import Component

from .graphs import components


def arrays(component: Component) -> tuple[Nodes, Edges]:
    """A component as the arrays that `grow` takes."""
    nodes = Nodes(array("H", [0]))
    for number in sorted(component.nodes):
        nodes.space.append(nodes.code(component.nodes[number].ns, component.nodes[number].scope))
    pairs = {(one.a, one.b) for one in component.assertions if one.kind == SAME_PERSON}
    return nodes, Edges(array("i", [a for a, _ in pairs]), array("i", [b for _, b in pairs]))


def suspicious(component: Component) -> set[int]:
    """What the database gives as worth exact clustering."""
    ends = {end for one in component.assertions if one.kind == NOT_SAME for end in (one.a, one.b)}
    described = {one for one in component.traits if component.nodes[one].ns in MEDIUM_CODES}
    return ends | described | set(component.staff)


@settings(max_examples=400, deadline=None)
@given(components())
def test_clean_components_are_what_exact_clustering_gives(component: Component) -> None:
    """A component without suspects is one person in the exact clustering too, and without a refusal."""
    forest = grow(*arrays(component), component.dead, suspicious(component), (50, 50))
    exact = solve(component)
    person = {member: members[0] for members in exact.persons for member in members}
    clean = [number for number in component.nodes if forest.parent[number] not in forest.suspects]
    assert {number: forest.parent[number] for number in clean} == {number: person[number] for number in clean}
    named = {end for refusal in exact.refusals for end in (refusal.a, refusal.b)}
    assert not named & set(clean)


def test_a_value_with_too_many_neighbours_is_crossed_by_nobody() -> None:
    """100,000 owners of one junk phone stay 100,000 persons, and the phone is quarantined."""
    nodes = Nodes(array("H", [0]))
    phone = nodes.code(BY_NAME["phone"].code, 0)
    openid = nodes.code(BY_NAME["wx_openid"].code, 1)
    nodes.space.append(phone)
    nodes.space.extend([openid] * 100_000)
    edges = Edges(array("i", [1] * 100_000), array("i", range(2, 100_002)))
    forest = grow(nodes, edges, (), (), (50, 50))
    assert forest.quarantined == {1}
    assert list(forest.parent) == list(range(100_002))
    assert not forest.suspects
