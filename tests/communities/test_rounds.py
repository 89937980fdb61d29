"""Community group buying end to end, and what communities report."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitool.communities import operations, reporting
from digitool.communities.reporting import recommended
from digitool.errors import ConflictError, NotFoundError, RefusedError
from digitool.model.days import Span
from digitool.referral import campaigns
from digitool.referral.campaigns import Offer
from digitool.referral.limits import Limits
from digitool.referral.mechanics import community_round
from digitool.referral.mechanics.community_round import Terms
from digitool.referral.mechanics.shape import Event, replay
from digitool.referral.reporting import audit_queue
from digitool.referral.rewards import deciding
from digitool.referral.rewards.signals import KeptGoods, round_signals
from tests.coupons.shop import remove, scratch_directory
from tests.referral.street import DAY, HOUR, Street

PRICE = 2_490


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    """A street with two customer groups; its books must be right when a test ends."""
    street = inhabited(tmp_path)
    yield street
    differences = street.differences()
    street.close()
    assert differences == []


def inhabited(directory: Path) -> Street:
    """A street of twenty people, of whom ten came to the first of two customer groups."""
    street = Street(directory / "digitool.db", customers=20)
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
    return street


def begin(street: Street, min_orders: int = 2) -> str:
    """An offered round that the leader (customer 1) of the first group has opened."""
    street.offer("FRUIT", "community_round", 100_000, price_fen=PRICE, window_ms=48 * HOUR,
                 min_orders=min_orders, rate_bp=1_000, return_ms=7 * DAY, most_fen=20_000)  # fmt: skip
    operations.appoint_leader(street.desk(), "wrA", 1, "S001")
    return str(operations.open_round(street.desk(), "FRUIT", "wrA")["rows"][0]["run"])


def test_a_round_from_opening_to_the_leaders_share(street: Street) -> None:
    """Order, cut off, arrive, pick up, return, settle: the leader earns on kept orders of others only."""
    run = begin(street)
    orders = [
        operations.order_round(street.desk(), run, who, pieces)["rows"][0]
        for who, pieces in ((1, 1), (2, 2), (3, 1))
    ]
    assert street.money("customer_deposits") == -4 * PRICE
    street.later(48 * HOUR)
    operations.arrive_round(street.desk(), run)
    assert (street.money("customer_deposits"), street.money("payments_received")) == (0, 4 * PRICE)
    operations.pickup_round(street.desk(), run, orders[1]["pickup_code"])
    with pytest.raises(ConflictError) as twice:
        operations.pickup_round(street.desk(), run, orders[1]["pickup_code"])
    assert twice.value.code == "not_waiting"
    operations.give_back_round(street.desk(), run, orders[2]["order"])
    with pytest.raises(ConflictError):
        operations.settle_round(street.desk(), run)
    street.later(7 * DAY)
    operations.settle_round(street.desk(), run)
    operations.settle_round(street.desk(), run)
    assert street.money("commission_payable") == -(2 * PRICE * 1_000 // 10_000)
    row = reporting.group_report(street.connection, Span(0, street.at + 1), "wrA")[0]
    assert (row["orders"], row["gmv_fen"], row["leader_commission_fen"]) == (3, 3 * PRICE, 498)


def offered(street: Street, **terms: Any) -> None:
    """A round of tea that is in stock, with a budget for one or two rounds, and its leader."""
    caps = terms.pop("caps", {})
    asked = {
        "price_fen": 1_000,
        "window_ms": 48 * HOUR,
        "rate_bp": 1_000,
        "return_ms": DAY,
        "most_fen": 5_000,
    }
    offer = Offer("TEA", "community_round", street.at, street.at + 30 * DAY, asked | terms, "A1", 9_000,
                  Limits(**caps))  # fmt: skip
    campaigns.open_campaign(street.desk(), offer)
    operations.appoint_leader(street.desk(), "wrA", 1, "S001")


def opened(street: Street) -> str:
    """A round of it, opened by its leader."""
    return str(operations.open_round(street.desk(), "TEA", "wrA")["rows"][0]["run"])


def ordered(street: Street, run: str, who: int, pieces: int) -> str:
    """A neighbour's order; its number."""
    return str(operations.order_round(street.desk(), run, who, pieces)["rows"][0]["order"])


def settled(street: Street, run: str) -> list[tuple[str, int]]:
    """The round is cut off, its return window over, and its leader settled: what became of her promise."""
    street.later(4 * DAY)
    row = operations.settle_round(street.desk(), run)["rows"][0]
    kinds = ("void", "commission")
    return [(one["kind"], one["amount_fen"]) for one in row["effects"] if one["kind"] in kinds]


