"""Households: one rule for the till, for holdouts, for segments and for the card."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitool.campaign.history.customers import households
from digitool.coupons.finding import counted_persons
from digitool.coupons.rules.terms import Terms
from digitool.db.connection import connect
from digitool.identity.card import card
from digitool.identity.households import heads_of_all, household_of
from digitool.segments.folds import households as sizes
from tests.coupons.shop import new_database

PERSONS = 40
SHARES = st.lists(
    st.tuples(st.integers(101, 112), st.integers(1, PERSONS) | st.integers(1, 12)), unique=True, max_size=80
)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A database of forty customers."""
    found = connect(new_database(tmp_path / "digitool.db", PERSONS))
    yield found
    found.close()


def share(connection: sqlite3.Connection, shares: list[tuple[int, int]]) -> None:
    """Exactly these persons share these values."""
    connection.execute("DELETE FROM household_member")
    connection.executemany("INSERT INTO household_member VALUES (?, ?, 'owners')", shares)


def in_plain_steps(shares: list[tuple[int, int]], person: int) -> set[int]:
    """The household of a person by going from door to door; a value of more than ten is no door."""
    people: dict[int, set[int]] = {}
    for hub, one in shares:
        people.setdefault(hub, set()).add(one)
    found, before = {person}, set[int]()
    while found != before:
        before = set(found)
        for inside in people.values():
            if len(inside) <= 10 and inside & found:
                found |= inside
    return found


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SHARES)
def test_every_room_means_the_same_household(
    connection: sqlite3.Connection, shares: list[tuple[int, int]]
) -> None:
    """Limits at the till, holdouts, segments and the card agree with a walk from door to door."""
    share(connection, shares)
    everybody = range(1, PERSONS + 1)
    told = {person: in_plain_steps(shares, person) for person in everybody}
    assert {one: set(household_of(connection, one)) for one in everybody} == told
    head = heads_of_all(connection)
    assert {one: head.get(one, one) for one in everybody} == {one: min(told[one]) for one in everybody}
    assert households(connection, np.arange(1, PERSONS + 1)).tolist() == [min(told[one]) for one in everybody]
    rows = connection.execute("SELECT hub, person FROM shared_home")
    size = dict(sizes(rows, array("q", range(PERSONS + 1))))
    assert {one: size.get(one, 1) for one in everybody} == {one: len(told[one]) for one in everybody}
    limits = Terms("amount", 100, 1_000, per_household=1)
    assert set(counted_persons(connection, 7, limits).household) == told[7]
    assert card(connection, 7)["household"] == sorted(f"P{one}" for one in told[7] - {7})


def test_a_hot_line_is_no_home(connection: sqlite3.Connection) -> None:
    """Ten persons on a value are a household, eleven are strangers."""
    share(connection, [*((101, one) for one in range(1, 11)), *((102, one) for one in range(11, 22))])
    assert household_of(connection, 3) == list(range(1, 11))
    assert household_of(connection, 15) == [15]
