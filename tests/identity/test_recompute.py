"""Persons in the database: incremental, idempotent, in any order, and local."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitool.db.connection import connect
from digitool.identity.checks import CHECKS
from digitool.identity.stored import resolve
from digitool.identity.stored.loading import reach
from digitool.identity.stored.log import revoke
from digitool.identity.stored.resolve import rebuild, recompute
from digitool.model.ids import Identifier
from digitool.model.records import Purchase
from digitool.workspace.settings import IdentityRules, Settings

from .world import NOON, Record, contact, groups, member, openid, person, phone, state, take

NAMES = ("王小明", "王小红", "李静", "")
BIRTHDAYS = ("1990-03-07", "1985-11-30", "")


def order(day: int, *buyers: Identifier) -> Purchase:
    """An order of a day that names its buyers."""
    return Purchase(1, NOON + day * 86_400_000, f"k{day}", "order", 100, buyers=buyers)


contacts = st.builds(
    lambda name, union, tails, day: contact(name, union, *map(phone, tails), day=day),
    st.sampled_from("abcdef"),
    st.sampled_from(["", "u-1", "u-2", "u-3"]),
    st.lists(st.integers(1, 4), max_size=2, unique=True),
    st.integers(0, 400),
)
members = st.builds(
    lambda number, tails, name, birthday, day: member(
        number, *map(phone, tails), name=name, birthday=birthday, day=day
    ),
    st.sampled_from(["M0001", "M0002", "M0003", "M0004"]),
    st.lists(st.integers(1, 4), max_size=1),
    st.sampled_from(NAMES),
    st.sampled_from(BIRTHDAYS),
    st.integers(0, 400),
)
orders = st.builds(
    lambda value, tail, day: Purchase(
        1,
        NOON + day * 86_400_000,
        f"k{day}",
        "order",
        100,
        buyers=(openid(f"o-{value}-0000000000"), phone(tail)),
    ),
    st.integers(1, 3),
    st.integers(1, 4),
    st.integers(0, 400),
)
records = st.lists(st.one_of(contacts, members, orders), min_size=1, max_size=14)


@contextmanager
def new(blank: Path, path: Path) -> Iterator[sqlite3.Connection]:
    """A new database in a write transaction."""
    shutil.copy(blank, path)
    with closing(connect(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield connection


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records, st.integers(1, 4))
def test_incremental_equals_rebuild(blank: Path, tmp_path: Path, batch: list[Record], parts: int) -> None:
    """Importing in parts leaves exactly the persons, refusals and households of a rebuild."""
    with new(blank, tmp_path / "a.db") as connection:
        for start in range(parts):
            take(connection, batch[start::parts])
        before = state(connection)
        assert all(check(connection) == [] for check in CHECKS.values())
        changes = rebuild(connection, Settings())
        assert changes.new_person == {}
        assert state(connection) == before


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records, st.randoms(use_true_random=False))
def test_order_of_imports_never_matters(
    blank: Path, tmp_path: Path, batch: list[Record], rng: random.Random
) -> None:
    """Any order of records, one import each, makes the same persons, although ids differ."""
    with new(blank, tmp_path / "a.db") as connection:
        take(connection, batch)
        first = groups(connection)
    rng.shuffle(batch)
    with new(blank, tmp_path / "b.db") as connection:
        for record in batch:
            take(connection, [record])
        assert groups(connection) == first


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records)
def test_the_same_records_again_change_nothing(blank: Path, tmp_path: Path, batch: list[Record]) -> None:
    """A second import of the same records touches nobody."""
    with new(blank, tmp_path / "a.db") as connection:
        take(connection, batch)
        before = state(connection), connection.execute("SELECT count(*) FROM assertion").fetchone()[0]
        changes = take(connection, batch, batch=2)
        after = state(connection), connection.execute("SELECT count(*) FROM assertion").fetchone()[0]
    assert (changes.new_person, after) == ({}, before)


def test_bulk_and_local_agree(blank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With every import taken the bulk way the database is the same as taken locally."""
    rng = random.Random(3)
    batch: list[Record] = []
    for index in range(300):
        tails = [rng.randrange(120)] if rng.random() < 0.7 else []
        named = rng.choice(["王小明", "李静", "陈大文", ""])
        batch.append(
            contact(f"c{index}", f"u-{rng.randrange(260)}", *map(phone, tails), day=rng.randrange(300))
        )
        batch.append(member(f"M{index:04d}", *map(phone, tails), name=named, day=rng.randrange(300)))
    states = []
    for bulk in (0, 10**9):
        monkeypatch.setattr(resolve, "BULK", bulk)
        with new(blank, tmp_path / f"{bulk}.db") as connection:
            for start in range(0, len(batch), 100):
                take(connection, batch[start : start + 100])
            states.append(state(connection))
    assert states[0] == states[1]


