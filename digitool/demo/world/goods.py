"""What the demo's official store sells, and its coupon stocks."""

from __future__ import annotations

from typing import NamedTuple

CATALOGUE, RECEIPTS = "goods/catalogue.csv", "goods/receipts.jsonl"
"""Files beside the inbox: one for ``official-store catalogue import``, one for ``official-store run``."""

WELCOME, SPRING = "WELCOME10", "SPRING8"
"""Coupon stocks: one for everybody, one to claim."""

WEB = "web"
WEB_PIECES, STORE_PIECES = 400, 60


class Good(NamedTuple):
    """One article; ``price`` is the tag price in fen."""

    code: str
    title: str
    category: str
    price: int


GOODS = (
    Good("M001", "鲜牛奶1L", "乳品", 1_580),
    Good("M002", "手工面包", "烘焙", 2_280),
    Good("M003", "当季水果盒", "生鲜", 4_900),
    Good("M004", "有机鸡蛋", "生鲜", 3_280),
    Good("M005", "坚果礼盒", "零食", 9_900),
    Good("M006", "羊毛围巾", "服饰", 19_900),
    Good("M007", "茶叶罐", "茶饮", 8_800),
    Good("M008", "儿童水杯", "母婴", 12_900),
    Good("M009", "蜂蜜", "零食", 5_900),
    Good("M010", "手冲咖啡豆", "茶饮", 7_900),
    Good("M011", "香薰蜡烛", "家居", 6_900),
    Good("M012", "竹纤维毛巾", "家居", 2_900),
)
PRICES = {good.code: good.price for good in GOODS}
