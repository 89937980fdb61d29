"""Clustering one component: guards, shared values, and independence of order."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitool.identity.solve.assertions import Assertion
from digitool.identity.solve.attributes import Traits
from digitool.identity.solve.cluster import solve
from digitool.identity.solve.guards import Node
from digitool.identity.solve.namespaces import by_code
from digitool.identity.solve.outcome import Clustering, Component

from .graphs import apart, components, node, same, told

O1, O2, U, U2, X, M, P, M2, M3 = range(1, 10)
"""An openid of each app, two unionids, a WeCom id, a member number, a phone, two more cards."""

NODES = {
    O1: node(O1, "wx_openid", 1),
    O2: node(O2, "wx_openid", 1),
    U: node(U, "wx_unionid"),
    U2: node(U2, "wx_unionid"),
    X: node(X, "wecom_external_userid"),
    M: node(M, "member_no"),
    P: node(P, "phone"),
    M2: node(M2, "member_no"),
    M3: node(M3, "member_no"),
}


def clusters(
    *edges: Assertion,
    known: dict[int, Traits] | None = None,
    nodes: dict[int, Node] | None = None,
    dead: tuple[int, ...] = (),
    staff: tuple[int, ...] = (),
) -> Clustering:
    """The outcome over the nodes that the edges name."""
    used = {end for edge in edges for end in (edge.a, edge.b)}
    chosen = {number: one for number, one in (nodes or NODES).items() if number in used}
    return solve(Component(chosen, edges, known or {}, dead, staff))


def rules(outcome: Clustering) -> set[str]:
    """The rules of all refusals."""
    return {refusal.rule for refusal in outcome.refusals}


def test_platform_pairings_make_one_person() -> None:
    """A unionid joins the openid and the WeCom id that platforms pair with it."""
    assert clusters(same(O1, U, "wechat_unionid"), same(X, U, "wecom_unionid")).persons == [(O1, U, X)]


REFUSED = [
    ("unique", [same(O1, U, "wechat_unionid"), same(O1, U2, "wechat_unionid", 1)], {}),
    ("unique", [same(O1, U, "wechat_unionid"), same(O2, U, "wechat_unionid", 1)], {}),
    ("not_same", [same(O1, U, "wechat_unionid"), apart(O1, U)], {}),
    ("cardinality", [same(M, X, "list_row"), same(M2, X, "list_row", 1), same(M3, X, "list_row", 2)], {}),
    ("staff", [same(X, M, "list_row")], {"staff": (X,)}),
    ("staff", [same(X, M, "human")], {"staff": (X,)}),
]


@pytest.mark.parametrize(("rule", "edges", "options"), REFUSED)
def test_guards_refuse(rule: str, edges: list[Assertion], options: dict[str, tuple[int, ...]]) -> None:
    """Each guard refuses the later edge and says which rule it was."""
    outcome = clusters(*edges, **options)
    assert rules(outcome) == {rule}
    assert len(outcome.persons) >= 2


def test_an_account_of_staff_keeps_its_own_ids() -> None:
    """A platform's pairing stays inside one account, so the unionid of a guide's openid is staff too."""
    assert clusters(same(O1, U, "wechat_unionid"), staff=(O1,)).persons == [(O1, U)]


def test_a_dead_value_joins_nobody() -> None:
    """Two persons on a blocked value stay apart, and nothing is said about it."""
    outcome = clusters(same(O1, P, "list_phone"), same(X, P, "list_phone"), dead=(P,))
    assert outcome.persons == [(O1,), (X,), (P,)]
    assert outcome.households == []


def test_fifty_one_identifiers_are_refused() -> None:
    """A person holds at most 50 identifiers; the fifty-first edge is refused with the size."""
    nodes = {number: node(number, "wx_openid", number) for number in range(1, 52)}
    edges = [same(1, number, "list_row", number) for number in range(2, 52)]
    outcome = clusters(*edges, nodes=nodes)
    assert sorted(map(len, outcome.persons)) == [1, 50]
    assert outcome.refusals[0].observed == "51"


def test_the_only_owner_gets_the_phone() -> None:
    """A phone that one person uses is hers, proven or not."""
    assert clusters(same(O1, P, "guide_phone"), same(O1, U, "wechat_unionid")).persons == [(O1, U, P)]


JOINED = [
    ("phone_and_name", told("王小明"), told("王小明 先生"), "order_phone"),
    ("phone_and_birthday", told(birthday="1990-03-07"), told(birthday="1990-3-7"), "order_phone"),
    (
        "phone_and_similar_name",
        told("王小明", city="深圳市"),
        told("王晓明", city="广东省,深圳市"),
        "order_phone",
    ),
    ("verified_phone", told("王小明"), told("王晓明"), "list_phone_verified"),
]


@pytest.mark.parametrize(("rule", "left", "right", "edge"), JOINED)
def test_a_phone_and_an_agreeing_attribute_join(rule: str, left: Traits, right: Traits, edge: str) -> None:
    """Rule 6: the same phone joins two records when something else agrees and nothing differs."""
    outcome = clusters(same(X, P, edge), same(M, P, edge), known={X: left, M: right})
    assert outcome.persons == [(X, M, P)]
    assert rule in {join.rule for join in outcome.joins}


STAY_APART = [
    (told("王小明"), told("王小红丽")),
    (told("王小明", "1990-03-07"), told("王小明", "1985-11-30")),
    (told("王小明"), told("李静")),
    (told(city="深圳"), told(city="深圳")),
    (told(), told()),
]


@pytest.mark.parametrize(("left", "right"), STAY_APART)
def test_a_phone_alone_joins_nobody(left: Traits, right: Traits) -> None:
    """Silence or contradiction beside a shared phone leaves two persons, and the phone is nobody's."""
    outcome = clusters(same(X, P, "guide_phone"), same(M, P, "list_phone"), known={X: left, M: right})
    assert outcome.persons == [(X,), (M,), (P,)]
    assert len(outcome.candidates) + len(outcome.refusals) == 1


