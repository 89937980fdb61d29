"""Alipay merchant bills: a zip for two weeks with the detail and the summary, both GBK.

Layout: formats research section 4. Text cells end in a tab, refunds are negative rows of their own
that keep the payment's trade number, the payer is masked: nobody is ever matched on it.
"""

from __future__ import annotations

import struct
import zlib
from typing import NamedTuple

from digitool.demo.files.outbox import OutFile, Slice, plain_yuan, slices
from digitool.demo.world.clock import DAY, clock, compact_day
from digitool.demo.world.happenings import BroughtBack, Payment
from digitool.demo.world.making import World

_DOS_DATE = (2026 - 1980) << 9 | 3 << 5 | 1
"""1 March 2026: fixed, so that equal worlds give equal bytes."""


def gbk_zip(members: list[tuple[str, bytes]]) -> bytes:
    """The archive of (name, content) members."""
    body, directory = b"", b""
    for name, data in members:
        label = name.encode("gb18030")
        common = struct.pack(
            "<HHHHHLLLHH", 20, 0, 0, 0, _DOS_DATE, zlib.crc32(data), len(data), len(data), len(label), 0
        )
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + common
        directory += struct.pack("<HHHLL", 0, 0, 0, 0, len(body)) + label
        body += b"PK\x03\x04" + common + label + data
    count = len(members)
    end = struct.pack("<HHHHLLH", 0, 0, count, count, len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


ACCOUNT = "20880000000000000156"
DETAIL = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,"
    "订单金额（元）,商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,"
    "券名称,商家红包消费金额（元）,卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"
)
SUMMARY = (
    "门店编号,门店名称,交易订单总笔数,退款订单总笔数,订单金额（元）,商家实收（元）,支付宝优惠（元）,商家优惠（元）,"
    "卡消费金额（元）,服务费（元）,分润（元）,实收净额（元）"
)
_RATE = 60


class _Line(NamedTuple):
    at: int
    paid: Payment
    back: BroughtBack | None = None

    @property
    def amount(self) -> int:
        """What the row adds, in fen: less than nothing for a refund."""
        return -self.back.amount if self.back else self.paid.amount

    @property
    def fee(self) -> int:
        """The charge as the row prints it: negative for a payment, given back on a refund."""
        size = (abs(self.amount) * _RATE + 5_000) // 10_000
        return size if self.back else -size


def alipay_bills(world: World) -> list[OutFile]:
    """One zip for every 14 days; none for a chain that takes no Alipay."""
    if not any(store.alipay for store in world.chain.stores):
        return []
    lines = [_Line(paid.at, paid) for paid in world.payments if paid.provider == "alipay"]
    lines += [_Line(back.at, one.paid, back) for one in lines for back in one.paid.refunds]
    lines.sort(key=lambda line: (line.at, line.paid.number))
    return [_zip(world, part, lines) for part in slices(world.size, 14)]


def _zip(world: World, part: Slice, lines: list[_Line]) -> OutFile:
    mine = [line for line in lines if part.holds(line.at)]
    stem = f"{ACCOUNT}_{compact_day(part.start)}_业务明细"
    members = [
        (f"{stem}.csv", _detail(world, part, mine).encode("gb18030")),
        (f"{stem}(汇总).csv", _summary(world, part, mine).encode("gb18030")),
    ]
    return OutFile(f"alipay_trade_{compact_day(part.start)}.zip", "alipay-trade", gbk_zip(members), len(mine))


def _title(part: Slice, what: str, table: str) -> list[str]:
    return [
        f"#支付宝业务{what}查询",
        f"#账号：[{ACCOUNT}]",
        f"#起始日期：[{_chinese(part.start)}]   终止日期：[{_chinese(part.end)}]",
        f"#{'-' * 41}{table}{'-' * 40}",
    ]


def _chinese(local: int) -> str:
    day, moment = clock(local).split(" ")
    year, month, date = day.split("-")
    return f"{year}年{month}月{date}日 {moment}"


def _detail(world: World, part: Slice, lines: list[_Line]) -> str:
    paid = [line.amount for line in lines if not line.back]
    backs = [line.amount for line in lines if line.back]
    text = [
        *_title(part, "明细", "业务明细列表"),
        DETAIL,
        *(_row(world, line) for line in lines),
        f"#{'-' * 41}业务明细列表结束{'-' * 36}",
        f"#交易合计：{len(paid)}笔，商家实收共{plain_yuan(sum(paid))}元，商家优惠共0.00元",
        f"#退款合计：{len(backs)}笔，商家实收退款共{plain_yuan(sum(backs))}元，商家优惠退款共0.00元",
        f"#导出时间：[{_chinese(part.end + DAY // 2)}]",
    ]
    return "".join(one + "\r\n" for one in text)


def _row(world: World, line: _Line) -> str:
    paid, back = line.paid, line.back
    store = world.chain.stores[paid.store]
    amount = plain_yuan(line.amount)
    texts = (
        paid.number, paid.order_no, "退款" if back else "交易", "门店收款",
    )  # fmt: skip
    place = (store.code, store.name, "OP01", "T01")
    cells = [one + "\t" for one in texts]
    cells += [clock(paid.at), clock(line.at + (0 if back else 4))]
    cells += [one + "\t" for one in place]
    cells += ["**甲(138******00)", amount, amount, *["0.00"] * 5, "", "0.00\t", "0.00"]
    cells += [(back.number if back else "") + "\t", plain_yuan(line.fee), "0.00", ""]
    return ",".join(cells)


def _summary(world: World, part: Slice, lines: list[_Line]) -> str:
    rows = []
    for place, store in enumerate(world.chain.stores):
        if store.alipay:
            rows.append(_total(store.code, store.name, [x for x in lines if x.paid.store == place]))
    text = [
        *_title(part, "汇总", "业务汇总列表"),
        SUMMARY,
        *rows,
        _total("合计", "", lines),
        f"#{'-' * 40}业务汇总列表结束{'-' * 36}",
        f"#导出时间：[{_chinese(part.end + DAY // 2)}]",
    ]
    return "".join(one + "\r\n" for one in text)


def _total(code: str, name: str, lines: list[_Line]) -> str:
    amount, fee = sum(line.amount for line in lines), sum(line.fee for line in lines)
    backs = sum(1 for line in lines if line.back)
    cells = [
        f"{code}\t",
        f"{name}\t",
        str(len(lines) - backs),
        str(backs),
        plain_yuan(amount),
        plain_yuan(amount),
    ]
    return ",".join([*cells, "0.00", "0.00", "0.00", plain_yuan(fee), "0.00", plain_yuan(amount + fee)])
