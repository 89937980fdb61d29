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
from digitool.forms.form import keys_of
from digitool.forms.writing import toml_lines, toml_value
from digitool.model.days import parse_instant
from digitool.model.money import parse_yuan
from digitool.model.numbers import COMMA, STYLES, UNKNOWN, style_of, written_with
from digitool.sources.file import problems
from digitool.sources.file.opening import Document
from digitool.sources.file.rows import HEADER_WITHIN, header_name
from digitool.sources.file.table import rows
from digitool.sources.mapping.glimpse import known_words, row_glimpse
from digitool.sources.mapping.mapping import ABOUT_SOMEBODY, IDENTITY, KINDS, WHOSE, TableMapping
from digitool.sources.mapping.synonyms import KIND_HINTS, NAMES, STATE_OF, word
from digitool.sources.mapping.telltales import BEYOND, about_another, kinds_told

SAMPLE = 200
"""Rows whose values are looked at."""
_FEW = 20
"""Fewer rows than this show no habit."""

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


class Sample(NamedTuple):
    """The likely header of a table, the values of each column, and the lines before the header."""

    names: list[str]
    values: dict[str, list[str]]
    skip: int


def propose_mapping(document: Document) -> TableMapping:
    """A proposed mapping; raises DataError ``not_learned`` naming the headers when no kind fits."""
    sample = _sample(document)
    proposals = [found for kind in KINDS if (found := _propose(kind, sample))]
    if not proposals:
        raise DataError(
            "not_learned",
            "{file}: the columns {seen} fit no kind of table",
            hint="Write a mapping by hand. What was not found of each kind: {needs}",
            file=document.name,
            seen=row_glimpse(sample.names, 12),
            needs="; ".join(f"{kind}: {_missing(kind, sample)}" for kind in KINDS),
        )
    return max(proposals, key=lambda found: _score(found, sample))


def _missing(kind: str, sample: Sample) -> str:
    """What a table lacks to be of a kind: fields without a column, or the column that tells of another."""
    missing = [field for field in KINDS[kind].required if not _best(field, kind, sample, set())]
    if kind in ABOUT_SOMEBODY and not any(_best(field, kind, sample, set()) for field in WHOSE):
        missing.append("/".join(WHOSE))
    others = [f"{column[:20]} ({other})" for other, column in kinds_told(sample.names).items()
              if other in BEYOND.get(kind, ())]  # fmt: skip
    return " ".join(missing) or ", ".join(others) or "-"


def _sample(document: Document) -> Sample:
    with closing(rows(document)) as numbered:
        head = list(islice(numbered, HEADER_WITHIN))
        body = [cells for _, cells in islice(numbered, SAMPLE)]
    if not head:
        raise problems.no_header(document.name)
    known = [sum(word(header_name(cell)) in known_words() for cell in cells) for _, cells in head]
    place = known.index(max(known))
    line, header = head[place]
    names = [header_name(cell) for cell in header]
    below = [cells for _, cells in head[place + 1 :]] + body
    values = {
        name: [cells[at].strip(" \t`'") for cells in below if len(cells) > at and cells[at].strip(" \t`'")]
        for at, name in enumerate(names)
    }
    return Sample(names, values, line - 1)


def _propose(kind: str, sample: Sample) -> TableMapping | None:
    columns: dict[str, str] = {}
    for field in KINDS[kind].all:
        if best := _best(field, kind, sample, set(columns.values())):
            columns[field] = best
    columns, namespace = _identity(kind, columns, sample)
    if not set(KINDS[kind].required) <= set(columns) or about_another(kind, sample.names):
        return None
    if kind in ABOUT_SOMEBODY and set(WHOSE).isdisjoint(columns):
        return None
    if kind == "customers" and not any(
        _one_row_each(columns[who], sample) for who in WHOSE if who in columns
    ):
        return None
    mapping = TableMapping(kind, columns, skip_lines=sample.skip, namespace=namespace)
    when = columns.get("at") or columns.get("start", "")
    return replace(
        mapping,
        money=_money(columns),
        decimal=_decimal(columns, sample),
        time_format=_pattern(sample.values.get(when, [])),
    )


