"""One purchase, told by a bill and by an order system, in any order, whole or destroyed by a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest

from ..conftest import Cli
from ..sources.made import WECHAT_HEAD, YOUZAN_HEAD, wechat_bill, wechat_row
from .chain import CUSTOMER_HEAD, PURCHASE_HEAD, Portrait, ask, differing, load, portrait, table

NUMBER = "4200000000202603010000000041"


def bill(path: Path, *rows: list[str]) -> Path:
    """Write a trade bill."""
    path.write_text(wechat_bill(rows), "utf-8")
    return path


def paid(state: str = "SUCCESS", **changes: str) -> list[str]:
    """Order POS41 of 100.00 at 10:00:01, its refund of 30.00, or its revocation."""
    return wechat_row(1, state, **{"微信订单号": NUMBER, "商户订单号": "POS41", **changes})


def youzan(path: Path, number: str = NUMBER, channel: str = "门店", store: str = "二店") -> Path:
    """Write an order export with the same payment, sold by guide 张三 in the second store."""
    row = (
        f"E41,{channel},{store},交易完成,2026-03-01 09:59:00,2026-03-01 10:00:00,{number},100.00,牛奶(1件),"
        "13800138000,,张三,,,0.00,赵六,0.00"
    )
    return table(path, YOUZAN_HEAD, [row])


def mangled(path: Path, *rows: list[str]) -> Path:
    """Write the same bill as Excel saves it: long numbers as floats, times without seconds."""
    text = wechat_bill([_through_excel(row) for row in rows], tick="")
    path.write_text(text, "utf-8")
    return path


def _through_excel(cells: list[str]) -> list[str]:
    kept = [f"{float(cell):.5E}" if len(cell) > 15 and cell.isdigit() else cell for cell in cells]
    kept[0] = cells[0].replace("-", "/").rsplit(":", 1)[0]
    return kept


Make = Callable[[], Path]


def every_order(
    new_chain: Make, files: list[tuple[Callable[[Path], Path], dict[str, bool]]]
) -> list[Portrait]:
    """The portrait after importing the files in every order, each into a workspace of its own."""
    portraits = []
    for order in permutations(enumerate(files)):
        root = new_chain()
        for place, (make, read) in order:
            assert not load(root, make(root / f"{place}.csv"), read=read).rejects
        portraits.append(portrait(root))
    return portraits


def same(portraits: list[Portrait]) -> Portrait:
    """The one portrait that all orders give."""
    first, *others = portraits
    assert [differing(first, other) for other in others] == [{} for _ in others]
    return first


def test_bill_and_order_make_one_purchase_in_either_order(new_chain: Make) -> None:
    """Payer, amount and time are the bill's; store, guide and lines are the order's."""
    found = same(every_order(new_chain, [(lambda path: bill(path, paid()), {}), (youzan, {})]))
    (purchase,) = found["purchase"]
    assert purchase[0] == f"wechatpay:{NUMBER}"
    assert purchase[4:10] == (2, "store", 10_000, "paid", "张三", "赵六")
    assert purchase[10].startswith("wx_openid|wxmadeup|")
    assert [line[3] for line in found["line"]] == ["牛奶"]
    (day,) = [row for row in found["store_day"] if row[7]]
    assert (day[0], day[7], day[9]) == (2, 1, 10_000)


def test_an_online_order_is_no_store_sale_although_the_bill_maps_to_a_store(new_chain: Make) -> None:
    """The order system knows that it was sold online: the store of the shared merchant number yields."""
    online = (lambda path: youzan(path, channel="网店", store="官方旗舰店"), {})
    found = same(every_order(new_chain, [(lambda path: bill(path, paid()), {}), online]))
    assert [row[4:6] for row in found["purchase"]] == [(0, "official_store")]
    assert all(row[7] == 0 for row in found["store_day"])


def test_the_business_day_is_that_of_the_store_that_sold(new_chain: Make) -> None:
    """At 01:30 the first store's day is still yesterday, the second store's is today."""
    late = paid(交易时间="2026-03-02 01:30:00")
    found = same(every_order(new_chain, [(lambda path: bill(path, late), {}), (youzan, {})]))
    assert [row[3] - 20_513 for row in found["purchase"]] == [1]
    alone = same(every_order(new_chain, [(lambda path: bill(path, late), {})]))
    assert [row[3] - 20_513 for row in alone["purchase"]] == [0]


def test_a_sale_moves_from_the_buyer_to_the_payer_who_paid(new_chain: Make) -> None:
    """A husband pays for his wife's order: the sale is his alone, whichever file was first."""

    def members(path: Path) -> Path:
        wife, husband = "13800138000,,,,,妻,yes,yes,", f",oMADEUP{1:021d},,,,夫,yes,yes,"
        return table(path, CUSTOMER_HEAD, [wife, husband])

    bills = (lambda path: bill(path, paid()), {})
    found = same(every_order(new_chain, [(members, {}), (youzan, {}), bills]))
    assert len(found["persons"]) == 2
    assert [row[2:3] + row[7:9] for row in found["store_day"] if row[7]] == [(39_600, 1, 1)]
    assert found["person_sales"] == [(2, 20_513, 1, 0)]


