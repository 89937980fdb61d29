"""Propose a mapping for a table that nobody described: from its header names and its first values.

A proposal is for a person to read and correct. Names decide first, in Chinese and English; values
decide between kinds of ids and break ties. Nothing is imported by it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import closing
from itertools import islice

from digitool.errors import DataError
from digitool.sources.mapping import KINDS, Mapping
from digitool.sources.opening import Document
from digitool.sources.rows import HEADER_WITHIN, header_name
from digitool.sources.synonyms import KIND_HINTS, NAMES
from digitool.sources.table import rows

SAMPLE = 200
"""Rows whose values are looked at."""

_WHO = {
    "wx_openid": re.compile(r"o[A-Za-z0-9_-]{25,31}"),
    "wecom_external_userid": re.compile(r"w[mo][A-Za-z0-9_-]{28,34}"),
    "phone": re.compile(r"(\+?86)?1[3-9]\d{9}"),
}
_OWN = {"openid": "wx_openid", "unionid": "wx_unionid", "external_userid": "wecom_external_userid", "phone": "phone"}


def learn(document: Document) -> Mapping:
    """A proposed mapping; raises DataError ``not_learned`` naming the headers when no kind fits."""
    names, body, skip = _table(document)
    proposals = [found for kind in KINDS if (found := _propose(kind, names, body, skip))]
    if not proposals:
        raise DataError("not_learned", "{file}: the columns {seen} fit no kind of table",
                        hint="Write a mapping by hand; each kind needs: {needs}.",
                        file=document.name, seen=", ".join(name[:20] for name in names[:12]),
                        needs="; ".join(f"{kind} {' '.join(f.required)}" for kind, f in KINDS.items()))  # fmt: skip
    return max(proposals, key=lambda found: _score(found, names))


def _table(document: Document) -> tuple[list[str], list[list[str]], int]:
    """The likely header, the rows after it, and how many lines stand before it."""
    with closing(rows(document)) as numbered:
        head = list(islice(numbered, HEADER_WITHIN))
        body = [cells for _, cells in islice(numbered, SAMPLE)]
    if not head:
        raise DataError("no_header", "{file}: the header row is missing", hint="Export the file again.",
                        file=document.name)  # fmt: skip
    words = {word for table in NAMES.values() for word in table}
    scored = [(sum(_word(header_name(cell)) in words for cell in cells), -place) for place, (_, cells) in enumerate(head)]
    place = -max(scored)[1]
    line, cells = head[place]
    return [header_name(cell) for cell in cells], [row for _, row in head[place + 1 :]] + body, line - 1


def _word(name: str) -> str:
    """A header name as synonyms are written: lower case, without units, blanks and underscores."""
    return re.sub(r"[\s_\-.:/]|\(.*?\)", "", name).lower()


def _propose(kind: str, names: Sequence[str], body: list[list[str]], skip: int) -> Mapping | None:
    columns: dict[str, str] = {}
    for field in KINDS[kind].all:
        best = _best(field, kind, names, set(columns.values()))
        if best:
            columns[field] = best
    columns, namespace = _identity(kind, columns, names, body)
    if not set(KINDS[kind].required) <= set(columns):
        return None
    if kind == "customers" and not set(_OWN) & set(columns) and "identity" not in columns:
        return None
    return Mapping(kind, columns, skip_lines=skip, namespace=namespace,
                   money=_money(columns, names, body))  # fmt: skip


def _best(field: str, kind: str, names: Sequence[str], taken: set[str]) -> str:
    """The column with the earliest synonym of a field that no other field has taken."""
    words = NAMES.get(f"{kind}.{field}") or NAMES.get(field, ())
    ranked = [(words.index(_word(name)), place) for place, name in enumerate(names)
              if name not in taken and _word(name) in words]  # fmt: skip
    return names[min(ranked)[1]] if ranked else ""


def _identity(
    kind: str, columns: dict[str, str], names: Sequence[str], body: list[list[str]]
) -> tuple[dict[str, str], str]:
    """The columns with an identity, and the namespace that its name or its values show."""
    if "identity" not in KINDS[kind].all or "namespace" in columns:
        return columns, ""
    if "identity" not in columns and kind == "touches":
        for field, namespace in _OWN.items():
            if found := _best(field, kind, names, set(columns.values())):
                return {**columns, "identity": found}, namespace
        return columns, ""
    if "identity" not in columns:
        return columns, ""
    values = _values(columns["identity"], names, body)
    for namespace, shape in _WHO.items():
        if values and all(map(shape.fullmatch, values)):
            return columns, namespace
    return columns, "member_no"


def _values(name: str, names: Sequence[str], body: list[list[str]]) -> list[str]:
    place = names.index(name)
    return [cell for row in body if len(row) > place and (cell := row[place].strip(" \t`'"))]


def _money(columns: dict[str, str], names: Sequence[str], body: list[list[str]]) -> str:
    """Fen only when the header says so; whole numbers alone may well be whole yuan."""
    name = columns.get("amount", "").lower()
    return "fen" if "fen" in name or "(分)" in name else "yuan"


def _score(mapping: Mapping, names: Sequence[str]) -> tuple[int, int]:
    """How well a proposal explains a table: words that only its kind uses, then columns explained."""
    words = {_word(name) for name in names}
    return len(words & KIND_HINTS[mapping.kind]), len(mapping.columns)