def _one_row_each(column: str, sample: Sample) -> bool:
    """Whether an id stands in few rows more than once: where it does not, the rows are what people did."""
    values = sample.values[column]
    return len(values) < _FEW or 10 * len(set(values)) >= 9 * len(values)


def _best(field: str, kind: str, sample: Sample, taken: set[str]) -> str:
    """The column whose values fit a field and whose name is its most telling synonym."""
    words = NAMES.get(f"{kind}.{field}") or NAMES.get(field, ())
    ranked = []
    for place, name in enumerate(sample.names):
        if name not in taken and word(name) in words:
            values = sample.values[name]
            if not values or _fits(field, values):
                ranked.append((not values, words.index(word(name)), place))
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
    "state": lambda value: value.lower() in STATE_OF,
}


def _identity(kind: str, columns: dict[str, str], sample: Sample) -> tuple[dict[str, str], str]:
    """The columns with an identity, and the namespace that its name or its values show."""
    if "identity" not in KINDS[kind].all or "namespace" in columns:
        return columns, ""
    if "identity" not in columns:
        return columns, ""
    values = sample.values[columns["identity"]]
    for namespace, shape in _SHAPES.items():
        if values and all(map(shape.fullmatch, values)):
            return columns, namespace
    return columns, "customer_no" if "member_no" in columns else "member_no"


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


def _score(mapping: TableMapping, sample: Sample) -> tuple[int, int]:
    """How well a proposal explains a table: words that only its kind uses, then columns explained."""
    words = {word(name) for name in sample.names}
    return len(words & KIND_HINTS[mapping.kind]), len(mapping.columns)


def mapping_toml(mapping: TableMapping, unread: Sequence[str] = ()) -> str:
    """The mapping as a TOML text that `load_mapping` reads back equal; ``unread`` columns as a comment."""
    lines = ["# Which column of the table holds what. Edit it, then: digitool import FILE --mapping THIS"]
    lines.append(_commented(mapping, "kind"))
    lines += toml_lines(
        {name: value for name in ("zone", "time_format") if (value := getattr(mapping, name))}
    )
    lines.append(_commented(mapping, "money"))
    if mapping.decimal:
        lines.append(_commented(mapping, "decimal"))
    lines += [_commented(mapping, name) for name in ("skip_lines", "total_marker")]
    if mapping.kind == "traffic":
        lines.append(_commented(mapping, "minutes"))
    if mapping.kind == "purchases":
        lines += [_commented(mapping, "number_scope"), *_SCOPE_MEANS]
    for name, table in (("columns", mapping.columns), ("defaults", mapping.defaults)):
        lines += ["", f"[{name}]", *toml_lines(table)]
        if name == "columns" and unread:
            lines.append(f"# columns that are not read: {', '.join(map(toml_value, unread))}")
    if mapping.kind == "purchases" and {"store", "channel"}.isdisjoint({*mapping.columns, *mapping.defaults}):
        lines.append('# where the table names no store: store = "S001", or channel = "official_store"')
    lines += ["", "[identity]", *toml_lines({name: getattr(mapping, name) for name in IDENTITY})]
    return "\n".join(lines) + "\n"


_MEANING = {key.name: key.meaning for key in keys_of(TableMapping)}


def _commented(mapping: TableMapping, name: str) -> str:
    return f"{name} = {toml_value(getattr(mapping, name))}  # {_MEANING[name]}"


_SCOPE_MEANS = (
    '# "day": a receipt, whose number starts again: it counts within store, till and business date',
    '# "global": an order, whose number is good everywhere; its newest account counts',
    '# empty: "global" for sales of the channel official_store, "day" for all others',
)
