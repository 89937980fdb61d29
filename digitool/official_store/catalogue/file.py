"""Read a catalogue from a table: item code, title, category, tag price, on or off sale.

The header names the columns in English or Chinese, in any order; only item code and price must be
there. A row that cannot be taken becomes a reject with its line, column and reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from digitool.errors import DataError, UsageError
from digitool.model.amounts import read_amount
from digitool.model.records import Reject
from digitool.official_store.catalogue.operations import Item, check_item
from digitool.sources.file import problems
from digitool.sources.file.cells import check_id
from digitool.sources.file.opening import Document, open_document
from digitool.sources.file.problems import Refused
from digitool.sources.file.rows import HEADER_WITHIN, header_name
from digitool.sources.file.table import NumberedRow, rows
from digitool.workspace.inputs import reading

NAMES: dict[str, tuple[str, ...]] = {
    "product": (
        "product",
        "item",
        "item code",
        "code",
        "sku",
        "商品编码",
        "商品编号",
        "货号",
        "编码",
        "商家编码",
    ),
    "title": ("title", "name", "商品名称", "名称", "品名", "商品标题"),
    "category": ("category", "类目", "分类", "商品类目", "商品分类", "品类"),
    "price": ("price", "tag price", "价格", "售价", "标价", "吊牌价", "零售价"),
    "on_sale": ("on sale", "on_sale", "state", "状态", "上架", "上架状态", "销售状态"),
}
"""Column names by what they hold, in small letters."""

_ON = {"on", "yes", "true", "1", "是", "上架", "在售", "销售中", "出售中", ""}
_OFF = {"off", "no", "false", "0", "否", "下架", "停售", "已下架", "仓库中"}


class Read(NamedTuple):
    """What a catalogue file holds: items, and the rows that cannot be taken."""

    file: str
    items: list[Item]
    rejects: list[Reject]


def read_catalogue(path: Path, encoding: str = "") -> Read:
    """Read a catalogue file (CSV or TSV, UTF-8 or GB18030). Raises DataError ``no_header`` and others."""
    document = open_document(reading(path), encoding)
    numbered = rows(document)
    places = _find_header(document, numbered)
    items: list[Item] = []
    rejects: list[Reject] = []
    first: dict[str, int] = {}
    for line, cells in numbered:
        try:
            item = _item(places, cells)
            if item.code in first:
                raise Refused(
                    "repeated_product",
                    "product",
                    "{value} stands in an earlier line already",
                    "Keep one of the two lines.",
                    item.code,
                )
            first[item.code] = line
            items.append(item)
        except Refused as refused:
            rejects.append(refused.reject(line, tuple(cells)))
    return Read(document.name, items, rejects)


def _find_header(document: Document, numbered: Iterator[NumberedRow]) -> dict[str, int]:
    """The place of each column that is there."""
    known = {name: what for what, names in NAMES.items() for name in names}
    for count, (_line, cells) in enumerate(numbered):
        found: dict[str, int] = {}
        for place, cell in enumerate(cells):
            what = known.get(header_name(cell).lower())
            if what and what not in found:
                found[what] = place
        if {"product", "price"} <= found.keys():
            return found
        if count >= HEADER_WITHIN:
            break
    raise DataError(
        "no_header",
        "{file}: no header row names an item code and a price",
        hint="the first row should be: {example}",
        file=document.name,
        example="product,title,category,price,on_sale",
    )


def _item(places: dict[str, int], cells: list[str]) -> Item:
    row = {what: cells[place].strip() if place < len(cells) else "" for what, place in places.items()}
    if not row["product"]:
        raise problems.missing("product")
    code = check_id(row["product"], "product")
    item = Item(
        code,
        row.get("title") or None,
        row.get("category"),
        _price(row["price"]),
        _on_sale(row.get("on_sale")),
    )
    try:
        check_item(item)
    except UsageError as error:
        raise Refused(
            error.code, "product", "{column} {value} cannot be in a catalogue", _SHORT, code
        ) from error
    return item


_SHORT = "Codes have at most 64 characters, titles and categories at most 200, in one line."


def _price(cell: str) -> int:
    """Fen of a price; back-ticks before a number, as payment platforms write them, are no part of it."""
    typed = cell.lstrip("`'").rstrip("`'")
    if not typed:
        raise problems.missing("price")
    try:
        return read_amount(typed, "price")
    except UsageError as error:
        message = _WRONG.get(error.code, "{column} is {value}, not an amount in yuan")
        hint = "Write it like 128.00, with at most two decimals."
        raise Refused(error.code, "price", message, hint, typed) from error


_WRONG = {
    "amount_full_width": "{column} {value} has full-width signs",
    "amount_not_a_number": "{column} {value} is not a number",
    "amount_exponent": "{column} {value} is written with an exponent",
    "amount_negative": "{column} {value} is negative",
    "amount_below_fen": "{column} {value} has a part smaller than a fen",
    "amount_too_large": "{column} {value} is above the largest amount, 10,000,000,000.00 yuan",
}
"""What is wrong with a price, by the code of `read_amount`'s refusal."""


def _on_sale(cell: str | None) -> bool | None:
    if cell is None:
        return None
    word = cell.lower()
    if word in _ON or word in _OFF:
        return word in _ON
    raise Refused("bad_state", "on_sale", "{column} is {value}, neither on nor off", "Write on or off.", cell)
