"""WeChat Pay trade bills (ALL): stores by the week, the official store by the month, one file gzipped.

Layout: formats research section 1. A UTF-8 BOM, CRLF, a back-tick before every value, refunds and
revocations as rows of their own, and a footer that adds up.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import NamedTuple

from digitool.demo.files.outbox import OutFile, Slice, plain_yuan, slices
from digitool.demo.world import plan
from digitool.demo.world.clock import clock, compact_day
from digitool.demo.world.happenings import BroughtBack, Payment
from digitool.demo.world.making import World

HEADER = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,"
    "货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,"
    "商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"
)
FOOTER = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"

_GOODS = ("日用百货", r"早餐\ 牛奶", "服饰", "当季水果", "母婴用品")
_BANKS = ("OTHERS", "CMB_DEBIT", "CFT", "ICBC_DEBIT", "CCB_CREDIT")
_RATE = 60
"""Fee in basis points."""


class _Line(NamedTuple):
    """One row before it is printed: when, which payment, its state, and the refund of a REFUND row."""

    at: int
    paid: Payment
    state: str
    back: BroughtBack | None = None


def wechat_bills(world: World) -> list[OutFile]:
    """Every bill, in the order of time; then one of them again under another name, gzipped."""
    lines = sorted(_lines(world), key=lambda line: (line.at, line.paid.number, line.state))
    weekly = _bills(world, [one for one in lines if one.paid.store >= 0], 7, plan.MERCHANT)
    monthly = _bills(world, [one for one in lines if one.paid.store < 0], 30, plan.OFFICIAL_MERCHANT)
    again = weekly[len(weekly) // 2]
    copy = again._replace(
        name=again.name.replace(".csv", "(1).csv.gz"),
        data=gzip.compress(again.data, mtime=0),
        known=again.rows,
    )
    return [*weekly, *monthly, copy]


def _lines(world: World) -> Iterator[_Line]:
    for paid in world.payments:
        if paid.provider != "wechat":
            continue
        yield _Line(paid.at, paid, "SUCCESS")
        if paid.revoked:
            yield _Line(paid.at + 25, paid, "REVOKED")
        for back in paid.refunds:
            yield _Line(back.at, paid, "REFUND", back)


def _bills(world: World, lines: list[_Line], days: int, merchant: str) -> list[OutFile]:
    bills = []
    for part in slices(world.size, days):
        rows = [line for line in lines if part.holds(line.at)]
        bills.append(_bill(world, part, rows, merchant))
    return bills


def _bill(world: World, part: Slice, lines: list[_Line], merchant: str) -> OutFile:
    text = [HEADER, *(_row(world, line, merchant) for line in lines), FOOTER, _footer(lines)]
    data = b"\xef\xbb\xbf" + "".join(one + "\r\n" for one in text).encode()
    name = f"wechatpay_{merchant}_{compact_day(part.start)}.csv"
    return OutFile(name, "wechatpay-trade", data, len(lines))


def _row(world: World, line: _Line, merchant: str) -> str:
    paid, back = line.paid, line.back
    due = 0 if back else paid.amount - paid.coupon
    device, sub_merchant, attached = _where(world, paid)
    cells = (
        clock(line.at), paid.app, merchant, sub_merchant, device, paid.number, paid.order_no, paid.openid,
        "MICROPAY" if device else "JSAPI", line.state, _BANKS[int(paid.number[-3:]) % 5], "CNY",
        plain_yuan(due), plain_yuan(0 if back else paid.coupon),
        back.number if back else "0", f"REF{back.number[-20:]}" if back else "0",
        plain_yuan(back.amount if back else 0), "0.00", "ORIGINAL" if back else "", "SUCCESS" if back else "",
        _GOODS[int(paid.number[-2:]) % 5], attached, f"{plain_yuan(_fee(line))}000", "0.60%",
        plain_yuan(0 if back else paid.amount), plain_yuan(back.amount if back else 0), "",
    )  # fmt: skip
    return ",".join("`" + cell for cell in cells)


def _where(world: World, paid: Payment) -> tuple[str, str, str]:
    """Device, sub-merchant and attached data: three ways in which a bill names its store."""
    if paid.store < 0:
        return "", "0", ""
    store = world.chain.stores[paid.store]
    if paid.app == plan.MINI_PROGRAM:
        return "", store.sub_merchant or "0", f"store={store.code}"
    return ("" if store.sub_merchant else store.device), store.sub_merchant or "0", ""


def _fee(line: _Line) -> int:
    """The fee in fen, half a fen up; given back on a refund."""
    if line.back:
        return -((line.back.amount * _RATE + 5_000) // 10_000)
    return ((line.paid.amount - line.paid.coupon) * _RATE + 5_000) // 10_000


def _footer(lines: list[_Line]) -> str:
    stand = [line for line in lines if not line.back]
    backs = sum(line.back.amount for line in lines if line.back)
    values = (
        str(len(lines)),
        plain_yuan(sum(line.paid.amount - line.paid.coupon for line in stand)),
        plain_yuan(backs),
        "0.00",
        f"{plain_yuan(sum(_fee(line) for line in lines))}000",
        plain_yuan(sum(line.paid.amount for line in stand)),
        plain_yuan(backs),
    )
    return ",".join("`" + value for value in values)
