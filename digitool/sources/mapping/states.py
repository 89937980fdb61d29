"""What the words of an export say of a purchase: unpaid, paid, revoked."""

from __future__ import annotations

STATES = {
    "unpaid": (
        "unpaid",
        "pending",
        "cancelled",
        "closed",
        "未支付",
        "未付款",
        "待支付",
        "待付款",
        "已取消",
        "交易关闭",
    ),
    "paid": (
        "paid",
        "success",
        "completed",
        "已支付",
        "已付款",
        "支付成功",
        "交易成功",
        "交易完成",
        "已完成",
        "完成",
        "成功",
    ),
    "revoked": (
        "revoked",
        "voided",
        "已撤销",
        "撤销",
        "作废",
        "已作废",
    ),
}
STATE_OF = {word: state for state, words in STATES.items() for word in words}
"""The state that each word of an export means."""