def test_proof_older_than_ninety_days_does_not_count() -> None:
    """A similar name needs both phones proven within 90 days of each other."""
    known = {X: told("王小明"), M: told("王晓明")}
    edges = [same(X, P, "list_phone_verified", 0), same(M, P, "list_phone_verified", 91)]
    assert len(clusters(*edges, known=known).persons) == 3


def test_two_accounts_on_one_phone_are_a_household() -> None:
    """Two unionids on one phone stay two persons even with one name, and share the phone."""
    edges = [
        same(O1, U, "wechat_unionid"),
        same(X, U2, "wecom_unionid"),
        same(O1, P, "guide_phone"),
        same(X, P, "guide_phone"),
    ]
    outcome = clusters(*edges, known={O1: told("王小明"), X: told("王小明")})
    assert outcome.persons == [(O1, U), (U2, X), (P,)]
    assert [(home.hub, home.reason, home.members) for home in outcome.households] == [
        (P, "conflict", (O1, U2))
    ]


def test_more_than_four_owners_make_a_phone_shared() -> None:
    """G1: with a fifth owner a phone stops joining, also those two who agree."""
    nodes = {number: node(number, "wecom_external_userid") for number in range(1, 7)} | {7: node(7, "phone")}
    edges = [same(number, 7, "guide_phone", number) for number in range(1, 7)]
    known = {number: told(f"王小{'一二三四五五'[number - 1]}") for number in range(1, 7)}
    outcome = clusters(*edges, nodes=nodes, known=known)
    assert len(outcome.persons) == 7
    assert rules(outcome) == {"shared"}
    assert outcome.households[0].reason == "owners"


def test_four_new_owners_in_an_hour_quarantine_a_phone() -> None:
    """G3: a guide's phone typed at the till gains owners too fast to mean one of them."""
    nodes = {number: node(number, "wecom_external_userid") for number in range(1, 5)} | {7: node(7, "phone")}
    edges = [same(number, 7, "guide_phone") for number in range(1, 5)]
    known = {number: told(f"李{'一二三四'[number - 1]}") for number in range(1, 5)}
    assert rules(clusters(*edges, nodes=nodes, known=known)) == {"burst"}


def test_a_recycled_number_belongs_to_its_new_owner() -> None:
    """A phone silent for over 180 days that comes back with a new unionid leaves the old owner."""
    edges = [same(M, P, "order_phone", 0, 10), same(X, U, "wecom_unionid"), same(X, P, "guide_phone", 191)]
    known = {M: told("王小明"), X: told("王小明")}
    outcome = clusters(*edges, known=known)
    assert outcome.persons == [(U, X, P), (M,)]
    assert rules(outcome) == {"recycled"}


