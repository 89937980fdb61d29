"""Group-buys: never above the size, and money back exactly once."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.referral.mechanics import group_buy
from digitool.referral.mechanics.group_buy import Terms
from digitool.referral.mechanics.shape import Event, replay

HOUR = 3_600_000
PRICE = 3_900

kinds = st.sampled_from(["join", "pay", "quit", "return", "tick"])
steps = st.lists(st.tuples(st.integers(0, 20 * 60_000), kinds, st.integers(1, 8)), max_size=60)


def events_of(steps: list[tuple[int, str, int]]) -> list[Event]:
    """Events in the order of time; an order number for each person and attempt."""
    at, found = 0, [Event(0, "open", 1, "O1-0")]
    for place, (wait, kind, who) in enumerate(steps, 1):
        at += wait
        found.append(Event(at, kind, who, f"O{who}-{place}", PRICE if kind == "pay" else 0))
    return found


@given(steps, st.integers(2, 5))
def test_iv5_a_group_succeeds_iff_paid_members_reach_the_size_before_its_deadline(
    steps: list[tuple[int, str, int]], size: int
) -> None:
    """At any time seats never exceed the size, charged = kept + refunded, and no order is refunded twice."""
    terms = Terms(size, PRICE, 2 * HOUR)
    events = events_of(steps)
    for length in range(1, len(events) + 1):
        done = replay(group_buy, terms, events[:length])
        assert len(done.state.seats) <= size
    done = replay(group_buy, terms, [*events, Event(events[-1].at + 3 * HOUR, "tick")])
    money = Counter(effect.kind for effect in done.effects)
    refunds = Counter(effect.ref for effect in done.effects if effect.kind == "refund")
    assert max(refunds.values(), default=1) == 1
    if done.state.ended == "succeeded":
        assert money["fulfil"] == size
    else:
        assert done.state.ended in ("failed", "cancelled")
        assert money["charge"] == money["refund"]
        assert money["fulfil"] == 0


def test_a_full_group_succeeds_and_ships_to_everybody() -> None:
    """The payment of the last seat fulfils every order of the group."""
    events = [
        Event(0, "open", 1, "A"), Event(1, "pay", 1, "A", PRICE),
        Event(2, "join", 2, "B"), Event(3, "pay", 2, "B", PRICE),
    ]  # fmt: skip
    done = replay(group_buy, Terms(2, PRICE, HOUR), events)
    assert done.state.ended == "succeeded"
    assert [effect.ref for effect in done.effects if effect.kind == "fulfil"] == ["A", "B"]


def test_when_the_leader_quits_the_second_member_leads_and_a_sole_leader_closes_the_group() -> None:
    """The money of who quits goes back; the group lives on while somebody is in it."""
    terms = Terms(3, PRICE, HOUR)
    events = [
        Event(0, "open", 1, "A"), Event(1, "pay", 1, "A", PRICE),
        Event(2, "join", 2, "B"), Event(3, "pay", 2, "B", PRICE), Event(4, "quit", 1),
    ]  # fmt: skip
    done = replay(group_buy, terms, events)
    assert (done.state.leader, done.state.ended) == (2, "")
    assert done.effects[-1] == ("refund", 1, PRICE, "A", 0)
    done = replay(group_buy, terms, [*events, Event(5, "quit", 2)])
    assert done.state.ended == "cancelled"


def test_peer_defect_7_nobody_is_ever_invented() -> None:
    """No event but a person's own join adds a member; a late group fails however few are missing."""
    terms = Terms(3, PRICE, HOUR)
    events = [
        Event(0, "open", 1, "A"), Event(1, "pay", 1, "A", PRICE),
        Event(2, "join", 2, "B"), Event(3, "pay", 2, "B", PRICE),
        Event(4, "complete", 0), Event(HOUR, "tick"),
    ]  # fmt: skip
    done = replay(group_buy, terms, events)
    assert done.state.ended == "failed"
    assert sorted(e.ref for e in done.effects if e.kind == "refund") == ["A", "B"]


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (Event(5, "join", 1), "joined_before"),
        (Event(5, "join", 3), "group_full"),
        (Event(5, "pay", 2, "B", 1), "wrong_amount"),
        (Event(5, "pay", 9, "Z", PRICE), "no_seat"),
        (Event(5, "pay", 1, "A", PRICE), "paid_before"),
        (Event(5, "quit", 9), "not_member"),
        (Event(5, "return", 1), "not_bought"),
        (Event(HOUR, "join", 9), "group_failed"),
    ],
)
def test_each_refusal_has_its_code(event: Event, code: str) -> None:
    """Twice, full, a wrong amount, no seat, not there, not bought, too late."""
    events = [Event(0, "open", 1, "A"), Event(1, "pay", 1, "A", PRICE), Event(2, "join", 2, "B"), event]
    refusal = replay(group_buy, Terms(2, PRICE, HOUR), events).refusal
    assert refusal is not None
    assert refusal.code == code


def test_an_unpaid_seat_is_free_again_by_the_clock() -> None:
    """A seat held past its minutes can be taken by another person."""
    terms = Terms(2, PRICE, HOUR, hold_ms=10)
    events = [
        Event(0, "open", 1, "A"), Event(1, "pay", 1, "A", PRICE),
        Event(2, "join", 2, "B"), Event(20, "join", 3, "C"), Event(21, "pay", 2, "B", PRICE),
    ]  # fmt: skip
    done = replay(group_buy, terms, events)
    assert [seat.who for seat in done.state.seats] == [1, 3]
    assert done.refusal is not None
    assert done.refusal.code == "no_seat"


def test_a_group_of_one_is_no_group() -> None:
    """A size of 1 is refused."""
    with pytest.raises(ValueError, match="at least 2"):
        Terms(1, PRICE, HOUR)
