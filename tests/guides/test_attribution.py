"""Whose order it is: self, share, on behalf, service, nobody; it depends on order time and policy only."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitool.db.reading import reader
from digitool.guides.commission.attribution import WHOLE, AttributedOrder, Credit, Team, attribute, shares
from digitool.guides.commission.credits import credits_of, team_of
from digitool.workspace.locate import find_workspace
from digitool.workspace.policies.commission import RELATIONS, CommissionPolicy

from ..ingest.chain import load, table
from .counter import DAY, GUIDES, SETTINGS, Counter
from .orders_file import take_orders
from .people import HOUR, T0, added, founded, left, take_events

SALE = AttributedOrder(1, "o1", 1_000, 20_000, "S1", "store", 10_000, 0, False, "", "", 7, "")
TEAM = Team({"ann": (0, 2_000), "bea": (0, 2_000), "cat": (1_500, 2_000)}, {"安安": "ann"}, {9: "ann"})
POLICY = CommissionPolicy()


def whose(**facts: Any) -> list[tuple[str, str]]:
    """Guide and relation of an order with these facts."""
    return [(one.guide, one.relation) for one in attribute(SALE._replace(**facts), TEAM, POLICY)]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, []),
        ({"bound": "bea"}, [("bea", "service")]),
        ({"guide": "ann", "bound": "bea"}, [("ann", "on_behalf")]),
        ({"guide": "安安", "bound": "bea"}, [("ann", "on_behalf")]),
        ({"guide": "ann", "channel": "official_store"}, [("ann", "share")]),
        ({"guide": "ann", "referrer": "bea"}, [("bea", "share")]),
        ({"guide": "ann", "referrer": "bea", "channel": "official_store"}, [("ann", "share")]),
        ({"referrer": "bea"}, [("bea", "share")]),
        ({"referrer": "a customer", "bound": "bea"}, [("bea", "service")]),
        ({"guide": "nobody we know"}, []),
        ({"guide": "cat", "bound": "bea"}, [("bea", "service")]),
        ({"person": 9, "guide": "bea", "bound": "bea"}, [("ann", "self")]),
        ({"person": None, "guide": "bea"}, [("bea", "on_behalf")]),
        ({"guide": "ann", "at": 2_000, "bound": "bea"}, [("bea", "service")]),
    ],
)
def test_the_buyer_then_who_is_named_then_who_serves(
    facts: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    """Self beats share beats on behalf beats service beats nobody; who does not work then does not count."""
    assert whose(**facts) == expected


def test_a_shared_order_is_split_with_the_customers_own_guide_where_the_policy_says_so() -> None:
    """Both get their parts of it, exact to the fen; the own guide herself shares with nobody."""
    policy = CommissionPolicy(own_guide_part=3_333)
    found = attribute(SALE._replace(guide="ann", bound="bea"), TEAM, policy)
    assert found == (
        Credit("ann", "on_behalf", 6_667, True, "named"),
        Credit("bea", "service", 3_333, True, "own_guide"),
    )
    assert shares(100, found) == [67, 33]
    own = attribute(SALE._replace(guide="bea", bound="bea"), TEAM, policy)
    assert [one.part_bp for one in own] == [WHOLE]


@given(
    st.builds(
        SALE._replace,
        guide=st.sampled_from(["", "ann", "bea", "安安", "x"]),
        referrer=st.sampled_from(["", "ann", "x"]),
        bound=st.sampled_from(["", "ann", "bea", "cat"]),
        channel=st.sampled_from(["store", "official_store", "community"]),
        person=st.sampled_from([None, 7, 9]),
        at=st.integers(0, 3_000),
    ),
    st.integers(0, WHOLE),
    st.sets(st.sampled_from(RELATIONS)),
)
def test_parts_are_the_whole_and_the_policy_says_what_is_paid(
    sale: AttributedOrder, part: int, pays: set[str]
) -> None:
    """Parts sum to the whole; no guide stands twice; an order is paid to all of its guides or to none."""
    found = attribute(sale, TEAM, CommissionPolicy(own_guide_part=part, pays=tuple(pays)))
    assert sum(one.part_bp for one in found) == (WHOLE if found else 0)
    assert len({one.guide for one in found}) == len(found) <= 2
    assert len({one.paid for one in found}) <= 1
    assert not found or part == WHOLE or found[0].paid == (found[0].relation in pays)


def test_the_binding_of_the_order_time_counts(tmp_path: Path) -> None:
    """Before anybody served her the order is nobody's; after a handover it is the new guide's, not before."""
    counter = Counter(tmp_path / "digitool.db")
    for guide, days in (("ann", 40), ("bea", 20)):
        counter.bind(1, guide, days)
    for days in (50, 40, 30, 20, 10):
        counter.order(f"o{days}", days_ago=days)
    found = {sale.order: [one.guide for one in who] for sale, who in credits_of(counter.connection, SETTINGS)}
    assert found == {"o50": [], "o40": ["ann"], "o30": ["ann"], "o20": ["bea"], "o10": ["bea"]}
    counter.close()


def test_of_several_guides_the_one_of_the_store_serves(tmp_path: Path) -> None:
    """With a guide in each store, the order's store decides, also the one that serves an online order."""
    counter = Counter(tmp_path / "digitool.db")
    binding = replace(SETTINGS.binding, mode="first_per_store")
    counter.settings = replace(SETTINGS, binding=binding)
    for guide, days in (("ann", 40), ("bea", 39)):
        counter.connection.execute(
            "INSERT INTO guide_binding (person, scope, from_at, guide, store, basis, began, ended)"
            " VALUES (1, ?, ?, ?, ?, 'added', 'added', '')",
            (GUIDES[guide].store, counter.at - days * DAY, guide, GUIDES[guide].store),
        )
    counter.order("first", store=1)
    counter.order("second", store=2)
    online = counter.order("online", store=0)
    counter.order("elsewhere", store=0)
    counter.connection.execute("INSERT INTO order_place VALUES (?, 2, '')", (online,))
    found = {sale.order: who[0].guide for sale, who in credits_of(counter.connection, counter.settings)}
    assert found == {"first": "ann", "second": "bea", "online": "bea", "elsewhere": "ann"}
    counter.close()


