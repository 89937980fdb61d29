"""Propose a mapping for a table that nobody described: from its header names and its first values.

A proposal is for a person to read and correct. Names come first, in Chinese and English; values
decide between columns of one name, tell the kind of an id, and find the pattern of the times.
Nothing is imported by it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import chain, islice
from typing import NamedTuple

from digitool.errors import DataError
from digitool.model.days import parse_instant
from digitool.model.money import parse_yuan
from digitool.model.numbers import COMMA, STYLES, UNKNOWN, style_of, written_with
from digitool.sources.mapping import KINDS, WHOSE, Mapping
from digitool.sources.opening import Document
from digitool.sources.rows import HEADER_WITHIN, header_name
from digitool.sources.synonyms import KIND_HINTS, NAMES
from digitool.sources.table import rows

SAMPLE = 200
"""Rows whose values are looked at."""

PATTERNS = (
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%y %I:%M %p",
    "%d/%m/%y %I:%M %p",
    "%Y%m%d%H%M%S",
    "%Y%m%d %H:%M:%S",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日",
)
"""Patterns of times that are tried; one is proposed only when no other reads the same values."""

_SHAPES = {
    "wx_openid": re.compile(r"o[A-Za-z0-9_-]{25,31}"),
    "wecom_external_userid": re.compile(r"w[mo][A-Za-z0-9_-]{28,34}"),
    "phone": re.compile(r"(\+?86)?1[3-9]\d{9}"),
}
_NAMESPACES = {
    "openid": "wx_openid",
    "unionid": "wx_unionid",
    "external_userid": "wecom_external_userid",
    "phone": "phone",
}


class Sample(NamedTuple):
    """The likely header of a table, the values of each column, and the lines before the header."""

    names: list[str]
    values: dict[str, list[str]]
    skip: int


def learn(document: Document) -> Mapping:
    """A proposed mapping; raises DataError ``not_learned`` naming the headers when no kind fits."""
    sample = _sample(document)
    proposals = [found for kind in KINDS if (found := _propose(kind, sample))]
    if not proposals:
        raise DataError(
            "not_learned",
            "{file}: the columns {seen} fit no kind of table",
            hint="Write a mapping by hand. Each kind needs: {needs}",
            file=document.name,
            seen=", ".join(name[:20] for name in sample.names[:12]),
            needs="; ".join(f"{kind}: {' '.join(fields.required)}" for kind, fields in KINDS.items()),
        )
    return max(proposals, key=lambda found: _score(found, sample))


def _sample(document: Document) -> Sample:
    with closing(rows(document)) as numbered:
        head = list(islice(numbered, HEADER_WITHIN))
        body = [cells for _, cells in islice(numbered, SAMPLE)]
    if not head:
        raise DataError(
            "no_header",
            "{file}: the header row is missing",
            hint="Export the file again.",
            file=document.name,
        )
    words = {word for table in NAMES.values() for word in table}
    known = [sum(_word(header_name(cell)) in words for cell in cells) for _, cells in head]
    place = known.index(max(known))
    line, header = head[place]
    names = [header_name(cell) for cell in header]
    below = [cells for _, cells in head[place + 1 :]] + body
    values = {
        name: [cells[at].strip(" \t`'") for cells in below if len(cells) > at and cells[at].strip(" \t`'")]
        for at, name in enumerate(names)
    }
    return Sample(names, values, line - 1)


def _word(name: str) -> str:
    """A header name as synonyms are written: lower case, without units, blanks and underscores."""
    return re.sub(r"[\s_\-.:/]|\(.*?\)", "", name).lower()


def _propose(kind: str, sample: Sample) -> Mapping | None:
    columns: dict[str, str] = {}
    for field in KINDS[kind].all:
        if best := _best(field, kind, sample, set(columns.values())):
            columns[field] = best
    columns, namespace = _identity(kind, columns, sample)
    if not set(KINDS[kind].required) <= set(columns):
        return None
    if kind == "customers" and not set(WHOSE) & set(columns):
        return None
    mapping = Mapping(kind, columns, skip_lines=sample.skip, namespace=namespace)
    when = columns.get("at") or columns.get("start", "")
    return replace(
        mapping,
        money=_money(columns),
        decimal=_decimal(columns, sample),
        time_format=_pattern(sample.values.get(when, [])),
    )


def _best(field: str, kind: str, sample: Sample, taken: set[str]) -> str:
    """The column whose values fit a field and whose name is its most telling synonym."""
    words = NAMES.get(f"{kind}.{field}") or NAMES.get(field, ())
    ranked = []
    for place, name in enumerate(sample.names):
        if name not in taken and _word(name) in words:
            values = sample.values[name]
            if not values or _fits(field, values):
                ranked.append((not values, words.index(_word(name)), place))
    return sample.names[min(ranked)[2]] if ranked else ""


def _fits(field: str, values: Sequence[str]) -> bool:
    """Whether most values can be what a field holds; fields of free text fit anything."""
    test = _TESTS.get(field)
    return test is None or 2 * sum(map(test, values)) > len(values)


def _reads(parse: Callable[[str], object]) -> Callable[[str], bool]:
    def test(value: str) -> bool:
        try:
            parse(value)
        except (ValueError, OverflowError):
            return False
        return True

    return test


def _any_time(value: str) -> int:
    if any(_matches(value, pattern) for pattern in PATTERNS):
        return 0
    return parse_instant(value)


def _matches(value: str, pattern: str) -> bool:
    return _reads(lambda text: datetime.strptime(text, pattern))(value)


def _any_amount(value: str) -> bool:
    """Whether a text is an amount in either style of writing numbers."""
    return any(_reads(partial(parse_yuan, mark=mark))(value) for mark in STYLES)


_NUMBERS = ("amount", "entered", "left", "quantity")
_TESTS: dict[str, Callable[[str], bool]] = {
    **dict.fromkeys(("at", "start", "end"), _reads(_any_time)),
    **dict.fromkeys(_NUMBERS, _any_amount),
}


def _identity(kind: str, columns: dict[str, str], sample: Sample) -> tuple[dict[str, str], str]:
    """The columns with an identity, and the namespace that its name or its values show."""
    if "identity" not in KINDS[kind].all or "namespace" in columns:
        return columns, ""
    if "identity" not in columns:
        for field, namespace in _NAMESPACES.items() if kind == "touches" else ():
            if found := _best(field, kind, sample, set(columns.values())):
                return {**columns, "identity": found}, namespace
        return columns, ""
    values = sample.values[columns["identity"]]
    for namespace, shape in _SHAPES.items():
        if values and all(map(shape.fullmatch, values)):
            return columns, namespace
    return columns, "member_no"


def _pattern(values: Sequence[str]) -> str:
    """The only pattern that reads all values, when they are not like 2026-03-01 09:05 already."""
    if not values or all(map(_reads(parse_instant), values)):
        return ""
    found = [pattern for pattern in PATTERNS if all(_matches(value, pattern) for value in values)]
    return found[0] if len(found) == 1 else ""


def _money(columns: dict[str, str]) -> str:
    """Fen only when the header says so; whole numbers alone may well be whole yuan."""
    name = columns.get("amount", "").lower()
    return "fen" if name.endswith(("fen", "(分)")) else "yuan"


def _decimal(columns: dict[str, str], sample: Sample) -> str:
    """A comma when the numbers show it; a point needs no word."""
    values = chain.from_iterable(sample.values[columns[name]] for name in _NUMBERS if name in columns)
    return COMMA if style_of(written_with(values)) == COMMA else UNKNOWN


def _score(mapping: Mapping, sample: Sample) -> tuple[int, int]:
    """How well a proposal explains a table: words that only its kind uses, then columns explained."""
    words = {_word(name) for name in sample.names}
    return len(words & KIND_HINTS[mapping.kind]), len(mapping.columns)
