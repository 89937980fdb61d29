"""What an import says stays what it said, whatever settings change between it, its undo and its redo."""

from __future__ import annotations

from pathlib import Path

import pytest

from digitool.ingest.undoing import redo_import, undo_import

from ..conftest import Cli
from ..sources.made import wechat_bill, wechat_row
from .chain import (
    CUSTOMER_HEAD,
    PURCHASE_HEAD,
    SETTINGS,
    TOUCH_HEAD,
    ask,
    differing,
    failed_checks,
    load,
    portrait,
    table,
    touch_row,
)
from .test_undo import Make, desk

EARLIER = SETTINGS.replace("cutoff_hour = 3", "cutoff_hour = 1")
SOLD = "2026-03-02 02:30:00,0001,30.00,,S001,,milk,,1,paid"
MORE = "2026-03-02 02:30:00,0001,5.00,,S001,,tea,,1,paid"
BACK = "2026-03-02 02:40:00,0001,-10.00,,S001,,milk,,1,paid"


def follow(root: Path, settings: str) -> None:
    """Change the settings of a workspace."""
    (root / "digitool.toml").write_text(settings, "utf-8")


@pytest.mark.parametrize("again", [[SOLD, MORE], [SOLD, BACK]], ids=["an article more", "a return"])
def test_a_receipt_is_one_whenever_its_day_ended(again: list[str], new_chain: Make, tmp_path: Path) -> None:
    """The day ends at another hour when a receipt is told again: one sale, of the day that counts now."""
    first, second = (
        table(tmp_path / "1.csv", PURCHASE_HEAD, [SOLD]),
        table(tmp_path / "2.csv", PURCHASE_HEAD, again),
    )
    root, other = new_chain(), new_chain()
    follow(other, EARLIER)
    load(root, first)
    undo_import(desk(root), 1)
    follow(root, EARLIER)
    load(root, second)
    redo_import(desk(root), 1)
    load(other, first)
    load(other, second)
    assert differing(portrait(root), portrait(other)) == {}
    assert len(ask(root, "SELECT number FROM purchase")) == 1


def test_a_till_without_the_payments_number_joins_it_by_a_later_file(new_chain: Make, tmp_path: Path) -> None:
    """One export of a till has no column for it, the next one has: one sale in any order."""
    bare = "2026-03-01 10:00:00,0001,100.00,,S001,13800138001,milk,,1,paid"
    files = [
        table(tmp_path / "bare.csv", PURCHASE_HEAD, [bare]),
        table(tmp_path / "full.csv", f"{PURCHASE_HEAD},merchant_order_no", [f"{bare},T1"]),
        tmp_path / "bill.csv",
    ]
    files[2].write_text(wechat_bill([wechat_row(1, 商户订单号="T1")]), "utf-8")
    for order in ([0, 2, 1], [1, 2, 0], [2, 0, 1]):
        root = new_chain()
        for place in order:
            load(root, files[place])
        assert ask(root, "SELECT count(*), sum(amount_fen) FROM purchase") == [(1, 10_000)]


def test_one_refund_number_on_two_payments_is_two_refunds(chain: Path, tmp_path: Path) -> None:
    """Both bills are believed; taking one back leaves the other's refund."""
    for number in (1, 2):
        rows = [wechat_row(number), wechat_row(number, "REFUND", 微信退款单号="50300000002026030100000077")]
        file = tmp_path / f"{number}.csv"
        file.write_text(wechat_bill(rows), "utf-8")
        load(chain, file)
    assert ask(chain, "SELECT count(DISTINCT purchase), sum(amount_fen) FROM refund") == [(2, 6_000)]
    undo_import(desk(chain), 2)
    assert ask(chain, "SELECT count(*), sum(amount_fen) FROM refund") == [(1, 3_000)]


def test_a_payment_stays_in_its_store_until_its_import_is_replaced(chain: Path, tmp_path: Path) -> None:
    """A till that moved to another store takes no past sale along, and the import says how it would."""
    file = tmp_path / "bill.csv"
    file.write_text(wechat_bill([wechat_row(1, 设备号="TILL2")]), "utf-8")
    load(chain, file)
    follow(chain, SETTINGS.replace('device = "TILL2"\nstore = "S002"', 'device = "TILL2"\nstore = "S001"'))
    (told,) = load(chain, file).warnings
    assert (told.code, told.values) == ("sale_place_differs", {"count": 1})
    assert ask(chain, "SELECT store FROM purchase") == [(2,)]
    undo_import(desk(chain), 2)
    load(chain, file, replaces=1)
    assert ask(chain, "SELECT store FROM purchase") == [(1,)]


