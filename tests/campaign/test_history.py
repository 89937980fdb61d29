"""Customers read from facts: what counts as a purchase, whose it is, and when it was known."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.campaign.history.customers import Roster, customers_of, households, read_log
from digitool.campaign.history.purchase_log import NOWHERE, PurchaseLog, histories_before
from tests.campaign.chains import FIRST, World, at

END = FIRST + 28


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A chain with twenty people and three stores, where nothing has happened yet."""
    world = World(tmp_path / "digitool.db", 20)
    yield world
    world.close()


def roster(world: World, day: int = END) -> Roster:
    """All customers as known at the start of a day."""
    return customers_of(world.connection, None, at(day - 1) + 60_000, day)


def test_a_history_counts_days_with_purchases(world: World) -> None:
    """Two receipts of one day are one purchase; frequency leaves out the first, times are weeks."""
    world.buy(1, [FIRST, FIRST, FIRST + 7, FIRST + 21], [3_000, 2_000, 4_000, 6_000])
    found = roster(world)
    history = found.customers.history
    assert (history.frequency[0], history.recency[0], history.age[0]) == (2.0, 3.0, 27 / 7)
    assert (found.customers.basket_count[0], found.customers.basket_fen[0]) == (3.0, 5_000.0)


def test_refunds_are_netted_and_a_purchase_given_back_did_not_happen(world: World) -> None:
    """A part given back lowers the basket; all of it given back removes the purchase."""
    whole, part = world.buy(1, [FIRST, FIRST + 7], [5_000, 8_000])
    world.refund(whole, FIRST + 1, 5_000)
    world.refund(part, FIRST + 8, 3_000)
    log = read_log(world.connection, at(END))
    assert (log.day.tolist(), log.fen.tolist()) == ([FIRST + 7], [5_000])


def test_a_refund_that_is_not_known_yet_changes_nothing(world: World) -> None:
    """At a past moment neither later purchases nor later refunds exist."""
    (first,) = world.buy(1, FIRST, 5_000)
    world.buy(1, FIRST + 20, 5_000)
    world.refund(first, FIRST + 15, 5_000)
    log = read_log(world.connection, at(FIRST + 10))
    assert (log.day.tolist(), log.fen.tolist()) == ([FIRST], [5_000])


def test_staff_unpaid_and_blocked_purchases_do_not_count(world: World) -> None:
    """Only paid purchases of customers are in the log: a till's own openid is nobody."""
    for person in (1, 2, 3):
        world.buy(person, FIRST, 5_000)
    world.buy(4, FIRST, 5_000, state="unpaid")
    world.staff(2)
    world.connection.execute("INSERT INTO identifier_flag (identifier, flag) VALUES (3, 'blocked')")
    assert read_log(world.connection, at(END)).person.tolist() == [1]


def test_a_merged_person_has_one_history(world: World) -> None:
    """Purchases of two identifiers of one person are one customer's."""
    world.buy(3, FIRST, 5_000)
    world.buy(8, FIRST + 7, 7_000)
    world.merge(8, 3)
    found = roster(world)
    assert (found.persons.tolist(), found.customers.history.frequency.tolist()) == ([3], [1.0])


def test_the_home_store_is_where_most_purchases_were_of_equals_the_first(world: World) -> None:
    """Three purchases beat two; of one each the earlier; purchases in no store name none."""
    world.buy(1, [FIRST, FIRST + 1, FIRST + 2, FIRST + 3, FIRST + 4], 5_000, [1, 1, 1, 2, 2])
    world.buy(2, [FIRST, FIRST + 1], 5_000, [3, 2])
    world.buy(3, [FIRST, FIRST + 1], 5_000, [0, 0])
    found = roster(world)
    assert [found.stores[place] for place in found.customers.store] == ["S001", "S003", ""]
    assert found.home.tolist() == [0, 2, NOWHERE]


def test_people_added_before_they_bought_are_prospects(world: World) -> None:
    """Somebody held by a guide is a customer without purchases, of the guide's usual store."""
    world.buy(1, FIRST, 5_000, 2)
    world.add(1, "zhangsan", FIRST)
    world.add(2, "zhangsan", FIRST + 14)
    world.add(3, "lisi", FIRST + 2, lost=FIRST + 9)
    found = roster(world)
    assert found.persons.tolist() == [1, 2]
    assert found.bought.tolist() == [True, False]
    assert found.customers.history.age[1] == pytest.approx(13 / 7, abs=0.15)
    assert [found.stores[place] for place in found.customers.store] == ["S002", "S002"]
    assert [found.guides[place] for place in found.customers.guide] == ["zhangsan", "zhangsan"]