def test_a_round_holds_sells_and_takes_back_its_goods_by_the_piece(street: Street) -> None:
    """Pieces are held with an order, sold at the cut-off, free or on the shelf again when it comes back."""
    street.stock(A1=10)
    offered(street)
    run = opened(street)
    orders = {who: ordered(street, run, who, who) for who in (2, 3, 4)}
    assert street.free("A1") == 1
    with pytest.raises(ConflictError) as short:
        ordered(street, run, 5, 2)
    assert (short.value.code, street.money("customer_deposits")) == ("out_of_stock", -9_000)
    operations.give_back_round(street.desk(), run, orders[4])
    assert street.free("A1") == 5
    street.later(48 * HOUR)
    operations.arrive_round(street.desk(), run)
    lines = street.connection.execute(
        "SELECT item, quantity, amount_fen FROM purchase_line ORDER BY quantity"
    )
    assert [tuple(line) for line in lines] == [("A1", 2, 2_000), ("A1", 3, 3_000)]
    operations.give_back_round(street.desk(), run, orders[3])
    assert street.free("A1") == 8
    kinds = street.connection.execute(
        "SELECT kind, sum(on_hand) FROM stock_movement GROUP BY kind"
    ).fetchall()
    assert dict(map(tuple, kinds)) == {"receive": 10, "reserve": 0, "release": 0, "sell": -5, "return": 3}


def test_a_round_that_fails_frees_its_goods_and_its_promise(street: Street) -> None:
    """Too few orders: money, pieces, budget and caps are as before."""
    street.stock(A1=10)
    offered(street, min_orders=3, caps={"person_fen": 5_000, "person_count": 1})
    run = opened(street)
    ordered(street, run, 2, 4)
    street.later(48 * HOUR)
    assert [row["state"] for row in street.tick()] == ["failed"]
    assert (street.free("A1"), street.money("budget_available")) == (10, 9_000)
    opened(street)


def test_opening_a_round_sets_aside_the_most_that_it_can_bring(street: Street) -> None:
    """Nothing is promised beyond the budget; what is not earned comes back when the round is settled."""
    street.stock(A1=99)
    offered(street)
    run = opened(street)
    assert (street.money("budget_available"), street.money("budget_reserved")) == (4_000, 5_000)
    with pytest.raises(RefusedError) as short:
        opened(street)
    assert (short.value.code, short.value.exit) == ("budget_used_up", 6)
    ordered(street, run, 2, 8)
    assert settled(street, run) == [("void", 4_200), ("commission", 800)]
    assert (street.money("budget_available"), street.money("budget_spent")) == (8_200, 800)
    assert street.money("commission_payable") == -800
    opened(street)


def test_a_round_brings_its_leader_at_most_its_cap(street: Street) -> None:
    """10% of 190.00 is more than 5.00: she gets 5.00."""
    street.stock(A1=99)
    offered(street, most_fen=500)
    run = opened(street)
    ordered(street, run, 2, 19)
    assert settled(street, run) == [("commission", 500)]


def test_a_leader_s_cap_counts_what_is_promised_and_gives_back_what_is_not_earned(street: Street) -> None:
    """7.00 for a leader of all rounds: two open rounds of 4.00 do not fit, two that earned 1.00 do."""
    street.stock(A1=99)
    offered(street, most_fen=400, caps={"person_fen": 700})
    first = opened(street)
    with pytest.raises(RefusedError) as capped:
        opened(street)
    assert capped.value.code == "cap_reached"
    ordered(street, first, 2, 1)
    settled(street, first)
    second = opened(street)
    with pytest.raises(RefusedError):
        opened(street)
    ordered(street, second, 2, 2)
    assert settled(street, second) == [("void", 200), ("commission", 200)]
    opened(street)


