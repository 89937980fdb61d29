"""An order as ``youzan.trade.get`` answers it: made-up values in the documented structure."""

from __future__ import annotations

import json
from typing import Any

OUTER = "4200000000202603010000000555"
"""The number of its payment on the WeChat Pay bill; the inner one has 18 digits."""


def refund(number: str, fee: str, state: int = 60) -> dict[str, Any]:
    """One refund of an order; its number begins with the second in which it was made."""
    return {
        "refund_type": 1,
        "refund_fee": fee,
        "refund_id": number,
        "refund_state": state,
        "oids": [{"oid": "1700000000000000001"}],
    }


def trade(*refunds: dict[str, Any], **info: Any) -> dict[str, Any]:
    """What the answer holds: an order of 1.00 yuan, paid on 1 March, and its refunds."""
    return {
        "delivery_order": [],
        "order_promotion": {"adjust_fee": "0.00", "order_discount_fee": "0.20", "item": None, "order": []},
        "qr_info": None,
        "refund_order": list(refunds),
        "full_order_info": {
            "child_info": None,
            "remark_info": {"buyer_message": "", "star": None, "trade_memo": None},
            "address_info": {
                "receiver_name": "测试甲",
                "receiver_tel": "13800138000",
                "delivery_province": "广东省",
                "delivery_city": "深圳市",
                "delivery_district": "南山区",
                "delivery_address": "示例街道1号",
                "self_fetch_info": "",
            },
            "pay_info": {
                "outer_transactions": [OUTER],
                "post_fee": "0.00",
                "phase_payments": [],
                "total_fee": "1.20",
                "payment": "1.00",
                "transaction": ["260301100100000046"],
            },
            "buyer_info": {
                "outer_user_id": "oMADEUP000000000000000000007",
                "buyer_phone": "13800138000",
                "fans_type": 1,
                "buyer_id": 1200000001,
                "fans_id": 4800000001,
                "fans_nickname": "甲",
            },
            "orders": [
                {
                    "oid": "1700000000000000001",
                    "title": "测试牛奶",
                    "num": 2,
                    "price": "0.30",
                    "total_fee": "0.60",
                    "payment": "0.50",
                    "outer_item_id": "690001",
                    "sku_properties_name": "[]",
                },
                {
                    "oid": "1700000000000000002",
                    "title": "测试面包",
                    "num": 3,
                    "price": "0.20",
                    "total_fee": "0.60",
                    "payment": "0.50",
                    "outer_item_id": "690002",
                    "sku_properties_name": "[]",
                },
            ],
            "source_info": {
                "is_offline_order": False,
                "source": {"platform": "wx", "wx_entrance": "direct_buy"},
            },
            "order_info": {
                "tid": "E20260301100000000600011",
                "status": "WAIT_SELLER_SEND_GOODS",
                "status_str": "待发货",
                "type": 0,
                "created": "2026-03-01 10:00:00",
                "pay_time": "2026-03-01 10:01:00",
                "update_time": "2026-03-01 10:01:00",
                "consign_time": "",
                "success_time": "",
                "expired_time": "2026-03-01 11:00:00",
                "pay_type": 10,
                "pay_type_str": "WEIXIN_DAIXIAO",
                "refund_state": 0,
                "close_type": 0,
                "order_tags": {"is_payed": True, "is_refund": bool(refunds)},
                **info,
            },
        },
    }


CLOSED = {
    "status": "TRADE_CLOSED",
    "status_str": "已关闭",
    "refund_state": 12,
    "close_type": 2,
    "update_time": "2026-03-05 10:30:00",
}
"""What an order says of itself that was wholly given back."""

BOTH = (refund("202603051025110000010006", "0.50"), refund("202603051026430000030006", "0.50"))
"""Two refunds of 5 March, 10:25:11 and 10:26:43, which are all of it."""


def answer(body: dict[str, Any], envelope: str = "data") -> str:
    """The body as one of the gateways wraps it; empty for a message that is pushed without any."""
    if not envelope:
        return json.dumps(body, ensure_ascii=False)
    told = {"code": 200, "success": True, "message": "successful", "requestId": None}
    return json.dumps({envelope: body, **(told if envelope == "data" else {})}, ensure_ascii=False)


def listed(*bodies: dict[str, Any], envelope: str = "data") -> str:
    """Several orders as ``youzan.trades.sold.get`` answers them, which lists no refunds."""
    entries = [{"full_order_info": body["full_order_info"]} for body in bodies]
    return answer({"total_results": len(entries), "full_order_info_list": entries}, envelope)
