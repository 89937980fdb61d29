"""Aligned tables: plain text in a pipe, rich on a terminal; the same words in both."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO
from typing import TYPE_CHECKING

from digitool.model.cells import pad, width
from digitool.render.cells import human
from digitool.render.result import NUMERIC, Column, Look
from digitool.render.view import View
from digitool.words import say

if TYPE_CHECKING:
    from rich.table import Table


def shown_columns(view: View, *, wide: bool) -> tuple[Column, ...]:
    """The columns to show: all of them, or without the wide ones unless they were named."""
    if wide or view.chosen:
        return view.columns
    return tuple(column for column in view.columns if not column.wide)


def grid(view: View, *, wide: bool) -> tuple[list[str], list[list[str]]]:
    """Headings and cells in the reader's language."""
    columns, look = shown_columns(view, wide=wide), view.look
    headings = [say(column.heading, look.language) for column in columns]
    rows = [
        [human(column, row.get(column.key), view.result.zone, look.language) for column in columns]
        for row in view.rows
    ]
    return headings, rows


def render_table(view: View, *, wide: bool) -> str:
    """The table and, under it, the result's charts; empty text for no rows."""
    if not view.rows:
        return ""
    columns = shown_columns(view, wide=wide)
    headings, rows = grid(view, wide=wide)
    if view.look.cells is None:
        text = _plain(columns, headings, rows)
        if view.look.colour:
            first, _, rest = text.partition("\n")
            text = f"\x1b[1m{first}\x1b[0m\n{rest}"
    else:
        text = draw_table(view.look, columns, headings, rows)
    text = "\n".join([text.rstrip("\n"), *(f"\n{chart}" for chart in view.result.charts)]) + "\n"
    return ascii_only(text) if view.look.ascii else text


def _plain(columns: tuple[Column, ...], headings: list[str], rows: list[list[str]]) -> str:
    """No lines, no colour, nothing cut: columns parted by two blanks."""
    table = [headings, *rows]
    widths = [max(map(width, column)) for column in zip(*table, strict=True)]
    return "\n".join(
        "  ".join(
            pad(cell, cells, right=column.kind in NUMERIC)
            for cell, cells, column in zip(line, widths, columns, strict=True)
        ).rstrip()
        for line in table
    )


def ascii_only(text: str) -> str:
    """Drawing characters as ASCII; letters of any language stay."""
    return text.translate(_ASCII)


_ASCII = str.maketrans({"─": "-", "━": "-", "│": "|", "█": "#", "▏": "#", "…": "~", "·": "."})


_GAP = 2
"""Cells between two columns."""

_LEAST_TEXT = 8
"""Cells that a column of text may be narrowed to."""

_LEAST_HEADING = 4
"""Cells that a heading without blanks, such as a Chinese one, may be narrowed to."""


def draw_table(look: Look, columns: Sequence[Column], headings: list[str], rows: list[list[str]]) -> str:
    """A table that fits ``look.cells``: texts wrap, numbers do not, nothing is cut or read as markup."""
    assert look.cells is not None  # noqa: S101 - a pipe has no width and is written elsewhere
    widths = _widths(look.cells, columns, headings, rows)
    table = _blocks(headings, rows) if widths is None else _table(look, columns, headings, rows, widths)
    return _print(look, table)


def _widths(
    cells: int, columns: Sequence[Column], headings: list[str], rows: list[list[str]]
) -> list[int] | None:
    """The width of each column; None when they find no room side by side."""
    room = cells - _GAP * (len(columns) - 1)
    wanted, given = [], []
    for column, *texts in zip(columns, headings, *rows, strict=True):
        natural = max(map(width, texts))
        heading = max((width(word) for word in texts[0].split()), default=0)
        if not texts[0].isascii():
            heading = min(heading, _LEAST_HEADING)
        body = max(map(width, texts[1:]))
        wanted.append(natural)
        given.append(max(heading, body if column.kind in NUMERIC else min(body, _LEAST_TEXT), 1))
    room -= sum(given)
    if room < 0:
        return None
    for place in sorted(range(len(columns)), key=lambda one: columns[one].kind in NUMERIC):
        more = min(room, max(0, wanted[place] - given[place]))
        given[place] += more
        room -= more
    return given


def _table(
    look: Look, columns: Sequence[Column], headings: list[str], rows: list[list[str]], widths: list[int]
) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    style = box.ASCII2 if look.ascii else box.SIMPLE_HEAD
    table = Table(box=style, pad_edge=False, show_edge=False, padding=(0, _GAP - 1, 0, 0))
    for column, heading, cells in zip(columns, headings, widths, strict=True):
        justify = "right" if column.kind in NUMERIC else "left"
        table.add_column(Text(heading), justify=justify, overflow="fold", width=cells)  # type: ignore[arg-type]
    for row in rows:
        table.add_row(*map(Text, row))
    return table


def _blocks(headings: list[str], rows: list[list[str]]) -> Table:
    """One line for each column of each row; an empty line parts the rows."""
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, _GAP, 0, 0))
    table.add_column(overflow="fold", max_width=24)
    table.add_column(overflow="fold")
    for number, row in enumerate(rows):
        if number:
            table.add_row()
        for heading, cell in zip(headings, row, strict=True):
            table.add_row(Text(heading, style="bold"), Text(cell))
    return table


def _print(look: Look, table: Table) -> str:
    from rich.console import Console

    out = StringIO()
    console = Console(
        file=out,
        width=look.cells,
        force_terminal=look.colour,
        no_color=not look.colour,
        color_system="standard" if look.colour else None,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )
    console.print(table)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())
