"""What the four kinds of mapped tables share: the mapping in force, the header, defaults, times."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime

from digitool.errors import DataError, UsageError
from digitool.model.days import zone
from digitool.model.ids import Identifier, Ms
from digitool.model.text import clean, nearest
from digitool.sources.file import problems
from digitool.sources.file.cells import (
    EARLIEST,
    LATEST,
    check_id,
    check_moment,
    email,
    ident,
    phone,
    text,
)
from digitool.sources.file.opening import Document
from digitool.sources.file.problems import Refused
from digitool.sources.file.rows import HEADER_WITHIN, HeadedTable, Row, find_table, first_names, header_name
from digitool.sources.file.table import NumberedRow, rows
from digitool.sources.format import ReadOptions
from digitool.sources.mapping.mapping import ABOUT_SOMEBODY, KINDS, NAMESPACES, WHOSE, TableMapping
from digitool.sources.mapping.scoping import scoped_field
from digitool.sources.mapping.telltales import is_customer_list

CERTAIN = 90
"""How sure a table with our own column names is; real formats come first."""

_NAMESPACE = re.compile(r"[a-z][a-z0-9_]{0,39}")


def sniff_kind(document: Document, kind: str) -> int:
    """Sure, when a header uses our own field names and tells of nothing else: it needs no mapping."""
    for names in first_names(document):
        if _own_fields(names, kind):
            return 0 if kind == "customers" and not is_customer_list(names) else CERTAIN
    return 0


def canonical(document: Document, kind: str) -> TableMapping | None:
    """The mapping of a header in our own field names; None when it is not one.

    The header holds every required field, for touches and customers also who it is about.
    """
    found = (_own_fields(names, kind) for names in first_names(document))
    return next((TableMapping(kind, columns) for columns in found if columns), None)


def _own_fields(names: Collection[str], kind: str) -> dict[str, str]:
    """The fields of a kind that a header names as we do; empty when it lacks one that it must have."""
    fields = KINDS[kind]
    present = {name: name for name in fields.all if name in names}
    if "identity" in present and "namespace" not in present:
        del present["identity"]
    has_who = kind not in ABOUT_SOMEBODY or bool(set(WHOSE) & set(present))
    return present if set(fields.required) <= set(present) and has_who else {}


def unread(names: Iterable[str], mapping: TableMapping) -> list[str]:
    """The header names that no field of the mapping is read from."""
    read = {header_name(column) for column in mapping.columns.values()}
    return [name for name in map(header_name, names) if name and name not in read]


def unread_of(document: Document, mapping: TableMapping) -> list[str]:
    """The columns of a table, by its first rows, that no field of the mapping is read from."""
    wanted = {header_name(column) for column in mapping.columns.values()}
    header = next((names for names in first_names(document) if wanted <= set(names)), [])
    return unread(header, mapping)


def mapping_for(document: Document, options: ReadOptions, kind: str) -> TableMapping:
    """The mapping that the options give, or the canonical one; raises UsageError without either."""
    mapping = options.mapping or canonical(document, kind)
    if mapping is None or mapping.kind != kind:
        raise UsageError(
            "needs_mapping",
            "{file} needs a mapping of the kind {kind}",
            hint="Let digitool propose one, look at it, then import with --mapping.",
            try_next="digitool import --learn FILE",
            file=document.name,
            kind=kind,
        )
    return mapping


def mapped_table(document: Document, mapping: TableMapping) -> HeadedTable:
    """The table from its header on, without rows that start with the total marker.

    Raises DataError ``missing_column`` naming the column, and the nearest one that is there.
    """
    wanted = [header_name(column) for column in mapping.columns.values()]
    try:
        table = find_table(document, wanted, (), title_lines(document, mapping))
    except DataError as error:
        if error.code != "no_header":
            raise
        raise _missing(document, mapping, wanted) from error
    return table._replace(rows=_data(table.rows, mapping.total_marker))


def title_lines(document: Document, mapping: TableMapping) -> int:
    """How many lines to pass over: none in a rejects file, whose first line is the header."""
    first_names(document)
    return 0 if document.corrected else mapping.skip_lines


def _data(numbered: Iterator[NumberedRow], marker: str) -> Iterator[NumberedRow]:
    for line, cells in numbered:
        if not is_total(cells, marker) and any(cell.strip() for cell in cells):
            yield line, cells


def is_total(cells: list[str], marker: str) -> bool:
    """Whether the first filled cell of a row starts with the marker of total rows."""
    if not marker:
        return False
    first = next((cell.strip() for cell in cells if cell.strip()), "")
    return first.startswith(marker)


def _missing(document: Document, mapping: TableMapping, wanted: Collection[str]) -> DataError:
    with closing(rows(document, title_lines(document, mapping))) as numbered:
        heads = [
            [header_name(c) for c in cells]
            for (_, cells), _ in zip(numbered, range(HEADER_WITHIN), strict=False)
        ]
    best = max(heads, key=lambda names: len(set(names) & set(wanted)), default=[])
    column = next(name for name in wanted if name not in best)
    near = nearest(column, [name for name in best if name])
    return DataError(
        "missing_column",
        "{file} has no column {column}",
        hint="Did you mean {near}?" if near else "Correct the name under [columns].",
        file=document.name,
        column=clean(column)[:60],
        near=clean(near)[:60],
    )


def column(mapping: TableMapping, field: str) -> str:
    """The key of a field in a filled row: its header name, or a name of its own for a default."""
    return header_name(mapping.columns[field]) if field in mapping.columns else f"[{field}]"


def filled(row: Row, mapping: TableMapping) -> Row:
    """The row with the mapping's defaults where a cell is empty or has no column."""
    if not mapping.defaults:
        return row
    cells = dict(row.cells)
    for field, value in mapping.defaults.items():
        name = column(mapping, field)
        if not cells.get(name, "").strip():
            cells[name] = value
    return row._replace(cells=cells)


