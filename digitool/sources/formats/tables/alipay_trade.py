"""Alipay trade bill: comment lines, a table, an end marker and two lines of totals; GBK, often in a zip.

Columns: dax-pay ``AlipayReconcileBillDetail``. Text cells end in a tab. A refund keeps the payment's
trade number and has a request number that the merchant chose, unique within that trade only; its sign
differs between exports, so it is taken from ``业务类型``. The buyer is masked and matches nobody. Times
are Beijing time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from digitool.errors import DataError
from digitool.model.days import CHINA
from digitool.model.money import format_yuan, parse_yuan
from digitool.model.records import Item, Items, Purchase, Refund
from digitool.sources.file import problems
from digitool.sources.file.cells import ident, known, moment, text, yuan
from digitool.sources.file.opening import Document
from digitool.sources.file.rows import Row, find_table, first_names, has_columns, one
from digitool.sources.format import Format, ReadOptions

NEEDED = (
    "支付宝交易号",
    "商户订单号",
    "业务类型",
    "完成时间",
    "门店编号",
    "商家实收(元)",
    "退款批次号/请求号",
)
PAID, REFUNDED = "交易", "退款"
_END = "业务明细列表结束"
_TOTAL = re.compile(r"#\s*(交易|退款)合计[：:]\s*(\d+)\s*笔[，,]\s*商家实收(?:退款)?共\s*([-\d.,]+)\s*元")


def sniff(document: Document) -> int:
    """A header with the columns of the detail; the summary has none of the trade numbers."""
    if has_columns(document, NEEDED):
        return 100
    if first_names(document) and first_names(document)[0][0].startswith("#支付宝业务汇总查询"):
        raise DataError(
            "format_not_imported",
            "{file} is the summary of an Alipay bill, which holds no single payment",
            hint="Import the detail (业务明细) of the same days; it gives the same totals.",
            file=document.name,
        )
    return 0


def read(document: Document, options: ReadOptions) -> Items:
    """Purchases and refunds; raises DataError ``truncated`` or ``footer_mismatch``."""
    table = find_table(document, NEEDED)
    counted = {PAID: [0, 0], REFUNDED: [0, 0]}
    footer: list[str] = []
    whole = True
    for line, cells in table.rows:
        if cells[0].startswith("#"):
            footer.append(",".join(cells))
            continue
        for item in one(table, line, cells, _row):
            whole &= isinstance(item, (Purchase, Refund))
            if whole:
                kind = PAID if isinstance(item, Purchase) else REFUNDED
                counted[kind][0] += 1
                counted[kind][1] += _received(table.names, cells)
            yield item
    if not document.corrected:
        _check(document, footer, counted if whole else {})


def _received(names: tuple[str, ...], cells: list[str]) -> int:
    return abs(parse_yuan(cells[names.index("商家实收(元)")]))


def _check(document: Document, footer: list[str], counted: dict[str, list[int]]) -> None:
    """Compare with the totals; a bill with rejected rows has only its end marker checked."""
    if not any(_END in line for line in footer):
        raise problems.no_footer(document.name)
    for match in filter(None, map(_TOTAL.match, footer)):
        kind, number, amount = match.groups()
        if kind not in counted:
            continue
        found = counted[kind]
        if [int(number), abs(_fen(amount))] != found:
            raise problems.other_footer(
                document.name, f"{kind}合计", f"{number} / {amount}", f"{found[0]} / {format_yuan(found[1])}"
            )


def _fen(amount: str) -> int:
    try:
        return parse_yuan(amount)
    except ValueError:
        return -1


def _row(row: Row) -> Iterator[Item]:
    kind = known(row, "业务类型")
    trade = ident(row, "支付宝交易号")
    at = moment(row, CHINA, "完成时间", "创建时间")
    amount = yuan(row, "订单金额(元)")
    yuan(row, "商家实收(元)")
    order_no = ident(row, "商户订单号", required=False)
    if kind == REFUNDED:
        request = ident(row, "退款批次号/请求号", required=False) or str(at)
        yield Refund(
            line=row.line,
            at=at,
            key=f"alipay-refund:{trade}:{request}",
            purchase_key=f"alipay:{trade}",
            amount_fen=abs(amount),
            state="SUCCESS",
            order_no=order_no,
            device=text(row, "终端号"),
            store=text(row, "门店编号"),
        )
    elif kind == PAID:
        if amount < 0:
            raise problems.negative_amount(
                "订单金额(元)", row.get("订单金额(元)"), hint="A refund has the kind 退款."
            )
        yield Purchase(
            line=row.line,
            at=at,
            key=f"alipay:{trade}",
            view="bill",
            amount_fen=amount,
            order_no=order_no,
            device=text(row, "终端号"),
            store=text(row, "门店编号"),
        )
    else:
        raise problems.unknown_state("业务类型", kind, hint="It should be 交易 or 退款.")


FORMAT = Format(
    name="alipay-trade",
    title_en="Alipay trade bill",
    title_zh="支付宝业务明细账单",
    kinds=("Purchase", "Refund"),
    sniff=sniff,
    read=read,
    where="Alipay merchant platform: Reconciliation, Bill download, type trade; the zip is read as it is",
)