def test_a_guide_is_known_as_a_buyer_by_any_of_her_identifiers(workspace: Path) -> None:
    """Her phone in the settings and the phone of the order are one person, found under the workspace key."""
    founded(workspace, '\n[guides.buyer]\nphones = ["13800138009"]\n')
    head = "order_no,at,amount,store,phone,guide,channel"
    load(
        workspace,
        table(workspace / "orders.csv", head, ["O1,2026-03-02 10:00:00,100.00,S001,13800138009,张珊,store"]),
        format="purchases",
    )
    space = find_workspace(workspace, {})
    with reader(space.database) as connection:
        told = list(credits_of(connection, space.settings, secret=space.key))
        blind = team_of(connection, space.settings)
    assert [(who[0].guide, who[0].relation) for _, who in told] == [("buyer", "self")]
    assert blind.persons == {}


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(5)), st.randoms())
def test_bd5_any_order_of_import_credits_the_same_guides(
    new_chain: Callable[[], Path], order: list[int], mixed: random.Random
) -> None:
    """Events, orders, refunds and tills imported in any order, in halves, shuffled: the same credits."""
    found = imported(new_chain(), order, mixed)
    assert found == imported(new_chain(), range(5), random.Random(0))
    assert [(number, *(one[:2] for one in who)) for number, _, who in found] == [
        ("O0",),
        ("O1", ("zhangsan", "service")),
        ("O2", ("zhangsan", "service")),
        ("O3", ("wangwu", "service")),
        ("O4", ("zhangsan", "on_behalf")),
        ("O5", ("lisi", "share")),
        ("O6",),
    ]


def imported(root: Path, order: Any, mixed: random.Random) -> list[Any]:
    """Import five files in an order, their rows shuffled; what credits come of it."""
    founded(root)
    first = [added("zhangsan", "wm1", T0, State=""), left("zhangsan", "wm1", T0 + 20 * HOUR)]
    second = [added("wangwu", "wm1", T0 + 2 * HOUR), added("lisi", "wm2", T0 + HOUR)]
    orders = [
        f"O{n},2026-03-{day:02d} {hour:02d}:30:00,{50 + n}.00,{store},{who},{guide},{channel},TEA"
        for n, (day, hour, store, who, guide, channel) in enumerate(
            [
                (1, 8, "S001", "wm1", "", "store"),
                (1, 10, "S001", "wm1", "", "store"),
                (1, 12, "S002", "wm1", "", "store"),
                (3, 12, "S002", "wm1", "", "store"),
                (1, 12, "S001", "wm2", "张珊", "store"),
                (1, 13, "", "wm2", "lisi", "official_store"),
                (1, 14, "S001", "wm3", "", "store"),
            ]
        )
    ]
    mixed.shuffle(orders)
    mixed.shuffle(second)
    files: list[Callable[[], Any]] = [
        lambda: take_events(root, first, "a.xml"),
        lambda: take_events(root, second, "b.xml"),
        lambda: take_orders(root, orders[:3], "one.csv"),
        lambda: take_orders(root, orders[3:], "two.csv"),
        lambda: take_orders(root, orders, "again.csv"),
    ]
    for number in order:
        files[number]()
    space = find_workspace(root, {})
    with reader(space.database) as connection:
        return [
            (sale.order, sale.amount_fen, [one[:3] for one in who])
            for sale, who in sorted(
                credits_of(connection, space.settings, secret=space.key), key=lambda one: one[0].order
            )
        ]
