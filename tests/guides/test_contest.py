"""The contest between stores: fair targets, exact sums, stated ties, nobody ranked on untrusted traffic."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.guides.performance import questions as scoring
from digitool.guides.performance.contest import Day, Entrant, contest, summary
from digitool.model.results import Rate
from tests.conftest import Cli
from tests.guides.arena import TOML, Arena
from tests.guides.test_performance import AS_OF, WEEK

OPEN = 46_800


def store(code: str, traffic: int, attained: int | None, valid: int = 100) -> Entrant:
    """A store with one day of opening, of which ``valid`` per cent were counted."""
    days = (Day(1, OPEN, OPEN * valid // 100, traffic),)
    return Entrant(code, days, None if attained is None else {1: attained})


def held(*entrants: Entrant, minimum: int = 80) -> dict[str, dict[str, Any]]:
    """A contest's rows by store."""
    return {row["store"]: row for row in contest(entrants, minimum, counts=True)}


def test_a_target_is_the_chains_rate_times_the_stores_traffic() -> None:
    """30 of 1,000 visits together: 400 visits are to bring 12, and 18 of 12 are one and a half."""
    found = held(store("A", 400, 18), store("B", 600, 12))
    assert [(row["target"], row["multiplier"], row["rank"]) for row in found.values()] == [
        (12.0, 1.5, 1),
        (18.0, 0.666667, 2),
    ]
    assert found["A"]["rate"] == Rate(18, 400)
    assert summary(found.values())["rate"] == {"value": 0.03, "num": 30, "den": 1000}


def test_a_big_store_does_not_win_by_its_size() -> None:
    """Ten times the visits and ten times the customers is the same place, and the tie is stated."""
    found = held(store("A", 1_000, 30), store("B", 100, 3), store("C", 100, 1))
    assert [(row["store"], row["rank"], row["tied"]) for row in found.values()] == [
        ("A", 1, True),
        ("B", 1, True),
        ("C", 3, False),
    ]


def test_chance_is_not_taken_for_merit() -> None:
    """Six against four is what chance does, sixty against forty from equal visits is not."""
    few, many = held(store("A", 50, 6), store("B", 50, 4)), held(store("A", 50, 90), store("B", 50, 10))
    assert [row["beyond_chance"] for row in few.values()] == [False, False]
    assert [row["beyond_chance"] for row in many.values()] == [True, True]
    assert contest([store("A", 50, 90)], 80, counts=False)[0]["beyond_chance"] is None


@pytest.mark.parametrize(
    ("entrant", "reason"),
    [
        (store("X", 0, 5, valid=0), "no_traffic"),
        (store("X", 100, 5, valid=89), "traffic_not_trusted"),
        (store("X", 0, 5), "nobody_counted"),
        (store("X", 100, None), "no_relations"),
        (Entrant("X", (), None, "no_guides"), "no_guides"),
    ],
)
def test_who_cannot_be_judged_is_out_with_a_reason(entrant: Entrant, reason: str) -> None:
    """Such a store has no rank and no target, and leaves the targets of the others as they are."""
    found = held(entrant, store("A", 100, 3), store("B", 100, 1))
    row = found["X"]
    assert (row["rank"], row["target"], row["multiplier"], row["reason"]) == (None, None, None, reason)
    assert [found[one]["target"] for one in ("A", "B")] == [2.0, 2.0]
    assert [found[one]["reason"] for one in ("A", "B")] == ["", ""]


def test_untrusted_days_drop_out_on_both_sides() -> None:
    """What was attained on a day without good traffic does not count, and coverage says how much is left."""
    days = (Day(1, OPEN, OPEN, 100), Day(2, OPEN, 1_000, 7), Day(3, OPEN, OPEN, 100), Day(4, 0, 0, 0))
    found = held(Entrant("A", days, {1: 1, 2: 50, 3: 2}), store("B", 200, 3), minimum=60)
    row = found["A"]
    assert (row["attained"], row["traffic"], row["rank"]) == (3, 200, 1)
    assert row["coverage"] == Rate(2 * OPEN, 3 * OPEN)
    assert held(Entrant("A", days, {}), minimum=70)["A"]["reason"] == "traffic_not_trusted"


def test_nothing_attained_has_no_target() -> None:
    """Where all stores together attained nothing there is nothing to compare."""
    assert {row["reason"] for row in held(store("A", 10, 0), store("B", 20, 0)).values()} == {"no_target"}


ENTRANTS = st.lists(
    st.tuples(st.integers(0, 500), st.integers(0, 50), st.sampled_from([0, 50, 89, 90, 100])), max_size=6
)


