"""Who serves whom: BD1-BD6 by property, by constraint and by check; friendship is another thing."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from digitool.db.checks import run_checks
from digitool.db.connection import connect
from digitool.db.writing import Work, WriteRequest, operation
from digitool.guides.binding.ownership import (
    ADDED,
    LOST,
    PURCHASE,
    SCAN,
    TRANSFER,
    Binding,
    BindingRules,
    Deed,
    RosterGuide,
    bindings_of,
    served_by,
)
from digitool.guides.binding.stored import BindingMove, deeds_of, guide_of, sync_rules, transfer_in
from digitool.workspace.locate import find_workspace
from digitool.workspace.policies.binding import FOREVER, BindingPolicy
from tests.guides.people import (
    DAY,
    GUIDES,
    HOUR,
    T0,
    added,
    bindings,
    founded,
    left,
    take_contacts,
    take_events,
)
from tests.ingest.chain import NOW, ask, failed_checks, load

from ..conftest import Cli

DAY_MS = DAY * 1000
MODES = ("first_added", "first_per_store", "every_friend", "lock")
ROSTER = {
    "a": RosterGuide("S1"),
    "b": RosterGuide("S1"),
    "c": RosterGuide("S2"),
    "d": RosterGuide("S2", 30 * DAY_MS),
}
INSTANTS = st.integers(0, 60).map(lambda day: day * DAY_MS)
DEEDS = st.lists(
    st.builds(
        lambda at, kind, guide, to: Deed(at, kind, guide, to if kind == TRANSFER and to != guide else ""),
        INSTANTS,
        st.sampled_from([ADDED, ADDED, LOST, PURCHASE, SCAN, TRANSFER]),
        st.sampled_from("abcd"),
        st.sampled_from("abcd"),
    ).filter(lambda deed: deed.kind != TRANSFER or bool(deed.to)),
    max_size=14,
)
RULES = st.builds(
    lambda mode, protection, validity, ends: BindingRules(
        BindingPolicy(mode, protection, validity, 10, 20, 5, ends), ROSTER
    ),
    st.sampled_from(MODES),
    st.sampled_from([0, 7, FOREVER]),
    st.sampled_from([0, 15]),
    st.booleans(),
)


def spans(found: list[Binding]) -> list[tuple[str, float, float | None]]:
    """Guide, from and to in days."""
    return [(one.guide, one.start / DAY_MS, one.end and one.end / DAY_MS) for one in found]


def fold(*deeds: tuple[float, str, str] | tuple[float, str, str, str], **policy: Any) -> list[Any]:
    """Bindings of deeds given in days, under a policy."""
    told = [Deed(int(deed[0] * DAY_MS), *deed[1:]) for deed in deeds]
    return spans(bindings_of(told, BindingRules(BindingPolicy(**policy), ROSTER)))


@given(DEEDS, RULES)
def test_bd1_bd2_one_guide_at_a_time_and_gaps_are_gaps(deeds: list[Deed], rules: BindingRules) -> None:
    """In every scope spans are apart and in order; only the last may be open."""
    found = bindings_of(deeds, rules)
    scopes: dict[str, list[Binding]] = {}
    for one in found:
        scopes.setdefault(one.scope, []).append(one)
        assert one.end is None or one.end > one.start
    for told in scopes.values():
        for one, after in pairwise(told):
            assert one.end is not None and one.end <= after.start


@given(DEEDS, RULES, st.randoms())
def test_bd5_any_order_of_import_gives_the_same_bindings(
    deeds: list[Deed], rules: BindingRules, order: random.Random
) -> None:
    """Shuffled and told twice, what happened gives the same history."""
    told = [*deeds, *deeds]
    order.shuffle(told)
    assert bindings_of(told, rules) == bindings_of(deeds, rules)


@given(DEEDS, RULES)
def test_bd4_a_guide_who_has_left_serves_nobody(deeds: list[Deed], rules: BindingRules) -> None:
    """Her bindings end when she is gone, none begins later; what was before stays as it was."""
    found = bindings_of(deeds, rules)
    gone = 30 * DAY_MS
    assert all(one.guide != "d" or (one.end is not None and one.end <= gone) for one in found)
    stays = replace(rules, roster={**ROSTER, "d": RosterGuide("S2")})
    for at in range(0, 30):
        here, there = (served_by(bindings_of(deeds, one), at * DAY_MS) for one in (rules, stays))
        assert (here and here.guide) == (there and there.guide)


@given(DEEDS, RULES)
def test_bd6_every_binding_rests_on_something(deeds: list[Deed], rules: BindingRules) -> None:
    """Added, scanned, bought or handed over: each basis happened at the beginning, with that guide."""
    for one in bindings_of(deeds, rules):
        assert one.basis in (ADDED, SCAN, PURCHASE, TRANSFER) and one.began
        if one.began == "next_friend":
            assert any(deed.kind == ADDED and deed.guide == one.guide for deed in deeds)
        else:
            assert any(
                deed.kind == one.basis and deed.at == one.start and one.guide in (deed.guide, deed.to)
                for deed in deeds
            )


@given(DEEDS, RULES, st.sampled_from("abcd"), st.sampled_from("abc"))
def test_bd3_a_transfer_neither_loses_nor_shares_a_customer(
    deeds: list[Deed], rules: BindingRules, giver: str, taker: str
) -> None:
    """Where she was served just before, she is served just after, by one guide in each scope."""
    assume(giver != taker and not rules.policy.validity_days)
    at = 61 * DAY_MS
    before = [one for one in bindings_of(deeds, rules) if one.end is None]
    after = [
        one
        for one in bindings_of([*deeds, Deed(at, TRANSFER, giver, taker)], rules)
        if one.start <= at and one.end is None
    ]
    assert len({one.guide for one in after}) >= min(1, len(before))
    assert len({one.scope for one in after}) == len(after)
    kept = {one.guide for one in before} - {giver}
    assert kept <= {one.guide for one in after} | {taker}


def test_first_added_keeps_the_first_friend() -> None:
    """The second friend and a purchase with her change nothing."""
    assert fold((1, ADDED, "a"), (2, ADDED, "b"), (3, PURCHASE, "b")) == [("a", 1, None)]


def test_protection_runs_out() -> None:
    """Within the days of protection nobody takes over; afterwards the next friend does."""
    told = ((1, ADDED, "a"), (5, ADDED, "b"), (9, ADDED, "c"))
    assert fold(*told, protection_days=7) == [("a", 1, 9), ("c", 9, None)]


def test_validity_runs_out_unless_the_customer_comes_back() -> None:
    """A purchase with her own guide renews the binding; without one it ends and nobody serves her."""
    told = ((1, ADDED, "a"), (8, PURCHASE, "a"), (30, ADDED, "b"))
    assert fold(*told, validity_days=10) == [("a", 1, 18), ("b", 30, 40)]


def test_first_per_store_has_one_guide_in_each() -> None:
    """Two stores, two guides; the second guide of a store is none."""
    told = ((1, ADDED, "a"), (2, ADDED, "b"), (3, ADDED, "c"))
    assert fold(*told, mode="first_per_store") == [("a", 1, None), ("c", 3, None)]


def test_every_friend_is_a_guide_while_they_are_friends() -> None:
    """Each friendship is a binding of its own."""
    told = ((1, ADDED, "a"), (2, ADDED, "b"), (3, LOST, "a"))
    assert fold(*told, mode="every_friend") == [("a", 1, 3), ("b", 2, None)]


def test_lock_days_depend_on_the_trigger() -> None:
    """Adding locks for 10 days, a purchase for 20, a scan for 5; the next trigger after a lock takes over."""
    days = {"mode": "lock", "added_days": 10, "purchase_days": 20, "scan_days": 5}
    assert fold((1, ADDED, "a"), (10, SCAN, "b"), **days) == [("a", 1, None)]
    assert fold((1, ADDED, "a"), (11, SCAN, "b"), **days) == [("a", 1, 11), ("b", 11, None)]
    assert fold((1, PURCHASE, "a"), (12, ADDED, "b"), (21, ADDED, "c"), **days) == [
        ("a", 1, 21),
        ("c", 21, None),
    ]
    assert fold((1, SCAN, "a"), (3, SCAN, "b"), mode="lock") == []


def test_when_a_friendship_ends_the_next_friend_serves_her() -> None:
    """Unless the chain says that a binding outlives the friendship."""
    told = ((1, ADDED, "a"), (2, ADDED, "b"), (5, LOST, "a"))
    assert fold(*told) == [("a", 1, 5), ("b", 5, None)]
    assert fold(*told, ends_when_lost=False) == [("a", 1, None)]


def test_a_guide_who_leaves_leaves_a_gap_until_the_handover() -> None:
    """Nobody follows by herself; the chain hands her customers over, also days later."""
    told = ((1, ADDED, "d"), (2, ADDED, "a"))
    assert fold(*told) == [("d", 1, 30)]
    assert fold(*told, (33, TRANSFER, "d", "b")) == [("d", 1, 30), ("b", 33, None)]


def test_a_transfer_that_comes_too_late_moves_nothing() -> None:
    """By then somebody else serves her in her own right; and nobody is given to one who has left."""
    assert fold((1, ADDED, "a"), (3, TRANSFER, "b", "c")) == [("a", 1, None)]
    assert fold((1, ADDED, "a"), (40, TRANSFER, "a", "d")) == [("a", 1, None)]
    assert fold((1, ADDED, "a"), (3, TRANSFER, "", "c")) == [("a", 1, 3), ("c", 3, None)]


def test_a_transfer_into_an_occupied_store_leaves_her_where_she_was() -> None:
    """It is whole or not at all: her guide of the first store does not lose her to nobody."""
    told = ((1, ADDED, "a"), (2, ADDED, "c"), (5, TRANSFER, "a", "d"))
    assert fold(*told, mode="first_per_store") == [("a", 1, None), ("c", 2, None)]


def test_meeting_again_without_an_end_does_not_break_a_binding() -> None:
    """Nobody saw an end, so nobody lost her; an episode without length binds nobody."""
    assert list(deeds_of("a", [(1, 5), (5, None)])) == [Deed(1, ADDED, "a")]
    assert list(deeds_of("a", [(3, 3)])) == []
    assert list(deeds_of("a", [(1, 2), (5, None)])) == [
        Deed(1, ADDED, "a"),
        Deed(2, LOST, "a"),
        Deed(5, ADDED, "a"),
    ]


def test_imports_keep_bindings_in_any_order(new_chain: Callable[[], Path]) -> None:
    """Contacts, deletions and their order of arrival: the bindings are those of what happened."""
    found = []
    for turn in (1, -1):
        root = founded(new_chain())
        for step in ("second", "first", "deleted")[::turn]:
            if step == "deleted":
                take_events(root, [left("zhangsan", "wm1", T0 + DAY)])
            elif step == "first":
                take_contacts(root, [{"id": "wm1", "guide": "zhangsan", "at": T0}])
            else:
                take_contacts(root, [{"id": "wm1", "guide": "lisi", "at": T0 + HOUR}])
        found.append(bindings(root))
    assert found[0] == found[1]
    assert found[0] == [
        ("wm1", "zhangsan", T0, T0 + DAY, "added", "lost"),
        ("wm1", "lisi", T0 + DAY, None, "next_friend", ""),
    ]


def test_a_merge_makes_one_customer_of_one_guide_and_undo_two(workspace: Path, cli: Cli) -> None:
    """Persons change, bindings follow: one guide for the merged person, exactly the old two after undo."""
    founded(workspace)
    log = [added("zhangsan", "wm1", T0), added("lisi", "wm2", T0 + 1)]
    take_events(workspace, log)
    before = bindings(workspace)
    merged = cli("customer", "merge", "P1", "P2", "--reason", "same", "--json", cwd=workspace)
    assert merged.exit == 0, merged.err
    assert [row[:2] for row in bindings(workspace)] == [("wm1", "zhangsan")]
    assert failed_checks(cli("check", "--json", cwd=workspace).rows) == []
    operation_id = merged.json["meta"]["operation"]
    assert cli("customer", "undo", operation_id, cwd=workspace).exit == 0
    assert bindings(workspace) == before


def test_changed_settings_refold_everybody(workspace: Path, cli: Cli) -> None:
    """A new policy or leaving date takes effect with the next import or refresh, not in a dry run."""
    founded(workspace)
    take_events(workspace, [added("zhangsan", "wm1", T0), added("lisi", "wm1", T0 + HOUR)])
    founded(workspace, '\n[binding]\nmode = "every_friend"\n')
    dry = cli("guide", "bind", "refresh", "--dry-run", "--json", cwd=workspace)
    assert (dry.rows[0]["changed"], len(bindings(workspace))) == (1, 1)
    assert cli("guide", "bind", "refresh", "--json", cwd=workspace).rows[0]["rules_changed"] is True
    assert [row[1] for row in bindings(workspace)] == ["lisi", "zhangsan"]
    text = (workspace / "digitool.toml").read_text("utf-8").replace('name = "李思"', "left = 2026-03-02")
    (workspace / "digitool.toml").write_text(text, "utf-8")
    take_events(workspace, [added("wangwu", "wm9", T0)], "more.xml")
    assert ("wm1", "lisi", T0 + HOUR, T0 + 18 * HOUR, "added", "left") in bindings(workspace)
    assert failed_checks(cli("check", "--json", cwd=workspace).rows) == []


def test_a_customer_is_given_to_a_guide_by_hand(workspace: Path, cli: Cli) -> None:
    """With a reason and a key; twice is once; who has left gets nobody; the past stays."""
    founded(workspace, "\n[guides.gone]\nleft = 2026-03-02\n")
    take_events(workspace, [added("zhangsan", "wm1", T0)])
    words = ("guide", "bind", "set", "P1", "lisi", "--reason", "asked", "--key", "k1", "--json")
    env = {"DIGITOOL_AS_OF": "2026-03-05T12:00:00+08:00"}
    first, again = (cli(*words, cwd=workspace, env=env) for _ in range(2))
    assert (first.exit, first.out) == (0, again.out)
    shown = cli("guide", "bind", "show", "P1", "--json", cwd=workspace, env=env).rows
    assert [(row["guide"], row["state"], row["ended"]) for row in shown] == [
        ("zhangsan", "ended", "transfer"),
        ("lisi", "active", None),
    ]
    assert cli("customer", "show", "P1", "--json", cwd=workspace, env=env).rows[0]["guide"] == "lisi"
    refused = cli("guide", "bind", "set", "P1", "gone", "--reason", "x", "--json", cwd=workspace, env=env)
    assert (refused.exit, refused.error["code"]) == (6, "not_assigned")
    assert ask(workspace, "SELECT count(*) FROM guide_move") == [(1,)]
    missing = cli("guide", "bind", "set", "P1", "lisi", "--json", cwd=workspace)
    assert (missing.exit, missing.error["code"]) == (2, "no_reason")


@contextmanager
def work_on(root: Path) -> Iterator[Work]:
    """One open write with the workspace's rules in force."""
    with operation(root / "digitool.db", WriteRequest("test", NOW)) as work:
        sync_rules(work.connection, find_workspace(root, {}).settings)
        yield work
        work.finish({})


