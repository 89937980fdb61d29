"""What the demo's official store sells, and the files that tell of it."""

from __future__ import annotations

import json
from typing import NamedTuple

from digitool.demo.files.outbox import csv_bytes, yuan

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


def catalogue_csv() -> bytes:
    """The catalogue as a spreadsheet saves it."""
    header = ("商品编码", "商品名称", "类目", "标价", "状态")
    rows = [(good.code, good.title, good.category, yuan(good.price), "上架") for good in GOODS]
    return csv_bytes([header, *rows])


def receipts(stores: list[str]) -> list[dict[str, object]]:
    """What came in before the first order: the web's stock, and a little in every store."""
    places = [(WEB, WEB_PIECES), *((store, STORE_PIECES) for store in stores)]
    return [
        {
            "do": "receive",
            "key": f"demo:receipt:{place}",
            "at": place,
            "lines": {good.code: pieces for good in GOODS},
            "ref": f"DN-{place}",
        }
        for place, pieces in places
    ]


def receipts_jsonl(stores: list[str]) -> bytes:
    """The receipts as requests, one a line."""
    lines = [json.dumps(one, ensure_ascii=False) for one in receipts(stores)]
    return ("\n".join(lines) + "\n").encode()
