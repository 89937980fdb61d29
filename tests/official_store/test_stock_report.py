"""How far the stock reaches: sold out, low and dead, by hand and over the official store's own orders."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.official_store.stock.cover import CoverQuestion, Level, cover_days, state

from ..conftest import Cli

LIMITS = CoverQuestion(100, 128, low_days=7)
"""28 days, of which stock should reach for seven."""


@pytest.mark.parametrize(
    ("level", "days", "expected"),
    [
        (Level(28, 0, 28, 0), 28.0, "ok"),
        (Level(8, 2, 28, 0), 6.0, "low"),
        (Level(7, 0, 28, 0), 7.0, "ok"),
        (Level(5, 5, 3, 0), 0.0, "out"),
        (Level(0, 0, 3, 0), 0.0, "out"),
        (Level(0, 0, 0, 0), None, "empty"),
        (Level(9, 0, 0, 99), None, "dead"),
        (Level(9, 9, 0, None), None, "dead"),
        (Level(9, 0, 0, 120), None, "ok"),
        (Level(4, 0, 14, 114), 4.0, "low"),
        (Level(4, 0, 14, 127), 0.3, "low"),
    ],
)
def test_state_and_reach_of_a_level(level: Level, days: float | None, expected: str) -> None:
    """Reserved goods are not available, and what came late is measured over the days since."""
    assert (cover_days(level, LIMITS), state(level, LIMITS)) == (days, expected)


@given(
    on_hand=st.integers(0, 1000),
    reserved=st.integers(0, 1000),
    sold=st.integers(0, 1000),
    since=st.none() | st.integers(0, 127),
)
def test_every_level_has_one_state_that_fits_it(
    on_hand: int, reserved: int, sold: int, since: int | None
) -> None:
    """Out and low need sales, dead needs goods and none, and out means that nothing is available."""
    level = Level(on_hand, min(reserved, on_hand), sold, since)
    found = state(level, LIMITS)
    assert (found in ("dead", "empty")) <= (sold == 0)
    assert (found in ("out", "low")) <= (sold > 0)
    assert (found == "out") == (sold > 0 and level.available == 0)


def test_stock_of_live_orders(cli: Cli, workspace: Path) -> None:
    """Three products come in; one sells out, one never sells, and the one that is fine is not shown."""

    def run(*words: str, day: str = "2026-03-01") -> None:
        done = cli("official-store", *words, "--as-of", f"{day}T10:00:00+08:00", "--json", cwd=workspace)
        assert done.exit == 0, done.err

    for code in ("A1", "B2", "C3"):
        run("catalogue", "add", code, "--price", "10.00", "--title", code)
    run("inventory", "receive", "A1=3", "B2=5", "C3=100", day="2026-01-01")
    run("order", "create", "--order", "O1", "A1=3", "C3=2")
    run("order", "pay", "O1")
    asked = ("official-store", "stock", "--as-of", "2026-03-02T10:00:00+08:00", "--json")
    rows = cli(*asked, cwd=workspace).rows
    assert [
        (row["product"], row["location"], row["state"], row["available"], row["sold"]) for row in rows
    ] == [
        ("A1", "web", "out", 0, 3),
        ("B2", "web", "dead", 5, 0),
    ]
    fine = cli(*asked, "--state", "ok", cwd=workspace).rows
    assert [(row["product"], row["days_cover"], row["last_sale"]) for row in fine] == [
        ("C3", 1372.0, "2026-03-01")
    ]
    report = cli(
        "official-store", "report", "--on", "2026-03-01", "--by", "chain", "--json", cwd=workspace
    ).rows
    assert [(row["orders"], row["gmv_fen"], row["lines_per_order"]) for row in report] == [(1, 5000, 2.0)]
    assert cli("official-store", "stock", "--state", "gone", cwd=workspace).exit == 2
