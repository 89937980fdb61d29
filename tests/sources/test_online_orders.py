"""Orders of mini programs, Channels shops and Shopify, and mini-program analytics: small made-up answers."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.errors import DataError
from digitool.model.ids import Identifier
from digitool.model.records import (
    MiniProgramFigure,
    OrderLine,
    Purchase,
    Refund,
    Reject,
    Skip,
    Warn,
)
from digitool.model.regions import plain_region
from digitool.sources import recognise_document
from tests.sources.made import OPTIONS, document, items

MINE = replace(OPTIONS, appid="wxmini")
NUMBER = "4200000000202603010000000041"
DAY = 20_513
"""2026-03-01 as a day number."""


def listed(**changes: Any) -> str:
    """A mini program's order list with one order of 128.00, paid on 2026-03-01 at 09:05:12."""
    order = {
        "transaction_id": NUMBER,
        "merchant_id": "1900000001",
        "merchant_trade_no": "M1",
        "paid_amount": 12_800,
        "openid": "oMADEUP1",
        "pay_time": 1_772_327_112,
        "order_state": 2,
    }
    return json.dumps({"errcode": 0, "last_index": "", "order_list": [{**order, **changes}]})


def channels(**changes: Any) -> str:
    """A Channels shop's order of 45.00: two pieces at 25.00 less 5.00, delivered to 广东省."""
    order: dict[str, Any] = {
        "order_id": "3700000000000000001",
        "status": 100,
        "openid": "oMADEUP1",
        "unionid": "uMADEUP1",
        "create_time": 1_772_327_000,
        "update_time": 1_772_500_000,
        "order_detail": {
            "product_infos": [
                {
                    "sku_id": "2",
                    "sku_cnt": 2,
                    "sale_price": 2500,
                    "real_price": 4500,
                    "title": "牛奶",
                    "sku_code": "69",
                }
            ],
            "pay_info": {"pay_time": 1_772_327_100, "transaction_id": NUMBER},
            "price_info": {"order_price": 4500},
            "delivery_info": {"address_info": {"province_name": "广东省"}},
        },
    }
    detail = {**order["order_detail"], **changes.pop("order_detail", {})}
    return json.dumps({"errcode": 0, "order": {**order, **changes, "order_detail": detail}})


SHOPIFY_HEAD = (
    "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Created at,"
    "Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Lineitem discount,"
    "Shipping Province,Phone,Refunded Amount,Employee,Location,Id,Source,Notes,Payment Reference"
)
FIRST = {
    "Name": "#1001",
    "Email": "A@Example.com",
    "Financial Status": "paid",
    "Paid at": "2026-03-01 10:00:00 +0800",
    "Currency": "CNY",
    "Subtotal": "120.00",
    "Shipping": "8.00",
    "Total": "128.00",
    "Created at": "2026-03-01 09:58:12 +0800",
    "Lineitem quantity": "2",
    "Lineitem name": "外套",
    "Lineitem price": "50.00",
    "Lineitem sku": "SKU-1",
    "Shipping Province": "广东省",
    "Phone": "'+8613800138000",
    "Refunded Amount": "0.00",
    "Id": "5500000000001",
    "Source": "web",
    "Notes": "第一行\n第二行",
}
SECOND = {
    "Name": "#1001",
    "Lineitem quantity": "1",
    "Lineitem name": "帽",
    "Lineitem price": "50.00",
    "Lineitem sku": "SKU-2",
}


