"""A mapping says which columns of somebody's table hold what: the way in for any other file.

It is a small TOML file that a person writes, or that `digitool.sources.mapping.learning` proposes.
"""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from digitool.forms import kinds
from digitool.forms.form import Filled, Form, Key, Table, keys_of, setting
from digitool.forms.kinds import Problem
from digitool.forms.toml_file import read_toml
from digitool.model.numbers import STYLES, UNKNOWN
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


NAMESPACES = {
    "openid": "wx_openid",
    "unionid": "wx_unionid",
    "external_userid": "wecom_external_userid",
    "member_no": "member_no",
    "email": "email",
    "phone": "phone",
}
"""Fields that hold ids of one kind, and which; of a row with several the first one stands for the row."""

WHOSE = ("identity", *NAMESPACES)
"""Fields that say who a row is about, in the order in which one of them stands for the row."""

KINDS: dict[str, Fields] = {
    "touches": Fields(("at", "touchpoint"), ("namespace", "scope", *WHOSE, "ref", "store", "scene")),
    "purchases": Fields(
        ("at", "order_no", "amount"),
        (
            "pay_no",
            "merchant_order_no",
            "tender",
            "original_no",
            "store",
            "till",
            "channel",
            "guide",
            "referrer",
            *WHOSE,
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
            *WHOSE,
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

ABOUT_SOMEBODY = frozenset({"touches", "customers"})
"""Kinds of table of which every row is about somebody: their mapping has at least one of `WHOSE`."""

_any_text = kinds.prose(kinds.UNBOUNDED)
_SOME = kinds.whole(0, 100_000)


def _as_written(value: Any) -> Any:  # noqa: ANN401 - whatever TOML holds
    """A table with a form of its own."""
    return value


def _texts(value: Any) -> dict[str, str]:  # noqa: ANN401
    """A table of texts."""
    return kinds.by_key(value, lambda name, text: _any_text(text))


def _or(default: str, read: kinds.Kind) -> kinds.Kind:
    """A kind for which an empty text means the default."""
    return lambda value: default if value == "" else read(value)


@dataclass(frozen=True)
class TableMapping:
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

    kind: str = setting("", kinds.choice(*KINDS), ", ".join(KINDS), '"purchases"', required=True)
    columns: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    zone: str = setting(
        "", _or("", kinds.zone_name), "zone of local times; empty for the chain's", '"Asia/Shanghai"'
    )
    time_format: str = setting(
        "", _any_text, "strptime pattern of its times; empty for ISO-like ones", '"%d/%m/%Y %H:%M"'
    )
    money: str = setting("yuan", _or("yuan", kinds.choice("yuan", "fen")), "yuan or fen", '"yuan"')
    decimal: str = setting(UNKNOWN, _or(UNKNOWN, kinds.choice(*STYLES)), "the mark before decimals", '"."')
    skip_lines: int = setting(0, _SOME, "title lines before the header", "1")
    total_marker: str = setting("合计", _any_text, "a row that starts so is no data", '"合计"')
    minutes: int = setting(60, _SOME, "length of an interval without an end", "15")
    number_scope: str = setting(
        "", _or("", kinds.choice("day", "global")), "how far an order number is good", '"global"'
    )
    namespace: str = setting("", _any_text, "what kind of id the identity column holds", '"member_no"')
    scope: str = setting(
        "", _any_text, "where its ids are good: an appid, a corp id, a programme", '"wx0000000000000000"'
    )
    verified: bool = setting(False, kinds.flag, "whether its ids are proved", "true")

    def name(self, wanted: str) -> str:
        """The header name that a field is read from; the field's own name when it has no column."""
        return header_name(self.columns[wanted]) if wanted in self.columns else wanted


IDENTITY = ("namespace", "scope", "verified")
"""Fields that stand in the table ``identity`` of a file."""

_TABLES = (
    Key("columns", _texts, "the column of each field", {}, "[columns]"),
    Key("defaults", _texts, "the value of a field without a column, or of an empty cell", {}, "[defaults]"),
    Key("identity", _as_written, "whose the identity column is", {}, "[identity]"),
)


def _keys(*, of_identity: bool) -> tuple[Key, ...]:
    return tuple(key for key in keys_of(TableMapping) if (key.name in IDENTITY) is of_identity)


TABLES = {
    "": Table("single", "", (*_keys(of_identity=False), *_TABLES)),
    "identity": Table("single", "", _keys(of_identity=True)),
}
"""Most keys of a mapping file stand above its tables."""

FORM = Form("bad_mapping", TABLES, "digitool formats")
"""The form of a mapping file."""


def load_mapping(path: Path) -> TableMapping:
    """Read and check a mapping file. Raises NotFoundError, InputOutputError or UsageError."""
    tables, text = read_toml(path)
    return read_mapping(tables, text, path)


def read_mapping(tables: AnyMapping[str, Any], text: str, file: Path) -> TableMapping:
    """The mapping of a file's tables; ``text`` is the file, for the lines in messages. Raises UsageError."""
    filled = Filled(FORM, tables, text, file)
    values = filled.values((), TABLES[""], tables)
    values |= filled.values(("identity",), TABLES["identity"], values.pop("identity"))
    mapping = TableMapping(**values)
    for name in ("columns", "defaults"):
        known = {one: f'{one} = "..."' for one in KINDS[mapping.kind].all}
        filled.only((name,), known, values[name])
    _check_whole(filled, mapping)
    return mapping


def _check_whole(filled: Filled, mapping: TableMapping) -> None:
    given = {*mapping.columns, *mapping.defaults}
    missing = [one for one in KINDS[mapping.kind].required if one not in given]
    if mapping.kind in ABOUT_SOMEBODY and not missing and not given & set(WHOSE):
        missing = [" / ".join(WHOSE)]
    if missing:
        problem = Problem(
            "says nothing about {field}: name its column there, or one value under [defaults]",
            field=missing[0],
        )
        raise filled.error_at(("columns",), problem, f'{missing[0].split(" ")[0]} = "..."')
    if "identity" in given and "namespace" not in given and not mapping.namespace:
        problem = Problem("is missing: it says what kind of id the identity column holds")
        raise filled.error_at(("identity", "namespace"), problem, 'namespace = "wx_openid"')
    if mapping.number_scope and mapping.kind != "purchases":
        problem = Problem("is for purchases; this mapping's kind is {kind}", kind=mapping.kind)
        raise filled.error_at(("number_scope",), problem, 'kind = "purchases"')
