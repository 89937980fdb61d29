"""The files that tell of the official store's goods: its catalogue, and what came in."""

from __future__ import annotations

import json

from digitool.demo.files.outbox import csv_bytes, plain_yuan
from digitool.demo.world.goods import GOODS, STORE_PIECES, WEB, WEB_PIECES


def catalogue_csv() -> bytes:
    """The catalogue as a spreadsheet saves it."""
    header = ("商品编码", "商品名称", "类目", "标价", "状态")
    rows = [(good.code, good.title, good.category, plain_yuan(good.price), "上架") for good in GOODS]
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