def test_a_revoked_payment_stays_revoked(new_chain: Make) -> None:
    """SUCCESS and REVOKED in one file or two, in any order: no transaction."""
    success, revoked = paid(), paid("REVOKED", 交易时间="2026-03-01 10:02:00")
    one_file = same(every_order(new_chain, [(lambda path: bill(path, success, revoked), {})]))
    other_way = same(every_order(new_chain, [(lambda path: bill(path, revoked, success), {})]))
    files = [(lambda path: bill(path, success), {}), (lambda path: bill(path, revoked), {}), (youzan, {})]
    apart = same(every_order(new_chain, files[:2]))
    assert differing(one_file, other_way) == differing(one_file, apart) == {}
    assert [row[7] for row in apart["purchase"]] == ["revoked"]
    assert [row[7] for row in same(every_order(new_chain, files))["purchase"]] == ["revoked"]


def test_a_bill_that_excel_destroyed_and_the_true_one_count_once(new_chain: Make) -> None:
    """Order by number, order by order number, and the order system: one purchase, one refund, any order."""
    rows = (paid(), paid("REFUND", 交易时间="2026-03-01 11:00:07"))
    files = [
        (lambda path: mangled(path, *rows), {"by_order_no": True}),
        (lambda path: bill(path, *rows), {}),
        (youzan, {}),
    ]
    two = same(every_order(new_chain, files[:2]))
    assert [row[0] for row in two["purchase"]] == [f"wechatpay:{NUMBER}"]
    assert [row[1:5] for row in two["refund"]] == [(f"wechatpay:{NUMBER}", 1_772_334_007_000, 20_513, 3_000)]
    three = same(every_order(new_chain, files))
    assert len(three["purchase"]) == len(three["refund"]) == 1
    assert sum(row[9] for row in three["store_day"]) == 10_000


def test_two_equal_refunds_of_one_purchase_stay_two(new_chain: Make) -> None:
    """Matching a destroyed refund with the true one never swallows a second genuine one."""
    first = paid("REFUND", 交易时间="2026-03-01 11:00:07")
    second = paid(
        "REFUND",
        交易时间="2026-03-01 11:00:40",
        微信退款单号="50300000002026030100000000099",
        商户退款单号="R99",
    )
    rows = (paid(), first, second)
    files = [(lambda path: mangled(path, *rows), {"by_order_no": True}), (lambda path: bill(path, *rows), {})]
    found = same(every_order(new_chain, files))
    assert [row[4] for row in found["refund"]] == [3_000, 3_000]


def test_a_destroyed_bill_is_refused_without_the_option(chain: Path) -> None:
    """Ids that went through a float are rejected row by row, and nothing is guessed."""
    outcome = load(chain, mangled(chain / "bill.csv", paid()))
    assert {reject.code for reject in outcome.rejects} == {"id_mangled"}
    assert ask(chain, "SELECT count(*) FROM purchase") == [(0,)]


def test_a_refund_may_come_before_its_purchase(new_chain: Make) -> None:
    """Refund and purchase meet in either order, and the refund's day is that of the purchase's store."""
    sold = paid(设备号="TILL2")
    late = paid("REFUND", 交易时间="2026-03-02 01:30:00")
    found = same(
        every_order(new_chain, [(lambda path: bill(path, sold), {}), (lambda path: bill(path, late), {})])
    )
    assert [row[1:4] for row in found["refund"]] == [(f"wechatpay:{NUMBER}", 1_772_386_200_000, 20_514)]


@pytest.mark.parametrize("states", [("PROCESSING", "SUCCESS"), ("SUCCESS", "PROCESSING")])
def test_a_refund_that_went_through_stays_so(chain: Path, states: tuple[str, str]) -> None:
    """The state of a refund is a snapshot; an older export does not take it back."""
    for place, state in enumerate(states):
        load(chain, bill(chain / f"{place}.csv", paid(), paid("REFUND", 退款状态=state)))
    assert ask(chain, "SELECT state FROM refund") == [("SUCCESS",)]


def test_an_older_order_export_does_not_unpay_a_purchase(new_chain: Make) -> None:
    """Unpaid yesterday and paid today is paid, whichever file is imported last."""
    row = "2026-03-01 10:00:00,A1,10.00,,S001,,,,,{}"
    files = [
        (lambda path, state=state: table(path, PURCHASE_HEAD, [row.format(state)]), {})
        for state in ("paid", "unpaid")
    ]
    assert [row[7] for row in same(every_order(new_chain, files))["purchase"]] == ["paid"]


