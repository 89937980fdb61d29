"""JSON lines: one row a line, nothing around them."""

from __future__ import annotations

from digitool.render.formats.json import chosen_columns, dump
from digitool.render.view import View


def render(view: View) -> str:
    """Each row as one JSON object."""
    return "".join(dump(chosen_columns(view, row)) + "\n" for row in view.rows)
