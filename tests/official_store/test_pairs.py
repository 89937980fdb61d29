"""What sells together: pairs counted by hand, and compared with counting every pair the slow way."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.db.reading import open_reader
from digitool.model.days import Days
from digitool.official_store.report.metrics import Pair, count_pairs, measures
from digitool.official_store.report.questions import together

from ..conftest import Cli
from ..ingest.chain import SETTINGS, load
from ..sources.made import YOUZAN_HEAD

DAY = 20_513
"""2026-03-01 as a day number."""


def test_support_confidence_and_lift_of_four_orders() -> None:
    """Milk in all of four orders, bread in three, jam in two of these: the textbook's arithmetic."""
    pairs = count_pairs([[1, 2], [1, 2, 3], [1, 2, 3, 3], [1]], minimum=2)
    assert pairs.found == [Pair(2, 1, 3, 3, 4), Pair(3, 2, 2, 2, 3), Pair(3, 1, 2, 2, 4)]
    assert (pairs.orders, pairs.mixed) == (4, 3)
    assert measures(pairs.found[1], pairs.orders) == {
        "together": 2,
        "orders_a": 2,
        "orders_b": 3,
        "support": (2, 4),
        "confidence": (2, 2),
        "confidence_back": (2, 3),
        "lift": 1.3333,
    }


@given(
    orders=st.lists(st.lists(st.integers(0, 8), max_size=6), max_size=30),
    minimum=st.integers(1, 5),
)
def test_no_pair_is_lost_by_dropping_rare_articles(orders: list[list[int]], minimum: int) -> None:
    """Every pair with enough orders is found with its exact counts, and no other."""
    sets = [set(order) for order in orders]
    slow = Counter(pair for order in sets for pair in combinations(sorted(order), 2))
    found = count_pairs(orders, minimum).found
    assert {frozenset((pair.a, pair.b)): pair.together for pair in found} == {
        frozenset(pair): count for pair, count in slow.items() if count >= minimum
    }
    for pair in found:
        assert pair.orders_a == sum(pair.a in order for order in sets) <= pair.orders_b
        assert pair.orders_b == sum(pair.b in order for order in sets)
    assert [pair.together for pair in found] == sorted((pair.together for pair in found), reverse=True)


@pytest.fixture
def chain(workspace: Path, tmp_path: Path) -> Path:
    """A chain with five imported orders: four of the official store, one of a till, one unpaid."""
    (workspace / "digitool.toml").write_text(SETTINGS, "utf-8")
    carts = [
        ("网店", "牛奶(1件);面包(2件)", True),
        ("网店", "面包(1件);牛奶(1件);果酱(1件)", True),
        ("网店", "果酱(1件)", True),
        ("门店", "牛奶(1件);面包(1件)", True),
        ("网店", "牛奶(1件);面包(1件)", False),
    ]
    rows = [
        f"E{n},{channel},一店,,2026-03-01 09:00:00,{'2026-03-01 10:00:00' if paid else ''},,90.00,{cart},"
        ",,,,,0.00,,0.00"
        for n, (channel, cart, paid) in enumerate(carts)
    ]
    file = tmp_path / "orders.csv"
    file.write_text("\n".join([YOUZAN_HEAD, *rows, ""]), "utf-8")
    assert load(workspace, file).accepted == 5
    return workspace


def test_pairs_of_imported_orders(chain: Path) -> None:
    """Paid orders of the channel count; an article without a code goes by its title."""
    connection = open_reader(chain / "digitool.db")
    found = together(connection, Days(DAY, DAY + 1), "official_store", 1)
    every = together(connection, Days(DAY, DAY + 1), "", 1)
    connection.close()
    assert (found.orders, found.mixed) == (3, 2)
    assert [(row["item_a"], row["item_b"], row["together"]) for row in found.rows] == [
        ("牛奶", "面包", 2),
        ("果酱", "牛奶", 1),
        ("果酱", "面包", 1),
    ]
    assert every.rows[0]["together"] == 3


def test_the_command_says_when_pairs_are_chance(cli: Cli, chain: Path) -> None:
    """Rates carry their counts, and a handful of orders is called what it is."""
    done = cli("official-store", "baskets", "--on", "2026-03-01", "--min-orders", "2", cwd=chain)
    assert "only 2 orders hold two articles or more" in done.err
    (row,) = cli(
        "official-store", "baskets", "--on", "2026-03-01", "--min-orders", "2", "--json", cwd=chain
    ).rows
    assert row["support"] == {"value": 0.666667, "num": 2, "den": 3}
    assert (row["confidence"]["value"], row["lift"]) == (1.0, 1.5)
    assert cli("official-store", "baskets", "--min-orders", "0", cwd=chain).exit == 2
