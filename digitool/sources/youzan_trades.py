"""Youzan orders as the interface answers (``youzan.trades.sold.get``): yuan as text, some fen as numbers.

Only texts are read as yuan; the one integer, ``deduction_pay``, is fen and is not part of the
payment. Rows move between pages, so the same order may come twice: its key is the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from digitool.model.days import CHINA
from digitool.model.records import Identifier, OrderLine, Purchase
from digitool.model.text import clean
from digitool.sources.cells import check_moment, check_yuan, phone
from digitool.sources.opening import Document
from digitool.sources.options import Item, Items, ReadOptions
from digitool.sources.pages import Page, count, each_part, first_page, key, member, members, pages, plain
from digitool.sources.payments import payment_key
from digitool.sources.registry import Format
from digitool.sources.rows import Refused

_LIST, _ONE = "full_order_info_list", "full_order_info"


def sniff(document: Document) -> int:
    """An answer whose data hold a list of full orders; an error answer is refused on reading."""
    data = first_page(document).get("data")
    return 100 if isinstance(data, dict) and _LIST in data else 0


def read(document: Document, options: ReadOptions) -> Items:
    """Purchases; raises DataError ``error_answer`` for a failure that carries a list."""
    return each_part(_orders(document), lambda part, place: _order(part, place, options))


def _orders(document: Document) -> Iterator[tuple[Any, Page]]:
    for page in pages(document):
        for entry in members(page.get("data"), _LIST):
            yield entry, {"code": 200, "success": True, "data": {_LIST: [entry]}}


def _order(entry: object, place: int, options: ReadOptions) -> Iterator[Item]:
    full = member(member({"entry": entry}, "entry"), _ONE)
    info, pay = member(full, "order_info"), member(full, "pay_info")
    tid = key(info, "tid")
    paid = plain(info, "pay_time")
    numbers = [number for number in map(str, members(pay, "transaction")) if payment_key(number)]
    yield Purchase(
        line=place,
        at=check_moment(paid or plain(info, "created"), CHINA, "pay_time"),
        key=payment_key(numbers[0]) if len(numbers) == 1 else f"youzan:{tid}",
        view="order",
        amount_fen=_yuan(pay, "payment"),
        state="paid" if paid else "unpaid",
        order_no=tid,
        buyers=_buyers(member(full, "buyer_info"), options),
        channel="official_store",
        lines=tuple(_line(line) for line in members(full, "orders")),
    )


def _yuan(value: dict[str, Any], name: str) -> int:
    """Yuan as text. A number may mean fen, so it is not guessed."""
    if not isinstance(value.get(name), str):
        raise Refused(
            "bad_amount",
            name,
            "{column} is {value}, not an amount in yuan",
            "Write it like 128.00, with at most two decimals.",
            str(value.get(name))[:40],
        )
    return check_yuan(value[name], name)


def _buyers(buyer: dict[str, Any], options: ReadOptions) -> tuple[Identifier, ...]:
    """What is known of the buyer: the shop's own id, the WeChat openid, the phone if it is whole."""
    found = []
    if shop_id := key(buyer, "yz_open_id", required=False):
        found.append(Identifier("yz_open_id", "", shop_id))
    if openid := key(buyer, "outer_user_id", required=False):
        found.append(Identifier("wx_openid", options.appid, openid))
    if number := phone(plain(buyer, "buyer_phone"), "buyer_phone"):
        found.append(number)
    return tuple(found)


def _line(line: object) -> OrderLine:
    row = member({"line": line}, "line")
    return OrderLine(
        key(row, "outer_item_id", required=False) or key(row, "oid", required=False),
        clean(plain(row, "title"))[:200],
        count(row, "num"),
        _yuan(row, "payment"),
    )


FORMAT = Format(
    name="youzan-trades",
    title_en="Youzan orders from the interface",
    title_zh="有赞订单接口",
    kinds=("Purchase",),
    sniff=sniff,
    read=read,
    where="Youzan interface: youzan.trades.sold.get; save the answers, one page after the other",
)
