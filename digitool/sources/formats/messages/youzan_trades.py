"""Youzan orders as the interface answers: ``youzan.trade.get`` (one), ``youzan.trades.sold.get`` (pages).

Only texts are read as yuan; the one integer, ``deduction_pay``, is fen and is not part of the payment.
``transaction`` is Youzan's own number of a payment, ``outer_transactions`` are WeChat Pay's or Alipay's, by
which bill and order meet. Refunds stand beside the order, in ``refund_order``; a list may leave them out and
only say that there are some. Rows move between pages, so the same order may come twice: its key is the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from digitool.model.days import CHINA
from digitool.model.ids import Identifier, Ms
from digitool.model.records import Item, Items, OrderLine, Purchase, Refund, Warn
from digitool.model.regions import plain_region
from digitool.model.text import clean
from digitool.sources.answers.pages import (
    Page,
    count,
    each_part,
    first_page,
    key,
    member,
    members,
    pages,
    plain,
    summed,
)
from digitool.sources.file import problems
from digitool.sources.file.cells import check_moment, check_yuan, payment_key, phone
from digitool.sources.file.opening import Document
from digitool.sources.file.problems import Refused
from digitool.sources.format import Format, ReadOptions

_LIST, _ONE, _REFUNDS = "full_order_info_list", "full_order_info", "refund_order"
_BODIES = ("data", "response")
"""Where an answer has its content: today's gateway, and the one before it."""

_STATES = {60: "SUCCESS", 10: "FAIL", 40: "FAIL", 50: "FAIL"}
"""Refunds that went through, were refused (also after goods came back), were closed; others are open."""

_SOME_BACK, _ALL_BACK = 2, 12
"""What an order says of itself: some or all of it was given back."""


def sniff(document: Document) -> int:
    """An answer that holds full orders, or one; an error answer is refused on reading."""
    body = _body(first_page(document))
    return 100 if _LIST in body or isinstance(body.get(_ONE), dict) else 0


def _body(page: Page) -> Page:
    return next((page[name] for name in _BODIES if isinstance(page.get(name), dict)), page)


def read(document: Document, options: ReadOptions) -> Items:
    """Purchases and refunds; raises DataError ``error_answer`` for a failure that carries a list."""
    return summed(each_part(_orders(document), lambda part, place: _order(part, place, options)))


def _orders(document: Document) -> Iterator[tuple[Any, Page]]:
    for page in pages(document):
        body = _body(page)
        if _LIST not in body:
            alone = {name: body[name] for name in (_ONE, _REFUNDS) if name in body}
            yield body, {"code": 200, "success": True, "data": alone}
        for entry in members(body, _LIST):
            yield entry, {"code": 200, "success": True, "data": {_LIST: [entry]}}


def _order(entry: object, place: int, options: ReadOptions) -> Iterator[Item]:
    full = member(member({"entry": entry}, "entry"), _ONE)
    info, pay = member(full, "order_info"), member(full, "pay_info")
    tid = key(info, "tid")
    paid = plain(info, "pay_time")
    numbers = [*members(pay, "outer_transactions"), *members(pay, "transaction")]
    payments = sorted({payment_key(str(number)) for number in numbers} - {""})
    purchase = Purchase(
        line=place,
        at=check_moment(paid or plain(info, "created"), CHINA, "pay_time"),
        key=payments[0] if payments else f"youzan:{tid}",
        view="order",
        amount_fen=_yuan(pay, "payment"),
        state="paid" if paid else "unpaid",
        order_no=tid,
        buyers=_buyers(member(full, "buyer_info"), options),
        channel="official_store",
        lines=tuple(_line(line) for line in members(full, "orders")),
        region=plain_region(clean(plain(member(full, "address_info"), "delivery_province"))[:40]),
    )
    yield purchase
    if len(payments) > 1:
        yield Warn(
            "several_payments",
            "{count} orders were paid in several payments; where their bills are imported, each payment is a"
            " purchase of its own",
            {"count": 1},
        )
    yield from _refunds(entry, purchase, info)


def _refunds(entry: object, purchase: Purchase, info: dict[str, Any]) -> Iterator[Item]:
    """Each refund of an order. Where none is listed: all of it, or a warning that there are some."""
    listed = members(entry, _REFUNDS)
    back = count(info, "refund_state")
    for one in listed:
        row = member({_REFUNDS: one}, _REFUNDS)
        number, amount = key(row, "refund_id"), _yuan(row, "refund_fee")
        state = _STATES.get(count(row, "refund_state"), "PROCESSING")
        if amount:
            at = _given_back_at(number, purchase.at, info)
            name = f"youzan-refund-part:{number}"
            yield Refund(purchase.line, at, name, purchase.key, amount, state, purchase.order_no)
    if listed:
        return
    if back == _ALL_BACK and purchase.amount_fen:
        at = _given_back_at("", purchase.at, info)
        name = f"youzan-refund:{purchase.order_no}"
        yield Refund(purchase.line, at, name, purchase.key, purchase.amount_fen, "SUCCESS", purchase.order_no)
    elif back == _SOME_BACK:
        yield Warn(
            "refunds_untold",
            "{count} orders have refunds that this answer does not tell; import the answers of"
            " youzan.trade.get for them",
            {"count": 1},
        )


def _given_back_at(number: str, paid_at: Ms, info: dict[str, Any]) -> Ms:
    """When money was given back: no field says it, but a refund's number begins with its second.

    A number of another make is not trusted; then the order's last change stands in, or its payment.
    """
    changed = plain(info, "update_time")
    last = check_moment(changed, CHINA, "update_time") if changed else paid_at
    year, month, day, *clock = (number[start:stop] for start, stop in _SECOND)
    try:
        at = check_moment(f"{year}-{month}-{day} {':'.join(clock)}", CHINA, "refund_id")
    except Refused:
        return last
    return at if paid_at <= at <= max(last, paid_at) else last


_SECOND = ((0, 4), (4, 6), (6, 8), (8, 10), (10, 12), (12, 14))


def _yuan(value: dict[str, Any], name: str) -> int:
    """Yuan as text. A number may mean fen, so it is not guessed."""
    if not isinstance(value.get(name), str):
        raise problems.not_yuan(name, str(value.get(name))[:40])
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
    kinds=("Purchase", "Refund"),
    sniff=sniff,
    read=read,
    where="Youzan interface: youzan.trades.sold.get, youzan.trade.get; save the answers, one after the other",
)
