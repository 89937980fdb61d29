"""WeChat Pay and Alipay bills: every row taken once, every footer checked, every lookalike named."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from digitool.errors import DataError
from digitool.model.days import parse_local
from digitool.model.ids import Identifier
from digitool.model.records import Purchase, Refund, Reject, Warn
from digitool.sources.answers.failures import AGAIN, WHAT_TO_DO
from tests.sources.made import (
    ALIPAY,
    LEGACY_FOOT,
    LEGACY_HEAD,
    OPTIONS,
    WECHAT_HEAD,
    alipay_bill,
    alipay_row,
    items,
    wechat_bill,
    wechat_row,
)


def refusal(text: str | bytes) -> DataError:
    """The refusal of a whole bill."""
    with pytest.raises(DataError) as caught:
        items(text)
    return caught.value


def test_a_paid_row_is_a_purchase_of_its_payer() -> None:
    """A SUCCESS row says who paid what when, under the platform's number."""
    bill = wechat_bill([wechat_row(1, 设备号="POS-01", 商户数据包="store=S001&guide=zhangsan")])
    assert items(bill) == [
        Purchase(
            line=2,
            at=parse_local("2026-03-01 10:00:01"),
            key="wechatpay:4200000000202603010000000001",
            view="bill",
            amount_fen=10_000,
            order_no="POS00001",
            payer=Identifier("wx_openid", "wxmadeup", "oMADEUP000000000000000000001"),
            merchant="1900000001",
            device="POS-01",
            store="S001",
            guide="zhangsan",
        )
    ]


def test_a_refund_row_is_a_refund_of_its_purchase() -> None:
    """A REFUND row points at the payment and never counts as one."""
    paid, refund = items(wechat_bill([wechat_row(1), wechat_row(1, "REFUND")]))
    assert isinstance(paid, Purchase) and isinstance(refund, Refund)
    assert (refund.purchase_key, refund.amount_fen, refund.state) == (paid.key, 3_000, "SUCCESS")
    assert refund.key == "wechatpay-refund:5030000000202603010000000001"


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ("SUCCESS", "SUCCESS"),
        ("PROCESSING", "SUCCESS"),
        ("CHANGE", "SUCCESS"),
        ("", "SUCCESS"),
        ("FAIL", "FAIL"),
    ],
)
def test_a_refund_counts_unless_its_bill_says_that_it_failed(told: str, state: str) -> None:
    """No later bill tells of a refund again, so one that is on its way is given back for good."""
    (refund,) = items(wechat_bill([wechat_row(1, "REFUND", 退款状态=told)]))
    assert isinstance(refund, Refund)
    assert refund.state == state


def test_a_revoked_row_keeps_its_state() -> None:
    """A payment taken back at the till is kept, and known not to be paid."""
    (revoked,) = items(wechat_bill([wechat_row(1, "REVOKED")]))
    assert isinstance(revoked, Purchase)
    assert revoked.state == "revoked"


def test_columns_are_found_by_name_in_any_order() -> None:
    """The REFUND bill shifts its columns; reading by position would take amounts from the wrong ones."""
    names = WECHAT_HEAD.split(",")
    order = sorted(range(len(names)), key=lambda place: names[place])
    lines = [line.split(",") for line in wechat_bill([wechat_row(1)]).split("\r\n")]
    shuffled = [",".join(line[place] for place in order) for line in lines[:2]]
    text = "\r\n".join([*shuffled, *(",".join(line) for line in lines[2:])])
    assert items(text) == items(wechat_bill([wechat_row(1)]))


def test_the_old_layout_reads_its_own_amount_column() -> None:
    """The 24-column bill calls the amount 总金额 and has a footer of five."""
    row = wechat_row(1)
    cells = [*row[:12], "100.00", "0.0", "0", "0", "0.00", "0", "", "", "牛奶", "", "0.60000", "0.60%"]
    foot = "`1,`100.00,`0.0,`0.0,`0.60000"
    text = "\n".join([LEGACY_HEAD, ",".join("`" + cell for cell in cells), LEGACY_FOOT, foot, ""])
    (paid,) = items(text)
    assert isinstance(paid, Purchase)
    assert paid.amount_fen == 10_000


def test_an_old_footer_may_leave_refunds_out() -> None:
    """Old bills repeat the amount on refund rows; a footer that sums payments alone is right too."""
    rows = [wechat_row(1), wechat_row(1, "REFUND", 订单金额="100.00", 应结订单金额="100.00")]
    assert len(items(wechat_bill(rows))) == 2


def test_an_empty_day_is_a_success() -> None:
    """A bill without rows is read, and holds nothing."""
    assert items(wechat_bill([])) == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_bill_may_be_saved_in_any_encoding(encoding: str) -> None:
    """Byte order marks and GBK are what people's software makes of a bill."""
    bill = wechat_bill([wechat_row(1), wechat_row(1, "REFUND")])
    assert items(bill.encode(encoding)) == items(bill)


