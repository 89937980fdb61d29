"""Performance: what adds up does, people count once, and nothing unknown is zero."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.guides.broadcast.send_results import Delivery
from digitool.guides.performance import questions as scoring
from digitool.guides.performance.scorecards import (
    CONCERNS,
    MEASURES,
    NOBODY,
    CreditedOrder,
    Evidence,
    Figures,
    grouped,
    places,
    ranked,
    scorecard,
    sum_sales,
)
from digitool.model.results import Rate
from digitool.workspace.policies.commission import CommissionPolicy
from tests.conftest import Cli
from tests.coupons.shop import TEN, Shop
from tests.guides.arena import MONDAY, NEXT, TOML, Arena, clock

AS_OF = {"DIGITOOL_AS_OF": "2026-03-09T12:00:00+08:00"}
WEEK = ("--from", "2026-03-02", "--to", "2026-03-09")


@pytest.fixture
def arena(tmp_path: Path) -> Iterator[Arena]:
    """Two stores, three guides, nothing that happened."""
    arena = Arena(tmp_path / "digitool.db")
    yield arena
    arena.close()


def sale(guide: str, person: int | None = None, fen: int = 100, **more: Any) -> CreditedOrder:
    """One order of a guide."""
    return CreditedOrder(guide, 1, person, fen, fen, **more)


SALES = st.lists(
    st.builds(
        CreditedOrder,
        guide=st.sampled_from(["ann", "bea", "cai", NOBODY]),
        day=st.just(1),
        person=st.none() | st.integers(1, 5),
        gmv_fen=st.integers(0, 10_000),
        net_fen=st.integers(0, 10_000),
        off_hours=st.sampled_from([None, True, False]),
        order=st.booleans(),
    )
)


@given(SALES)
def test_guides_and_nobody_make_the_chain(sales: list[CreditedOrder]) -> None:
    """Orders, money and hours over all guides and nobody are the chain's; persons are a union."""
    by_guide = sum_sales(sales)
    chain = grouped(by_guide, dict.fromkeys(by_guide, "")).get("")
    for name in ("orders", "gmv_fen", "net_fen", "timed", "off_hours"):
        assert sum(getattr(one, name) for one in by_guide.values()) == (getattr(chain, name) if chain else 0)
    assert sum(one.gmv_fen for one in sales) == (chain.gmv_fen if chain else 0)
    assert (chain.persons if chain else set()) == set().union(*(one.persons for one in by_guide.values()))


@given(st.lists(st.none() | st.integers(0, 5)), st.randoms())
def test_ranks_are_stable(values: list[int | None], random: Any) -> None:
    """A place depends on the values alone: 1 + how many are larger, whatever the order of the rows."""
    found = places(values)
    for value, place in zip(values, found):
        larger = sum(other is not None and value is not None and other > value for other in values)
        assert place == (None if value is None else larger + 1)
    rows = [{"guide": f"g{n}", "net_fen": value} for n, value in enumerate(values)]
    shuffled = random.sample(rows, len(rows))
    assert ranked(rows, "net_fen") == ranked(shuffled, "net_fen")


def test_equals_share_a_place_and_the_unknown_has_none() -> None:
    """9, 7, 7, 5 and unknown are 1, 2, 2, 4 and no place; a rate is ranked by its value."""
    rows = [{"guide": name, "x": x} for name, x in zip("edcba", (None, 5, 7, 9, 7))]
    assert [(row["rank"], row["guide"]) for row in ranked(rows, "x")] == [
        (1, "b"), (2, "a"), (2, "c"), (4, "d"), (None, "e"),
    ]  # fmt: skip
    rates = [
        {"guide": "a", "x": Rate(1, 3)},
        {"guide": "b", "x": Rate(2, 5)},
        {"guide": "c", "x": Rate(0, 0)},
    ]
    assert [row["rank"] for row in ranked(rates, "x")] == [1, 2, None]


