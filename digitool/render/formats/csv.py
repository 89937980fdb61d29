"""CSV by RFC 4180, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from io import StringIO

from digitool.render.separated import cells, header
from digitool.render.view import View


def render(view: View) -> str:
    """Header and rows, lines ended by CR LF only inside no cell: plain LF, as every tool reads it."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header(view))
    writer.writerows(cells(view, row) for row in view.rows)
    return out.getvalue()
