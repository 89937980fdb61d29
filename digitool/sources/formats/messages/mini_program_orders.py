"""Mini-program orders as the platform answers: ``wxa/sec/order/get_order_list``, or ``get_order`` of one.

Amounts are fen, times epoch seconds (WxJava ``WxMaOrderShippingInfo*``). ``transaction_id`` is the
number on the WeChat Pay bill, so bill and order meet in one purchase. Only paid orders are listed. A
state of 5 says that the money went back, but neither when nor in how many parts: the time of payment
stands in for it, and a refund on the bill takes its place in every figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from digitool.model.ids import Identifier
from digitool.model.records import Item, Items, Purchase, Refund
from digitool.sources.answers.amounts import fen
from digitool.sources.answers.pages import Page, count, each_part, first_page, key, member, members, pages
from digitool.sources.file.cells import epoch, payment_key
from digitool.sources.file.opening import Document
from digitool.sources.format import Format, ReadOptions

_LIST, _ONE = "order_list", "order"
_REFUNDED = 5


def sniff(document: Document) -> int:
    """An answer with a list of orders, an empty one beside its cursor, or one order."""
    page = first_page(document)
    orders = page.get(_LIST)
    one = page.get(_ONE)
    if isinstance(one, dict) and {"transaction_id", "order_state"} <= one.keys():
        return 100
    if not isinstance(orders, list):
        return 0
    if orders:
        return 100 if isinstance(orders[0], dict) and "transaction_id" in orders[0] else 0
    return 100 if "last_index" in page else 0


def read(document: Document, options: ReadOptions) -> Items:
    """Purchases, and a refund for an order whose money went back."""
    return each_part(_orders(document), lambda part, place: _order(part, place, options))


def _orders(document: Document) -> Iterator[tuple[Any, Page]]:
    for page in pages(document):
        for entry in (*members(page, _LIST), *members(page, _ONE)):
            yield entry, {"errcode": 0, _LIST: [entry]}


def _order(entry: object, place: int, options: ReadOptions) -> Iterator[Item]:
    order = member({"order": entry}, "order")
    number = key(order, "transaction_id")
    openid = key(order, "openid", required=False)
    order_no = key(order, "merchant_trade_no", required=False)
    at = epoch(order.get("pay_time"), "pay_time")
    purchase = payment_key(number) or f"mini-program:{number}"
    amount = fen(order, "paid_amount")
    yield Purchase(
        line=place,
        at=at,
        key=purchase,
        view="order",
        amount_fen=amount,
        order_no=order_no,
        buyers=(Identifier("wx_openid", options.appid, openid),) if openid else (),
        merchant=key(order, "merchant_id", required=False),
        sub_merchant=key(order, "sub_merchant_id", required=False),
        channel="official_store",
    )
    if count(order, "order_state") == _REFUNDED and amount:
        yield Refund(place, at, f"mini-program-refund:{number}", purchase, amount, "SUCCESS", order_no)


FORMAT = Format(
    name="mini-program-orders",
    title_en="Mini-program orders",
    title_zh="小程序订单",
    kinds=("Purchase", "Refund"),
    sniff=sniff,
    read=read,
    where="WeChat interface: wxa/sec/order/get_order_list; save the answers, one page after the other",
)
