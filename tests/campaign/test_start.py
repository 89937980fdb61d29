"""Starting a campaign: arms by a keyed hash, households together, coupons for the treated alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitool.campaign.checks import CHECKS
from digitool.campaign.measurement import arms
from digitool.campaign.start.starting import Start, start
from digitool.coupons.rules.terms import Budget, Terms
from digitool.coupons.stocks import create_stock
from digitool.errors import ConflictError, DigitoolError, NotFoundError, UsageError
from tests.campaign.chains import FIRST, World

KEY = bytes(range(32))
TEN = Terms("amount", 1_000, total=1_000, min_spend_fen=5_000, valid_days=14)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A chain of 1,000 people; its campaigns must be sound when a test ends."""
    world = World(tmp_path / "digitool.db", 1_000)
    yield world
    differences = [text for check in CHECKS.values() for text in check(world.connection)]
    world.close()
    assert differences == []


def plan(**changes: Any) -> Start:
    """A campaign of two weeks for everybody, a fifth held out."""
    usual = Start("spring", FIRST + 5, FIRST + 19, tuple(range(1, 1_001)), 2_000)
    return replace(usual, **changes)


def begin(world: World, one: Start, key: bytes = KEY, **changes: Any) -> dict[str, Any]:
    """Start it at noon of the first day."""
    return start(world.desk(FIRST, secret_of=lambda: key, **changes), one)


def members(world: World, arm: str) -> set[int]:
    """Customers of an arm of the newest campaign."""
    query = (
        "SELECT customer FROM campaign_member WHERE campaign = (SELECT max(id) FROM campaign)"
        f" AND arm = '{arm}'"
    )
    return {row[0] for row in world.rows(query)}


def test_everybody_is_in_one_arm_and_the_share_is_about_right(world: World) -> None:
    """Rows arm and customers add up to the audience; a fifth, give or take, is held out."""
    rows = begin(world, plan())["rows"]
    assert [row["arm"] for row in rows] == ["treated", "holdout"]
    assert sum(row["customers"] for row in rows) == 1_000
    assert 150 <= rows[1]["customers"] <= 250


def test_the_draw_depends_on_key_campaign_and_household_alone(tmp_path: Path) -> None:
    """The same start in another database gives the same arms; another key or name gives others."""
    found = []
    for number, (code, key) in enumerate([("a", KEY), ("a", KEY), ("a", bytes(32)), ("b", KEY)]):
        world = World(tmp_path / f"{number}.db", 1_000)
        begin(world, plan(code=code), key)
        found.append(members(world, "holdout"))
        world.close()
    assert found[0] == found[1]
    assert found[0] != found[2]
    assert found[0] != found[3]


@given(st.integers(0, 2**40), st.integers(0, 9_000), st.integers(0, 9_000), st.text(max_size=8))
@settings(max_examples=200)
def test_a_larger_share_keeps_those_held_out_by_a_smaller(person: int, a: int, b: int, name: str) -> None:
    """Whoever is held out at a share is held out at every larger one."""
    low, high = sorted((a, b))
    if arms.is_held_out(KEY, name, person, low):
        assert arms.is_held_out(KEY, name, person, high)


def test_a_household_is_in_one_arm(world: World) -> None:
    """Three hundred couples who share a phone are never parted."""
    for number in range(300):
        world.household(5_000 + number, 2 * number + 1, 2 * number + 2)
    begin(world, plan())
    held_out = members(world, "holdout")
    assert all((2 * n + 1 in held_out) == (2 * n + 2 in held_out) for n in range(300))


def test_only_the_treated_get_the_coupon(world: World) -> None:
    """The stock is created, linked, and issued to every treated customer and nobody else."""
    rows = begin(world, plan(new_stocks={"SPRING": TEN}, issue=True))["rows"]
    owners = {row[0] for row in world.rows("SELECT owner FROM coupon")}
    assert owners == members(world, "treated")
    assert [row["coupons"] for row in rows] == [len(owners), 0]


def test_a_stock_belongs_to_one_campaign(world: World) -> None:
    """Two campaigns cannot share a stock: nobody could tell whose coupons were used."""
    begin(world, plan(new_stocks={"SPRING": TEN}))
    with pytest.raises(ConflictError) as error:
        begin(world, plan(code="summer", stocks=("SPRING",)))
    assert error.value.code == "stock_taken"
    assert len(world.rows("SELECT id FROM campaign")) == 1


def test_a_stock_whose_rules_changed_meanwhile_is_not_taken(world: World) -> None:
    """Rules that another writer changed after the file was held against them end the start, all of it."""
    create_stock(world.desk(FIRST), "SPRING", replace(TEN, budgets=(Budget("money", "total", 50_000),)))
    seen = replace(TEN, budgets=(Budget("money", "total", 40_000),))
    with pytest.raises(ConflictError) as error:
        begin(world, plan(stocks=("SPRING",), checked={"SPRING": seen}))
    assert error.value.code == "stock_changed"
    assert world.rows("SELECT id FROM campaign") == []
    now = replace(TEN, budgets=(Budget("money", "total", 50_000),))
    assert begin(world, plan(stocks=("SPRING",), checked={"SPRING": now}))["rows"]


