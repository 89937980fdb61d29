"""Which provider a payment number belongs to: so that a bill and an order meet in one key."""

from __future__ import annotations

import re

_WECHAT = re.compile(r"[14]\d{27}", re.ASCII)
_ALIPAY = re.compile(r"20\d{26}", re.ASCII)


def payment_key(number: str) -> str:
    """``wechatpay:...`` or ``alipay:...`` for a transaction number of theirs, else empty.

    WeChat Pay numbers have 28 digits and start with 4 (older ones with 1); Alipay's have 28 and start
    with the date.
    """
    if _WECHAT.fullmatch(number):
        return f"wechatpay:{number}"
    return f"alipay:{number}" if _ALIPAY.fullmatch(number) else ""
