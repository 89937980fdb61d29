"""Aligned tables: plain text in a pipe, rich on a terminal; the same words in both."""

from __future__ import annotations

from io import StringIO

from digitool.model.cells import pad, width
from digitool.render.grid import grid, shown_columns
from digitool.render.result import NUMERIC, Column
from digitool.render.view import View


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
        text = _drawn(view, columns, headings, rows)
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


def _drawn(view: View, columns: tuple[Column, ...], headings: list[str], rows: list[list[str]]) -> str:
    """A table that fits the terminal: long cells wrap, none is cut. Cells are never read as markup."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.ASCII2 if view.look.ascii else box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column, heading in zip(columns, headings, strict=True):
        justify = "right" if column.kind in NUMERIC else "left"
        table.add_column(Text(heading), justify=justify, overflow="fold")  # type: ignore[arg-type]
    for row in rows:
        table.add_row(*map(Text, row))
    out = StringIO()
    console = Console(
        file=out,
        width=view.look.cells,
        force_terminal=view.look.colour,
        no_color=not view.look.colour,
        color_system="standard" if view.look.colour else None,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )
    console.print(table)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def ascii_only(text: str) -> str:
    """Drawing characters as ASCII; letters of any language stay."""
    return text.translate(_ASCII)


_ASCII = str.maketrans({"─": "-", "━": "-", "│": "|", "█": "#", "▏": "#", "…": "~", "·": "."})
