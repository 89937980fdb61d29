"""Files that a manager would write next: segments, two campaigns under one budget, a message."""

from __future__ import annotations

from digitool.demo.world.size import DemoSize
from digitool.model.days import iso_day

WEEK = 7

_HIGH_VALUE = """# 一年内买过三次以上、消费五百元以上的顾客。
name = "高价值客户"
tag = "高价值客户"

[[all]]
orders = ">=3"
within_days = 365

[[all]]
spend = ">=500.00"
within_days = 365
"""

_LAPSED = """# 买过、两周到三个月没来、导购还联系得上的顾客。
name = "沉睡客户"

[[all]]
recency_days = "14..90"

[[all]]
reachable_by = "wecom"
"""

_UNTAGGED = """# 有导购、还没有任何人打过标签的顾客。
name = "未打标客户"

[[all]]
tagged = false
tag_kind = "people"

[[all]]
reachable_by = "wecom"
"""

_COUPON = """# 导购给自己的顾客发满减券，预算与 group-buy.toml 相同：
#   digitool campaign compare campaigns/coupon.toml campaigns/group-buy.toml

[campaign]
name = "may-coupon"
start = {start}
days = 14
surface = "wecom_chat"
budget = "5000.00"
holdout = "10%"

[audience]
min_purchases = 1

[costs]
margin = "35%"
message = "0.05"
commission = "3%"

[guide_message]
text = "五月满减券已到账，两周内到店可用。"
capacity = 60

[coupon]
value = "15.00"
min_spend = "80.00"
valid_days = 14
"""

_GROUP_BUY = """# 同样的预算，换成三人拼团。

[campaign]
name = "may-group"
start = {start}
days = 14
surface = "mini_program"
budget = "5000.00"
holdout = "10%"
rules = "三人成团，24 小时内未满三人全额退款；每人限参加一次，不与其他优惠同享。"

[audience]
min_purchases = 1

[costs]
margin = "35%"
message = "0.05"

[broadcast]
text = "茶叶罐三人成团，立省二十元。"
channel = "service_account"

[group_buy]
size = 3
list_price = "88.00"
price = "69.00"
window_hours = 24
"""

_MESSAGE = """# 导购发给沉睡客户的一句话；先看谁会收到：
#   digitool guide broadcast broadcasts/tea.toml --by reason
name = "spring-tea"
segment = "lapsed"
channel = "wecom"
text = "新茶到店，欢迎来尝。"
"""

MESSAGE = "broadcasts/tea.toml"


def drafts(size: DemoSize) -> dict[str, bytes]:
    """The files by name; the campaigns begin a week after the demo's end."""
    start = iso_day(size.end_day + WEEK + 1)
    texts = {
        "segments/high_value.toml": _HIGH_VALUE,
        "segments/lapsed.toml": _LAPSED,
        "segments/untagged.toml": _UNTAGGED,
        "campaigns/coupon.toml": _COUPON.format(start=start),
        "campaigns/group-buy.toml": _GROUP_BUY.format(start=start),
        MESSAGE: _MESSAGE,
    }
    return {name: text.encode() for name, text in texts.items()}