def shopify(*rows: dict[str, str]) -> str:
    """An export with these rows."""
    out = io.StringIO()
    writer = csv.DictWriter(out, next(csv.reader([SHOPIFY_HEAD])), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def test_a_mini_program_order_meets_its_bill() -> None:
    """The transaction id makes the key, the openid is the given mini program's, fen stay fen."""
    assert items(listed(), MINE) == [
        Purchase(
            line=1,
            at=1_772_327_112_000,
            key=f"wechatpay:{NUMBER}",
            view="order",
            amount_fen=12_800,
            order_no="M1",
            buyers=(Identifier("wx_openid", "wxmini", "oMADEUP1"),),
            merchant="1900000001",
            channel="official_store",
        )
    ]


def test_one_mini_program_order_reads_as_in_a_list() -> None:
    """``get_order`` answers a single order; one of a Channels shop is another format."""
    (alone,) = json.loads(listed())["order_list"]
    assert items(json.dumps({"errcode": 0, "order": alone}), MINE) == items(listed(), MINE)
    assert recognise_document(document(channels())).name == "channels-orders"


def test_a_refunded_mini_program_order_has_its_refund() -> None:
    """State 5 gives the whole amount back."""
    (_, refund) = items(listed(order_state=5), MINE)
    assert isinstance(refund, Refund)
    assert (refund.purchase_key, refund.amount_fen) == (f"wechatpay:{NUMBER}", 12_800)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"transaction_id": 4.2e27}, "id_mangled"),
        ({"paid_amount": 128.5}, "bad_number"),
        ({"paid_amount": -1}, "bad_amount"),
        ({"paid_amount": 10**13}, "bad_amount"),
        ({"paid_amount": None}, "missing"),
        ({"pay_time": "yesterday"}, "bad_time"),
        ({"transaction_id": ""}, "missing"),
    ],
)
def test_a_bad_mini_program_order_is_one_reject(change: dict[str, Any], code: str) -> None:
    """It is refused with its reason, and the page that holds it alone can be corrected."""
    (reject,) = items(listed(**change), MINE)
    assert isinstance(reject, Reject)
    assert reject.code == code
    assert json.loads(reject.cells[0])["order_list"]


def test_an_empty_order_list_is_no_order() -> None:
    """A page without orders is read, and holds nothing."""
    assert items('{"errcode": 0, "last_index": "", "has_more": false, "order_list": []}') == []


def test_a_channels_order_keeps_what_was_paid_for_each_line() -> None:
    """The line's real price, the buyer's two ids, and the province without its ending."""
    (order,) = items(channels(), MINE)
    assert isinstance(order, Purchase)
    assert order.lines == (OrderLine("69", "牛奶", 2, 4500),)
    assert order.buyers == (
        Identifier("wx_openid", "wxmini", "oMADEUP1"),
        Identifier("wx_unionid", "", "uMADEUP1"),
    )
    assert (order.amount_fen, order.state, order.region, order.channel) == (
        4500,
        "paid",
        "广东",
        "official_store",
    )


@pytest.mark.parametrize(("progress", "referrer"), [(1, "oSHARER"), (0, "")])
def test_a_sharer_counts_only_when_final(progress: int, referrer: str) -> None:
    """Commission follows from the referrer, so a sharer in progress is a warning and no referrer."""
    sharer = {"sharer_openid": "oSHARER", "handling_progress": progress}
    found = items(channels(order_detail={"sharer_info": sharer}), MINE)
    assert isinstance(found[0], Purchase)
    assert found[0].referrer == referrer
    assert [item.code for item in found[1:] if isinstance(item, Warn)] == ["sharer_not_final"] * (
        not progress
    )


def test_a_channels_order_that_was_never_paid_is_unpaid() -> None:
    """Closed without payment: no sale, at the time when it was placed."""
    (order,) = items(channels(status=250, order_detail={"pay_info": {}}), MINE)
    assert isinstance(order, Purchase)
    assert (order.state, order.at, order.key) == ("unpaid", 1_772_327_000_000, "channels:3700000000000000001")


def test_a_cancelled_channels_order_went_back_whole() -> None:
    """Status 200 after payment is a sale and its refund."""
    (order, refund) = items(channels(status=200), MINE)
    assert isinstance(order, Purchase) and isinstance(refund, Refund)
    assert (order.state, refund.amount_fen, refund.at) == ("paid", 4500, 1_772_500_000_000)