def test_a_doubtful_share_waits_and_is_decided_like_any_reward(street: Street) -> None:
    """One person bought 30 pieces: the share is held, seen in audit and report, then approved or void."""
    street.stock(A1=99)
    offered(street, most_fen=4_000, caps={"person_fen": 8_000})
    runs = [opened(street), opened(street)]
    for run in runs:
        ordered(street, run, 2, 30)
    street.later(4 * DAY)
    for run in runs:
        operations.settle_round(street.desk(), run)
    assert (street.money("commission_payable"), street.money("budget_reserved")) == (0, 6_000)
    assert deciding.pay_rewards(street.desk())["rows"] == []
    cases = audit_queue(street.connection)
    assert [(row["payee"], row["friend"], row["signal"]) for row in cases] == [("I1", None, "bulk_buyer")] * 2
    row = reporting.group_report(street.connection, Span(0, street.at + 1), "wrA")[0]
    assert (row["leader_commission_fen"], row["held_fen"]) == (0, 6_000)
    good, bad = (int(row["case"][1:]) for row in cases)
    assert deciding.decide(street.desk(), [good], good=True)["rows"][0]["state"] == "approved"
    assert deciding.decide(street.desk(), [bad], good=False, why="show")["rows"][0]["state"] == "void"
    assert (street.money("commission_payable"), street.money("budget_available")) == (-3_000, 6_000)
    row = reporting.group_report(street.connection, Span(0, street.at + 1), "wrA")[0]
    assert (row["leader_commission_fen"], row["held_fen"]) == (3_000, 0)
    paid = deciding.pay_rewards(street.desk())["rows"]
    assert [(one["payee"], one["amount_fen"], one["state"]) for one in paid] == [("I1", 3_000, "paid")]


def test_orders_of_the_leader_by_another_identifier_are_a_doubt(street: Street) -> None:
    """Her own identifier earns nothing; an order of another one that turns out to be hers holds the share."""
    street.stock(A1=99)
    offered(street)
    run = opened(street)
    ordered(street, run, 1, 2)
    ordered(street, run, 2, 3)
    ordered(street, run, 3, 3)
    street.connection.execute("UPDATE identifier SET person = 1 WHERE id = 2")
    assert settled(street, run) == [("void", 4_400), ("commission", 600)]
    (case,) = audit_queue(street.connection)
    assert (case["signal"], "50%" in case["observed"]) == ("own_orders", True)


def test_orders_of_the_leader_s_household_are_a_doubt(street: Street) -> None:
    """Who lives with the leader by other identifiers of both holds the share; a neighbour does not."""
    street.stock(A1=99)
    offered(street)
    street.connection.executemany(
        "INSERT INTO household_member (hub, person, reason) VALUES (99, ?, 'phone')", [(1,), (2,)]
    )
    for identifier, person in ((4, 1), (5, 2)):
        street.connection.execute("UPDATE identifier SET person = ? WHERE id = ?", (person, identifier))
    told = []
    for buyer in (3, 2):
        run = opened(street)
        ordered(street, run, buyer, 3)
        settled(street, run)
        told.append([case["signal"] for case in audit_queue(street.connection)])
    assert told == [[], ["leader_household"]]


@pytest.mark.parametrize(
    ("kept", "names"),
    [
        ([], []),
        ([KeptGoods(2, 19, 100)], []),
        ([KeptGoods(2, 20, 100)], ["bulk_buyer"]),
        (
            [KeptGoods(2, 1, 100, leader=True), KeptGoods(3, 1, 50, home=True)],
            ["own_orders", "leader_household"],
        ),
        ([KeptGoods(2, 1, 100, leader=True, home=True)], ["own_orders"]),
    ],
)
def test_what_is_doubtful_in_a_round(kept: list[KeptGoods], names: list[str]) -> None:
    """The leader as another customer, her household, and somebody who buys by the crate."""
    assert [one.name for one in round_signals(kept)] == names


def test_a_round_is_led_by_who_leads_at_its_moment(street: Street) -> None:
    """Not before she was appointed, and not any more when another one is; all at one moment, too."""
    street.stock(A1=9)
    offered(street)
    with pytest.raises(ConflictError, match="leader"):
        operations.open_round(replace(street.desk(), at=street.at - 1), "TEA", "wrA")
    first = opened(street)
    operations.appoint_leader(street.desk(), "wrA", 2)
    street.later(1)
    ordered(street, first, 3, 1)
    owners = street.connection.execute("SELECT owner FROM referral_run").fetchall()
    assert [tuple(one) for one in owners] == [(1,)]


def test_nobody_is_leader_by_a_generic_verb(street: Street) -> None:
    """A round is begun, and acted in, by its community's operations alone: starting it plainly is refused."""
    offered(street)
    for job in (
        lambda: street.start("TEA", 7),
        lambda: street.act(opened(street), "settle", 7),
        lambda: street.act("TEA-1", "order", 7, "", 1_000),
    ):
        with pytest.raises(RefusedError) as refusal:
            job()
        assert refusal.value.code == "by_rounds"


def test_too_few_orders_refund_everybody(street: Street) -> None:
    """A round below its smallest number of orders ends with all money back and no sale."""
    run = begin(street, min_orders=3)
    for who in (2, 3):
        operations.order_round(street.desk(), run, who, 1)
    street.later(48 * HOUR)
    assert [row["state"] for row in street.tick()] == ["failed"]
    assert (street.money("deposits_held"), street.money("payments_received")) == (0, 0)