def test_undoing_what_replaced_an_import_has_that_one_count_again(
    chain: Path, tmp_path: Path, cli: Cli
) -> None:
    """A replacement is one step: its undo gives back what was before, its redo takes it away again."""
    rows = [SOLD, SOLD.replace("0001", "0002")]
    files = [table(tmp_path / f"{at}.csv", PURCHASE_HEAD, some) for at, some in enumerate((rows, rows[:1]))]
    load(chain, files[0])
    before = portrait(chain)
    load(chain, files[1], replaces=1)
    replaced = portrait(chain)
    done = cli("import", "undo", "2", "--json", cwd=chain)
    assert (done.exit, done.json["meta"]["also"]) == (0, [1])
    assert differing(before, portrait(chain)) == {}
    redo_import(desk(chain), 2)
    assert differing(replaced, portrait(chain)) == {}
    assert [row["state"] for row in cli("import", "list", "--json", cwd=chain).rows] == ["counts", "undone"]


def test_a_touch_whose_touchpoint_moved_is_one_after_a_redo(chain: Path, tmp_path: Path) -> None:
    """Told at the old place, taken back, told at the new one: the first telling comes back to the second."""
    row = touch_row(1, "oMADEUP000000000000000000001", "2026-03-01 09:50:00", store="")
    file = table(tmp_path / "scans.csv", TOUCH_HEAD, [row])
    load(chain, file)
    undo_import(desk(chain), 1)
    follow(chain, SETTINGS.replace('scene = "shelf"\nstore = "S001"', 'scene = "shelf"\nstore = "S002"'))
    load(chain, file)
    redo_import(desk(chain), 1)
    place = "SELECT p.store FROM touch t JOIN touchpoint p ON p.id = t.touchpoint"
    assert ask(chain, place) == [(2,)]
    undo_import(desk(chain), 2)
    assert ask(chain, place) == [(2,)]


def test_a_value_that_means_nobody_may_go_and_come_back(chain: Path, tmp_path: Path, cli: Cli) -> None:
    """Blocked everywhere, by the settings, before or while its import is taken back: it buys nothing."""
    for number, phone in enumerate(("13800138000", "13900139001"), 1):
        row = SOLD.replace(",S001,,", f",S001,{phone},")
        load(chain, table(tmp_path / f"{number}.csv", PURCHASE_HEAD, [row.replace("0001", f"000{number}")]))
        undo_import(desk(chain), number)
        assert failed_checks(cli("check", "--json", cwd=chain).rows) == []
    follow(chain, SETTINGS + '\n[identity]\nblocked = ["13900139001"]\n')
    for number in (1, 2):
        redo_import(desk(chain), number)
    assert ask(chain, "SELECT party, buyer FROM purchase") == [(None, None)] * 2
    assert failed_checks(cli("check", "--json", cwd=chain).rows) == []


def test_whom_an_account_names_stays_while_it_counts(chain: Path, tmp_path: Path) -> None:
    """Two files name two customers of one payment; a list of one of them is taken back: both stay known."""
    payment = "4200000000202603010000000901"
    for number, phone in enumerate(("13800138001", "13900139001"), 1):
        row = f"2026-03-01 10:00:00,0001,100.00,{payment},S001,{phone},milk,,1,paid"
        load(chain, table(tmp_path / f"{number}.csv", PURCHASE_HEAD, [row]))
        member = f"{phone},,,,2026-02-01 00:00:00,,yes,,"
        load(chain, table(tmp_path / f"list{number}.csv", CUSTOMER_HEAD, [member]))
    for batch in (2, 4):
        undo_import(desk(chain), batch)
    assert ask(chain, "SELECT count(*) FROM identifier") == [(2,)]


def test_a_row_that_is_refused_names_nobody(chain: Path, tmp_path: Path) -> None:
    """Its store is unknown, so its customer is unknown, too."""
    row = SOLD.replace(",S001,,", ",S009,13800138001,")
    assert load(chain, table(tmp_path / "1.csv", PURCHASE_HEAD, [row])).rejected == 1
    assert ask(chain, "SELECT count(*) FROM identifier") == [(0,)]
