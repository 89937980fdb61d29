"""One refund told by bill, order system and till is one; that of a sale which nobody knows counts, too."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from ..conftest import Cli
from ..sources.made import YOUZAN_HEAD, alipay_bill, alipay_row, wechat_bill, wechat_row
from ..sources.youzan_trade import BOTH, CLOSED, OUTER, answer, listed, refund, trade
from .chain import PURCHASE_HEAD, Portrait, ask, differing, load, portrait, table

Make = Callable[[], Path]

PERIOD = ("--from", "2026-03-01", "--to", "2026-03-10", "--json")


def official_bill(root: Path) -> None:
    """Let the merchant of the made bills sell for the official store."""
    settings = root / "digitool.toml"
    head, _, rest = settings.read_text("utf-8").partition("[[bills]]")
    settings.write_text(f'{head}[[bills]]\nmerchant = "1900000001"\nchannel = "official_store"\n', "utf-8")
    assert rest


def put(root: Path, name: str, text: str) -> Any:
    """Import a text; what became of it."""
    (root / name).write_text(text, "utf-8")
    return load(root, root / name)


def report(root: Path, cli: Cli) -> dict[str, Any]:
    """The official store's figures of the first days of March."""
    (row,) = cli("official-store", "report", "--by", "chain", *PERIOD, cwd=root).rows
    return row


def pay(state: str = "SUCCESS", fen: str = "1.00", **cells: str) -> list[str]:
    """A row of the bill of the Youzan order: its payment, or one of its refunds."""
    amounts = (
        {"应结订单金额": fen, "订单金额": fen}
        if state == "SUCCESS"
        else {"退款金额": fen, "申请退款金额": fen}
    )
    return wechat_row(
        7, state, **{"微信订单号": OUTER, "商户订单号": "E20260301100000000600011", **amounts, **cells}
    )


def bill(*rows: list[str]) -> str:
    """A bill with these rows; its footer is theirs."""
    head = wechat_bill([wechat_row(1)]).split("\n")[0]
    columns = head.lstrip("\ufeff").split(",")
    sums = {
        name: sum(float(row[columns.index(name)]) for row in rows)
        for name in ("应结订单金额", "退款金额", "充值券退款金额", "手续费", "订单金额", "申请退款金额")
    }
    foot = (
        f"`{len(rows)},`{sums['应结订单金额']:.2f},`{sums['退款金额']:.2f},`{sums['充值券退款金额']:.2f},"
        f"`{sums['手续费']:.5f},`{sums['订单金额']:.2f},`{sums['申请退款金额']:.2f}"
    )
    titles = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
    body = ["`" + ",`".join(row) for row in rows]
    return "\n".join([head, *body, titles, foot, ""])


REFUNDED = [
    ("order.json", answer(trade(*BOTH, **CLOSED))),
    ("list.json", listed(trade(**CLOSED))),
    (
        "bill.csv",
        bill(
            pay(),
            pay("REFUND", "0.50", 交易时间="2026-03-05 10:25:12", 微信退款单号="5" * 28),
            pay("REFUND", "0.50", 交易时间="2026-03-05 10:26:44", 微信退款单号="6" * 28),
        ),
    ),
    (
        "export.csv",
        "\n".join(
            [
                YOUZAN_HEAD,
                "E20260301100000000600011,网店,测试店,交易关闭,2026-03-01 10:00:00,2026-03-01 10:01:00,"
                f"{OUTER},1.00,牛奶(1件),13800138000,,,,全额退款成功,1.00,,0.00",
                "",
            ]
        ),
    ),
]
"""One order of 1.00 yuan that was given back in two halves, as each of its sources tells it."""


@pytest.mark.parametrize("place", range(len(REFUNDED)))
def test_each_source_alone_knows_that_all_was_given_back(place: int, chain: Path, cli: Cli) -> None:
    """One sale of 1.00, net 0.00, whichever file is all there is."""
    official_bill(chain)
    put(chain, *REFUNDED[place])
    row = report(chain, cli)
    assert (row["orders"], row["gmv_fen"], row["net_fen"]) == (1, 100, 0)


