"""A month's commission from the terminal: preview, settle, a refund, pay, and one order explained."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from ..conftest import Cli
from ..ingest.chain import failed_checks
from .orders_file import take_orders
from .people import DAY, T0, added, founded, take_events

POLICY = """
[guides.formula]
name = "=1+1"
store = "S001"

[commission]
rate = "2%"
own_guide_part = "25%"

[commission_rules.care]
rate = "5%"
products = ["CREAM"]
"""
MAY = {"DIGITOOL_AS_OF": "2026-05-01T12:00:00+08:00"}


@pytest.fixture
def chain(workspace: Path) -> Path:
    """Three orders of March: one of Li Si's customer rung up by Zhang Shan, one of hers, one of nobody."""
    founded(workspace, POLICY)
    take_events(workspace, [added("lisi", "wm1", T0 - DAY)])
    rows = [
        "O1,2026-03-01 10:00:00,60.00,S001,wm1,zhangsan,store,CREAM",
        "O1,2026-03-01 10:00:00,40.00,S001,wm1,zhangsan,store,SOAP",
        "O2,2026-03-02 10:00:00,50.00,S001,wm1,,store,SOAP",
        "O3,2026-03-02 10:00:00,50.00,S001,wm9,,store,SOAP",
        "O4,2026-03-03 10:00:00,10.00,S001,wm9,formula,store,SOAP",
    ]
    take_orders(workspace, rows)
    return workspace


def test_a_month_from_preview_to_payout(chain: Path, cli: Cli) -> None:
    """Preview says what settle does; pay writes a payout file that no spreadsheet runs; check agrees."""
    before = cli("guide", "commission", "preview", "--json", cwd=chain, env=MAY)
    assert [
        (row["order"], row["guide"], row["rule"], row["commission_fen"], row["state"]) for row in before.rows
    ] == [
        ("O1", "zhangsan", "base + care", 285, "due"),
        ("O1", "lisi", "base + care", 95, "due"),
        ("O2", "lisi", "base", 100, "due"),
        ("O4", "formula", "base", 20, "due"),
    ]
    settle = ("guide", "commission", "settle", "--until", "2026-04-01", "--key", "s3", "--json")
    done = cli(*settle, cwd=chain, env=MAY)
    assert [(row["guide"], row["orders"], row["commission_fen"]) for row in done.rows] == [
        ("formula", 1, 20),
        ("lisi", 2, 195),
        ("zhangsan", 1, 285),
    ]
    assert cli(*settle, cwd=chain, env=MAY).out == done.out
    assert cli("guide", "commission", "preview", "--json", cwd=chain, env=MAY).rows == []
    report = cli("guide", "commission", "report", "--by", "guide", "--json", cwd=chain, env=MAY).rows
    assert sum(row["commission_fen"] for row in report) == 500
    paid = cli("guide", "commission", "pay", "--csv", "-o", chain / "payout.csv", cwd=chain, env=MAY)
    assert paid.exit == 0, paid.err
    told = list(csv.DictReader(io.StringIO((chain / "payout.csv").read_text("utf-8-sig"))))
    assert [(row["guide"], row["payout_fen"]) for row in told] == [
        ("formula", "20"),
        ("lisi", "195"),
        ("zhangsan", "285"),
    ]
    assert told[0]["name"] == "'=1+1"
    june = {"DIGITOOL_AS_OF": "2026-06-01T12:00:00+08:00"}
    listed = cli("guide", "commission", "payouts", "--json", cwd=chain, env=june).rows
    assert [(row["guide"], row["payout_fen"]) for row in listed] == [
        ("formula", 20),
        ("lisi", 195),
        ("zhangsan", 285),
    ]
    again = ("guide", "commission", "payouts", "--again", listed[0]["operation"])
    assert cli(*again, "--csv", "-o", chain / "again.csv", cwd=chain, env=june).exit == 0
    assert (chain / "again.csv").read_bytes() == (chain / "payout.csv").read_bytes()
    no_payout = cli("guide", "commission", "payouts", "--again", "op-0001", "--json", cwd=chain, env=june)
    assert (no_payout.exit, no_payout.error["code"]) == (4, "no_payout")
    assert failed_checks(cli("check", "--json", cwd=chain).rows) == []


