"""Which mark a table writes its decimals with: what the mapping says, else what the cells themselves show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from digitool.model.numbers import DOT, UNKNOWN, style_of, written_with
from digitool.sources.file.opening import Document
from digitool.sources.file.rows import bare
from digitool.sources.file.table import delimiter
from digitool.sources.mapping.mapped import column, mapped_table, title_lines
from digitool.sources.mapping.mapping import TableMapping

NUMBERS = {"purchases": ("amount", "quantity"), "traffic": ("entered", "left")}
"""The fields of each kind of table that hold numbers."""


def with_decimal_mark(document: Document, mapping: TableMapping) -> TableMapping:
    """The mapping with the decimal mark of its table; empty where nothing says which it is.

    A table that is separated by commas writes its decimals with a point unless the mapping says otherwise.
    In any other, all numbers are written alike: the cells that only one style can read decide for those
    that both can. A rejects file is separated by commas whatever its table was, so that says nothing.
    """
    if mapping.decimal or mapping.kind not in NUMBERS:
        return mapping
    title_lines(document, mapping)
    if not document.corrected and delimiter(document.peek) == ",":
        return replace(mapping, decimal=DOT)
    return replace(mapping, decimal=style_of(written_with(_cells(document, mapping)), UNKNOWN))


def _cells(document: Document, mapping: TableMapping) -> Iterator[str]:
    """Every cell of the table's numbers, without the marks that exports add."""
    table = mapped_table(document, mapping)
    names = [column(mapping, field) for field in NUMBERS[mapping.kind] if field in mapping.columns]
    places = [table.names.index(name) for name in names]
    for _line, cells in table.rows:
        yield from (bare(cells[place]) for place in places if place < len(cells))