def test_one_payment_told_four_times_is_one_purchase_and_its_refunds_count_once(
    new_chain: Make, cli: Cli
) -> None:
    """Interface, list, export and bill in any order: one order, nobody buys again, nothing is left."""
    portraits: list[Portrait] = []
    for order in list(permutations(REFUNDED))[::5]:
        root = new_chain()
        official_bill(root)
        for name, text in order:
            assert not put(root, name, text).rejects
        row = report(root, cli)
        assert (row["orders"], row["gmv_fen"], row["net_fen"]) == (1, 100, 0)
        assert row["repeat_rate"] == {"value": 0.0, "num": 0, "den": 1}
        assert ask(root, "SELECT number FROM purchase") == [(f"wechatpay:{OUTER}",)]
        assert put(root, "again.csv", dict(REFUNDED)["bill.csv"]).accepted == 0
        portraits.append({"refund": portrait(root)["refund"]})
    assert [differing(portraits[0], one) for one in portraits] == [{}] * len(portraits)


def test_a_refund_under_way_goes_through_or_comes_to_nothing(chain: Path, cli: Cli) -> None:
    """Asked for or refused: not off the sales; gone through: off, whatever comes after that."""
    official_bill(chain)
    number = "202603051025110000010006"
    for state, net in ((1, 100), (10, 100), (60, 50), (1, 50)):
        put(chain, f"{state}.json", answer(trade(refund(number, "0.50", state))))
        assert report(chain, cli)["net_fen"] == net


def test_check_names_a_refund_of_more_than_was_paid(chain: Path, cli: Cli) -> None:
    """Its net is nothing, not less, so nobody would see it; two who tell of the same money are no fault."""
    official_bill(chain)
    put(chain, "bill.csv", bill(pay(), pay("REFUND")))
    put(chain, "order.json", answer(trade(refund("202603051025110000010006", "1.00", 60))))

    def told() -> tuple[bool, str]:
        (row,) = cli("check", "refunds", "--json", cwd=chain).rows
        return row["passed"], row["detail"]

    assert (told(), report(chain, cli)["net_fen"]) == ((True, ""), 0)
    with closing(sqlite3.connect(chain / "digitool.db")) as connection, connection:
        connection.execute("UPDATE refund SET amount_fen = 200 WHERE teller = 'bill'")
    passed, detail = told()
    assert passed, "a file may say so, and the database is whole"
    assert detail == f"purchase wechatpay:{OUTER} is 100 fen, 200 fen came back on it"
    assert report(chain, cli)["net_fen"] == 0


def test_guides_take_a_refund_off_once(chain: Path, cli: Cli) -> None:
    """Half of it came back; the bill, the interface and the export say so, and net is half."""
    official_bill(chain)
    half = refund("202603051025110000010006", "0.50")
    put(chain, "order.json", answer(trade(half, refund_state=2)))
    put(chain, "bill.csv", bill(pay(), pay("REFUND", "0.50", 微信退款单号="5" * 28)))
    export = REFUNDED[3][1].replace(",1.00,,0.00", ",0.50,,0.00").replace("全额退款成功", "部分退款成功")
    put(chain, "export.csv", export)
    assert report(chain, cli)["net_fen"] == 50
    rank = cli("guide", "rank", *PERIOD, cwd=chain)
    assert rank.json["meta"]["unassigned"]["net_fen"] == 50
    assert ask(chain, "SELECT count(*) FROM refund") == [(3,)]


