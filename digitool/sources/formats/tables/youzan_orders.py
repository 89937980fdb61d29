"""Youzan order export: one row an order, 60 columns, ``分销员`` twice.

The first ``分销员`` stands with the guides, the second with the commission; a plain reader by name
loses one of them, and with it somebody's commission. The items of an order share one cell,
``name(spec)(2件);...``, without amounts: the paid amount stands on the line only when there is just
one, and is 0 on each of several, because sharing it out would invent prices. What was given back so far
(``订单已退款金额``) has no time of its own here; the payment's stands in. Beijing time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digitool.model.days import CHINA
from digitool.model.records import Item, Items, OrderLine, Purchase, Refund
from digitool.model.regions import plain_region
from digitool.model.text import clean
from digitool.sources.file.cells import ident, moment, payment_key, phone, text, yuan_or_none
from digitool.sources.file.opening import Document
from digitool.sources.file.rows import Row, each, find_table, has_columns
from digitool.sources.format import Format, ReadOptions

NEEDED = (
    "订单号",
    "归属店铺",
    "订单状态",
    "订单创建时间",
    "买家付款时间",
    "支付流水号",
    "订单实付金额",
    "全部商品名称",
)
_REPEATED = ("分销员",)
_CHANNELS = {"网店": "official_store", "门店": "store"}
_ITEM = re.compile(r"(.*?)(?:\(([^()]*)\))?\((\d{1,6})件\)", re.DOTALL)


def sniff(document: Document) -> int:
    """A header with the columns that tell an order export from a customer export."""
    return 100 if has_columns(document, NEEDED) else 0


def read(document: Document, options: ReadOptions) -> Items:
    """Purchases (paid and unpaid), and a refund for an order that has money returned."""
    return each(find_table(document, NEEDED, _REPEATED), _row)


def _row(row: Row) -> Iterator[Item]:
    order_no = ident(row, "订单号")
    paid = bool(row.get("买家付款时间"))
    at = moment(row, CHINA, "买家付款时间", "订单创建时间")
    amount = yuan_or_none(row, "订单实付金额")
    payment_no = ident(row, "支付流水号", required=False)
    key = payment_key(payment_no) or f"youzan:{order_no}"
    refunded = yuan_or_none(row, "订单已退款金额")
    channel = text(row, "销售渠道")
    buyer = phone(row.get("买家手机号"), "买家手机号")
    yield Purchase(
        line=row.line,
        at=at,
        key=key,
        view="order",
        amount_fen=amount,
        state="paid" if paid else "unpaid",
        order_no=order_no,
        buyers=(buyer,) if buyer else (),
        store=clean(text(row, "归属店铺")),
        channel=_CHANNELS.get(channel, clean(channel)),
        guide=clean(text(row, "销售导购", "专属导购")),
        referrer=clean(text(row, "分销员#2", "分销员")),
        lines=items(text(row, "全部商品名称"), amount),
        region=plain_region(clean(text(row, "收货人省份"))[:40]),
    )
    if refunded:
        yield Refund(
            row.line,
            at,
            f"youzan-refund:{order_no}",
            key,
            abs(refunded),
            "SUCCESS",
            order_no,
        )


def items(cell: str, paid_fen: int) -> tuple[OrderLine, ...]:
    """The order lines of ``name(spec)(2件);...``; a part of another shape is one piece of that name."""
    found = []
    for part in filter(None, (part.strip() for part in re.split("[;；]", cell))):
        match = _ITEM.fullmatch(part)
        name, spec, pieces = match.groups() if match else (part, "", "1")
        found.append(OrderLine("", clean(f"{name}({spec})" if spec else name)[:200], int(pieces), 0))
    return (found[0]._replace(amount_fen=paid_fen),) if len(found) == 1 else tuple(found)


FORMAT = Format(
    name="youzan-orders",
    title_en="Youzan order export",
    title_zh="有赞订单导出",
    kinds=("Purchase", "Refund"),
    sniff=sniff,
    read=read,
    where="Youzan shop back office: Orders, Export, report with all columns",
)
