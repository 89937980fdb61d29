"""A result after columns were chosen, rows sorted and cut: what a format writes."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from digitool.errors import UsageError
from digitool.model.text import mask_value, meant
from digitool.render.result import Column, Look, Request, Result


@dataclass(frozen=True)
class View:
    """What is to be written: the result, its chosen columns and rows, and what was left out."""

    result: Result
    columns: tuple[Column, ...]
    rows: list[dict[str, Any]]
    total: int
    next_command: str
    look: Look
    chosen: bool
    """Whether the reader named the columns; if not, ``table`` hides the wide ones."""


def make_view(result: Result, request: Request) -> View:
    """Choose columns, sort, cut. Raises as `check_asked`."""
    check_asked(result.columns, request)
    columns = tuple(_column(result.columns, name, "--fields") for name in request.fields) or result.columns
    rows = _sorted(result, request.sort)
    limit = result.limit if request.limit is None else request.limit
    shown = rows[:limit] if limit else rows
    rest = shlex.join(["digitool", *without_limit(request.argv), "--limit", "0"])
    return View(
        result=result,
        columns=columns,
        rows=shown,
        total=len(rows),
        next_command=rest if len(shown) < len(rows) else "",
        look=request.look,
        chosen=bool(request.fields),
    )


def check_asked(columns: tuple[Column, ...] | None, request: Request) -> None:
    """Look at what is asked of rows before there are any; ``columns`` is None where only they tell.

    Raises UsageError for an unknown column, with the nearest known, and for a negative limit.
    """
    if request.limit is not None and request.limit < 0:
        raise UsageError("bad_limit", "--limit takes 0 (all) or more, not {value}", value=request.limit)
    if columns is not None:
        for name in request.fields:
            _column(columns, name, "--fields")
        if request.sort:
            _column(columns, request.sort.lstrip("+-"), "--sort")


def without_limit(argv: Sequence[str]) -> list[str]:
    """The arguments without ``--limit`` and its value."""
    words: list[str] = []
    skip = False
    for word in argv:
        if skip or word.startswith("--limit="):
            skip = False
        elif word == "--limit":
            skip = True
        else:
            words.append(word)
    return words


def _column(columns: tuple[Column, ...], name: str, option: str) -> Column:
    keys = [column.key for column in columns]
    if name not in keys:
        raise UsageError(
            "no_such_column",
            "{option}: there is no column {value}",
            option=option,
            value=mask_value(name),
            **meant(name, keys, "the columns are: {keys}"),
            keys=", ".join(keys),
        )
    return columns[keys.index(name)]


def _sorted(result: Result, sort: str) -> list[dict[str, Any]]:
    """Rows by one column, largest first with ``-``; unknown values always last, ties as they were."""
    if not sort:
        return result.rows
    column = _column(result.columns, sort.lstrip("+-"), "--sort")
    order = _order(column)
    known = [row for row in result.rows if order(row) is not None]
    unknown = [row for row in result.rows if order(row) is None]
    return sorted(known, key=order, reverse=sort.startswith("-")) + unknown


def _order(column: Column) -> Callable[[dict[str, Any]], Any]:
    """What a row is sorted by; None when its cell is unknown."""

    def order(row: dict[str, Any]) -> object:
        value = row.get(column.key)
        if value is None:
            return None
        if column.kind == "figure":
            return value[0]
        if column.kind in ("rate", "share"):
            return value[0] / value[1] if value[1] else None
        return str(value) if column.kind in ("list", "object") else value

    return order
