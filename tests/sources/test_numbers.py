"""No short number of one place is taken for that of another: a walk over all formats with money."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from digitool.model.records import Purchase, Refund
from digitool.sources import known_formats, read
from digitool.sources.registry import format_named
from tests.sources.made import (
    OPTIONS,
    YOUZAN_HEAD,
    alipay_bill,
    alipay_row,
    document,
    wechat_bill,
    wechat_row,
)
from tests.sources.test_online_orders import FIRST, channels, shopify
from tests.sources.youzan_trade import answer, refund, trade


def _wechat() -> list[str]:
    """Two merchants number alike, and a spreadsheet destroyed WeChat Pay's own numbers."""
    same = {"商户订单号": "1", "商户退款单号": "1", "微信订单号": "4.2E+27", "微信退款单号": "5.03E+28"}
    rows = [
        wechat_row(1, state, **{**same, "商户号": merchant})
        for merchant in ("1900000001", "1900000002")
        for state in ("SUCCESS", "REFUND")
    ]
    return [wechat_bill(rows)]


def _alipay() -> list[str]:
    """The merchant numbers the refunds of each trade from 1."""
    rows = [alipay_row(n, kind, "50.00", "1") for n in (1, 2) for kind in ("交易", "退款")]
    return [alipay_bill(rows, [])]


def _shopify() -> list[str]:
    """Two shops begin with #1001, and their old exports have no ids."""
    old = {**FIRST, "Id": "", "Financial Status": "refunded", "Refunded Amount": "128.00"}
    other = {**old, "Created at": "2026-03-01 11:00:00 +0800", "Paid at": "2026-03-01 11:01:00 +0800"}
    return [shopify(old), shopify(other)]


def _table() -> list[str]:
    """A till begins with 0001 every day, in every store; returns of a day differ by their moment."""
    rows = [
        f"2026-03-0{day} 10:0{minute}:00,0001,{yuan}.00,{store}"
        for day in (1, 2)
        for store in ("S001", "S002")
        for minute, yuan in enumerate((50, -20, -20))
    ]
    return ["\n".join(["at,order_no,amount,store", *rows, ""])]


def _youzan_export() -> list[str]:
    """An order number of Youzan has 24 characters and its own day in it."""
    row = "{},网店,店,交易完成,2026-03-01 10:00:00,2026-03-01 10:01:00,,9.00,奶(1件),,,,,部分退款,1.00,,0.00"
    numbers = ("E20260301100000000600011", "E20260301100000000600012")
    return ["\n".join([YOUZAN_HEAD, *map(row.format, numbers), ""])]


def _youzan_answers() -> list[str]:
    """So have a refund's number and the order's; the payment is another one, too."""
    found = []
    for place in "12":
        body = trade(refund(f"2026030510251100000100{place}6", "0.50"), tid=f"E2026030110000000060001{place}")
        body["full_order_info"]["pay_info"]["outer_transactions"] = []
        found.append(answer(body))
    return found


def _channels() -> list[str]:
    """An order number of a Channels shop has 19 digits; the payment's may be missing."""
    return [
        channels(
            order_id=f"370011541750123456{place}",
            status=200,
            order_detail={"pay_info": {"pay_time": 1_772_330_000}},
        )
        for place in "12"
    ]


def _mini_program() -> list[str]:
    """The platform lists payments by WeChat Pay's own number."""
    orders = [
        {
            "transaction_id": f"42{'0' * 25}{place}",
            "merchant_trade_no": "1",
            "paid_amount": 100,
            "order_state": 5,
        }
        for place in "12"
    ]
    told = [{**order, "pay_time": 1_772_330_000, "openid": "oMADEUP1"} for order in orders]
    return [json.dumps({"errcode": 0, "order_list": told, "last_index": ""})]


SAME_NUMBERS: dict[str, Callable[[], list[str]]] = {
    "wechatpay-trade": _wechat,
    "alipay-trade": _alipay,
    "shopify-orders": _shopify,
    "purchases": _table,
    "youzan-orders": _youzan_export,
    "youzan-trades": _youzan_answers,
    "channels-orders": _channels,
    "mini-program-orders": _mini_program,
}
"""Files of each format in which two purchases, and two refunds, share every number that may come again."""


def test_every_format_with_money_is_walked() -> None:
    """A new one needs a file here whose short numbers come twice."""
    assert {one.name for one in known_formats() if "Purchase" in one.kinds} == SAME_NUMBERS.keys()
    assert all("Refund" in one.kinds for one in known_formats() if "Purchase" in one.kinds)


@pytest.mark.parametrize("name", SAME_NUMBERS)
def test_two_purchases_of_one_short_number_have_two_keys(name: str) -> None:
    """So have two refunds, and each refund has the key of its own purchase."""
    options = replace(OPTIONS, appid="wxmadeup", by_order_no=True)
    found = [
        item for text in SAME_NUMBERS[name]() for item in read(document(text), format_named(name), options)
    ]
    sold = [item for item in found if isinstance(item, Purchase)]
    back = [item for item in found if isinstance(item, Refund)]
    keys = [(one.key or (one.store, one.till, one.at // 86_400_000, one.order_no)) for one in sold]
    assert len(sold) >= 2 and len(back) >= 2
    assert len(set(keys)) == len(keys)
    assert len({one.key or (one.store, one.till, one.order_no, one.part) for one in back}) == len(back)
    named = {one.purchase_key for one in back} - {""}
    assert named <= {one.key for one in sold} and (named or all(one.till == "" for one in back))
