"""A table by header name: find the header, hand out rows, turn a bad row into a reject."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing
from itertools import islice
from typing import NamedTuple, cast

from digitool.errors import DataError
from digitool.model.records import Item, Items
from digitool.model.text import clean
from digitool.sources.file import problems
from digitool.sources.file.opening import Document
from digitool.sources.file.problems import Refused
from digitool.sources.file.table import NumberedRow, rows

HEADER_WITHIN = 30
"""A header is looked for in this many first rows; title lines and comments stand before it."""


class Row(NamedTuple):
    """One row: where it starts, its cells by header name, and all cells as they stood.

    The second column of a repeated name is called ``name#2``.
    """

    line: int
    cells: dict[str, str]
    raw: tuple[str, ...]

    def get(self, name: str) -> str:
        """The cell, stripped of the marks that exports add; empty for a column that is not there."""
        return bare(self.cells.get(name, ""))


def bare(cell: str) -> str:
    """A cell without the marks that exports put around it."""
    return cell.strip(" \t\u00a0`'")


class HeadedTable(NamedTuple):
    """A header that was found, its line, and the rows after it, read as they are asked for."""

    names: tuple[str, ...]
    line: int
    rows: Iterator[NumberedRow]


def header_name(cell: str) -> str:
    """A header cell as it is compared: half-width, without blanks, marks and quotes around it."""
    return unicodedata.normalize("NFKC", cell).strip(" \t\r\n\ufeff\u00a0`'\"")


def find_table(
    document: Document, wanted: Collection[str], repeated: Collection[str] = (), skip_lines: int = 0
) -> HeadedTable:
    """Find the header that holds all ``wanted`` names, and refuse one that repeats a name.

    ``repeated`` names may occur more than once. Leaves the header in ``document.header``.
    Raises DataError ``no_header`` or ``repeated_header``.
    """
    numbered = rows(document, skip_lines)
    for count, (line, cells) in enumerate(numbered):
        names = [header_name(cell) for cell in cells]
        if set(wanted) <= set(names):
            document.header = tuple(cell.strip("\ufeff") for cell in cells)
            return HeadedTable(_distinct(document, names, repeated, line), line, numbered)
        if count >= HEADER_WITHIN:
            break
    raise problems.no_header(document.name)


def _distinct(document: Document, names: list[str], repeated: Collection[str], line: int) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    distinct = []
    for name in names:
        seen[name] += 1
        if name and seen[name] > 1 and name not in repeated:
            raise DataError(
                "repeated_header",
                "{file}, line {line}: the column {column} occurs twice",
                hint="Rename or remove one of them; which one is meant cannot be guessed.",
                file=document.name,
                line=line,
                column=clean(name)[:60],
            )
        distinct.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return tuple(distinct)


def each(table: HeadedTable, parse: Callable[[Row], Iterable[Item]]) -> Items:
    """Parse every row; a row that raises `Refused` or has the wrong width becomes a reject."""
    for line, cells in table.rows:
        yield from one(table, line, cells, parse)


def one(
    table: HeadedTable, line: int, cells: list[str], parse: Callable[[Row], Iterable[Item]]
) -> tuple[Item, ...]:
    """The items of one row, or its reject."""
    raw = tuple(cells)
    try:
        check_width(table, cells)
        return tuple(parse(Row(line, dict(zip(table.names, cells, strict=False)), raw)))
    except Refused as refused:
        return (refused.reject(line, raw),)


def check_width(table: HeadedTable, cells: list[str]) -> None:
    """Raise `Refused` for a row with too few cells, or with content beyond the last column."""
    if len(cells) < len(table.names):
        raise Refused(
            "short_row",
            table.names[len(cells)],
            "the row ends before column {column}",
            "The file may be cut off, or a cell holds a line break. Fill in the missing cells.",
        )
    extra = [cell for cell in cells[len(table.names) :] if cell.strip()]
    if extra:
        raise Refused(
            "extra_cells",
            table.names[-1],
            "the row has more cells than the header",
            "A cell may hold a separator: put it in double quotes.",
            extra[0],
        )


def has_columns(document: Document, wanted: Collection[str]) -> bool:
    """Whether one of the first rows is a header with all these names."""
    needed = set(wanted)
    return any(needed <= set(names) for names in first_names(document))


def first_names(document: Document) -> list[list[str]]:
    """The first `HEADER_WITHIN` rows as header names are compared; empty for JSON and XML."""
    if document.shape != "table":
        return []
    if "first_names" not in document.memo:
        with closing(rows(document)) as numbered:
            document.memo["first_names"] = [
                [header_name(cell) for cell in cells] for _, cells in islice(numbered, HEADER_WITHIN)
            ]
    return cast("list[list[str]]", document.memo["first_names"])
