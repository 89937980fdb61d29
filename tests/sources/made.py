"""Made-up files in the real formats, small, written here so that every figure in them is known."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path

from digitool.sources import Document, Item, ReadOptions, open_document, read, recognise_document
from digitool.sources.file.rejects import seen_through
from digitool.sources.format import Format


def recognise(path: Path) -> tuple[Format, Document]:
    """The format of a file, and the file opened, as an import finds them."""
    document = seen_through(open_document(path))
    return recognise_document(document), document


WECHAT_HEAD = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
    "应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,"
    "手续费,费率,订单金额,申请退款金额,费率备注"
)
WECHAT_FOOT = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
LEGACY_HEAD = (
    "交易时间,公众账号ID,商户号,子商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
    "总金额,代金券或立减优惠金额,微信退款单号,商户退款单号,退款金额,代金券或立减优惠退款金额,退款类型,退款状态,商品名称,"
    "商户数据包,手续费,费率"
)
LEGACY_FOOT = "总交易单数,总交易额,总退款金额,总代金券或立减优惠退款金额,手续费总金额"


def wechat_row(number: int, state: str = "SUCCESS", **changes: str) -> list[str]:
    """One row of an ALL bill: 100.00 yuan paid, of which 30.00 go back when it is a refund."""
    refund = state == "REFUND"
    cells = {
        "交易时间": f"2026-03-01 10:00:{number:02d}",
        "公众账号ID": "wxmadeup",
        "商户号": "1900000001",
        "特约商户号": "0",
        "设备号": "",
        "微信订单号": f"42000000002026030100000000{number:02d}",
        "商户订单号": f"POS{number:05d}",
        "用户标识": f"oMADEUP{number:021d}",
        "交易类型": "JSAPI",
        "交易状态": state,
        "付款银行": "OTHERS",
        "货币种类": "CNY",
        "应结订单金额": "0.00" if refund else "100.00",
        "代金券金额": "0.00",
        "微信退款单号": f"50300000002026030100000000{number:02d}" if refund else "0",
        "商户退款单号": f"REF{number:05d}" if refund else "0",
        "退款金额": "30.00" if refund else "0.00",
        "充值券退款金额": "0.00",
        "退款类型": "ORIGINAL" if refund else "",
        "退款状态": "SUCCESS" if refund else "",
        "商品名称": "牛奶",
        "商户数据包": "",
        "手续费": "-0.18000" if refund else "0.60000",
        "费率": "0.60%",
        "订单金额": "0.00" if refund else "100.00",
        "申请退款金额": "30.00" if refund else "0.00",
        "费率备注": "",
    }
    cells.update(changes)
    return list(cells.values())


def wechat_bill(rows: Sequence[Sequence[str]], foot: Sequence[str] | None = None, tick: str = "`") -> str:
    """A whole ALL bill; its footer adds the rows up unless another one is given."""
    pays = sum(row[9] != "REFUND" for row in rows)
    refunds = len(rows) - pays
    fee = 0.6 * pays - 0.18 * refunds
    foot = foot or (
        f"{len(rows)}",
        f"{pays * 100}.00",
        f"{refunds * 30}.00",
        "0.00",
        f"{fee:.5f}",
        f"{pays * 100}.00",
        f"{refunds * 30}.00",
    )
    lines = [WECHAT_HEAD, *(",".join(tick + cell for cell in row) for row in rows)]
    return "\r\n".join([*lines, WECHAT_FOOT, ",".join(tick + cell for cell in foot), ""])


ALIPAY_HEAD = (
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,"
    "商家实收（元）,支付宝红包（元）,集分宝（元）,支付宝优惠（元）,商家优惠（元）,券核销金额（元）,券名称,商家红包消费金额（元）,"
    "卡消费金额（元）,退款批次号/请求号,服务费（元）,分润（元）,备注"
)


def alipay_row(number: int, kind: str = "交易", amount: str = "50.00", batch: str = "") -> str:
    """One row of a detail bill, text cells ending in a tab."""
    return (
        f"20260301220014000000000000{number:02d}\t,A{number}\t,{kind}\t,收款,2026-03-01 10:00:00,"
        f"2026-03-01 10:00:{number:02d},S001\t,一店\t,OP\t,T1\t,**甲\t,{amount},{amount},0,0,0,0,0,,0,0,"
        f"{batch}\t,-0.10,0.00,"
    )


def alipay_bill(rows: Sequence[str], totals: Sequence[str], end: bool = True) -> str:
    """A whole detail bill with its comments, end marker and totals."""
    lines = ["#支付宝业务明细查询", "#账号：[2088]", "#----业务明细列表----", ALIPAY_HEAD, *rows]
    if end:
        lines += ["#----业务明细列表结束----", *totals, "#导出时间：[2026年03月02日]"]
    return "\r\n".join([*lines, ""])


ALIPAY = alipay_bill(
    [alipay_row(1), alipay_row(2), alipay_row(1, "退款", "-20.00", "RF1")],
    ["#交易合计：2笔，商家实收共100.00元", "#退款合计：1笔，商家实收退款共-20.00元"],
)

WECOM = {
    "errcode": 0,
    "external_contact_list": [
        {
            "external_contact": {
                "external_userid": "wmMADEUP01",
                "name": "甲",
                "type": 1,
                "unionid": "uMADEUP01",
            },
            "follow_info": {
                "userid": "zhangsan",
                "createtime": 1772326800,
                "tag_id": ["et1"],
                "remark_mobiles": [13800138000],
                "add_way": 1,
                "state": "S001-shelf",
            },
        }
    ],
    "next_cursor": "",
}

HIKVISION = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<EventNotificationAlert version="1.0" xmlns="urn:made-up">\n'
    "<macAddress>00:00:5e:00:53:01</macAddress><channelID>1</channelID>"
    "<dateTime>2026-03-01T10:15:00+08:00</dateTime><eventType>PeopleCounting</eventType>\n"
    "<peopleCounting><statisticalMethods>{method}</statisticalMethods>{times}"
    "<enter>12</enter><exit>9</exit></peopleCounting>"
    "<childCounting><enter>3</enter><exit>0</exit></childCounting>\n</EventNotificationAlert>\n"
)
TIME_RANGE = HIKVISION.format(
    method="timeRange",
    times="<TimeRange><startTime>2026-03-01T10:00:00+08:00</startTime>"
    "<endTime>2026-03-01T10:15:00+08:00</endTime></TimeRange>",
)
REAL_TIME = HIKVISION.format(
    method="realTime", times="<RealTime><time>2026-03-01T10:15:00+08:00</time></RealTime>"
)

SCANS = (
    "scan_time,code,application_id,product_code,openid,unionid,province,city,scene,result\n"
    "2026-03-01 20:00:00,012345678,5818,690001,oMADEUP1,uMADEUP1,广东省,深圳市,bottle_cap,first\n"
    "2026-03-01 20:00:05,012345678,5818,690001,oMADEUP1,uMADEUP1,广东省,深圳市,bottle_cap,repeat\n"
    "2026-03-02 08:00:00,012345679,5818,690001,oMADEUP2,,广东省,深圳市,bottle_cap,first\n"
)

MILESIGHT = (
    "StartTime,EndTime,Line1 - In,Line1 - Out\n"
    "2026/03/01 09:00:00,2026/03/01 09:59:59,31,28\n2026/03/01 10:00:00,2026/03/01 10:59:59,,40\n"
)

YOUZAN_HEAD = (
    "订单号,销售渠道,归属店铺,订单状态,订单创建时间,买家付款时间,支付流水号,订单实付金额,全部商品名称,买家手机号,"
    "分销员,销售导购,专属导购,订单退款状态,订单已退款金额,分销员,订单佣金金额"
)
YOUZAN = (
    f"{YOUZAN_HEAD}\n"
    "E1,网店,一店,交易完成,2026-03-01 10:00:00,2026-03-01 10:01:00,4200000000202603010000000041,90.00,"
    "牛奶(大)(2件);面包(1件),138******00,李四,张三,王五,部分退款,10.00,赵六,4.50\n"
    "E2,门店,二店,交易关闭,2026-03-01 11:00:00,,,0.00,礼盒(1件),13800138000,,,,,0.00,,\n"
)

TOUCHES = (
    "ref,at,store,touchpoint,namespace,identity\n"
    "e1,2026-03-01T10:00:00+08:00,S001,S001-shelf,wx_openid,oMADEUP1\n"
    "e2,2026-03-01T02:00:05Z,S001,S001-pay,wx_openid,oMADEUP2\n"
)

LORA = '{"uplinks": [{"total_in": 65530, "total_out": 1}, {"total_in": 4, "total_out": 2}]}'

GOOD: dict[str, str] = {
    "wechatpay-trade": wechat_bill([wechat_row(1), wechat_row(2), wechat_row(1, "REFUND")]),
    "alipay-trade": ALIPAY,
    "wecom-contacts": json.dumps(WECOM, ensure_ascii=False),
    "wecom-handover": '{"errcode": 0, "customer": [{"external_userid": "wmMADEUP1", "errcode": 0}]}',
    "hikvision": TIME_RANGE + REAL_TIME,
    "item-scans": SCANS,
    "milesight-csv": MILESIGHT,
    "milesight-lora": LORA,
    "youzan-orders": YOUZAN,
    "touches": TOUCHES,
}
"""One good text of each of these formats."""

OPTIONS = ReadOptions(sensor="sensor-1", at=1_772_326_800_000, every_ms=60_000, corp_id="wwmadeup")


def document(content: str | bytes, name: str = "made.txt") -> Document:
    """A document over a text (as UTF-8) or over bytes."""
    data = content.encode() if isinstance(content, str) else content
    return Document(name, lambda: io.BytesIO(data), len(data))


def items(content: str | bytes, options: ReadOptions = OPTIONS) -> list[Item]:
    """Everything read from a content in whatever format it is recognised."""
    made = document(content)
    return list(read(made, recognise_document(made), options))


def items_of(path: Path, options: ReadOptions = OPTIONS) -> list[Item]:
    """Everything read from a file."""
    chosen, made = recognise(path)
    return list(read(made, chosen, options))
