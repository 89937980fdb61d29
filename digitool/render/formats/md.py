"""A Markdown table, to paste into a document."""

from __future__ import annotations

from digitool.render.result import NUMERIC
from digitool.render.tables import grid
from digitool.render.view import View

_SPECIAL = str.maketrans({c: f"\\{c}" for c in "\\`*_{}[]<>|#!~"})


def render(view: View) -> str:
    """Heading row, alignment row, rows; nothing in a cell is taken for markup."""
    headings, rows = grid(view, wide=True)
    marks = ["---:" if column.kind in NUMERIC else "---" for column in view.columns]
    lines = [_line(headings), "| " + " | ".join(marks) + " |", *map(_line, rows)]
    return "\n".join(lines) + "\n"


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cell.translate(_SPECIAL) for cell in cells) + " |"