def test_pieces_that_came_back_without_an_amount_are_told() -> None:
    """The answer says how many pieces came back, not for how much: a warning names the file that does."""
    product = {
        "sku_id": "2",
        "sku_cnt": 2,
        "real_price": 4500,
        "title": "牛奶",
        "finish_aftersale_sku_cnt": 1,
    }
    (order, warning) = items(channels(order_detail={"product_infos": [product]}), MINE)
    assert isinstance(order, Purchase) and isinstance(warning, Warn)
    assert (warning.code, warning.values) == ("refunds_untold", {"count": 1})


def test_an_order_id_that_went_through_a_float_is_refused() -> None:
    """3.7e+18 is no order number any more; 19 digits as a number are."""
    (reject,) = items(channels(order_id=3.7e18), MINE)
    assert isinstance(reject, Reject) and reject.code == "id_mangled"
    (order,) = items(channels(order_id=3_700_000_000_000_000_001), MINE)
    assert isinstance(order, Purchase) and order.order_no == "3700000000000000001"


def test_a_list_of_channels_ids_holds_no_orders() -> None:
    """Ids alone say nothing of sales: they are passed over, with a word about where the orders are."""
    found = items('{"errcode": 0, "order_id_list": ["1", "2"], "next_key": "", "has_more": false}')
    assert found[:2] == [Skip(1, "id_only"), Skip(2, "id_only")]
    assert isinstance(found[2], Warn) and found[2].values == {"count": 2}


def test_a_shopify_order_is_one_purchase_of_all_its_lines() -> None:
    """Totals of the first row, its discount of 30.00 shared out, two-line notes."""
    (order,) = items(shopify(FIRST, SECOND))
    assert isinstance(order, Purchase)
    assert order.lines == (OrderLine("SKU-1", "外套", 2, 8000), OrderLine("SKU-2", "帽", 1, 4000))
    assert (order.at, order.amount_fen, order.key) == (1_772_330_400_000, 12_800, "shopify:5500000000001")
    assert order.buyers == (
        Identifier("email", "", "a@example.com"),
        Identifier("phone", "", "+8613800138000"),
    )
    assert (order.channel, order.region, order.order_no) == ("official_store", "广东", "#1001")


def test_a_shopify_sale_at_a_till_belongs_to_its_store() -> None:
    """Source pos with a location was sold in a store; the amount returned is a refund."""
    till = {**FIRST, "Source": "pos", "Location": "一店", "Financial Status": "partially_refunded"}
    (order, refund) = items(shopify({**till, "Refunded Amount": "20.00"}, SECOND))
    assert isinstance(order, Purchase) and isinstance(refund, Refund)
    assert (order.channel, order.store, refund.amount_fen) == ("store", "一店", 2000)


def test_a_line_without_its_order_is_refused_not_zero() -> None:
    """The rows of a cut export have no total; the order after them is taken."""
    found = items(shopify(SECOND, {**FIRST, "Name": "#1002", "Id": "2"}))
    assert isinstance(found[0], Reject) and found[0].code == "orphan_line"
    assert isinstance(found[1], Purchase) and found[1].order_no == "#1002"


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"Currency": "USD"}, ["bad_currency", "ticket_incomplete"]),
        ({"Financial Status": "maybe"}, ["bad_state", "ticket_incomplete"]),
        ({"Total": "1.2E+03"}, ["bad_amount", "ticket_incomplete"]),
        ({"Paid at": "1st of March"}, ["bad_time", "ticket_incomplete"]),
    ],
)
def test_one_bad_row_keeps_the_whole_shopify_order_out(change: dict[str, str], codes: Sequence[str]) -> None:
    """No order is taken in part: each of its rows is in the rejects file."""
    found = items(shopify({**FIRST, **change}, SECOND))
    assert [item.code for item in found if isinstance(item, Reject)] == codes


def test_a_phone_from_abroad_is_no_identity_and_no_fault() -> None:
    """The order counts; only its e-mail says who bought."""
    (order,) = items(shopify({**FIRST, "Phone": "+1 415 555 0100"}))
    assert isinstance(order, Purchase)
    assert [one.ns for one in order.buyers] == ["email"]