def test_a_further_guides_part_is_money_and_no_order() -> None:
    """An order shared by two guides is one order, one buyer, and its money once."""
    found = sum_sales([sale("ann", 1, 70), sale("bea", 1, 30, order=False)])
    assert (found["ann"].orders, found["bea"].orders) == (1, 0)
    assert (found["ann"].gmv_fen, found["bea"].gmv_fen, found["bea"].persons) == (70, 30, set())


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("no_tags", {"tagged"}),
        ("losses_unseen", {"lost", "handed_over", "net_added"}),
        ("losses_partly", {"lost", "handed_over", "net_added"}),
        ("no_messages", {"contacted", "replied", "redeemed"}),
        ("no_results", {"contacted", "replied", "redeemed"}),
        ("no_replies", {"replied"}),
        ("no_commission", {"commission_fen"}),
    ],
)
def test_a_code_says_which_figures_it_is_about(code: str, names: set[str]) -> None:
    """A ranking tells why a figure is missing where it shows it, and only there."""
    assert CONCERNS[code] == names


def test_nothing_imported_is_nothing_known() -> None:
    """Without evidence every figure of people, messages and commission is None, and says why."""
    row = scorecard(Figures(("ann",)), Evidence())
    unknown = {name for name, value in row.items() if value is None}
    assert unknown == {
        "customers", "added", "new_customers", "lost", "net_added", "tagged", "taken_over", "handed_over",
        "contacted", "replied", "redeemed", "commission_fen",
    }  # fmt: skip
    assert row["missing"] == ["no_relations", "no_messages", "no_commission"]
    assert (row["orders"], row["repeat_rate"].value) == (0, None)


def test_a_week_by_hand(arena: Arena) -> None:
    """Customers, sales, refunds, hours and buyers of one week, counted on fingers."""
    arena.hear(-30)
    arena.add("ann", 1, -10)
    arena.add("ann", 2, 0)
    arena.add("ann", 3, 1, lost=4)
    arena.add("bea", 2, 2)
    arena.add("cai", 4, -3, lost=2)
    arena.add("cai", 5, 3, half=True)
    arena.tag("bea", 2)
    arena.buy(1, -2, 5_000, "ann")
    arena.buy(1, 1, 10_000, "ann")
    back = arena.buy(2, 2, 20_000, "安安", hour=23)
    arena.refund(back, 3_000)
    arena.refund(back, 2_000)
    arena.refund(back, 4_000, "youzan-refund")
    arena.buy(4, 3, 7_000, "cai", store=0, hour=8)
    arena.buy(None, 3, 1_000)
    found = arena.report()
    ann, bea, cai, nobody = (found[one] for one in ("ann", "bea", "cai", None))
    names = ("customers", "added", "new_customers", "lost", "net_added")
    assert [ann[name] for name in names] == [2, 2, 2, 1, 1]
    assert [bea[name] for name in names] == [1, 1, 0, 0, 1]
    assert [cai[name] for name in names] == [0, 0, 0, 1, -1]
    assert (ann["tagged"], bea["tagged"], cai["tagged"]) == (Rate(1, 2), Rate(1, 1), Rate(0, 0))
    assert (ann["orders"], ann["gmv_fen"], ann["net_fen"]) == (2, 30_000, 25_000)
    assert (ann["off_hours_share"], cai["off_hours_share"]) == (Rate(1, 2), Rate(1, 1))
    assert (ann["buyers"], ann["repeat_rate"]) == (2, Rate(1, 2))
    assert (ann["prev_orders"], ann["prev_net_fen"], ann["net_change"]) == (1, 5_000, Rate(20_000, 5_000))
    assert (ann["prev_customers"], ann["prev_tagged"]) == (1, None)
    assert (nobody["orders"], nobody["net_fen"], nobody["customers"]) == (1, 1_000, None)
    assert bea["missing"] == ["no_messages", "no_commission"]


