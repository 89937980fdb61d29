"""WeChat Pay trade bill: one file a day and merchant, ALL, SUCCESS or REFUND, also the old layout.

Columns and quirks: WxJava ``WxPayBillResult``, dax-pay ``WechatReconcileBillDetail``. Every value has
a back-tick before it, a refund is a row of its own, the last two lines are a checksum. Times are
Beijing time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from digitool.model.days import CHINA
from digitool.model.ids import Identifier
from digitool.model.numbers import read_decimal
from digitool.model.records import Item, Items, Purchase, Refund, Warn
from digitool.model.text import mask_value
from digitool.sources.file import problems
from digitool.sources.file.cells import ident, known, moment, text, yuan, yuan_or_none
from digitool.sources.file.opening import Document
from digitool.sources.file.problems import Refused
from digitool.sources.file.rows import HeadedTable, Row, find_table, has_columns, header_name, one
from digitool.sources.format import Format, ReadOptions

FOOTER_STARTS = frozenset({"总交易单数"})

_SUMMED = {
    "应结订单总金额": "应结订单金额",
    "总交易额": "总金额",
    "退款总金额": "退款金额",
    "总退款金额": "退款金额",
    "充值券退款总金额": "充值券退款金额",
    "总代金券或立减优惠退款金额": "代金券或立减优惠退款金额",
    "手续费总金额": "手续费",
    "订单总金额": "订单金额",
    "申请退款总金额": "申请退款金额",
}


class Sums:
    """Running totals of a bill, in yuan, by column.

    Old bills repeat the order's amount on its refund row, so a footer may mean all rows or all but
    the refunds; both totals are kept and either may match.
    """

    def __init__(self, names: tuple[str, ...]) -> None:
        self.rows = 0
        self.shifted: list[int] = []
        self._width = len(names)
        self._state = names.index("交易状态")
        self._places = {column: names.index(column) for column in _SUMMED.values() if column in names}
        self._all = dict.fromkeys(self._places, Decimal())
        self._paid = dict.fromkeys(self._places, Decimal())
        self._unreadable: set[str] = set()

    def add(self, line: int, cells: list[str]) -> None:
        """Count one row; a cell that is no amount takes its column out of the comparison.

        Of a row with more or fewer cells than the header nobody knows which is which: it is refused, and its
        amounts are not added.
        """
        self.rows += 1
        if len(cells) < self._width or any(cell.strip() for cell in cells[self._width :]):
            self.shifted.append(line)
            return
        refund = len(cells) > self._state and cells[self._state].strip(" `") == "REFUND"
        for column, place in self._places.items():
            value = amount(cells[place]) if len(cells) > place else None
            if value is None:
                self._unreadable.add(column)
                continue
            self._all[column] += value
            if not refund:
                self._paid[column] += value

    def check(self, file: str, names: list[str], values: list[str]) -> None:
        """Compare with the footer; raises DataError ``footer_mismatch`` or ``truncated``.

        Where a row could not be added, only how many there are is compared: the rest differs by that row.
        """
        if len(values) < len(names):
            raise problems.no_footer(file)
        for name, value in zip(map(header_name, names), values, strict=False):
            stated = amount(value)
            if name in FOOTER_STARTS:
                self._compare(file, name, value, stated, (Decimal(self.rows),))
            column = _SUMMED.get(name, "")
            if column in self._places and column not in self._unreadable and not self.shifted:
                self._compare(file, name, value, stated, (self._all[column], self._paid[column]))

    def _compare(
        self, file: str, name: str, value: str, stated: Decimal | None, found: tuple[Decimal, ...]
    ) -> None:
        if stated is None or stated not in found:
            raise problems.other_footer(file, name, mask_value(value.strip(" `")), f"{found[0]:f}")


def amount(cell: str) -> Decimal | None:
    """A decimal number, empty as 0; None for anything else."""
    plain = cell.strip(" \t`'")
    try:
        return read_decimal(plain) if plain else Decimal()
    except ValueError:
        return None


NEEDED = ("交易时间", "公众账号ID", "商户号", "微信订单号", "商户订单号", "用户标识", "交易状态", "货币种类")
_PAIRS = re.compile(r"\w+=[^&=\s]*(&\w+=[^&=\s]*)*")


def sniff(document: Document) -> int:
    """A header with the columns that every type of the bill has."""
    return 100 if has_columns(document, NEEDED) else 0


def read(document: Document, options: ReadOptions) -> Items:
    """Purchases (paid and revoked) and refunds; raises DataError ``truncated``, ``footer_mismatch``."""
    table = find_table(document, NEEDED)
    sums = Sums(table.names)
    by_number = 0
    footer: list[list[str]] = []
    for line, cells in table.rows:
        if footer or cells[0].strip(" `") in FOOTER_STARTS:
            footer.append(cells)
            continue
        sums.add(line, cells)
        for item in one(table, line, cells, lambda row: _row(row, options)):
            by_number += isinstance(item, (Purchase, Refund)) and "-order:" in item.key
            yield item
    if not document.corrected:
        _check_footer(document, table, footer, sums)
        if sums.shifted:
            yield Warn(
                "footer_not_compared",
                "{count} rows, first line {line}, have cells out of place, so the amounts of the footer"
                " differ from the others' by theirs and were not compared; how many rows there are is right",
                {"count": len(sums.shifted), "line": sums.shifted[0]},
            )
    if by_number:
        yield Warn(
            "keyed_by_order_no",
            "{count} rows are keyed on the merchant's order number, because their transaction ids "
            "are destroyed; the untouched bill of the same day may be imported later",
            {"count": by_number},
        )


def _check_footer(document: Document, table: HeadedTable, footer: list[list[str]], sums: Sums) -> None:
    if len(footer) < 2:
        raise problems.no_footer(document.name)
    sums.check(document.name, footer[0], footer[1])


def _row(row: Row, options: ReadOptions) -> Iterator[Item]:
    state = known(row, "交易状态")
    if row.get("货币种类") not in ("", "CNY"):
        raise problems.other_currency("货币种类", row.get("货币种类"))
    if state in ("SUCCESS", "REVOKED"):
        yield _purchase(row, "paid" if state == "SUCCESS" else "revoked", options)
    elif state == "REFUND":
        yield _refund(row, options)
    else:
        raise problems.unknown_state("交易状态", state, hint="It should be SUCCESS, REFUND or REVOKED.")


def _purchase(row: Row, state: str, options: ReadOptions) -> Purchase:
    amount = yuan(row, "订单金额" if "订单金额" in row.cells else "总金额")
    if amount < 0:
        raise problems.negative_amount("订单金额", row.get("订单金额"), hint="A refund has the state REFUND.")
    openid = ident(row, "用户标识", required=False)
    attached = _attached(row.get("商户数据包"))
    return Purchase(
        line=row.line,
        at=moment(row, CHINA, "交易时间"),
        key=_key(row, "微信订单号", "商户订单号", "wechatpay", options),
        view="bill",
        amount_fen=amount,
        state=state,
        order_no=ident(row, "商户订单号", required=False),
        payer=Identifier("wx_openid", ident(row, "公众账号ID"), openid) if openid else None,
        merchant=ident(row, "商户号"),
        sub_merchant=text(row, "特约商户号", "子商户号"),
        device=text(row, "设备号"),
        store=attached.get("store", ""),
        guide=attached.get("guide", ""),
    )


def _refund(row: Row, options: ReadOptions) -> Refund:
    """A refund that WeChat Pay took on. Its money has left the merchant, though it may still be on its way
    (PROCESSING) or have to be paid in another way (CHANGE), and no later bill tells of it again.
    """
    attached = _attached(row.get("商户数据包"))
    return Refund(
        line=row.line,
        at=moment(row, CHINA, "交易时间"),
        key=_key(row, "微信退款单号", "商户退款单号", "wechatpay-refund", options),
        purchase_key=_key(row, "微信订单号", "商户订单号", "wechatpay", options),
        amount_fen=abs(yuan_or_none(row, "申请退款金额") or yuan(row, "退款金额")),
        state="FAIL" if row.get("退款状态") == "FAIL" else "SUCCESS",
        order_no=ident(row, "商户订单号", required=False),
        merchant=ident(row, "商户号", required=False),
        sub_merchant=text(row, "特约商户号", "子商户号"),
        device=text(row, "设备号"),
        store=attached.get("store", ""),
        guide=attached.get("guide", ""),
    )


def _key(row: Row, platform: str, merchant: str, name: str, options: ReadOptions) -> str:
    """The platform's number; the merchant's, when that is destroyed and a person asked for it."""
    try:
        return f"{name}:{ident(row, platform)}"
    except Refused as refused:
        if refused.code != "id_mangled" or not options.by_order_no:
            raise
    return f"{name}-order:{ident(row, '商户号')}:{ident(row, merchant)}"


def _attached(value: str) -> dict[str, str]:
    """``store=S001&guide=zhangsan`` in the merchant's own data; anything else there is not ours."""
    if not _PAIRS.fullmatch(value):
        return {}
    return dict(pair.split("=", 1) for pair in value.split("&"))


FORMAT = Format(
    name="wechatpay-trade",
    title_en="WeChat Pay trade bill",
    title_zh="微信支付交易账单",
    kinds=("Purchase", "Refund"),
    sniff=sniff,
    read=read,
    where="WeChat Pay merchant platform: Transactions, Bills, Trade bill; one file a day",
)