def test_what_others_call(workspace: Path) -> None:
    """`transfer_in` inside a caller's own write moves at once; `guide_of` answers for any moment."""
    founded(workspace)
    take_events(workspace, [added("zhangsan", "wm1", T0)])
    with work_on(workspace) as work:
        at = (T0 + 5 * DAY) * 1000
        assert transfer_in(work, BindingMove(1, "zhangsan", "lisi", at, "left")) is True
        assert transfer_in(work, BindingMove(1, "zhangsan", "wangwu", at + 1, "late")) is False
        found = [guide_of(work.connection, 1, moment) for moment in (0, T0 * 1000, at - 1, at)]
    assert [one and one.guide for one in found] == [None, "zhangsan", "zhangsan", "lisi"]


def test_purchases_lock_customers_by_the_names_that_orders_use(workspace: Path) -> None:
    """Mode lock: a Youzan order names its guide 张珊; she is zhangsan. A name that two share binds nobody."""
    founded(workspace, '\n[binding]\nmode = "lock"\n\n[guides.other]\nname = "李思"\n')
    head = "order_no,at,amount,store,phone,guide,channel"
    lines = [
        "O1,2026-03-01 10:00:00,100.00,S001,13800138001,张珊,store",
        "O2,2026-03-01 11:00:00,100.00,S001,13800138002,李思,store",
    ]
    path = workspace / "orders.csv"
    path.write_text("\n".join([head, *lines, ""]), "utf-8")
    load(workspace, path, format="purchases")
    rows = ask(workspace, "SELECT guide, basis FROM guide_binding")
    assert rows == [("zhangsan", "purchase")]