def mapped_moment(row: Row, mapping: TableMapping, options: ReadOptions, field: str) -> Ms:
    """UTC ms of a field, by the mapping's pattern and zone."""
    name = column(mapping, field)
    value = row.get(name)
    if not value:
        raise problems.missing(name)
    return parse_when(value, mapping, options.zone, name)


def parse_when(value: str, mapping: TableMapping, option_zone: str, name: str) -> Ms:
    """UTC ms of a text, by the mapping's pattern and zone."""
    zone_name = mapping.zone or option_zone
    if not mapping.time_format:
        return check_moment(value, zone_name, name)
    try:
        moment = datetime.strptime(value, mapping.time_format)
        at = int((moment if moment.tzinfo else moment.replace(tzinfo=zone(zone_name))).timestamp()) * 1000
    except (ValueError, OverflowError):
        at = -1
    if not EARLIEST <= at < LATEST:
        raise problems.not_by_the_pattern(name, value)
    return Ms(at)


def check_namespace(value: str, name: str) -> str:
    """The name of a namespace: lower-case letters, digits and underscores."""
    if not _NAMESPACE.fullmatch(value):
        raise Refused(
            "bad_namespace",
            name,
            "{column} is {value}, not a kind of id",
            "Write wx_openid, wx_unionid, phone, member_no or another name like these.",
            value,
        )
    return value


def who(row: Row, mapping: TableMapping, namespace: str, scope: str) -> Identifier | None:
    """The identifier in the identity column; None when the cell is empty or a masked phone."""
    name = column(mapping, "identity")
    if namespace in TYPED:
        return TYPED[namespace](row.get(name), name)
    value = ident(row, name, required=False)
    return Identifier(namespace, scope, value) if value else None


TYPED = {"phone": phone, "email": email}
"""Ids that people type: they are checked, and what is masked is nobody."""


def id_fields(mapping: TableMapping) -> list[str]:
    """The fields of `WHOSE` that a mapping reads, in the order in which they stand for a row."""
    return [field for field in WHOSE if field in mapping.columns or field in mapping.defaults]


def whose(row: Row, mapping: TableMapping, options: ReadOptions) -> tuple[Identifier, ...]:
    """Every id of a row, the one that stands for it first; a mark for nothing is passed over."""
    found: list[Identifier | None] = []
    for field in id_fields(mapping):
        name = column(mapping, field)
        value = text(row, name)
        if not value:
            continue
        if field == "identity":
            told = row.get(column(mapping, "namespace")) or mapping.namespace
            namespace = check_namespace(told, column(mapping, "namespace"))
        else:
            namespace = NAMESPACES[field]
        if namespace in TYPED:
            found.append(TYPED[namespace](value, name))
        else:
            scope = _scope(row, mapping, options, field)
            found.append(Identifier(namespace, scope, check_id(value, name)))
    return tuple(dict.fromkeys(one for one in found if one))


def _scope(row: Row, mapping: TableMapping, options: ReadOptions, field: str) -> str:
    """Where an id of a row is good. Raises `Refused` for an openid whose cell says no app."""
    if field != scoped_field(mapping):
        return scope_of(NAMESPACES[field], options)
    name = column(mapping, "scope")
    scope = row.get(name) or mapping.scope
    if field == "openid" and not scope and "scope" in mapping.columns:
        raise problems.missing(name)
    return check_id(scope, name) if scope else scope_of(NAMESPACES.get(field, ""), options)


def scope_of(namespace: str, options: ReadOptions) -> str:
    """Where the chain's ids of a kind are good; empty where they need none."""
    of_chain = {
        "wx_openid": options.appid,
        "wecom_external_userid": options.corp_id,
        "member_no": options.programme,
    }
    return of_chain.get(namespace, "")


def with_one_identity(mapping: TableMapping, options: ReadOptions) -> TableMapping:
    """A mapping that reads one field of ids, with that one as its identity; any other one as it is."""
    fields = id_fields(mapping)
    if len(fields) != 1 or fields == ["identity"]:
        return mapping
    (field,) = fields
    scope = scope_of(NAMESPACES[field], options)
    beside = {"namespace"}
    if field == scoped_field(mapping):
        scope = mapping.scope or ("" if "scope" in {*mapping.columns, *mapping.defaults} else scope)
    else:
        beside.add("scope")

    def renamed(texts: dict[str, str]) -> dict[str, str]:
        return {
            "identity" if name == field else name: text for name, text in texts.items() if name not in beside
        }

    return replace(
        mapping,
        columns=renamed(mapping.columns),
        defaults=renamed(mapping.defaults),
        namespace=NAMESPACES[field],
        scope=scope,
    )
