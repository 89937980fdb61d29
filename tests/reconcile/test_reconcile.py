"""`digitool reconcile` on a chain of stores with till, bill and order exports."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..conftest import Cli
from ..ingest.chain import PURCHASE_HEAD, SETTINGS, ask, failed_checks, load, table
from ..sources.made import YOUZAN_HEAD, wechat_bill, wechat_row

NUMBER = "42000000002026030100000009{:02d}"


@pytest.fixture
def books(workspace: Path) -> Path:
    """Three places with files of both sides: what is matched, and one of every cause."""
    chain = workspace
    (chain / "digitool.toml").write_text(SETTINGS, "utf-8")
    tills = [
        f"2026-03-01 10:00:00,0001,100.00,{NUMBER.format(1)},S001,,,,,paid",  # matched
        f"2026-03-01 10:10:00,0002,98.00,{NUMBER.format(2)},S001,,,,,paid",  # amount_differs
        f"2026-03-01 10:20:00,0003,50.00,{NUMBER.format(3)},S001,,,,,paid",  # no_bill
        "2026-03-01 10:30:00,0004,20.00,,S001,,,,,paid",  # no_number: cash
        f"2026-03-01 11:00:00,0001,100.00,{NUMBER.format(5)},S002,,,,,paid",  # refund_no_order
        f"2026-03-04 11:00:00,0001,70.00,{NUMBER.format(6)},S002,,,,,paid",  # not_covered
        "2026-03-01 12:00:00,R9,-5.00,,S002,,,,,paid",  # refund_no_purchase
    ]
    load(chain, table(chain / "till.csv", PURCHASE_HEAD, tills))
    bill = [
        wechat_row(1, 交易时间="2026-03-01 10:00:05", 微信订单号=NUMBER.format(1)),
        wechat_row(2, 交易时间="2026-03-01 10:10:05", 微信订单号=NUMBER.format(2)),
        wechat_row(4, 交易时间="2026-03-01 10:40:05", 微信订单号=NUMBER.format(4)),  # no_order
        wechat_row(5, 交易时间="2026-03-01 11:00:05", 微信订单号=NUMBER.format(5), 设备号="TILL2"),
        wechat_row(5, "REFUND", 交易时间="2026-03-02 09:00:00", 微信订单号=NUMBER.format(5), 设备号="TILL2"),
        wechat_row(7, 交易时间="2026-03-02 20:00:05", 微信订单号=NUMBER.format(7)),
    ]
    (chain / "bill.csv").write_text(wechat_bill(bill), "utf-8")
    load(chain, chain / "bill.csv")
    order = (
        f"E7,门店,一店,交易完成,2026-03-02 20:00:00,2026-03-02 20:00:05,{NUMBER.format(7)},100.00,"
        "牛奶(1件),13800138001,,,,,0.00,,0.00"
    )
    load(chain, table(chain / "orders.csv", YOUZAN_HEAD, [order]))
    return chain


def test_every_cause_is_told_and_all_adds_up(books: Path, cli: Cli) -> None:
    """Each open item with its amounts; the sums by cause, store and day are those of all that is stored."""
    found = cli("reconcile", "--all", "--json", cwd=books)
    told = [(row["store"], row["cause"], row["order_fen"], row["bill_fen"]) for row in found.rows]
    assert sorted(told, key=str) == [
        ("S001", "amount_differs", 9_800, 10_000),
        ("S001", "matched", 10_000, 10_000),
        ("S001", "matched", 10_000, 10_000),
        ("S001", "no_bill", 5_000, None),
        ("S001", "no_number", 2_000, None),
        ("S001", "no_order", None, 10_000),
        ("S002", "matched", 10_000, 10_000),
        ("S002", "not_covered", 7_000, None),
        ("S002", "refund_no_order", 0, 3_000),
        ("S002", "refund_no_purchase", 500, None),
    ]
    assert (found.json["meta"]["open"], found.json["meta"]["compared"]) == (5, 10)
    (stored,) = ask(books, "SELECT sum(order_fen), sum(bill_fen) FROM purchase WHERE state = 'paid'")
    for by in ("day", "store", "cause"):
        rows = cli("reconcile", "--by", by, "--json", cwd=books).rows
        sums = sum(row["order_fen"] for row in rows), sum(row["bill_fen"] for row in rows)
        assert sums == (stored[0] - 500, stored[1] - 3_000)


def test_open_items_miss_the_target_and_are_told_by_check(books: Path, cli: Cli) -> None:
    """--strict ends with 11, of a day without any with 0; check passes and says how much is open."""
    assert cli("reconcile", "--strict", "--json", cwd=books).exit == 11
    assert cli("reconcile", "--strict", "--on", "2026-03-04", "--json", cwd=books).exit == 0
    assert [row["cause"] for row in cli("reconcile", "--store", "S002", "--json", cwd=books).rows] == [
        "refund_no_purchase",
        "refund_no_order",
    ]
    (row,) = cli("check", "reconcile", "--json", cwd=books).rows
    assert row["passed"]
    assert "no_bill: 1 open" in row["detail"]
    assert failed_checks(cli("check", "--json", cwd=books).rows) == []


def test_what_was_open_is_settled_when_the_missing_file_comes(books: Path, cli: Cli) -> None:
    """The bill of the payment that was in none; and open again when that import is taken back."""
    more = [wechat_row(3, 交易时间="2026-03-01 10:20:05", 微信订单号=NUMBER.format(3))]
    more[0][more[0].index("100.00")] = "100.00"
    (books / "late.csv").write_text(wechat_bill(more), "utf-8")
    load(books, books / "late.csv")

    def open_of(payment: str) -> list[str]:
        rows = cli("reconcile", "--json", cwd=books).rows
        return [row["cause"] for row in rows if row["payment"].endswith(payment)]

    assert open_of("03") == ["amount_differs"]
    assert cli("import", "undo", "4", cwd=books).exit == 0
    assert open_of("03") == ["no_bill"]