@given(ENTRANTS, st.randoms())
def test_targets_sum_to_what_was_attained(drawn: list[tuple[int, int, int]], random: Any) -> None:
    """Over the ranked stores targets sum to the attained; the order of the stores changes nothing."""
    stores = [store(f"S{n}", *one) for n, one in enumerate(drawn)]
    rows = contest(stores, 80, counts=True)
    inside = [row for row in rows if row["rank"] is not None]
    assert sum(row["target"] for row in inside) == pytest.approx(sum(row["attained"] for row in inside))
    assert rows == contest(random.sample(stores, len(stores)), 80, counts=True)
    for row in inside:
        mine = Fraction(row["attained"], row["traffic"])
        better = sum(Fraction(one["attained"], one["traffic"]) > mine for one in inside)
        assert row["rank"] == better + 1


@pytest.fixture
def arena(tmp_path: Path) -> Iterator[Arena]:
    """Two stores with full counters in the week, a third without."""
    arena = Arena(tmp_path / "digitool.db")
    fill(arena)
    yield arena
    arena.close()


def fill(arena: Arena) -> None:
    """700 and 1,400 visits; ann and bea add three, cai three; a sale of each."""
    for day in range(7):
        arena.counted(1, day, 100)
        arena.counted(2, day, 200, valid=50 if day == 6 else 100)
    for customer, guide, day in ((1, "ann", 0), (2, "ann", 1), (3, "bea", 2), (4, "cai", 0), (5, "cai", 6)):
        arena.add(guide, customer, day)
    arena.refund(arena.buy(1, 1, 6_000, "ann"), 1_000)
    arena.buy(4, 1, 3_000, "cai", store=2)
    arena.buy(5, 6, 9_000, "cai", store=2)


def test_a_contest_by_hand(arena: Arena) -> None:
    """S001: 3 of 700, S002: 1 of 1,200 (its seventh day was half counted): targets 28/19 and 48/19."""
    stores = scoring.entrants(
        arena.connection, arena.settings, arena.asked(), ["S001", "S002", "S003"], "added"
    )
    found = held(*stores)
    assert [(row["attained"], row["traffic"]) for row in found.values()] == [
        (3, 700),
        (1, 1200),
        (None, None),
    ]
    assert found["S001"]["target"] == pytest.approx(28 / 19)
    assert found["S002"]["multiplier"] == pytest.approx(19 / 48, abs=1e-6)
    assert (found["S003"]["reason"], found["S003"]["coverage"]) == ("no_guides", Rate(0, 7 * OPEN))


def test_money_a_visit(arena: Arena) -> None:
    """Net sales on counted days: 50 yuan of 700 visits against 30 of 1,200."""
    stores = scoring.entrants(arena.connection, arena.settings, arena.asked(), ["S001", "S002"], "net_fen")
    found = held(*stores)
    assert [row["attained"] for row in found.values()] == [5_000, 3_000]
    assert found["S001"]["target"] == pytest.approx(8_000 * 700 / 1_900)


def test_without_relations_additions_are_unknown(tmp_path: Path) -> None:
    """A store whose guides' customers were never imported is out, not at zero."""
    arena = Arena(tmp_path / "digitool.db")
    arena.counted(1, 0, 100)
    stores = scoring.entrants(arena.connection, arena.settings, arena.asked(0, 1), ["S001"], "added")
    assert held(*stores)["S001"]["reason"] == "no_relations"
    arena.close()


def test_commands(cli: Cli, workspace: Path) -> None:
    """The contest by command in both languages, by additions and by money."""
    (workspace / "digitool.toml").write_text(TOML, "utf-8")
    (workspace / "digitool.db").unlink()
    arena = Arena(workspace / "digitool.db")
    fill(arena)
    arena.close()

    def run(*words: str) -> Any:
        return cli("guide", "contest", *WEEK, *words, cwd=workspace, env=AS_OF)

    done = run("--json")
    assert [(row["rank"], row["store"], row["reason"]) for row in done.rows] == [
        (1, "S001", ""),
        (2, "S002", ""),
        (None, "S003", "no_guides"),
    ]
    assert done.json["meta"]["rate"] == {"value": 0.002105, "num": 4, "den": 1900}
    money = run("--measure", "net_fen", "--json").rows
    assert [(row["attained_fen"], row["target_fen"], row["per_visit_fen"]) for row in money[:2]] == [
        (5000, 2947, 7),
        (3000, 5053, 3),
    ]
    strict = run("--coverage", "95", "--json").rows
    assert {row["store"]: row["reason"] for row in strict}["S002"] == "traffic_not_trusted"
    chinese = run("--lang", "zh")
    assert "公平目标" in chinese.out and "no_guides：" in chinese.err
    assert "Fair target" in run("--lang", "en").out
    assert run("--coverage", "0").exit == 2
