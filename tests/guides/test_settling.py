"""Settle, take back, pay: in steps as at once, twice as once, through the ledger, exact to the fen."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitool.guides.commission.earnings import by_guide, preview, settled_commissions
from digitool.model.days import EVER

from .counter import TODAY, Counter


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    """A chain that pays 5%."""
    made = Counter(tmp_path / "digitool.db")
    yield made
    made.close()


def states(counter: Counter) -> dict[str, str]:
    """Order to state, of orders that are not settled."""
    rows = preview(counter.connection, counter.settings, EVER, counter.at, TODAY)
    return {row["order"]: row["state"] for row in rows}


def test_only_orders_past_the_freeze_are_settled(counter: Counter) -> None:
    """An order can be returned for 15 days; one with a refund under way waits for its end."""
    for number, days in (("old", 15), ("young", 14), ("open", 30)):
        counter.order(number, guide="ann", days_ago=days)
    counter.refund("open", 100, state="PROCESSING")
    assert states(counter) == {"old": "due", "young": "frozen", "open": "refund_open"}
    assert counter.settle()["ann"]["orders"] == 1
    assert counter.rows() == [("old", "ann", "on_behalf", 500, 0, "settled")]
    assert states(counter) == {"young": "frozen", "open": "refund_open"}
    assert counter.differences() == []


def test_preview_writes_nothing_and_says_what_settle_does(counter: Counter) -> None:
    """The rows before settling are the rows after it, but for the state."""
    counter.bind(1, "bea")
    counter.order("o1", 12_345, guide="ann")
    counter.order("o2", 999)
    counter.refund("o1", 2_345)
    before = list(preview(counter.connection, counter.settings, EVER, counter.at, TODAY))
    assert counter.rows() == []
    counter.settle()
    after = list(settled_commissions(counter.connection, EVER))
    assert [{**row, "state": "settled"} for row in before] == after
    assert by_guide(iter(after))[0]["commission_fen"] == 617 - 617 * 2_345 // 12_345


def test_settling_twice_is_settling_once(counter: Counter) -> None:
    """Again, with a key or without: no row, no journal, no fen more."""
    counter.order("o1", guide="ann")
    first = counter.settle(key="march")
    books = counter.books()
    assert counter.settle(key="march") == first
    assert counter.settle() == {}
    assert (counter.books(), books["owed"]) == (books, 500)
    counter.pay()
    assert counter.pay() == {}
    assert counter.books() == {"cost": 500, "owed": 0, "owes": 0, "paid": 500}


ORDERS = st.lists(
    st.tuples(
        st.integers(0, 300_000),
        st.sampled_from(["ann", "bea", "cat", ""]),
        st.sampled_from(["", "bea"]),
        st.integers(16, 60),
        st.lists(st.integers(0, 200_000), max_size=3),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ORDERS, st.integers(10, 70), st.booleans(), st.randoms())
def test_settling_in_steps_is_settling_at_once(
    tmp_path_factory: pytest.TempPathFactory,
    orders: list[tuple[int, str, str, int, list[int]]],
    until: int,
    early: bool,
    order: random.Random,
) -> None:
    """LG10: settle(A then B) = settle(A and B), whenever refunds came; a full refund leaves 0."""
    found = []
    for steps in (False, True):
        counter = Counter(tmp_path_factory.mktemp("lg10") / "digitool.db")
        counter.set(own_guide_part=3_000, rate=733)
        counter.bind(1, "cat")
        shuffled = list(enumerate(orders))
        if steps:
            order.shuffle(shuffled)
        for n, (fen, guide, referrer, days, _) in shuffled:
            counter.order(f"o{n}", fen, guide=guide, referrer=referrer, days_ago=days)
        if steps and early:
            counter.settle(TODAY - until)
        for n, (*_, refunds) in shuffled:
            for place, fen in enumerate(refunds):
                counter.refund(f"o{n}", fen, f"{n}-{place}")
        if steps:
            counter.settle(TODAY - until)
        counter.settle()
        assert counter.differences() == []
        assert all(
            row["back_fen"] == row["earned_fen"]
            for row in counter.connection.execute(
                "SELECT * FROM guide_commission WHERE refunded_fen = order_fen"
            )
        )
        found.append((counter.stored(), [counter.books(guide) for guide in ("ann", "bea", "cat")]))
        counter.close()
    assert found[0] == found[1]


def test_a_refund_before_the_payout_lessens_it(counter: Counter) -> None:
    """What was taken back before the payout is never paid, even when nobody settled in between."""
    counter.order("o1", guide="ann")
    counter.settle()
    counter.refund("o1", 4_000)
    assert counter.pay()["ann"]["payout_fen"] == 300
    assert counter.books() == {"cost": 300, "owed": 0, "owes": 0, "paid": 300}
    assert counter.differences() == []


def test_a_refund_after_the_payout_is_taken_off_the_next_one(counter: Counter) -> None:
    """It becomes a claim; payouts never go below zero, and what is left is carried on."""
    counter.order("o1", 20_000, guide="ann")
    counter.settle()
    counter.pay()
    counter.refund("o1", 20_000)
    assert counter.settle()["ann"]["taken_back_fen"] == 1_000
    assert counter.books() == {"cost": 0, "owed": 0, "owes": 1_000, "paid": 1_000}
    counter.order("o2", 12_000, guide="ann")
    counter.settle()
    paid = counter.pay()["ann"]
    assert (paid["commission_fen"], paid["taken_off_fen"], paid["payout_fen"], paid["owed_fen"]) == (
        600,
        600,
        0,
        400,
    )
    counter.order("o3", 12_000, guide="ann")
    counter.settle()
    assert counter.pay()["ann"]["payout_fen"] == 200
    assert counter.books() == {"cost": 1_200, "owed": 0, "owes": 0, "paid": 1_200}
    assert counter.differences() == []


def test_what_was_settled_stays_as_it_was(counter: Counter) -> None:
    """A new rate, rule, binding or guide's departure changes no settled order."""
    counter.order("o1", guide="ann")
    counter.settle()
    counter.set(rate=2_000)
    counter.rule("spring", 3_000)
    counter.connection.execute("UPDATE purchase SET guide = 'bea'")
    assert counter.settle() == {}
    assert counter.rows() == [("o1", "ann", "on_behalf", 500, 0, "settled")]