def test_people_count_once_and_sales_add_up(arena: Arena) -> None:
    """Rows by guide sum to the store's and the chain's in sales; customers are a union."""
    for guide in ("ann", "bea", "cai"):
        arena.add(guide, 1, 0)
        arena.buy(1, 1, 1_000, guide)
    arena.add("bea", 2, 0)
    arena.buy(3, 1, 500)
    guides, stores, chain = (arena.report(by=by) for by in ("guide", "store", "chain"))
    for name in ("orders", "gmv_fen", "net_fen"):
        total = chain[None][name]
        assert sum(row[name] for row in guides.values()) == sum(row[name] for row in stores.values()) == total
    assert [guides[one]["customers"] for one in ("ann", "bea", "cai")] == [1, 2, 1]
    assert (stores["S001"]["customers"], stores["S002"]["customers"], chain[None]["customers"]) == (2, 1, 2)
    assert sum(guides[one]["new_customers"] for one in ("ann", "bea", "cai")) == 2
    assert (stores["S001"]["repeat_rate"], chain[None]["buyers"]) == (Rate(1, 1), 2)
    assert arena.report(by="chain", stores=frozenset({"S001"}))[None]["orders"] == 2


def test_a_ranking_says_of_a_guide_what_her_scorecard_says(arena: Arena) -> None:
    """Whichever figures a ranking asks for, each is that of the report; unknown ones say why."""
    for guide in ("ann", "bea"):
        arena.add(guide, 1, 0)
        arena.buy(1, 1, 1_000, guide)
    arena.buy(2, -9, 700, "ann")
    arena.buy(2, 2, 700, "ann")
    ranks_as_reported(arena)


def ranks_as_reported(arena: Arena) -> None:
    """Every measure by itself, and all of them, are in a ranking what they are in the report, and why not."""
    cards = arena.report()
    for measures in (MEASURES, *([one] for one in MEASURES)):
        for row in scoring.rank(arena.connection, arena.settings, arena.asked(), None, measures):
            card = cards[row["guide"]]
            people = {"tagged": card["tagged"].num if card["tagged"] else None}
            assert [row[name] for name in measures] == [{**card, **people}[name] for name in measures]
            wanted = [code for code in card["missing"] if not CONCERNS[code].isdisjoint(measures)]
            assert row["missing"] == wanted


def test_a_handover_is_no_loss_and_no_addition(arena: Arena) -> None:
    """A customer who is handed over moves; for the chain nothing was lost or won."""
    arena.hear(-1)
    arena.add("ann", 1, -20, lost=1, by="transfer")
    arena.add("bea", 1, 1, way=202)
    found = arena.report()
    assert [found["ann"][name] for name in ("lost", "handed_over", "net_added")] == [0, 1, -1]
    assert [found["bea"][name] for name in ("added", "new_customers", "taken_over")] == [0, 0, 1]
    assert arena.report(by="chain")[None]["net_added"] == 0


def test_losses_are_known_only_where_someone_would_have_seen_them(arena: Arena) -> None:
    """Without events or a later full list losses are unknown, with part of the events they are marked."""
    arena.add("ann", 1, -20)
    assert arena.report()["ann"]["lost"] is None
    assert "losses_unseen" in arena.report()["ann"]["missing"]
    arena.connection.execute("INSERT INTO relation_list VALUES ('ann', ?, 0, 0)", (clock(MONDAY + 5, 9),))
    found = arena.report()
    assert (found["ann"]["lost"], found["ann"]["net_added"]) == (0, 0)
    assert (found["bea"]["lost"], found["bea"]["missing"][0]) == (None, "no_relations")
    arena.hear(3)
    assert "losses_partly" in arena.report()["ann"]["missing"]


def test_orders_of_staff_do_not_count(arena: Arena) -> None:
    """What employed people buy is nobody's performance, and they are nobody's customers."""
    arena.connection.execute("INSERT INTO staff_identifier VALUES (1)")
    arena.add("ann", 1, 0)
    arena.buy(1, 1, 9_000, "ann")
    arena.buy(2, 1, 1_000, "ann")
    found = arena.report()["ann"]
    assert (found["orders"], found["gmv_fen"], found["customers"], found["added"]) == (1, 1_000, 0, 0)