def test_an_order_after_the_cut_off_is_refused(street: Street) -> None:
    """The cut-off holds to the millisecond, and what it does is written down all the same."""
    run = begin(street)
    operations.order_round(street.desk(), run, 2, 1)
    operations.order_round(street.desk(), run, 3, 1)
    street.later(48 * HOUR)
    with pytest.raises(ConflictError) as late:
        operations.order_round(street.desk(), run, 4, 1)
    assert late.value.code == "round_closed"
    assert street.money("payments_received") == 2 * PRICE


def test_a_code_of_another_round_opens_nothing(street: Street) -> None:
    """Pickup codes belong to one order of one round."""
    run = begin(street, min_orders=1)
    code = operations.order_round(street.desk(), run, 2, 1)["rows"][0]["pickup_code"]
    other = str(operations.open_round(street.desk(), "FRUIT", "wrA")["rows"][0]["run"])
    for wrong_run, wrong_code in ((other, code), (run, "AAAA-AAAA-AAAAA")):
        with pytest.raises(NotFoundError):
            operations.pickup_round(street.desk(), wrong_run, wrong_code)


def test_a_round_needs_a_leader_a_group_and_an_offer(street: Street) -> None:
    """No leader, no such group, a campaign of another mechanic: each its own refusal."""
    begin(street)
    with pytest.raises(ConflictError, match="leader"):
        operations.open_round(street.desk(), "FRUIT", "wrB")
    with pytest.raises(NotFoundError, match="group"):
        operations.open_round(street.desk(), "FRUIT", "wrX")
    street.offer("TEA", "group_buy", size=2, price_fen=100, window_ms=DAY)
    with pytest.raises(RefusedError, match="runs"):
        operations.open_round(street.desk(), "TEA", "wrA")


def test_the_report_counts_members_joins_and_leaves(street: Street) -> None:
    """Ten joined, one left within the period: nine members, net nine."""
    row = reporting.group_report(street.connection, Span(street.at - 7 * DAY, street.at + 1), "wrA")[0]
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
    terms = Terms(PRICE, 2 * DAY, least, rate, most_fen=10**9 if rate else 0)
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


deeds = st.lists(
    st.tuples(
        st.sampled_from(["open", "order", "order", "order", "return", "arrive", "pickup", "settle", "wait"]),
        st.integers(0, 1),
        st.integers(1, 8),
    ),
    min_size=10,
    max_size=40,
)


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(deeds)
def test_rounds_in_any_order_leave_books_shelves_and_caps_that_agree(
    todo: list[tuple[str, int, int]],
) -> None:
    """Two rounds at most, 30 pieces, a budget for three: whatever is tried, every check holds after it."""
    directory = scratch_directory()
    street = inhabited(directory)
    try:
        street.stock(A1=30)
        offered(street, min_orders=2, most_fen=3_000, caps={"person_fen": 6_000, "hold_score": 30})
        opened(street)
        orders = [("TEA-1", ordered(street, "TEA-1", who, 2)) for who in (1, 2, 3)]
        for kind, run, n in todo:
            code = f"TEA-{1 + run}"
            chosen = orders[n % len(orders)]
            with suppress(ConflictError, RefusedError, NotFoundError):
                if kind == "open":
                    opened(street)
                elif kind == "order":
                    orders.append((code, ordered(street, code, 1 + n % 5, n)))
                elif kind == "return":
                    operations.give_back_round(street.desk(), *chosen)
                elif kind == "pickup":
                    shown = operations.pickup_code(street.desk(), *chosen)
                    operations.pickup_round(street.desk(), chosen[0], shown)
                elif kind in ("arrive", "settle"):
                    getattr(operations, f"{kind}_round")(street.desk(), code)
                else:
                    street.later(n * 6 * HOUR)
            assert street.differences() == []
    finally:
        street.close()
        remove(directory)


def test_a_recommendation_needs_buyers_lift_and_room() -> None:
    """What the group likes more than others and most lack comes first; rare luck does not."""
    items = [
        {"item": "A", "title": "Tea", "inside": 6, "outside": 10, "members": 10, "others": 100},
        {"item": "B", "title": "Cup", "inside": 2, "outside": 0, "members": 10, "others": 100},
        {"item": "C", "title": "Pot", "inside": 10, "outside": 50, "members": 10, "others": 100},
        {"item": "D", "title": "Bag", "inside": 4, "outside": 60, "members": 10, "others": 100},
    ]
    assert [row["item"] for row in recommended(items)] == ["A", "D"]
