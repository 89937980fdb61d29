"""A mapping says which columns of somebody's table hold what: the way in for any other file.

It is a small TOML file that a person writes, or that `digitool.sources.mapping.learning` proposes.
"""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from digitool.errors import InputOutputError, NotFoundError, UsageError
from digitool.model.days import CHINA, zone
from digitool.model.numbers import STYLES, UNKNOWN
from digitool.model.text import mask_value, nearest
from digitool.sources.file.rows import header_name


@dataclass(frozen=True)
class Fields:
    """The fields of one kind of table: those it must have, and those it may have."""

    required: tuple[str, ...]
    optional: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Every field."""
        return self.required + self.optional


KINDS: dict[str, Fields] = {
    "touches": Fields(("at", "touchpoint", "identity"), ("namespace", "scope", "ref", "store", "scene")),
    "purchases": Fields(
        ("at", "order_no", "amount"),
        (
            "pay_no",
            "store",
            "till",
            "channel",
            "guide",
            "referrer",
            "phone",
            "identity",
            "item",
            "title",
            "quantity",
            "state",
        ),
    ),
    "traffic": Fields(("start", "entered"), ("end", "sensor", "gate", "left")),
    "customers": Fields(
        (),
        (
            "identity",
            "phone",
            "openid",
            "unionid",
            "external_userid",
            "at",
            "name",
            "birthday",
            "gender",
            "city",
            "store",
            "member",
            "consent",
        ),
    ),
}

WHOSE = ("identity", "phone", "openid", "unionid", "external_userid")
"""Fields that say who a customer is; a customers mapping has at least one of them."""

_TOP = (
    *("kind", "zone", "time_format", "money", "decimal", "skip_lines", "total_marker", "minutes"),
    "number_scope",
)
_IDENTITY = ("namespace", "scope", "verified")
_SCOPES = ("", "day", "global")


@dataclass(frozen=True)
class Mapping:
    """A checked mapping.

    ``columns`` and ``defaults`` are by field; a default stands for a missing column and for an empty
    cell. ``zone`` is that of local times, empty for the option's. ``time_format`` is a strptime
    pattern, empty for ISO-like times. ``money`` is ``yuan`` or ``fen``. ``decimal`` is the mark before
    decimals, empty where the cells shall tell. ``skip_lines`` title lines are passed over; a row whose
    first filled cell starts with ``total_marker`` is no data. ``minutes`` is the length of a traffic
    interval without an end. ``number_scope`` says how far an order number of purchases is good: ``day``
    (a receipt's: within store, till and business date), ``global``, or empty for ``global`` in the channel
    official_store and ``day`` elsewhere. ``namespace``, ``scope`` and ``verified`` describe the identity
    column.
    """

    kind: str
    columns: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    zone: str = ""
    time_format: str = ""
    money: str = "yuan"
    decimal: str = UNKNOWN
    skip_lines: int = 0
    total_marker: str = "合计"
    minutes: int = 60
    number_scope: str = ""
    namespace: str = ""
    scope: str = ""
    verified: bool = False

    def name(self, wanted: str) -> str:
        """The header name that a field is read from; the field's own name when it has no column."""
        return header_name(self.columns[wanted]) if wanted in self.columns else wanted


def load_mapping(path: Path) -> Mapping:
    """Read and check a mapping file; raises NotFoundError, or UsageError naming the nearest key."""
    import tomli

    try:
        tables = tomli.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError as error:
        raise NotFoundError("no_file", "there is no file {file}", file=path.name) from error
    except OSError as error:
        raise InputOutputError("unreadable", "{file} cannot be read", file=path.name) from error
    except (ValueError, RecursionError) as error:
        raise UsageError(
            "bad_toml",
            "{file} is not well-formed TOML: {reason}",
            hint="Correct that place in the file.",
            file=path.name,
            reason=mask_value(str(error), 100),
        ) from error
    return check_mapping(tables)


def check_mapping(tables: AnyMapping[str, Any]) -> Mapping:
    """A mapping from its TOML tables; raises UsageError for unknown, missing or wrong keys."""
    _only(tables, (*_TOP, "columns", "defaults", "identity"), "")
    kind = _text(tables, "kind")
    if kind not in KINDS:
        raise UsageError(
            "bad_mapping",
            "the mapping's kind is {value}; it is one of {known}",
            value=mask_value(kind),
            known=", ".join(KINDS),
        )
    columns = _texts(tables, "columns", KINDS[kind].all)
    defaults = _texts(tables, "defaults", KINDS[kind].all)
    identity = _table(tables, "identity")
    _only(identity, _IDENTITY, "identity.")
    mapping = Mapping(
        kind=kind,
        columns=columns,
        defaults=defaults,
        zone=_text(tables, "zone"),
        time_format=_text(tables, "time_format"),
        money=_text(tables, "money") or "yuan",
        decimal=_text(tables, "decimal"),
        skip_lines=_number(tables, "skip_lines", 0),
        total_marker=_text(tables, "total_marker") if "total_marker" in tables else "合计",
        minutes=_number(tables, "minutes", 60),
        number_scope=_text(tables, "number_scope"),
        namespace=_text(identity, "namespace"),
        scope=_text(identity, "scope"),
        verified=_flag(identity, "verified"),
    )
    _check_whole(mapping)
    return mapping


def _check_whole(mapping: Mapping) -> None:
    given = {*mapping.columns, *mapping.defaults}
    for wanted in KINDS[mapping.kind].required:
        if wanted not in given:
            raise UsageError(
                "bad_mapping",
                "the mapping says nothing about {field}",
                hint="Name its column under [columns], or one value under [defaults].",
                field=wanted,
            )
    if mapping.kind == "customers" and not given & set(WHOSE):
        raise UsageError(
            "bad_mapping",
            "the mapping says nothing about {field}",
            hint="Name its column under [columns], or one value under [defaults].",
            field=" / ".join(WHOSE),
        )
    needs_namespace = "identity" in given and "namespace" not in given
    if needs_namespace and not mapping.namespace:
        raise UsageError(
            "bad_mapping",
            "the mapping does not say what kind of id the identity column holds",
            hint='Write namespace = "wx_openid" (or member_no, phone, ...) under [identity].',
        )
    if mapping.money not in ("yuan", "fen"):
        raise UsageError(
            "bad_mapping", "money is {value}; it is yuan or fen", value=mask_value(mapping.money)
        )
    _check_number_scope(mapping)
    if mapping.decimal not in (UNKNOWN, *STYLES):
        raise UsageError(
            "bad_mapping",
            "decimal is {value}; it is a point or a comma",
            hint='Write decimal = "." or decimal = ",", or leave it out and the cells decide.',
            value=mask_value(mapping.decimal),
        )
    try:
        zone(mapping.zone or CHINA)
    except (KeyError, ValueError, OSError) as error:
        raise UsageError(
            "bad_mapping",
            "there is no time zone {value}",
            hint="Write it like Asia/Shanghai.",
            value=mask_value(mapping.zone),
        ) from error


def _check_number_scope(mapping: Mapping) -> None:
    if mapping.number_scope not in _SCOPES:
        raise UsageError(
            "bad_mapping",
            "number_scope is {value}; it is day, global or empty",
            value=mask_value(mapping.number_scope),
        )
    if mapping.number_scope and mapping.kind != "purchases":
        raise UsageError(
            "bad_mapping",
            "number_scope is for purchases; this mapping's kind is {kind}",
            hint="Leave it out.",
            kind=mapping.kind,
        )


def _only(tables: AnyMapping[str, Any], known: tuple[str, ...], where: str) -> None:
    for name in tables:
        if name not in known:
            near = nearest(name, list(known))
            raise UsageError(
                "bad_mapping",
                "the mapping has an unknown key {key}",
                hint="Did you mean {near}?" if near else "Known keys: {known}.",
                key=where + mask_value(name),
                near=where + near,
                known=", ".join(known),
            )


def _wrong(name: str, message: str) -> UsageError:
    return UsageError("bad_mapping", message, hint="See the comments of a proposed mapping.", key=name)


def _table(tables: AnyMapping[str, Any], name: str) -> dict[str, Any]:
    value = tables.get(name, {})
    if not isinstance(value, dict):
        raise _wrong(name, "{key} in the mapping is not a table")
    return value


def _texts(tables: AnyMapping[str, Any], name: str, known: tuple[str, ...]) -> dict[str, str]:
    table = _table(tables, name)
    _only(table, known, f"{name}.")
    return {key: _text(table, key) for key in table}


def _text(table: AnyMapping[str, Any], name: str) -> str:
    value = table.get(name, "")
    if not isinstance(value, str):
        raise _wrong(name, "{key} in the mapping is not a text")
    return value


def _number(table: AnyMapping[str, Any], name: str, default: int) -> int:
    value = table.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 100_000:
        raise _wrong(name, "{key} in the mapping is not a whole number from 0 to 100000")
    return value


def _flag(table: AnyMapping[str, Any], name: str) -> bool:
    value = table.get(name, False)
    if not isinstance(value, bool):
        raise _wrong(name, "{key} in the mapping is neither true nor false")
    return value


def mapping_toml(mapping: Mapping, unread: Sequence[str] = ()) -> str:
    """The mapping as a TOML text that `load_mapping` reads back equal; ``unread`` columns as a comment."""
    lines = ["# Which column of the table holds what. Edit it, then: digitool import FILE --mapping THIS"]
    lines.append(f"kind = {_quoted(mapping.kind)}  # {', '.join(KINDS)}")
    given = {"zone": mapping.zone, "time_format": mapping.time_format}
    lines.extend(f"{name} = {_quoted(value)}" for name, value in given.items() if value)
    lines.append(f"money = {_quoted(mapping.money)}  # yuan or fen")
    if mapping.decimal:
        lines.append(f"decimal = {_quoted(mapping.decimal)}  # the mark before decimals")
    lines.append(f"skip_lines = {mapping.skip_lines}  # title lines before the header")
    lines.append(f"total_marker = {_quoted(mapping.total_marker)}  # a row that starts so is no data")
    if mapping.kind == "traffic":
        lines.append(f"minutes = {mapping.minutes}  # length of an interval without an end")
    if mapping.kind == "purchases":
        lines += [f"number_scope = {_quoted(mapping.number_scope)}  # {_SCOPE_MEANS[0]}", *_SCOPE_MEANS[1:]]
    for name, table in (("columns", mapping.columns), ("defaults", mapping.defaults)):
        lines += ["", f"[{name}]", *(f"{key} = {_quoted(value)}" for key, value in table.items())]
        if name == "columns" and unread:
            lines.append(f"# columns that are not read: {', '.join(map(_quoted, unread))}")
    if mapping.kind == "purchases" and {"store", "channel"}.isdisjoint({*mapping.columns, *mapping.defaults}):
        lines.append('# where the table names no store: store = "S001", or channel = "official_store"')
    lines += [
        "",
        "[identity]",
        f"namespace = {_quoted(mapping.namespace)}",
        f"scope = {_quoted(mapping.scope)}",
        f"verified = {str(mapping.verified).lower()}",
    ]
    return "\n".join(lines) + "\n"


_SCOPE_MEANS = (
    "how far an order number is good",
    '# "day": a receipt, whose number starts again: it counts within store, till and business date',
    '# "global": an order, whose number is good everywhere; its newest account counts',
    '# empty: "global" for sales of the channel official_store, "day" for all others',
)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped) + '"'