@pytest.mark.parametrize(
    ("place", "name"),
    [(0, "总交易单数"), (1, "应结订单总金额"), (2, "退款总金额"), (4, "手续费总金额"), (5, "订单总金额")],
)
def test_a_footer_that_does_not_add_up_refuses_the_bill(place: int, name: str) -> None:
    """The message says both figures, so that a person sees what is missing."""
    foot = ["2", "200.00", "0.00", "0.00", "1.20000", "200.00", "0.00"]
    foot[place] = "7.00" if place else "7"
    refused = refusal(wechat_bill([wechat_row(1), wechat_row(2)], foot))
    assert (refused.code, refused.values["column"]) == ("footer_mismatch", name)
    assert str(refused.values["stated"]).startswith("7") and str(refused.values["found"])[0] in "012"


def test_a_refused_row_does_not_condemn_its_bill() -> None:
    """A raw comma in a name costs its row; the others are taken, and the warning names the line."""
    rows = [wechat_row(1), wechat_row(2, 商品名称="面包,切片"), wechat_row(3)]
    first, bad, third, told = items(wechat_bill(rows))
    assert isinstance(first, Purchase) and isinstance(bad, Reject) and isinstance(third, Purchase)
    assert (bad.code, bad.line) == ("extra_cells", 3)
    assert isinstance(told, Warn) and told.values == {"count": 1, "line": 3}
    foot = ["4", "400.00", "0.00", "0.00", "2.40000", "400.00", "0.00"]
    assert refusal(wechat_bill(rows, foot)).values["column"] == "总交易单数"


def test_a_bill_without_footer_is_truncated() -> None:
    """The footer is what tells a whole download from a part."""
    whole = wechat_bill([wechat_row(1)])
    for lines in (1, 2, 3):
        assert refusal("\r\n".join(whole.split("\r\n")[:lines])).code == "truncated"


def test_destroyed_ids_are_rejected_row_by_row() -> None:
    """4.2E+27 is nobody's number: the row is rejected with the column and a way out."""
    rows = [wechat_row(1, 微信订单号="4.2E+27"), wechat_row(2)]
    reject, paid = items(wechat_bill(rows, tick=""))
    assert isinstance(reject, Reject) and isinstance(paid, Purchase)
    assert (reject.line, reject.code, reject.column, reject.value) == (
        2,
        "id_mangled",
        "微信订单号",
        "4.2E+27",
    )
    assert reject.cells[6] == "POS00001"


def test_destroyed_ids_can_be_keyed_by_the_order_number_on_request() -> None:
    """The merchant's number survives a spreadsheet; who asks for it is warned of double counting."""
    rows = [
        wechat_row(1, 微信订单号="4.2E+27"),
        wechat_row(1, "REFUND", 微信订单号="4.2E+27", 微信退款单号="5.03E+27"),
    ]
    paid, refund, warn = items(wechat_bill(rows, tick=""), replace(OPTIONS, by_order_no=True))
    assert isinstance(paid, Purchase) and isinstance(refund, Refund) and isinstance(warn, Warn)
    assert paid.key == refund.purchase_key == "wechatpay-order:1900000001:POS00001"
    assert refund.key == "wechatpay-refund-order:1900000001:REF00001"
    assert (warn.code, warn.values) == ("keyed_by_order_no", {"count": 2})


@pytest.mark.parametrize(
    ("changes", "code", "column"),
    [
        ({"交易时间": "2026-13-01 10:00:00"}, "bad_time", "交易时间"),
        ({"交易时间": "1026-03-01 10:00:00"}, "bad_time", "交易时间"),
        ({"订单金额": "1E2"}, "bad_amount", "订单金额"),
        ({"订单金额": "NaN"}, "bad_amount", "订单金额"),
        ({"订单金额": "-1.00"}, "bad_amount", "订单金额"),
        ({"订单金额": ""}, "missing", "订单金额"),
        ({"微信订单号": ""}, "missing", "微信订单号"),
        ({"用户标识": "o" * 200}, "bad_id", "用户标识"),
        ({"交易状态": "LOST"}, "bad_state", "交易状态"),
        ({"货币种类": "USD"}, "bad_currency", "货币种类"),
    ],
)
def test_a_bad_cell_rejects_its_row_with_a_reason(changes: dict[str, str], code: str, column: str) -> None:
    """One bad cell costs one row, and says which cell it was."""
    good, bad = wechat_row(2), wechat_row(1, **changes)
    foot = ["2", "", "0.00", "0.00", "1.20000", "", "0.00"]
    if changes.get("订单金额") not in (None, "1E2", "NaN"):
        foot[5] = f"{100 + float(changes['订单金额'] or 0):.2f}"
    else:
        foot[5] = "200.00"
    foot[1] = "200.00"
    reject, paid = items(wechat_bill([bad, good], foot))
    assert isinstance(reject, Reject) and isinstance(paid, Purchase)
    assert (reject.line, reject.code, reject.column) == (2, code, column)