def test_a_bills_refund_of_an_older_sale_counts_on_its_day_until_that_sale_is_known(
    chain: Path, cli: Cli
) -> None:
    """Only March is imported, and the payment was of February; then February is imported as well."""
    old = {"微信订单号": "4200000000202602200000000001", "商户订单号": "OLD1"}
    back = wechat_row(1, "REFUND", 交易时间="2026-03-02 10:00:00", **old)
    put(chain, "march.csv", wechat_bill([wechat_row(2), back]))
    (row,) = cli("flow", "rate", "--by", "chain", *PERIOD, cwd=chain).rows
    assert (row["gmv_fen"], row["net_fen"], row["refunds_without_purchase_fen"]) == (10_000, 7_000, 3_000)
    (named,) = cli("flow", "refunds", "--json", cwd=chain).rows
    assert (named["store"], named["day"], named["order"]) == ("S001", "2026-03-02", "OLD1")
    rank = cli("guide", "rank", *PERIOD, cwd=chain).json["meta"]
    assert (rank["unassigned"]["net_fen"], rank["refunds_without_purchase_fen"]) == (7_000, 3_000)
    put(chain, "february.csv", wechat_bill([wechat_row(1, 交易时间="2026-02-20 10:00:00", **old)]))
    (row,) = cli("flow", "rate", "--by", "chain", *PERIOD, cwd=chain).rows
    assert (row["gmv_fen"], row["net_fen"], row["refunds_without_purchase"]) == (10_000, 10_000, 0)
    assert cli("flow", "refunds", "--json", cwd=chain).rows == []
    february = ("--from", "2026-02-01", "--to", "2026-03-01", "--json")
    (row,) = cli("flow", "rate", "--by", "chain", *february, cwd=chain).rows
    assert (row["gmv_fen"], row["net_fen"]) == (10_000, 7_000)
    assert cli("check", "--json", cwd=chain).exit == 0


def test_a_return_lessens_what_the_guide_sold_whom_it_names(chain: Path, cli: Cli) -> None:
    """The till's return has a number of its own and the guide's name: her net is less, her orders are not."""
    head = "at,order_no,amount,store,guide"
    rows = ["2026-03-01 10:00:00,A1,100.00,S001,张珊", "2026-03-03 10:00:00,R1,-30.00,S001,张珊"]
    load(chain, table(chain / "till.csv", head, rows))
    (guide,) = [one for one in cli("guide", "rank", *PERIOD, cwd=chain).rows if one["guide"] == "zhangsan"]
    assert (guide["orders"], guide["gmv_fen"], guide["net_fen"]) == (1, 10_000, 7_000)


def test_two_trades_of_alipay_may_have_refunds_of_one_request_number(chain: Path) -> None:
    """The merchant numbers requests within a trade: 1 of one and 1 of another are two refunds."""
    told = [
        (n, kind, yuan, "1" * (kind == "退款"))
        for n in (1, 2)
        for kind, yuan in (("交易", 50), ("退款", -20))
    ]
    rows = [alipay_row(n, kind, f"{yuan}.00", request) for n, kind, yuan, request in told]
    totals = ["#交易合计：2笔，商家实收共100.00元", "#退款合计：2笔，商家实收退款共-40.00元"]
    assert not put(chain, "alipay.csv", alipay_bill(rows, totals)).rejects
    assert ask(chain, "SELECT count(*), sum(amount_fen) FROM refund") == [(2, 4_000)]


def test_a_refund_after_the_last_sale_is_in_the_period_that_nobody_named(chain: Path, cli: Cli) -> None:
    """The last days with data are those with a refund, too; what its purchase changes has a name."""
    head = "at,order_no,amount,store"
    load(chain, table(chain / "back.csv", head, ["2026-03-31 10:00:00,R1,-30.00,S001"]))
    (row,) = cli("flow", "rate", "--by", "chain", "--json", cwd=chain).rows
    assert (row["transactions"], row["net_fen"], row["refunds_without_purchase"]) == (0, -3_000, 1)
    load(chain, table(chain / "sold.csv", head, ["2026-02-20 10:00:00,R1,80.00,S001"]))
    march = ("--from", "2026-03-01", "--to", "2026-04-01", "--json")
    changed = {row["measure"]: row for row in cli("flow", "restate", *march, cwd=chain).rows}
    (row,) = cli("flow", "rate", "--by", "chain", *march, cwd=chain).rows or [None]
    assert row is None or row["net_fen"] == 0
    assert set(changed) == {"refunds_without_purchase", "refunds_without_purchase_fen"}
    assert (changed["refunds_without_purchase"]["before"], changed["refunds_without_purchase"]["after"]) == (
        1,
        0,
    )


