"""Aligned tables: plain text in a pipe, rich on a terminal; the same words in both."""

from __future__ import annotations

from digitool.model.cells import pad, width
from digitool.render.drawn import draw_table
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
