"""Names in a segment file that must exist: stores, guides, coupon stocks, groups, categories."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from digitool.db.port import Connection
from digitool.db.tally import run
from digitool.errors import NotFoundError
from digitool.model.text import mask_value, meant
from digitool.segments.spec import Segment
from digitool.workspace.settings import Settings

Known = Callable[[Connection, Settings], set[str]]

_NO = {
    "store": "{file}:{line}: there is no store {value}",
    "guide": "{file}:{line}: there is no guide {value}",
    "stock": "{file}:{line}: there is no coupon stock {value}",
    "group": "{file}:{line}: there is no customer group {value}",
    "category": "{file}:{line}: there is no category {value} in the catalogue",
}


def _texts(connection: Connection, tally: str) -> set[str]:
    return {text for row in run(connection, "segments", tally) for text in tuple(row) if text}


_KNOWN: dict[str, Known] = {
    "store": lambda _connection, settings: set(settings.stores),
    "guide": lambda connection, settings: set(settings.guides) | _texts(connection, "known_guides"),
    "stock": lambda connection, _settings: _texts(connection, "known_stocks"),
    "group": lambda connection, _settings: _texts(connection, "known_groups"),
    "category": lambda connection, _settings: _texts(connection, "known_categories"),
}

_KINDS = {
    "home_store": "store",
    "guide": "guide",
    "group": "group",
    "categories": "category",
}
"""Conditions whose values must exist already. Tags need not: a rule may never have matched anybody yet."""


def require_names(connection: Connection, segment: Segment, settings: Settings) -> None:
    """Check every name of a segment: one that does not exist would quietly match nobody.

    Raises NotFoundError with file, line and the nearest name that exists.
    """
    known: dict[str, set[str]] = {}
    for kind, name, line in _names(segment):
        if kind not in known:
            known[kind] = _KNOWN[kind](connection, settings)
        if name not in known[kind]:
            raise _unknown(segment, kind, name, line, sorted(known[kind]))


_LISTED = "known are: {known}"


def _names(segment: Segment) -> Iterator[tuple[str, str, int]]:
    """Kind, name and line of every name."""
    for block in segment.blocks:
        limits = block.limits
        for kind, names in (("store", limits.store), ("guide", limits.of_guide), ("stock", limits.stock)):
            yield from ((kind, name, block.line) for name in names)
        for condition in block.conditions:
            if condition.key in _KINDS:
                yield from ((_KINDS[condition.key], name, condition.line) for name in condition.value)


def _unknown(segment: Segment, kind: str, name: str, line: int, known: list[str]) -> NotFoundError:
    return NotFoundError(
        f"no_such_{kind}",
        _NO[kind],
        file=segment.file,
        line=line,
        value=mask_value(name),
        **meant(name, known, _LISTED if known else "none is known yet"),
        known=", ".join(known[:20]),
    )