def test_messages_replies_and_coupons(tmp_path: Path) -> None:
    """Planned messages without results are unknown; then written to, replied and used, each of its own."""
    arena = Arena(tmp_path / "digitool.db")
    arena.at = clock(MONDAY + 1, 12)
    arena.hold("ann", 1, 2, 3, at=clock(MONDAY - 20, 12))
    shop = Shop.__new__(Shop)
    shop.path, shop.connection, shop.at, shop.actor = arena.path, arena.connection, arena.at, "till"
    shop.stock("TEN", TEN)
    codes = shop.give("TEN", 1, 2, 3)
    plan = arena.record((1, 2, 3), stock="TEN", text="tea")["plan"]
    arena.at = clock(NEXT, 12)
    before = arena.report()["ann"]
    assert (before["contacted"], before["redeemed"], before["missing"][-2]) == (None, None, "no_results")
    ranks_as_reported(arena)
    sent, reply = clock(MONDAY + 1, 13), clock(MONDAY + 2, 9)
    fates = [
        Delivery("P1", "sent", "", sent, None),
        Delivery("P2", "sent", "", sent),
        Delivery("P3", "failed"),
    ]
    arena.results(plan, fates)
    silent = arena.report()["ann"]
    assert (silent["contacted"], silent["replied"], silent["missing"][-2]) == (2, None, "no_replies")
    ranks_as_reported(arena)
    arena.results(plan, [Delivery("P1", "sent", "", sent, reply)])
    shop.at = clock(MONDAY + 3, 12)
    shop.redeem(codes[1], "O1", customer=2)
    shop.redeem(codes[2], "O2", customer=3)
    found = arena.report()["ann"]
    assert (found["contacted"], found["replied"], found["redeemed"]) == (2, Rate(1, 2), Rate(1, 2))
    assert arena.report(by="chain")[None]["redeemed"] == Rate(1, 2)
    ranks_as_reported(arena)
    assert (found["prev_contacted"], arena.report()["bea"]["contacted"]) == (0, 0)
    arena.close()


def test_commission_is_what_the_orders_earn(arena: Arena) -> None:
    """With a rate, an order earns on what the customer kept; without one, nobody knows."""
    order = arena.buy(1, 1, 10_000, "ann")
    arena.refund(order, 5_000)
    assert arena.report()["ann"]["commission_fen"] is None
    arena.settings = replace(arena.settings, commission=CommissionPolicy(rate=200))
    found = arena.report()
    assert (found["ann"]["commission_fen"], found["bea"]["commission_fen"]) == (100, 0)
    assert arena.report(by="chain")[None]["commission_fen"] == 100


def test_commands(cli: Cli, workspace: Path) -> None:
    """Rank and report by command in both languages: any order, equals on one place, codes explained."""
    (workspace / "digitool.toml").write_text(TOML, "utf-8")
    (workspace / "digitool.db").unlink()
    arena = Arena(workspace / "digitool.db")
    arena.add("ann", 1, 0)
    arena.buy(1, 1, 3_000, "ann")
    arena.buy(2, 1, 1_000, "bea")
    arena.buy(3, 1, 1_000, "cai", store=2)
    arena.buy(4, 1, 900)
    arena.close()

    def run(*words: str) -> Any:
        return cli("guide", *words, *WEEK, cwd=workspace, env=AS_OF)

    rank = run("rank", "--json")
    assert [(row["rank"], row["guide"]) for row in rank.rows] == [(1, "ann"), (2, "bea"), (2, "cai")]
    assert {
        "rank", "guide", "store", "customers", "new_customers", "tagged", "orders", "gmv_fen", "net_fen",
        "commission_fen",
    } <= rank.rows[0].keys()  # fmt: skip
    assert rank.json["meta"]["unassigned"] == {"orders": 1, "gmv_fen": 900, "net_fen": 900}
    by_orders = run("rank", "--sort", "orders", "--json").rows
    assert {row["rank"] for row in by_orders} == {1}
    (row,) = run("report", "ann", "--json").rows
    assert (row["orders"], row["repeat_rate"]) == (1, {"value": 0.0, "num": 0, "den": 1})
    assert (row["lost"], row["prev_orders"], row["tagged"]) == (None, 0, None)
    chinese = run("report", "--by", "store", "--lang", "zh")
    assert "复购率" in chinese.out and "losses_unseen：" in chinese.err
    assert "复购率" not in run("report", "--by", "store").out
    assert run("report", "ann", "--by", "store").exit == 2
    wrong = run("report", "anm", "--json")
    assert wrong.exit == 4 and "ann" in json.dumps(wrong.error)
