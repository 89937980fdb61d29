"""Who takes over whom: pure planning by room, store, language, load and value."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from digitool.guides.handover.plan import (
    BINDING,
    FRIEND,
    PROBLEMS,
    Customer,
    Friendship,
    Group,
    HandoverItem,
    Receiver,
    Side,
    plan_groups,
    plan_handover,
)
from digitool.guides.handover.states import DONE, PLANNED, STATES, STEPS, after

GIVER = Side("g", "S1", "yue")
RECEIVERS = st.lists(
    st.builds(
        lambda name, store, language, load, room: Receiver(Side(name, store, language), load, room),
        st.sampled_from("abcde"),
        st.sampled_from(["S1", "S2", ""]),
        st.sampled_from(["", "yue"]),
        st.integers(0, 30),
        st.integers(-2, 8),
    ),
    unique_by=lambda one: one.side.guide,
    max_size=4,
)
PEOPLE = st.lists(
    st.builds(
        lambda friends, known, owner, bound, value: (friends, known, owner, bound, value),
        st.lists(st.sampled_from(["", "", "", *PROBLEMS]), max_size=2),
        st.frozensets(st.sampled_from("abc"), max_size=2),
        st.sampled_from(["", "g", "a"]),
        st.booleans(),
        st.integers(0, 90_000),
    ),
    max_size=12,
)


def customers(told: list[tuple[list[str], frozenset[str], str, bool, int]]) -> list[Customer]:
    """Customers with identifiers of their own; whoever has no friendship is bound."""
    return [
        Customer(
            n * 10,
            tuple(Friendship(n * 10 + place, problem) for place, problem in enumerate(problems)),
            known,
            owner,
            bound or not problems,
            value,
        )
        for n, (problems, known, owner, bound, value) in enumerate(told, 1)
    ]


def chosen(*receivers: Receiver, **customer: object) -> HandoverItem:
    """The entry of one customer."""
    one = Customer(1, **{"friends": (Friendship(1),), **customer})  # type: ignore[arg-type]
    return plan_handover([one], receivers, GIVER)[0]


@given(PEOPLE, RECEIVERS)
def test_bd3_everybody_is_in_the_plan_and_nobody_twice(told: list, receivers: list[Receiver]) -> None:  # type: ignore[type-arg]
    """Each friendship has one entry; a person has one receiver at most; who has none has a reason."""
    people = customers(told)
    items = plan_handover(people, receivers, GIVER)
    wanted = Counter(friend.identifier for one in people for friend in one.friends)
    assert Counter(one.subject for one in items if one.what == FRIEND) == wanted
    assert {one.person for one in items} == {one.person for one in people}
    for person in people:
        mine = [one for one in items if one.person == person.person]
        assert len({one.to for one in mine if one.to}) <= 1
    for one in items:
        assert one.state in STATES and one.reason
        assert bool(one.to) == (one.state in (PLANNED, DONE))
        assert one.to != "g"


@given(PEOPLE, RECEIVERS)
def test_nobody_is_given_more_than_she_has_room_for(told: list, receivers: list[Receiver]) -> None:  # type: ignore[type-arg]
    """Friendships that are new to a receiver never exceed her room."""
    people = customers(told)
    known = {one.person: one.known_by for one in people}
    given_to = Counter(
        one.to for one in plan_handover(people, receivers, GIVER)
        if one.what == FRIEND and one.to and one.to not in known[one.person]
    )  # fmt: skip
    for one in receivers:
        assert given_to[one.side.guide] <= max(one.room, 0)


@given(PEOPLE, RECEIVERS, st.randoms())
def test_the_order_of_customers_and_receivers_does_not_matter(
    told: list,  # type: ignore[type-arg]
    receivers: list[Receiver],
    order: st.DataObject,
) -> None:
    """The same people and the same receivers give the same plan."""
    people = customers(told)
    first = plan_handover(people, receivers, GIVER)
    order.shuffle(people)  # type: ignore[attr-defined]
    order.shuffle(receivers)  # type: ignore[attr-defined]
    assert plan_handover(people, receivers, GIVER) == first


def test_who_knows_the_customer_comes_first_then_store_then_language_then_load() -> None:
    """Each criterion decides among those whom the ones before it leave equal."""
    near, far = Receiver(Side("a", "S1"), 50, 50), Receiver(Side("b", "S2"), 0, 100)
    speaks, idle = Receiver(Side("c", "S2", "yue"), 90, 10), Receiver(Side("d", "S2"), 0, 100)
    assert chosen(near, far)[3:6:2] == ("a", "same_store")
    assert chosen(near, far, known_by={"b"})[3:6:2] == ("b", "already_friend")
    assert chosen(near, far, known_by={"b"}, owner="a")[3:6:2] == ("a", "serves_her")
    assert chosen(idle, speaks)[3:6:2] == ("c", "same_language")
    assert chosen(far, idle._replace(load=10, room=90))[3:6:2] == ("b", "most_room")


def test_a_full_store_sends_the_rest_elsewhere() -> None:
    """Whoever finds no room in the same store goes on; without any room the customer stays, with the rule."""
    people = [Customer(n, (Friendship(n),)) for n in range(1, 6)]
    receivers = [Receiver(Side("a", "S1"), 0, 2), Receiver(Side("b", "S2"), 0, 2)]
    items = plan_handover(people, receivers, GIVER)
    assert Counter(one.to for one in items) == {"a": 2, "b": 2, "": 1}
    left = next(one for one in items if not one.to)
    assert (left.state, left.reason, left.rule) == ("receiver_full", "no_room", "handover.capacity")


def test_value_and_number_are_shared_out_alike() -> None:
    """Two receivers get about half of the customers and half of what they are worth."""
    people = [Customer(n, (Friendship(n),), value_fen=100_000 if n <= 4 else 0) for n in range(1, 21)]
    items = plan_handover(people, [Receiver(Side(name, "S1"), 0, 100) for name in "ab"], GIVER)
    assert all(8 <= count <= 12 for count in Counter(one.to for one in items).values())
    worth = Counter(one.to for one in items if one.person <= 4)
    assert worth == {"a": 2, "b": 2}


def test_a_customer_without_friendship_changes_guides_by_decision_alone() -> None:
    """Nothing is asked of the platform for her, and she takes no room."""
    one = plan_handover([Customer(7, bound=True)], [Receiver(Side("a"), 5, 0)], GIVER)
    assert one == [HandoverItem(7, BINDING, 7, "a", DONE, "most_room")]


def test_groups_are_shared_out_evenly() -> None:
    """Ten groups for two receivers of the store are five each; without a receiver they stay."""
    receivers = [Receiver(Side(name, "S1"), 0, 0) for name in "ab"] + [Receiver(Side("c", "S2"), 0, 9)]
    items = plan_groups([Group(n) for n in range(10)], receivers, GIVER)
    assert Counter(one.to for one in items) == {"a": 5, "b": 5}
    assert [one.state for one in plan_groups([Group(1)], [], GIVER)] == ["stays"]


@given(st.lists(st.sampled_from(STATES), max_size=8), st.randoms())
def test_any_order_of_reports_leads_to_the_same_state(told: list[str], order: st.DataObject) -> None:
    """Reports, shuffled and repeated, fold to one state, and never leave what is done."""
    seen = [one for one in told if f"planned>{one}" in STEPS]
    state = "planned"
    for one in seen:
        state = after(state, one)
    again = [*seen, *seen]
    order.shuffle(again)  # type: ignore[attr-defined]
    other = "planned"
    for one in again:
        other = after(other, one)
        assert other == "done" or "done" not in again[: again.index(one) + 1]
    assert other == state