def test_the_newest_guide_holds_the_customer(world: World) -> None:
    """Of two guides who hold a customer the one who added her last counts."""
    world.buy(1, FIRST, 5_000)
    world.add(1, "lisi", FIRST + 1)
    world.add(1, "zhangsan", FIRST + 5)
    found = roster(world)
    assert found.guides[found.customers.guide[0]] == "zhangsan"


def test_reach_follows_channels_and_the_newest_word(world: World) -> None:
    """A guide or a consent makes reachable, a later no takes it away, however she is held."""
    for person in (1, 2, 3, 4):
        world.buy(person, FIRST, 5_000)
    world.add(1, "lisi", FIRST)
    world.consent(2, FIRST, given=True)
    world.consent(3, FIRST, given=True)
    world.consent(3, FIRST + 3, given=False)
    found = roster(world)
    assert found.reachable.tolist() == [True, True, False, False]
    assert found.refused.tolist() == [False, False, True, False]


def test_messages_of_the_last_days_are_counted(world: World) -> None:
    """Contacts of 7 and of 30 days, whole messages only."""
    world.buy(1, FIRST, 5_000)
    for day in (FIRST + 1, FIRST + 22, FIRST + 25):
        world.message(1, "lisi", day)
    found = roster(world)
    assert (found.customers.contacts_7.tolist(), found.contacts_30.tolist()) == ([2], [3])


def test_households_join_over_chains_of_shared_values(world: World) -> None:
    """Sharing with one who shares with another is one household; a value of eleven people is no home."""
    world.household(101, 4, 2)
    world.household(102, 4, 7)
    world.household(103, *range(8, 19))
    found = households(world.connection, np.arange(1, 21))
    assert [found[n - 1] for n in (2, 4, 7, 9, 20)] == [2, 2, 2, 9, 20]


def test_only_the_asked_persons_come_back(world: World) -> None:
    """Persons who are no customers are left out, the others keep their columns."""
    world.buy([1, 2, 3], FIRST, [1_000, 2_000, 3_000])
    found = customers_of(world.connection, [3, 2, 19], at(END))
    assert (found.persons.tolist(), found.customers.basket_fen.tolist()) == ([2, 3], [2_000.0, 3_000.0])


def test_silence_after_the_last_import_is_not_silence_of_customers(world: World) -> None:
    """Without a day histories end with the last known purchase, months before the clock."""
    world.buy([1, 2], [FIRST, FIRST + 6], 1_000)
    found = customers_of(world.connection, None, at(FIRST + 300))
    assert found.day == FIRST + 7
    assert found.customers.history.age.tolist() == [6 / 7, 0.0]


def test_an_empty_workspace_has_no_customers(world: World) -> None:
    """No facts, no customers, no error."""
    assert len(roster(world)) == 0


@given(
    st.lists(
        st.tuples(st.integers(1, 6), st.integers(0, 40), st.integers(-500, 9_000), st.integers(NOWHERE, 2)),
        max_size=60,
    ),
    st.integers(1, 41),
)
def test_a_cut_agrees_with_a_plain_count(rows: list[tuple[int, int, int, int]], day: int) -> None:
    """Columns say what dictionaries and loops say: days, spans, means and deviations of each person."""
    log = PurchaseLog.of(*([row[n] for row in rows] for n in range(4)))
    slow: dict[int, dict[int, int]] = {}
    for person, when, fen, _ in rows:
        days = slow.setdefault(person, {})
        days[when] = days.get(when, 0) + fen
    slow = {who: {d: v for d, v in days.items() if v > 0 and d < day} for who, days in slow.items()}
    slow = {who: days for who, days in sorted(slow.items()) if days}
    found = histories_before(log, day)
    assert found.persons.tolist() == list(slow)
    for n, days in enumerate(slow.values()):
        worth = list(days.values())
        assert found.baskets[n] == len(days)
        assert found.history.recency[n] == pytest.approx((max(days) - min(days)) / 7)
        assert found.history.age[n] == pytest.approx((day - 1 - min(days)) / 7)
        assert found.basket_fen[n] == pytest.approx(np.mean(worth))
        assert found.within[n] == pytest.approx(np.var(worth) * len(worth))