def test_an_order_that_gave_way_or_was_revoked_is_taken_back_whole(counter: Counter) -> None:
    """A stray telling of an order that is replaced by the real one is not paid twice."""
    counter.order("stray", guide="ann")
    counter.order("revoked", guide="ann")
    counter.settle()
    counter.connection.execute("UPDATE purchase SET state = 'revoked' WHERE order_no = 'revoked'")
    counter.connection.execute("DELETE FROM purchase WHERE order_no = 'stray'")
    counter.order("real", guide="ann")
    counter.settle()
    assert counter.books() == {"cost": 500, "owed": 500, "owes": 0, "paid": 0}
    assert counter.differences() == []


def test_a_refund_told_by_bill_and_shop_counts_once(counter: Counter) -> None:
    """The bill and the order system tell of the same money."""
    counter.order("o1", guide="ann")
    counter.refund("o1", 5_000, by="wechatpay")
    counter.refund("o1", 5_000, by="shop")
    assert counter.settle()["ann"]["commission_fen"] == 250


def test_a_dry_run_changes_nothing(counter: Counter) -> None:
    """It shows the rows and leaves no order settled."""
    counter.order("o1", guide="ann")
    assert counter.settle(dry_run=True)["ann"]["earned_fen"] == 500
    assert (counter.rows(), counter.books()["owed"]) == ([], 0)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE guide_commission SET earned_fen = 501",
        "UPDATE guide_commission SET back_fen = 501",
        "UPDATE guide_commission SET guide = 'bea'",
        "UPDATE guide_commission SET refunded_fen = order_fen",
        "UPDATE guide_commission SET back_fen = 0",
        "DELETE FROM guide_commission",
        "UPDATE guide_commission_step SET amount_fen = 1",
        "DELETE FROM guide_commission_step",
    ],
)
def test_the_database_refuses_what_must_not_be(counter: Counter, statement: str) -> None:
    """More back than earned (LG8), a fixed figure changed, something left of nothing, a row gone."""
    counter.order("o1", guide="ann")
    counter.refund("o1", 1_000)
    counter.settle()
    with pytest.raises(sqlite3.IntegrityError):
        counter.connection.execute(statement)


def test_check_finds_a_commission_that_does_not_add_up(counter: Counter) -> None:
    """A wrong figure is found against base and rate, against its steps and against the ledger."""
    counter.order("o1", guide="ann")
    counter.settle()
    assert counter.differences() == []
    counter.connection.execute("DROP TRIGGER guide_commission_fixed")
    counter.connection.execute("UPDATE guide_commission SET earned_fen = 499")
    found = counter.differences()
    assert len(found) == 1 and "o1" in found[0]
