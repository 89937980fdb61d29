"""Community group buying end to end, and what communities report."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.communities import operations, reporting
from digitool.communities.metrics import recommended
from digitool.errors import ConflictError, NotFoundError, UsageError
from digitool.referral.checks import CHECKS
from digitool.referral.mechanic import Event, replay
from digitool.referral.mechanics import community_round
from digitool.referral.mechanics.community_round import Terms
from tests.referral.street import DAY, HOUR, Street

PRICE = 2_490


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    """A street with two customer groups; its books must be right when a test ends."""
    street = Street(tmp_path / "digitool.db", customers=20)
    for number, chat in ((1, "wrA"), (2, "wrB")):
        street.connection.execute(
            "INSERT INTO group_chat (id, chat, name, owner, status, created_at, batch)"
            " VALUES (?, ?, ?, 'g', '0', 0, 0)",
            (number, chat, f"Group {chat}"),
        )
    for who in range(1, 11):
        street.connection.execute(
            "INSERT INTO group_member (chat, identifier, joined_at, join_scene, state, batch, line, left_at)"
            " VALUES (1, ?, ?, 1, '', 0, 0, ?)",
            (who, street.at - 3 * DAY, street.at - DAY if who == 10 else None),
        )
    yield street
    differences = street.differences() + [
        text for check in CHECKS.values() for text in check(street.connection)
    ]
    street.close()
    assert differences == []


def begin(street: Street, min_orders: int = 2) -> str:
    """An offered round that the leader (customer 1) of the first group has opened."""
    street.offer("FRUIT", "community_round", price_fen=PRICE, window_ms=48 * HOUR, min_orders=min_orders,
                 rate_bp=1_000, return_ms=7 * DAY)  # fmt: skip
    operations.appoint(street.call(), "wrA", 1, "S001")
    return str(operations.open_round(street.call(), "FRUIT", "wrA")["rows"][0]["run"])


def test_a_round_from_opening_to_the_leaders_share(street: Street) -> None:
    """Order, cut off, arrive, pick up, return, settle: the leader earns on kept orders of others only."""
    run = begin(street)
    orders = [
        operations.order(street.call(), run, who, pieces)["rows"][0]
        for who, pieces in ((1, 1), (2, 2), (3, 1))
    ]
    assert street.money("customer_deposits") == -4 * PRICE
    street.later(48 * HOUR)
    operations.arrive(street.call(), run)
    assert (street.money("customer_deposits"), street.money("payments_received")) == (0, 4 * PRICE)
    operations.pickup(street.call(), run, orders[1]["pickup_code"])
    with pytest.raises(ConflictError) as twice:
        operations.pickup(street.call(), run, orders[1]["pickup_code"])
    assert twice.value.code == "not_waiting"
    operations.give_back(street.call(), run, orders[2]["order"])
    with pytest.raises(ConflictError):
        operations.settle(street.call(), run)
    street.later(7 * DAY)
    operations.settle(street.call(), run)
    operations.settle(street.call(), run)
    assert street.money("commission_payable") == -(2 * PRICE * 1_000 // 10_000)
    row = reporting.report(street.connection, (0, street.at + 1), "wrA")[0]
    assert (row["orders"], row["gmv_fen"], row["leader_commission_fen"]) == (3, 3 * PRICE, 498)


def test_too_few_orders_refund_everybody(street: Street) -> None:
    """A round below its smallest number of orders ends with all money back and no sale."""
    run = begin(street, min_orders=3)
    for who in (2, 3):
        operations.order(street.call(), run, who, 1)
    street.later(48 * HOUR)
    assert [row["state"] for row in street.tick()] == ["failed"]
    assert (street.money("deposits_held"), street.money("payments_received")) == (0, 0)


def test_an_order_after_the_cut_off_is_refused(street: Street) -> None:
    """The cut-off holds to the millisecond, and what it does is written down all the same."""
    run = begin(street)
    operations.order(street.call(), run, 2, 1)
    operations.order(street.call(), run, 3, 1)
    street.later(48 * HOUR)
    with pytest.raises(ConflictError) as late:
        operations.order(street.call(), run, 4, 1)
    assert late.value.code == "round_closed"
    assert street.money("payments_received") == 2 * PRICE


def test_a_code_of_another_round_opens_nothing(street: Street) -> None:
    """Pickup codes belong to one order of one round."""
    run = begin(street, min_orders=1)
    code = operations.order(street.call(), run, 2, 1)["rows"][0]["pickup_code"]
    other = str(operations.open_round(street.call(), "FRUIT", "wrA")["rows"][0]["run"])
    for wrong_run, wrong_code in ((other, code), (run, "AAAA-AAAA-AAAAA")):
        with pytest.raises(NotFoundError):
            operations.pickup(street.call(), wrong_run, wrong_code)


def test_a_round_needs_a_leader_a_group_and_an_offer(street: Street) -> None:
    """No leader, no such group, a campaign of another mechanic: each its own refusal."""
    begin(street)
    with pytest.raises(ConflictError, match="leader"):
        operations.open_round(street.call(), "FRUIT", "wrB")
    with pytest.raises(NotFoundError, match="group"):
        operations.open_round(street.call(), "FRUIT", "wrX")
    street.offer("TEA", "group_buy", size=2, price_fen=100, window_ms=DAY)
    with pytest.raises(UsageError, match="round"):
        operations.open_round(street.call(), "TEA", "wrA")


def test_the_report_counts_members_joins_and_leaves(street: Street) -> None:
    """Ten joined, one left within the period: nine members, net nine."""
    row = reporting.report(street.connection, (street.at - 7 * DAY, street.at + 1), "wrA")[0]
    assert (row["members"], row["joined"], row["left"], row["net"]) == (9, 10, 1, 9)
    assert row["digital"].den == 9


kinds = st.sampled_from(["order", "return", "pickup", "arrive", "settle", "tick"])
orders = st.lists(
    st.tuples(kinds, st.integers(1, 6), st.integers(1, 3), st.integers(0, 3 * DAY)), max_size=40
)


@given(orders, st.integers(0, 10_000), st.integers(1, 4))
def test_iv6_a_leader_earns_on_own_groups_paid_and_unreturned_orders_only(
    steps: list[tuple[str, int, int, int]], rate: int, least: int
) -> None:
    """Whatever happens: charged = kept + refunded, one refund an order, one share, of the kept of others."""
    terms = Terms(PRICE, 2 * DAY, least, rate)
    at, events = 0, [Event(0, "start", 1)]
    for place, (kind, who, pieces, wait) in enumerate(steps):
        at += wait
        ref = f"O{place}" if kind == "order" else f"O{who}"
        events.append(Event(at, kind, who, ref, PRICE * pieces if kind == "order" else 0))
    done = replay(
        community_round, terms, [*events, Event(at + 30 * DAY, "tick"), Event(at + 30 * DAY, "settle", 1)]
    )
    money = {
        kind: [e for e in done.effects if e.kind == kind]
        for kind in ("charge", "refund", "fulfil", "commission")
    }
    assert len({e.ref for e in money["refund"]}) == len(money["refund"])
    kept = {e.ref: e for e in money["charge"] if e.ref not in {back.ref for back in money["refund"]}}
    if done.state.ended == "failed":
        assert not kept
        assert not money["commission"]
    else:
        assert {e.ref for e in money["fulfil"]} >= set(kept)
        base = sum(e.amount_fen for e in kept.values() if e.who != 1)
        assert sum(e.amount_fen for e in money["commission"]) == base * rate // 10_000
        assert len(money["commission"]) <= 1


def test_a_recommendation_needs_buyers_lift_and_room() -> None:
    """What the group likes more than others and most lack comes first; rare luck does not."""
    items = [
        {"item": "A", "title": "Tea", "inside": 6, "outside": 10, "members": 10, "others": 100},
        {"item": "B", "title": "Cup", "inside": 2, "outside": 0, "members": 10, "others": 100},
        {"item": "C", "title": "Pot", "inside": 10, "outside": 50, "members": 10, "others": 100},
        {"item": "D", "title": "Bag", "inside": 4, "outside": 60, "members": 10, "others": 100},
    ]
    assert [row["item"] for row in recommended(items, 10)] == ["A", "D"]
