"""A till that names no payment, and the bill of the same sales: each sale counts once."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from digitool.ingest.deciding import decide, undo_decision
from digitool.ingest.undoing import redo_import, undo_import

from ..conftest import Cli
from ..sources.made import wechat_bill, wechat_row
from .chain import (
    CUSTOMER_HEAD,
    PURCHASE_HEAD,
    SETTINGS,
    ask,
    differing,
    failed_checks,
    load,
    portrait,
    table,
)
from .test_undo import Make, desk

HEAD = f"{PURCHASE_HEAD},tender"
PAID = "42000000002026030100000009{:02d}"


def sold(minute: int, number: int, yuan: int = 100, tender: str = "微信支付", phone: str = "") -> str:
    """A row of a till on 1 March, so many minutes after ten."""
    return f"2026-03-01 10:{minute:02d}:00,{number:04d},{yuan}.00,,S001,{phone},,milk,1,paid,{tender}"


def bill(path: Path, *minutes: int) -> Path:
    """A bill with a payment of 100.00 in each of these minutes after ten."""
    rows = [
        wechat_row(
            n, 交易时间=f"2026-03-01 10:{minute:02d}:30", 微信订单号=PAID.format(n), 商户订单号=f"M{n}"
        )
        for n, minute in enumerate(minutes, 1)
    ]
    path.write_text(wechat_bill(rows), "utf-8")
    return path


def sales(root: Path) -> list[tuple[int, int]]:
    """How many sales count, and their fen."""
    return ask(root, "SELECT count(*), coalesce(sum(amount_fen), 0) FROM purchase WHERE state = 'paid'")


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """A till's day: one sale alone, two at one time, one in cash; the bill of the first three; a member."""
    till = table(
        tmp_path / "till.csv",
        HEAD,
        [
            sold(0, 1, phone="13800138001"),
            sold(30, 2, phone="13800138002"),
            sold(31, 3, phone="13800138003"),
            sold(50, 4, 20, "现金"),
        ],
    )
    rows = [f"1380013800{n},,,,2026-02-01 10:00:00,,yes,,S001" for n in (1, 2, 3)]
    return [till, bill(tmp_path / "bill.csv", 0, 30, 31), table(tmp_path / "list.csv", CUSTOMER_HEAD, rows)]


def test_till_and_bill_of_the_same_sales_count_once(files: list[Path], new_chain: Make) -> None:
    """In any order of the files; the member of the sale that is alone stays known, of the two nobody's."""
    portraits = []
    for order in permutations(files):
        root = new_chain()
        for file in order:
            load(root, file)
        assert sales(root) == [(4, 32_000)]
        portraits.append(portrait(root))
    assert all(differing(portraits[0], one) == {} for one in portraits[1:])
    assert ask(root, "SELECT how, count(*) FROM sale_match GROUP BY how ORDER BY how") == [
        ("number", 2),
        ("only", 1),
    ]
    assert ask(root, "SELECT count(buyer) FROM purchase WHERE bill_fen IS NOT NULL") == [(1,)]


def test_the_undo_of_either_leaves_the_other(files: list[Path], new_chain: Make) -> None:
    """As if it had never been; and back again."""
    root, other = new_chain(), new_chain()
    for file in files:
        load(root, file)
    whole = portrait(root)
    for batch in (1, 2):
        undo_import(desk(root), batch)
        assert sales(root) == [[(3, 30_000)], [(4, 32_000)]][batch - 1]
        redo_import(desk(root), batch)
        assert differing(whole, portrait(root)) == {}
    undo_import(desk(root), 2)
    for file in (files[0], files[2]):
        load(other, file)
    assert differing(portrait(other), portrait(root)) == {}


def test_what_cannot_be_told_apart_is_open_and_counts_once(chain: Path, tmp_path: Path, cli: Cli) -> None:
    """Two sales at one time and one payment: two count; the bill is believed, or the till, or both."""
    load(chain, table(tmp_path / "till.csv", HEAD, [sold(0, 1, tender=""), sold(1, 2, tender="")]))
    load(chain, bill(tmp_path / "bill.csv", 0))
    assert sales(chain) == [(2, 20_000)]
    rows = cli("reconcile", "--all", "--json", cwd=chain).rows
    assert sorted(row["cause"] for row in rows) == ["double", "no_number", "no_order"]
    for counts, many in (("till", 2), ("both", 3), ("bill", 2)):
        (chain / "digitool.toml").write_text(f'{SETTINGS}\n[reconcile]\ncounts = "{counts}"\n', "utf-8")
        load(chain, table(tmp_path / "nothing.csv", HEAD, []))
        assert sales(chain) == [(many, many * 10_000)]
        assert failed_checks(cli("check", "--json", cwd=chain).rows) == []
    (chain / "digitool.toml").write_text(f"{SETTINGS}\n[reconcile]\nminutes = 0\n", "utf-8")
    load(chain, table(tmp_path / "nothing.csv", HEAD, []))
    assert sales(chain) == [(3, 30_000)]