@pytest.fixture
def wall(workspace: Path) -> Iterator[sqlite3.Connection]:
    """A writing connection to a workspace with one binding."""
    founded(workspace)
    take_events(workspace, [added("zhangsan", "wm1", T0)])
    connection = connect(workspace / "digitool.db")
    yield connection
    connection.close()


INSERT = (
    "INSERT INTO guide_binding (person, scope, from_at, guide, store, basis, began, to_at, ended)"
    " VALUES (1, '', ?, 'lisi', '', ?, 'x', ?, '')"
)


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        (INSERT, (T0 * 1000 + 5, "added", None)),
        (INSERT, (5, "added", T0 * 1000 + 5)),
        (INSERT, (5, "", 6)),
        (INSERT, (6, "added", 6)),
        ("UPDATE guide_binding SET guide = ?", ("lisi",)),
        (
            "INSERT INTO guide_move (identifier, from_guide, to_guide, at, reason, operation)"
            " VALUES (1, ?, 'b', 1, '', 1)",
            ("a",),
        ),
    ],
)
def test_the_database_refuses_what_must_not_be(
    wall: sqlite3.Connection, statement: str, values: tuple[Any, ...]
) -> None:
    """Two guides at a time (BD1), overlap (BD2), no basis (BD6), empty spans, edits, moves without reason."""
    with pytest.raises(sqlite3.IntegrityError):
        wall.execute(statement, values)


def test_the_open_binding_is_one_even_without_the_trigger(wall: sqlite3.Connection) -> None:
    """BD1 stands as a unique index of its own."""
    wall.execute("DROP TRIGGER guide_binding_apart")
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        wall.execute(INSERT, (T0 * 1000 + 5, "added", None))


def test_check_finds_bindings_that_did_not_happen(wall: sqlite3.Connection) -> None:
    """A binding that no deed explains, and a guide who has left and still serves, are both found."""
    assert len(GUIDES) == 5
    wall.execute("DELETE FROM guide_binding")
    names = ["guide-bindings", "guide-departed"]
    assert [one.passed for one in run_checks(wall, names)] == [False, True]
    wall.execute(INSERT, (5, "added", None))
    wall.execute("""UPDATE guide_rules SET roster = '{"lisi": ["", 10, ""]}'""")
    assert [one.passed for one in run_checks(wall, names)] == [False, False]
