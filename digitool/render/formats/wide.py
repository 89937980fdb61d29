"""The table with all its columns."""

from __future__ import annotations

from digitool.render.tables import render_table
from digitool.render.view import View


def render(view: View) -> str:
    """All columns."""
    return render_table(view, wide=True)
