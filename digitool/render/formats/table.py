"""The default: an aligned table. On a terminal it may have colour and lines, nothing else differs."""

from __future__ import annotations

from digitool.render.tables import render_table
from digitool.render.view import View


def render(view: View) -> str:
    """Everyday columns."""
    return render_table(view, wide=False)