def test_one_order_with_a_refund_explained(chain: Path, cli: Cli) -> None:
    """Relation, binding, rules, share, refund, state and journals, in English and in Chinese."""
    ask = ("guide", "commission", "why", "O1")
    fresh = cli(*ask, cwd=chain, env={"DIGITOOL_AS_OF": "2026-03-05T12:00:00+08:00"}).out
    assert "it can be settled from 2026-03-16 on" in fresh
    cli("guide", "commission", "settle", cwd=chain, env=MAY)
    cli("guide", "commission", "pay", cwd=chain, env=MAY)
    take_orders(chain, ["O1,2026-04-20 10:00:00,-40.00,S001,wm1,zhangsan,store,SOAP"], "back.csv")
    pending = cli(*ask, cwd=chain, env=MAY).out
    assert "refunds since then take back 1.14 more" in pending
    cli("guide", "commission", "settle", cwd=chain, env=MAY)
    english = cli(*ask, cwd=chain, env=MAY).out
    for text in (
        "zhangsan rang it up in the store",
        "40.00 has the chain's own rate: 2%",
        "60.00 falls under the rule care: 5%",
        "zhangsan gets 75% of the order's commission: 2.85",
        "lisi served the customer, since 2026-02-28 (added)",
        "40.00 of 100.00 was given back, so 1.14 is taken back and 1.71 remains",
        "it was paid out",
        "1.14 was taken back after that and comes off the next payout",
    ):
        assert text in english
    chinese = cli(*ask, "--lang", "zh", cwd=chain, env=MAY).out
    for text in ("zhangsan 在门店代下单", "60.00 元适用规则 care：5%", "扣回 1.14 元，余 1.71 元", "已发放"):
        assert text in chinese
    rows = cli(*ask, "--json", cwd=chain, env=MAY).rows
    assert [(row["guide"], row["relation"], row["bound_to"], row["taken_back_fen"]) for row in rows] == [
        ("zhangsan", "on_behalf", "lisi", 114),
        ("lisi", "service", "lisi", 38),
    ]
    assert [len(row["journals"]) for row in rows] == [3, 3]
    assert "wm1" not in english or rows[0]["known_as"] in ("w***",)
    assert failed_checks(cli("check", "--json", cwd=chain).rows) == []


def test_an_order_of_nobody_and_one_that_is_not_there(chain: Path, cli: Cli) -> None:
    """Nobody's order says why; an unknown one is not found."""
    nobody = cli("guide", "commission", "why", "O3", "--json", cwd=chain, env=MAY)
    assert nobody.rows[0]["guide"] is None
    assert "none served the customer" in nobody.rows[0]["words"][0]
    missing = cli("guide", "commission", "why", "O9", "--json", cwd=chain, env=MAY)
    assert (missing.exit, missing.error["code"]) == (4, "no_such_order")


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ("[commission]\nrate = 5\n", "commission.rate"),
        ('[commission]\npays = ["shares"]\n', "did you mean share"),
        ("[commission_rules.x]\n", "commission_rules.x"),
        ('[commission_rules.x]\nrate = "1%"\nstores = ["S009"]\n', "S009"),
        ('[commission_rules.x]\nrate = "1%"\nfrom = 2026-03-02\nto = 2026-03-02\n', "must lie after from"),
    ],
)
def test_a_wrong_rate_or_rule_is_refused_with_its_place(
    workspace: Path, cli: Cli, more: str, problem: str
) -> None:
    """A bare number, an unknown relation or store, a rule without a rate or without days: exit 2."""
    founded(workspace, more)
    done = cli("guide", "commission", "preview", cwd=workspace)
    assert done.exit == 2 and problem in done.err