def test_lines_that_arrive_later_are_kept(chain: Path) -> None:
    """An export with items adds them to a purchase that was known without."""
    bare = table(chain / "a.csv", "at,order_no,amount,store", ["2026-03-01 10:00:00,A1,10.00,S001"])
    items = table(
        chain / "b.csv", "at,order_no,amount,store,item,title", ["2026-03-01 10:00:00,A1,10.00,S001,690,milk"]
    )
    assert [load(chain, file).accepted for file in (bare, items, items, bare)] == [1, 1, 0, 0]
    assert ask(chain, "SELECT item, title FROM purchase_line") == [("690", "milk")]


def test_both_sides_of_a_purchase_know_their_line(chain: Path) -> None:
    """The bill's and the order's batch and line stand beside what each of them said."""
    load(chain, bill(chain / "a.csv", paid()))
    load(chain, youzan(chain / "b.csv"))
    assert ask(chain, "SELECT batch, line FROM sale_claim ORDER BY batch") == [(1, 2), (2, 2)]


def test_a_changed_cut_off_hour_moves_sales_to_their_new_day(chain: Path) -> None:
    """After the settings change the next import dates old purchases and refunds anew."""
    late = paid(交易时间="2026-03-02 01:30:00"), paid("REFUND", 交易时间="2026-03-02 01:40:00")
    load(chain, bill(chain / "a.csv", *late))
    assert ask(chain, "SELECT day FROM purchase UNION SELECT day FROM refund") == [(20_513,)]
    settings = chain / "digitool.toml"
    settings.write_text(settings.read_text("utf-8").replace("cutoff_hour = 3", "cutoff_hour = 1"), "utf-8")
    load(chain, bill(chain / "b.csv", wechat_row(2)))
    assert ask(chain, "SELECT DISTINCT day FROM purchase WHERE order_no = 'POS41'") == [(20_514,)]
    assert ask(chain, "SELECT day FROM refund") == [(20_514,)]
    assert ask(chain, "SELECT day, sales FROM store_day WHERE sales > 0 ORDER BY day") == [
        (20_513, 1),
        (20_514, 1),
    ]


def test_a_merchant_without_a_rule_can_be_added_and_taken_from_the_rejects(chain: Path, cli: Cli) -> None:
    """Unknown merchants come back as rejects; with a [[bills]] entry the same rejects go in."""
    done = cli(
        "import",
        bill(chain / "a.csv", paid(商户号="1900000009"), paid(微信订单号="4" * 28)),
        "--json",
        cwd=chain,
    )
    assert (done.exit, done.rows[0]["accepted"], done.rows[0]["rejected"]) == (3, 1, 1)
    (rejects,) = (chain / "rejects").iterdir()
    assert rejects.read_text("utf-8-sig").splitlines()[0].endswith(WECHAT_HEAD)
    settings = chain / "digitool.toml"
    settings.write_text(
        settings.read_text("utf-8") + '\n[[bills]]\nmerchant = "1900000009"\nstore = "S002"\n', "utf-8"
    )
    again = cli("import", rejects, "--json", cwd=chain)
    assert (again.exit, again.rows[0]["accepted"]) == (0, 1)
    assert ask(chain, "SELECT store, count(*) FROM purchase GROUP BY store") == [(1, 1), (2, 1)]


def test_a_till_and_the_bill_of_its_payments_are_one_sale_each(
    new_chain: Callable[[], Path], tmp_path: Path
) -> None:
    """The bill knows what the till called the payment: two sales in any order, and the member stays known."""
    till = tmp_path / "till.csv"
    rows = [
        f"2026-03-01 1{n}:00:00,000{n},T{n},100.00,S001,{phone}" for n, phone in ((1, "13800138001"), (2, ""))
    ]
    table(till, "at,order_no,merchant_order_no,amount,store,phone", rows)
    members = table(tmp_path / "members.csv", CUSTOMER_HEAD, ["13800138001,,,,2026-02-01 00:00:00,李,yes,,"])
    bills = [wechat_row(n, 交易时间=f"2026-03-01 1{n}:00:05", 商户订单号=f"T{n}") for n in (1, 2)]
    told = bill(tmp_path / "bill.csv", *bills)
    portraits = []
    for files in ((till, members, told), (told, till, members)):
        root = new_chain()
        for file in files:
            load(root, file)
        portraits.append(portrait(root))
        assert ask(root, "SELECT sales, sales_known, paid_fen FROM store_day WHERE sales > 0") == [
            (2, 1, 20_000)
        ]
        assert ask(root, "SELECT count(*) FROM purchase WHERE bill_fen = order_fen") == [(2,)]
    assert differing(*portraits) == {}