@given(
    lines=st.lists(st.tuples(st.integers(1, 5), st.integers(0, 99_999)), min_size=1, max_size=6),
    off=st.integers(0, 10_000),
)
def test_shopify_lines_add_up_to_the_subtotal(lines: list[tuple[int, int]], off: int) -> None:
    """Whatever the discount, what was paid for the lines is what was paid for the goods."""
    subtotal = max(0, sum(count * price for count, price in lines) - off)
    rows = [
        {
            **(FIRST if not n else SECOND),
            "Lineitem quantity": str(count),
            "Lineitem price": f"{price / 100:.2f}",
        }
        for n, (count, price) in enumerate(lines)
    ]
    rows[0] = {**rows[0], "Subtotal": f"{subtotal / 100:.2f}"}
    (order,) = items(shopify(*rows))
    assert isinstance(order, Purchase)
    assert sum(line.amount_fen for line in order.lines) == subtotal


def test_a_day_of_analytics_keeps_what_is_there_and_no_zeros() -> None:
    """Absent figures stay absent; means are thousandths; the day is the platform's."""
    entry = {"ref_date": "20260301", "visit_uv": 40, "visit_pv": 0, "stay_time_uv": 60.12}
    found = items(json.dumps({"list": [entry]}), MINE)
    assert found == [
        MiniProgramFigure(1, DAY, "wxmini", "visitors", 0, 40),
        MiniProgramFigure(1, DAY, "wxmini", "views", 0, 0),
        MiniProgramFigure(1, DAY, "wxmini", "stay_ms", 0, 60_120),
    ]


def test_unknown_bars_of_a_distribution_are_kept() -> None:
    """Platforms add keys: 99 is in no table, and stays 99."""
    bars = {
        "index": "access_source_session_cnt",
        "item_list": [{"key": 1, "value": 9}, {"key": 99, "value": 7}],
    }
    found = items(json.dumps({"ref_date": "20260301", "list": [bars]}), MINE)
    assert [(one.figure, one.key, one.value) for one in found if isinstance(one, MiniProgramFigure)] == [
        ("access_source_session_cnt", 1, 9),
        ("access_source_session_cnt", 99, 7),
    ]


def test_retention_counts_days_since() -> None:
    """Visitors and new visitors who came again, by days later."""
    page = {
        "ref_date": "20260301",
        "visit_uv_new": [{"key": 1, "value": 310}],
        "visit_uv": [{"key": 0, "value": 5}],
    }
    found = items(json.dumps(page), MINE)
    assert {(one.figure, one.key, one.value) for one in found if isinstance(one, MiniProgramFigure)} == {
        ("retained_new", 1, 310),
        ("retained", 0, 5),
    }


@pytest.mark.parametrize("day", ["20260302-20260308", "202603", "20260231", "yesterday"])
def test_visitors_of_a_week_or_month_are_refused(day: str) -> None:
    """They can neither be split into days nor added to them."""
    (reject,) = items(json.dumps({"list": [{"ref_date": day, "visit_uv": 40}]}), MINE)
    assert isinstance(reject, Reject) and reject.code == "not_daily"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ('{"list": []}', "format_not_imported"),
        ('{"errcode": 61500, "errmsg": "date format error"}', "error_answer"),
        ('{"ref_date": "20260301", "list": [{"page_path": "a", "page_visit_pv": 1}]}', "format_not_imported"),
    ],
)
def test_what_is_not_ready_or_not_kept_is_refused(answer: str, code: str) -> None:
    """An empty list is no data and not zero; an error is no data; pages of a mini program are not kept."""
    with pytest.raises(DataError) as caught:
        recognise_document(document(answer))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("广东省", "广东"),
        ("上海市", "上海"),
        ("新疆维吾尔自治区", "新疆"),
        ("香港特别行政区", "香港"),
        (" 华南 ", "华南"),
        ("", ""),
    ],
)
def test_a_province_has_one_name(written: str, plain: str) -> None:
    """Files that write the ending and files that do not mean the same place."""
    assert plain_region(written) == plain
