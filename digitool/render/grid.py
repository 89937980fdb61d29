"""A view as texts for people, shared by the formats that people read."""

from __future__ import annotations

from digitool.render.cells import human
from digitool.render.result import Column
from digitool.render.view import View
from digitool.words import say


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
