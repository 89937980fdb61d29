"""Tab separated: one record a line, for cut and awk."""

from __future__ import annotations

from digitool.render.separated import cells, header
from digitool.render.view import View


def render(view: View) -> str:
    """Header and rows; blanks stand for tabs and line ends inside a cell."""
    lines = [header(view), *(cells(view, row) for row in view.rows)]
    return "".join("\t".join(" ".join(cell.split()) for cell in line) + "\n" for line in lines)