def test_alipay_rows_are_purchases_and_refunds_with_their_store() -> None:
    """The kind decides what a row is, the store number comes with it, and the masked buyer is nobody."""
    first, second, refund = items(ALIPAY)
    assert isinstance(first, Purchase) and isinstance(second, Purchase) and isinstance(refund, Refund)
    assert (first.key, first.amount_fen, first.store, first.device, first.payer) == (
        "alipay:2026030122001400000000000001",
        5_000,
        "S001",
        "T1",
        None,
    )
    assert (refund.purchase_key, refund.amount_fen, refund.store) == (first.key, 2_000, first.store)
    assert refund.key == "alipay-refund:2026030122001400000000000001:RF1"
    assert second.order_no == "A2"


@pytest.mark.parametrize("amount", ["-20.00", "20.00"])
def test_the_sign_of_an_alipay_refund_comes_from_its_kind(amount: str) -> None:
    """Exports differ in the sign of refunds; the refund is positive either way."""
    totals = ["#交易合计：0笔，商家实收共0.00元", f"#退款合计：1笔，商家实收退款共{amount}元"]
    (refund,) = items(alipay_bill([alipay_row(1, "退款", amount, "RF1")], totals))
    assert isinstance(refund, Refund)
    assert refund.amount_fen == 2_000


def test_an_alipay_bill_without_its_end_marker_is_truncated() -> None:
    """A cut GBK file may still decode; the end marker tells."""
    assert refusal(alipay_bill([alipay_row(1)], [], end=False).encode("gbk")).code == "truncated"


def test_an_alipay_bill_knows_no_quotes() -> None:
    """A name that begins with a quote is a name: it opens nothing, in one row or in two."""
    names = ('"热"饮', '"茶', "x", '"')
    rows = [alipay_row(number).replace("收款", name) for number, name in enumerate(names)]
    found = items(alipay_bill(rows, ["#交易合计：4笔，商家实收共200.00元"]))
    assert [type(item) for item in found] == [Purchase] * 4


def test_an_alipay_bill_that_a_spreadsheet_saved_has_quotes() -> None:
    """Its first line is filled up with commas; then a quoted name may hold one."""
    row = alipay_row(1).replace("收款", '"茶,热"')
    bill = alipay_bill([row], ["#交易合计：1笔，商家实收共50.00元"])
    (paid,) = items(bill.replace("#支付宝业务明细查询", "#支付宝业务明细查询,,,"))
    assert isinstance(paid, Purchase)


def test_alipay_totals_are_checked() -> None:
    """A total that differs from the rows refuses the bill."""
    assert (
        refusal(alipay_bill([alipay_row(1)], ["#交易合计：2笔，商家实收共50.00元"])).code == "footer_mismatch"
    )
    assert (
        refusal(alipay_bill([alipay_row(1)], ["#交易合计：1笔，商家实收共51.00元"])).code == "footer_mismatch"
    )


@pytest.mark.parametrize(
    "text",
    [
        '{"code": "NO_STATEMENT_EXIST", "message": "账单文件不存在"}',
        "<xml>\n<return_code><![CDATA[FAIL]]></return_code>"
        "<return_msg><![CDATA[No Bill Exist]]></return_msg><error_code><![CDATA[20002]]></error_code></xml>",
        "<xml><return_code>FAIL</return_code><return_msg>No Bill Exist</return_msg></xml>",
    ],
)
def test_a_day_without_a_bill_is_not_to_be_repeated(text: str) -> None:
    """Both interfaces answer that nobody paid: there is nothing to download again."""
    refused = refusal(text)
    assert refused.code == "error_answer"
    assert "nothing to repeat" in refused.hint


@pytest.mark.parametrize("code", WHAT_TO_DO)
def test_every_known_error_code_says_what_to_do(code: str) -> None:
    """No code of the table gets the hint of an unknown one, and an unknown one is told to be repeated."""
    number = int(code) if code.lstrip("-").isdigit() else 0
    known = {"errcode": number, "errmsg": "no"} if number else {"code": code, "message": "no"}
    assert refusal(json.dumps(known)).hint == WHAT_TO_DO[code] != AGAIN
    assert refusal('{"errcode": 99999, "errmsg": "?"}').hint == AGAIN


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("微信支付账单明细,,,\n微信昵称：[甲],,,\n", "format_not_imported", "个人"),
        (
            "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注\n",
            "format_not_imported",
            "个人",
        ),
        ("支付宝交易记录明细查询\n账号:[x]\n", "format_not_imported", "个人"),
        ("#支付宝业务汇总查询\n门店编号,门店名称,交易订单总笔数\n", "format_not_imported", "业务明细"),
        ("记账时间,微信支付业务单号,资金流水单号,业务名称\n", "format_not_imported", "资金"),
        ('{"code": "NO_STATEMENT_EXIST", "message": "账单文件不存在"}', "error_answer", "NO_STATEMENT"),
        (
            '{"hash_type": "SHA1", "hash_value": "0", "download_url": "https://x.invalid"}',
            "format_not_imported",
            "链接",
        ),
    ],
)
def test_lookalikes_of_bills_are_refused_with_their_reason(text: str, code: str, said: str) -> None:
    """A file that looks like a bill but is none says what it is, and what to download instead."""
    refused = refusal(text)
    assert refused.code == code
    assert said in str(refused) + refused.hint