def test_the_same_request_key_starts_once(world: World) -> None:
    """A repeat under one request key changes nothing and answers the same."""
    one = plan(new_stocks={"SPRING": TEN}, issue=True)
    desk = world.desk(FIRST, key="spring-1")
    assert start(desk, one) == start(desk, one)
    assert len(world.rows("SELECT id FROM campaign")) == 1
    with pytest.raises(ConflictError) as error:
        start(desk, plan(holdout_bp=500))
    assert error.value.code == "key_reused"


def test_a_repeat_compares_the_file_and_not_whom_it_reaches(world: World) -> None:
    """The same file under one key is the same request, whoever would be reached by then; another is not."""
    told = {"campaign": {"name": "spring"}, "costs": {"margin": "30%"}}
    first = plan(mechanics=told, reached=(1, 2, 3))
    answer = start(world.desk(FIRST, key="k"), first)
    later = replace(first, persons=tuple(range(1, 900)), reached=(1, 2))
    assert start(world.desk(FIRST + 1, key="k"), later) == answer
    with pytest.raises(ConflictError) as error:
        start(world.desk(FIRST, key="k"), replace(first, mechanics={**told, "coupon": {"value": 5}}))
    assert error.value.code == "key_reused"


def test_only_those_reached_get_the_coupon(world: World) -> None:
    """Coupons go to the treated whom the offer reaches; the others stay in their arm without one."""
    reached = tuple(range(1, 101))
    rows = begin(world, plan(new_stocks={"SPRING": TEN}, issue=True, reached=reached))["rows"]
    owners = {row[0] for row in world.rows("SELECT owner FROM coupon")}
    assert owners == members(world, "treated") & set(reached)
    assert (rows[0]["reached"], rows[0]["coupons"], rows[1]["reached"]) == (len(owners), len(owners), 0)
    assert rows[0]["customers"] + rows[1]["customers"] == 1_000


def test_every_identifier_keeps_its_arm(world: World) -> None:
    """All accounts of a customer are dealt with her; her own row stands for her."""
    world.identifier(2_001, 7)
    world.identifier(2_002, 7)
    begin(world, plan())
    rows = world.rows("SELECT identifier, arm FROM campaign_member WHERE customer = 7")
    assert sorted(row[0] for row in rows) == [7, 2_001, 2_002]
    assert len({row[1] for row in rows}) == 1


def test_a_dry_run_shows_the_arms_and_keeps_nothing(world: World) -> None:
    """The arms of a dry run are those of the start after it."""
    tried = begin(world, plan(), dry_run=True)["rows"]
    assert world.rows("SELECT id FROM campaign") == []
    assert begin(world, plan())["rows"] == tried


def test_staff_and_merged_doubles_are_not_in_it(world: World) -> None:
    """Somebody employed is left out, two identifiers of one person are one member."""
    world.staff(3)
    world.merge(9, 2)
    begin(world, plan(persons=(2, 3, 9, 10)))
    assert members(world, "treated") | members(world, "holdout") == {2, 10}


def test_nothing_is_kept_when_a_coupon_cannot_be_created(world: World) -> None:
    """A stock that exists stops the whole start: no campaign, no arms."""
    begin(world, plan(new_stocks={"SPRING": TEN}))
    with pytest.raises(ConflictError):
        begin(world, plan(code="summer", new_stocks={"SPRING": TEN}))
    assert len(world.rows("SELECT id FROM campaign")) == 1


def test_arms_are_assigned_once(world: World) -> None:
    """No member changes arms or disappears."""
    begin(world, plan())
    for statement in ("UPDATE campaign_member SET arm = 'treated'", "DELETE FROM campaign_member"):
        with pytest.raises(Exception, match="stays"):
            world.connection.execute(statement)


@pytest.mark.parametrize(
    ("changes", "kind", "code"),
    [
        ({"code": "a b"}, UsageError, "bad_campaign_code"),
        ({"code": ""}, UsageError, "bad_campaign_code"),
        ({"holdout_bp": 9_500}, UsageError, "bad_holdout"),
        ({"day_from": FIRST - 1}, UsageError, "window_past"),
        ({"day_to": FIRST + 5}, UsageError, "window_past"),
        ({"persons": ()}, NotFoundError, "empty_audience"),
        ({"persons": (7_777,)}, NotFoundError, "empty_audience"),
        ({"stocks": ("NONE",)}, NotFoundError, "no_stock"),
    ],
)
def test_what_cannot_be_started_is_refused(
    world: World, changes: dict[str, Any], kind: type[DigitoolError], code: str
) -> None:
    """Bad names, shares, windows, audiences and stocks are named, and nothing is written."""
    with pytest.raises(kind) as error:
        begin(world, plan(**changes))
    assert error.value.code == code
    assert error.value.hint
    assert world.rows("SELECT id FROM campaign") == []