def test_an_import_visits_only_what_it_reaches(connection: sqlite3.Connection) -> None:
    """Touching one person loads her component, and others keep their ids."""
    take(connection, [contact("a", "u-1", phone(1)), contact("b", "u-2", phone(2))])
    others = [tuple(row) for row in connection.execute("SELECT id, person FROM identifier WHERE person > 3")]
    touched = take(connection, [member("M0001", Identifier("wx_unionid", "", "u-1"))])
    assert set(touched.new_person) <= set(range(7, 20))
    found = reach(connection, [1], 50)
    kept = [tuple(row) for row in connection.execute("SELECT id, person FROM identifier WHERE person > 3")]
    assert not found.live & {number for number, _ in others}
    assert set(others) <= set(kept)


def test_an_older_statement_that_arrives_late_decides(connection: sqlite3.Connection) -> None:
    """Of two unionids for one openid the earlier observed wins, whatever arrived first."""
    who = openid("o-1-0000000000")

    take(connection, [order(5, who, Identifier("wx_unionid", "", "u-late"))])
    changes = take(connection, [order(1, who, Identifier("wx_unionid", "", "u-early"))])
    assert person(connection, who) == person(connection, Identifier("wx_unionid", "", "u-early"))
    assert person(connection, who) != person(connection, Identifier("wx_unionid", "", "u-late"))
    assert changes.new_person


def test_a_junk_phone_with_many_owners_costs_nothing(connection: sqlite3.Connection) -> None:
    """A phone with 100,000 owners is quarantined, and one more owner is taken at once."""
    take(connection, [contact(f"n{index}", "", phone(7)) for index in range(40)])
    assert connection.execute("SELECT count(*) FROM identifier_flag").fetchone()[0] == 0
    take(connection, [contact(f"n{index}", "", phone(7)) for index in range(40, 100_000)])
    assert [row[0] for row in connection.execute("SELECT flag FROM identifier_flag")] == ["quarantined"]
    ticks: list[int] = []
    connection.set_progress_handler(lambda: ticks.append(0), 1000)
    changes = take(connection, [contact("last", "u-1", phone(7))])
    connection.set_progress_handler(None, 0)
    assert (
        len(ticks) < 2_000
    )  # one look at 100,000 rows is a million steps, one pair of each 50 thousand million
    assert len(changes.new_person) <= 2
    assert CHECKS["persons"](connection) == []


def test_a_value_that_dies_parts_those_it_joined(connection: sqlite3.Connection) -> None:
    """Two records joined over a phone part when the phone turns out to be everybody's."""
    take(connection, [member(number, phone(7), name="王小明") for number in ("M0001", "M0002")])
    ends = [Identifier("member_no", "chain", number) for number in ("M0001", "M0002")]
    assert person(connection, ends[0]) == person(connection, ends[1])
    changes = take(connection, [contact(f"n{index}", "", phone(7), day=index) for index in range(60)])
    assert person(connection, ends[0]) != person(connection, ends[1])
    assert set(changes.new_person) == {2, 3}
    assert CHECKS["persons"](connection) == []


def test_a_refusal_goes_when_both_its_ends_die(connection: sqlite3.Connection) -> None:
    """Two contacts kept apart over a phone, who then die of too many phones, leave no refusal behind."""
    low = Settings(identity=IdentityRules(max_degree=3))
    take(connection, [contact("a", "u-1", phone(1)), contact("b", "u-2", phone(1))], low)
    assert connection.execute("SELECT count(*) FROM refusal").fetchone()[0] == 1
    many = [contact("a", "u-1", phone(2), phone(3)), contact("b", "u-2", phone(4), phone(5))]
    take(connection, many, low)
    assert connection.execute("SELECT count(*) FROM identifier_flag").fetchone()[0] == 2
    assert connection.execute("SELECT count(*) FROM refusal").fetchone()[0] == 0
    assert CHECKS["persons"](connection) == []


def test_other_limits_recompute_everybody(connection: sqlite3.Connection) -> None:
    """A changed limit in the settings applies to persons made before, at the next recomputation."""
    take(connection, [member("M0001", openid("o-1"), openid("o-2", "wx-2"), openid("o-3", "wx-3"))])
    strict = Settings(identity=IdentityRules(max_size=2))
    changes = recompute(connection, [], strict)
    assert changes.new_person
    assert CHECKS["persons"](connection) == []


def test_revoking_nothing_touches_nobody(connection: sqlite3.Connection) -> None:
    """Statements of imports are not an operation's to take back."""
    take(connection, [contact("a", "u-1")])
    assert revoke(connection, 0, 9) == set()
