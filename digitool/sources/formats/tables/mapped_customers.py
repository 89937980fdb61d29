"""Customers from any table, by a mapping: one row a person, with whatever ids the list holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from digitool.model.ids import NO_MOMENT
from digitool.model.records import Item, Items, Profile
from digitool.model.text import short
from digitool.sources.file import problems
from digitool.sources.file.opening import Document
from digitool.sources.file.problems import Refused
from digitool.sources.file.rows import Row, each
from digitool.sources.format import Format, ReadOptions
from digitool.sources.mapping.mapped import (
    column,
    filled,
    id_fields,
    mapped_moment,
    mapped_table,
    mapping_for,
    sniff_kind,
    whose,
)
from digitool.sources.mapping.mapping import TableMapping

_YES = frozenset({"1", "yes", "y", "true", "是", "已同意", "同意", "granted"})
_NO = frozenset({"0", "no", "n", "false", "否", "未同意", "不同意", "withdrawn", "refused"})
_DAY = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}-\d{1,2}", re.ASCII)


def sniff(document: Document) -> int:
    """A header in our own field names, with one that says who: phone, openid, unionid, ..."""
    return sniff_kind(document, "customers") - 10 if sniff_kind(document, "customers") else 0


def read(document: Document, options: ReadOptions) -> Items:
    """Profiles; a row without any id is rejected, because it could be anybody."""
    mapping = mapping_for(document, options, "customers")
    return each(mapped_table(document, mapping), _parser(mapping, options))


def _parser(mapping: TableMapping, options: ReadOptions) -> Callable[[Row], Iterator[Item]]:
    def parse(raw: Row) -> Iterator[Item]:
        row = filled(raw, mapping)
        ids = whose(row, mapping, options)
        if not ids:
            raise problems.names_nobody(column(mapping, id_fields(mapping)[0]))
        has_time = bool(row.get(column(mapping, "at")))
        yield Profile(
            line=row.line,
            at=mapped_moment(row, mapping, options, "at") if has_time else options.at or NO_MOMENT,
            ids=ids,
            verified=mapping.verified,
            member=bool(_answer(row, mapping, "member")),
            name=short(row.get(column(mapping, "name")), 200),
            birthday=_birthday(row, mapping),
            gender=short(row.get(column(mapping, "gender")), 10),
            city=short(row.get(column(mapping, "city")), 60),
            store=short(row.get(column(mapping, "store")), 64),
            consent=_answer(row, mapping, "consent"),
        )

    return parse


def _answer(row: Row, mapping: TableMapping, field: str) -> bool | None:
    """Yes, no, or None for an empty cell."""
    name = column(mapping, field)
    value = row.get(name).lower()
    if not value:
        return None
    if value not in _YES and value not in _NO:
        raise Refused(
            "bad_answer", name, "{column} is {value}, neither yes nor no", "Write yes or no.", value
        )
    return value in _YES


def _birthday(row: Row, mapping: TableMapping) -> str:
    """``YYYY-MM-DD`` or ``MM-DD``; anything else is left out, since nothing depends on it."""
    value = row.get(column(mapping, "birthday")).split(" ")[0]
    if not _DAY.fullmatch(value):
        return ""
    parts = re.split("[-/.]", value)
    return "-".join(part.zfill(2) for part in parts)


FORMAT = Format(
    name="customers",
    title_en="Customers (any table, by a mapping)",
    title_zh="客户名单（任意表格，按映射）",
    kinds=("Profile",),
    sniff=sniff,
    read=read,
    where="Any list with phones, member numbers or openids; --learn proposes the mapping",
)