def test_a_number_seen_all_along_is_not_recycled() -> None:
    """Without 180 silent days the same records are one person."""
    edges = [same(M, P, "order_phone", 0, 11), same(X, U, "wecom_unionid"), same(X, P, "guide_phone", 191)]
    known = {M: told("王小明"), X: told("王小明")}
    assert clusters(*edges, known=known).persons == [(U, X, M, P)]


def test_a_claim_of_a_list_never_falls_silent() -> None:
    """Two members of one household who joined years apart share the phone; it was not re-issued."""
    edges = [
        same(M, U, "list_row"),
        same(M, P, "list_phone", 0),
        same(X, U2, "wecom_unionid"),
        same(X, P, "guide_phone", 900),
    ]
    outcome = clusters(*edges)
    assert rules(outcome) == {"unique"}
    assert len(outcome.households) == 1


def test_a_record_of_the_phone_alone_joins_its_proven_owner_only() -> None:
    """A list that knows a customer by phone only is a record of its own."""
    known = {P: told("王小明")}
    assert clusters(same(X, P, "list_phone_verified"), known=known).persons == [(X, P)]
    assert clusters(same(X, P, "guide_phone"), known=known).persons == [(X,), (P,)]


def test_name_birthday_and_city_join_unless_the_phones_differ() -> None:
    """Without a phone in common the full profile joins; another phone on each side speaks against it."""
    nodes = NODES | {20: node(20, "name_birthday_city"), 21: node(21, "phone")}
    edges = [same(X, 20, "profile"), same(M, 20, "profile"), same(X, P, "guide_phone")]
    assert clusters(*edges, nodes=nodes).persons == [(X, M, P, 20)]
    assert len(clusters(*edges, same(M, 21, "list_phone"), nodes=nodes).persons) == 3


@settings(max_examples=300, deadline=None)
@given(components(), st.randoms(use_true_random=False))
def test_order_never_matters(component: Component, rng: random.Random) -> None:
    """Any permutation of the statements gives the same persons, refusals, candidates and households."""
    edges = list(component.assertions)
    first = solve(component)
    rng.shuffle(edges)
    again = solve(component._replace(assertions=edges))
    assert (again.persons, again.refusals, again.candidates, again.households) == (
        first.persons,
        first.refusals,
        first.candidates,
        first.households,
    )


@settings(max_examples=100, deadline=None)
@given(components(), st.randoms(use_true_random=False))
def test_ids_never_matter(component: Component, rng: random.Random) -> None:
    """Identifiers that got other numbers, because files came in another order, make the same groups."""
    ids = list(component.nodes)
    new = dict(zip(ids, rng.sample(range(100, 200), len(ids))))
    edges = [
        one._replace(a=min(new[one.a], new[one.b]), b=max(new[one.a], new[one.b]))
        for one in component.assertions
    ]
    moved = Component(
        {new[number]: one._replace(id=new[number]) for number, one in component.nodes.items()},
        edges,
        {new[number]: traits for number, traits in component.traits.items()},
        {new[number] for number in component.dead},
        {new[number] for number in component.staff},
    )
    groups = {frozenset(new[one] for one in person) for person in solve(component).persons}
    assert {frozenset(person) for person in solve(moved).persons} == groups


@settings(max_examples=300, deadline=None)
@given(components())
def test_no_person_breaks_a_limit(component: Component) -> None:
    """Never two unionids, never two openids of one app, never more cards or phones than allowed."""
    for person in solve(component).persons:
        members = [component.nodes[number] for number in person]
        spaces = Counter((member.ns, member.scope) for member in members)
        kinds = Counter(member.ns for member in members)
        assert all(count == 1 for (ns, _), count in spaces.items() if by_code(ns).unique)
        assert all(count <= (by_code(ns).per_person or 99) for ns, count in kinds.items())


@settings(max_examples=200, deadline=None)
@given(components())
def test_persons_partition_the_identifiers(component: Component) -> None:
    """Every identifier belongs to exactly one person, and dead ones to themselves."""
    persons = solve(component).persons
    assert sorted(one for person in persons for one in person) == sorted(component.nodes)
    assert all((dead,) in persons for dead in component.dead if dead in component.nodes)