def test_a_person_decides_and_takes_it_back(chain: Path, tmp_path: Path, cli: Cli) -> None:
    """Same joins what digitool would not, not-same parts what it would; undo gives back what was."""
    load(chain, table(tmp_path / "till.csv", HEAD, [sold(0, 1), sold(40, 2, 99, phone="13800138001")]))
    load(chain, bill(tmp_path / "bill.csv", 1, 59))
    before = portrait(chain)
    sale, payment = "pos:S001::2026-03-01:0002", f"wechatpay:{PAID.format(2)}"
    done = cli("reconcile", "same", sale, payment, "--reason", "the slip says so", "--json", cwd=chain)
    assert done.exit == 0
    assert ask(chain, "SELECT order_fen, bill_fen, state FROM purchase WHERE number = ?", payment) == [
        (9_900, 10_000, "paid")
    ]
    (row,) = (row for row in cli("reconcile", "--json", cwd=chain).rows if row["payment"] == payment)
    assert (row["cause"], row["difference_fen"]) == ("amount_differs", 100)
    assert failed_checks(cli("check", "--json", cwd=chain).rows) == []
    again = cli("reconcile", "same", "pos:S001::2026-03-01:0001", payment, "--json", cwd=chain)
    assert (again.exit, again.error["code"]) == (5, "decided_already")
    assert cli("reconcile", "undo", done.json["meta"]["operation"], cwd=chain).exit == 0
    assert differing(before, portrait(chain)) == {}
    other, first = "pos:S001::2026-03-01:0001", f"wechatpay:{PAID.format(1)}"
    parted = decide(desk(chain), other, first, "", same=False)
    assert ("only",) not in ask(chain, "SELECT how FROM sale_match")
    undo_decision(desk(chain), parted["operation"])
    assert differing(before, portrait(chain)) == {}


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        (("wechatpay:1", "pos:S001::2026-03-01:0001"), "not_a_pair"),
        (("pos:S001::2026-03-01:0009", f"wechatpay:{PAID.format(1)}"), "no_such_sale"),
        (("pos:S001::2026-03-01:0002", f"wechatpay:{PAID.format(1)}"), "joined_by_number"),
        (("pos:S001::2026-03-02:0003", f"wechatpay:{PAID.format(1)}"), "another_day"),
        (("pos:S001::2026-03-01:0001", f"wechatpay:{PAID.format(2)}"), "joined_by_number"),
        (("pos:S001::2026-03-01:0001", f"wechatpay:{PAID.format(3)}"), "not_paid"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(
    numbers: tuple[str, str], code: str, chain: Path, tmp_path: Path, cli: Cli
) -> None:
    """The wrong way round, unknown, joined by its number already, of another day: nothing is changed."""
    joined = f"2026-03-01 11:00:00,0002,100.00,{PAID.format(2)},S001,,,milk,1,paid,"
    later = "2026-03-02 11:00:00,0003,100.00,,S001,,,milk,1,paid,"
    load(chain, table(tmp_path / "till.csv", HEAD, [sold(0, 1), joined, later]))
    load(chain, bill(tmp_path / "bill.csv", 50))
    revoked = tmp_path / "revoked.csv"
    row = wechat_row(3, "REVOKED", 交易时间="2026-03-01 10:40:00", 微信订单号=PAID.format(3))
    revoked.write_text(wechat_bill([row]), "utf-8")
    load(chain, revoked)
    assert cli("reconcile", "same", *numbers, "--json", cwd=chain).error["code"] == code
    assert ask(chain, "SELECT count(*) FROM sale_decision") == [(0,)]


def test_a_settled_commission_stays_when_the_bill_joins(chain: Path, tmp_path: Path, cli: Cli) -> None:
    """Paid for the till's sale, it is the commission of the payment that it is; gone only with the sale."""
    (chain / "digitool.toml").write_text(f'{SETTINGS}\n[commission]\nrate = "2%"\n', "utf-8")
    load(chain, table(tmp_path / "till.csv", f"{HEAD},guide", [f"{sold(0, 1)},zhangsan"]))
    may = {"DIGITOOL_AS_OF": "2026-05-01T12:00:00+08:00"}

    def settle() -> list[tuple[int, int]]:
        rows = cli("guide", "commission", "settle", "--json", cwd=chain, env=may).rows
        return [(row["earned_fen"], row["taken_back_fen"]) for row in rows]

    assert settle() == [(200, 0)]
    load(chain, bill(tmp_path / "bill.csv", 1))
    assert ask(chain, "SELECT count(*), sum(order_fen), sum(bill_fen) FROM purchase") == [(1, 10_000, 10_000)]
    assert settle() == []
    why = cli("guide", "commission", "why", f"wechatpay:{PAID.format(1)}", "--json", cwd=chain, env=may)
    assert [(row["guide"], row["state"]) for row in why.rows] == [("zhangsan", "settled")]
    for batch in (2, 1):
        done = cli("import", "undo", str(batch), "--json", cwd=chain, env=may)
        assert done.exit == 0, done.err
        assert [one["what"] for one in done.json["meta"]["rests"]] == ["commission_settled"]
    assert settle() == [(0, 200)]
    assert failed_checks(cli("check", "--json", cwd=chain).rows) == []


def test_a_matched_payment_may_move_to_another_store(chain: Path, tmp_path: Path) -> None:
    """Its device was of the wrong store: replaced, it is matched with a sale of the other one."""
    other = sold(0, 1).replace("S001", "S002")
    load(chain, table(tmp_path / "till.csv", HEAD, [sold(0, 1), other]))
    file = bill(tmp_path / "bill.csv", 0)
    load(chain, file)
    store = "SELECT store, order_fen IS NULL FROM purchase WHERE bill_fen > 0"
    assert ask(chain, store) == [(1, 0)]
    for wanted, batch in (("S002", 2), ("S001", 3)):
        moved = SETTINGS.replace(
            'merchant = "1900000001"\nstore = "S001"', f'merchant = "1900000001"\nstore = "{wanted}"'
        )
        (chain / "digitool.toml").write_text(moved, "utf-8")
        load(chain, file, replaces=batch)
        assert ask(chain, store) == [(int(wanted[-1]), 0)]


def test_a_decision_goes_with_its_receipt_to_another_day(chain: Path, tmp_path: Path) -> None:
    """The day ends earlier now, so the sale of the night is of the next one: it is still that payment."""
    night = sold(0, 1, 99).replace("2026-03-01 10:00", "2026-03-02 02:00")
    load(chain, table(tmp_path / "till.csv", HEAD, [night]))
    paid = wechat_row(1, 交易时间="2026-03-02 02:40:00", 微信订单号=PAID.format(1))
    (tmp_path / "bill.csv").write_text(wechat_bill([paid]), "utf-8")
    load(chain, tmp_path / "bill.csv")
    decide(desk(chain), "pos:S001::2026-03-01:0001", f"wechatpay:{PAID.format(1)}", "", same=True)
    for hour in (1, 3):
        settings = SETTINGS.replace("cutoff_hour = 3", f"cutoff_hour = {hour}")
        (chain / "digitool.toml").write_text(settings, "utf-8")
        load(chain, table(tmp_path / "nothing.csv", HEAD, []))
        assert ask(chain, "SELECT order_fen, bill_fen FROM purchase") == [(9_900, 10_000)]


def test_a_match_follows_a_payment_to_the_store_of_what_is_left(new_chain: Make, tmp_path: Path) -> None:
    """Two imports of one bill place it in two stores; the first is taken back: the other's till told it."""
    till = table(tmp_path / "till.csv", HEAD, [sold(0, 1), sold(0, 1).replace("S001", "S002")])
    file = bill(tmp_path / "bill.csv", 0)
    moved = SETTINGS.replace(
        'merchant = "1900000001"\nstore = "S001"', 'merchant = "1900000001"\nstore = "S002"'
    )
    root, other = new_chain(), new_chain()
    load(root, till)
    load(root, file)
    for one in (root, other):
        (one / "digitool.toml").write_text(moved, "utf-8")
    load(other, till)
    for one in (root, other):
        load(one, file)
    undo_import(desk(root), 2)
    assert differing(portrait(root), portrait(other)) == {}
    assert ask(root, "SELECT store, how FROM sale_match") == [(2, "only")]


def test_an_order_that_names_the_payment_parts_it_from_a_till(chain: Path, tmp_path: Path) -> None:
    """A number says more than time and amount: the till's sale is one of its own again."""
    load(chain, table(tmp_path / "till.csv", HEAD, [sold(0, 1)]))
    load(chain, bill(tmp_path / "bill.csv", 0))
    assert sales(chain) == [(1, 10_000)]
    order = f"2026-03-01 10:00:10,E1,100.00,{PAID.format(1)},S001,,,milk,1,paid"
    load(chain, table(tmp_path / "orders.csv", PURCHASE_HEAD, [order]))
    assert ask(chain, "SELECT count(*) FROM sale_match") == [(0,)]
    assert sales(chain) == [(2, 20_000)]
    undo_import(desk(chain), 3)
    assert sales(chain) == [(1, 10_000)]
