"""Columns that tell what a table is about.

A list of customers has no order number, no goods and no scans; a table that has them is about something
else, however many phones it holds. Names are compared as `synonyms.word` writes them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from digitool.sources.mapping.mapping import KINDS, WHOSE
from digitool.sources.mapping.synonyms import NAMES, word

_TELL = {
    "purchases": re.compile(
        r"(order|invoice|receipt|ticket|transaction|trade|bill|payment|refund)(id|no|number|num|code|sn)"
        r"|(invoice|order|sale|sales|ordered|transaction|payment|paid)(at|date|time)"
        r"|invoice|receipt|sku|barcode|stockcode|item(code|id)?|product(code|id|name)?|lineitem.*|(unit)?price"
        r"|qty|quantity|grosssales|netsales|stock"
        r"|(订单|单据|小票|交易|流水|支付|退款|销售|发票)编?号(码)?|.*单号|(商品|货品|产品).*|条码|货号|sku编码"
        r"|单价|售价|零售价|吊牌价|库存|数量|件数|(下单|成交|结账|交易|销售|订单|(买家)?付款|支付)(创建)?时间"
    ),
    "touches": re.compile(
        r"touchpoint(code)?|qrcode|scene(code)?|scan(time|code|id|s|nedat)?|event(id|name|type|time)?|action"
        r"|page(path)?|url|session(id)?|coupon(id|code|no|sn)?|redeemedat|plate(no|number)?|(entry|exit)time"
        r"|触点.*|二维码|活码|渠道码|场景|扫码.*|事件.*|行为.*|核销.*|券(码|号|编号)|优惠券.*|车牌.*|停车.*"
        r"|[入出进离]场时间"
    ),
    "traffic": re.compile(
        r"entered|exited|enter|entries|exits|visitors|traffic|incount|outcount|people(in|out)|in|out"
        r"|.*客流量?|(进店|进入|离店|出店|离开)(人数)?|人数"
    ),
}
_MONEY = re.compile(
    r".*amount|amount.*|total|paid|subtotal|payment|sales|revenue|gmv|discount|tax|fee"
    r"|.*金额|实付.*|实收.*|应收.*|应付.*|小计|总计|运费|优惠"
)
"""Money alone may be what a customer spent so far; without a word of a person it tells of sales."""


def kinds_told(names: Iterable[str], *, money: bool = False) -> dict[str, str]:
    """The kinds of table that these columns tell of, each with the first column that does.

    A list of customers is told of by a column that says who. ``money`` takes any amount as a sale.
    """
    found: dict[str, str] = {}
    for name in names:
        plain = word(name)
        for kind, pattern in _TELL.items():
            if pattern.fullmatch(plain) or plain in _OWN[kind]:
                found.setdefault(kind, name)
        if money and (_MONEY.fullmatch(plain) or plain in NAMES["amount"]):
            found.setdefault("purchases", name)
        if plain in _WHO:
            found.setdefault("customers", name)
    return {kind: found[kind] for kind in KINDS if kind in found}


_CUSTOMERS = {one for field in KINDS["customers"].all for key in (field, f"customers.{field}")
              for one in NAMES.get(key, ())}  # fmt: skip
_OWN = {
    kind: {one for field in fields for one in NAMES[field]} - _CUSTOMERS
    for kind, fields in {
        "purchases": ("order_no", "pay_no", "item", "quantity"),
        "touches": ("touchpoint",),
        "traffic": ("entered", "left"),
    }.items()
}
"""Words for what only one kind of table has, as they are learnt."""

_WHO = {word(name) for name in WHOSE if name != "identity"}

BEYOND: dict[str, frozenset[str]] = {
    "customers": frozenset({"purchases", "touches", "traffic"}),
    "traffic": frozenset({"purchases"}),
}
"""Kinds of which a table of this kind holds nothing."""


def about_another(kind: str, names: Collection[str], *, money: bool = False) -> bool:
    """Whether some column tells of what a table of this kind cannot hold."""
    return not BEYOND.get(kind, frozenset()).isdisjoint(kinds_told(names, money=money))


def is_customer_list(names: Collection[str]) -> bool:
    """Whether a header in our own field names is a list of customers beyond doubt, unasked.

    It says who, tells of nothing else, and most of its columns are what a customer list has.
    """
    filled = [name for name in names if name]
    known = [name for name in filled if name in KINDS["customers"].all]
    return 2 * len(known) > len(filled) and not about_another("customers", filled, money=True)
