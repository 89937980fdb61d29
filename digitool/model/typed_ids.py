"""Customers as people type and list them: ``I12``, or ``P12``, the person whose oldest identifier is 12."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import NamedTuple

from digitool.errors import DataError, UsageError
from digitool.model.ids import IdentifierId
from digitool.model.text import mask_typed, mask_value

_ID = re.compile(r"[PpIi]([1-9][0-9]{0,17})", re.ASCII)  # 18 digits fit into SQLite's integers
_COLUMNS = frozenset(
    {"customer", "customer_id", "person", "identifier", "id", "顾客", "顾客编号", "顾客id", "客户", "会员"}
)
"""Headings of the column that holds the ids; without one it is the first column."""
_MOST_SHOWN = 5


def read_customer(text: str) -> IdentifierId:
    """The identifier that ``P12`` or ``I12`` names. Raises UsageError ``bad_id``."""
    found = _customer(text)
    if found is None:
        raise _bad_id(text, "P12")
    return found


def read_identifier(text: str) -> IdentifierId:
    """The identifier ``I12``, and nothing else. Raises UsageError ``bad_id``."""
    found = _customer(text)
    if found is None or text.strip()[0] not in "Ii":
        raise _bad_id(text, "I12")
    return found


def _customer(text: str) -> IdentifierId | None:
    match = _ID.fullmatch(text.strip())
    return None if match is None else IdentifierId(int(match.group(1)))


def _bad_id(text: str, example: str) -> UsageError:
    return UsageError(
        "bad_id",
        "{value} is not an id such as {example}",
        hint="find it first by openid, member number or phone",
        try_next="digitool customer find --help",
        value=mask_typed(text),
        example=example,
    )


class Listed(NamedTuple):
    """An identifier id and the line of the file that names it."""

    line: int
    customer: IdentifierId


def read_customers(text: str, file: str) -> list[Listed]:
    """The customers of a file, in its order; empty lines are left out.

    Raises DataError ``bad_recipients`` with the line of every id that is none (the first five), ``no_ids``.
    """
    found: list[Listed] = []
    wrong: list[str] = []
    column: int | None = None
    for line, cells in _rows(text):
        if column is None:
            column, is_heading = _column(cells)
            if is_heading:
                continue
        typed = cells[column] if column < len(cells) else ""
        customer = _customer(typed)
        if customer is None:
            wrong.append(f"{line} ({mask_value(typed) or '-'})")
        else:
            found.append(Listed(line, customer))
    if wrong:
        raise DataError(
            "bad_recipients",
            "{file}: {count} lines hold no customer id, lines {lines}",
            hint="one id such as P12 a line, or a table with the column customer; nothing was done",
            file=mask_value(file),
            count=len(wrong),
            lines=", ".join(wrong[:_MOST_SHOWN]) + (", …" if len(wrong) > _MOST_SHOWN else ""),
        )
    if not found:
        raise DataError(
            "no_ids",
            "{file} names no customer",
            hint="write one id such as P12 a line",
            file=mask_value(file),
        )
    return found


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines that hold something, with their numbers; one that is no line of a table has an empty cell."""
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), strict=True)
    try:
        for row in rows:
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield rows.line_num, cells
    except csv.Error:
        yield rows.line_num, [""]


def _column(cells: list[str]) -> tuple[int, bool]:
    """The place of the ids by the first row that holds something, and whether that is a heading."""
    place = next((n for n, cell in enumerate(cells) if cell.lower() in _COLUMNS), None)
    return (0, False) if place is None else (place, True)