@pytest.mark.parametrize(
    "text",
    [
        answer(trade(refund("202603051025110000010006", "-0.50"))),
        answer(trade()).replace('"payment": "1.00"', '"payment": "-1.00"'),
    ],
)
def test_less_than_nothing_is_neither_paid_nor_given_back(text: str, chain: Path, cli: Cli) -> None:
    """A refund of -0.50 would raise net sales, a payment of -1.00 would be a refund without a name."""
    official_bill(chain)
    outcome = put(chain, "odd.json", text)
    assert [reject.code for reject in outcome.rejects] == ["bad_amount"]
    assert ask(chain, "SELECT count(*) FROM refund") == [(0,)]
    assert ask(chain, "SELECT count(*) FROM purchase WHERE amount_fen < 0") == [(0,)]


def test_a_refund_counts_where_a_rule_that_was_added_later_says(chain: Path, cli: Cli) -> None:
    """Nobody knew the merchant's store; once the settings say it, the same bill places its refund."""
    settings = chain / "digitool.toml"
    whole = settings.read_text("utf-8")
    settings.write_text(whole.replace('merchant = "1900000001"', 'merchant = "1900000009"'), "utf-8")
    text = wechat_bill([wechat_row(1, "REFUND", 交易时间="2026-03-02 10:00:00")])
    put(chain, "bill.csv", text)
    assert cli("flow", "rate", *PERIOD, cwd=chain).rows == []
    settings.write_text(whole, "utf-8")
    put(chain, "bill.csv", text)
    (row,) = cli("flow", "rate", *PERIOD, cwd=chain).rows
    assert (row["store"], row["net_fen"], row["refunds_without_purchase"]) == ("S001", -3_000, 1)
    assert cli("check", "--json", cwd=chain).exit == 0
    assert put(chain, "bill.csv", text).known == 1


RETURN_HEAD = f"{PURCHASE_HEAD},original_no"


@pytest.mark.parametrize("order", [[0, 1], [1, 0]], ids=["sale first", "return first"])
def test_a_return_with_a_number_of_its_own_is_of_the_sale_that_it_names(
    order: list[int], chain: Path, tmp_path: Path
) -> None:
    """The column of the original number leads to the sale; without one it counts on its own day alone."""
    files = [
        table(tmp_path / "sales.csv", PURCHASE_HEAD, ["2026-03-01 10:00:00,0001,100.00,,S001,,,,,paid"]),
        table(
            tmp_path / "returns.csv",
            RETURN_HEAD,
            [
                "2026-03-02 10:00:00,R9,-30.00,,S001,,,,,paid,0001",
                "2026-03-02 11:00:00,R8,-5.00,,S001,,,,,paid,",
            ],
        ),
    ]
    for place in order:
        load(chain, files[place])
    found = ask(
        chain,
        "SELECT r.amount_fen, p.order_no FROM refund r LEFT JOIN purchase p ON p.id = r.purchase ORDER BY 1",
    )
    assert found == [(500, None), (3_000, "0001")]


def test_a_return_of_an_order_names_it(chain: Path, tmp_path: Path) -> None:
    """Orders of the official store are known by their number everywhere, and so are their returns."""
    head = f"{RETURN_HEAD},channel"
    sale = "2026-03-01 10:00:00,E1,100.00,,,,,,,paid,,official_store"
    back = "2026-03-05 10:00:00,E1-R1,-40.00,,,,,,,paid,E1,official_store"
    load(chain, table(tmp_path / "orders.csv", head, [sale]))
    load(chain, table(tmp_path / "back.csv", head, [back]))
    assert ask(
        chain, "SELECT p.order_no, r.amount_fen FROM refund r JOIN purchase p ON p.id = r.purchase"
    ) == [("E1", 4_000)]
