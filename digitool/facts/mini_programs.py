"""Store what a mini program's platform counted."""

from __future__ import annotations

from collections.abc import Iterable

from digitool.db.port import Connection
from digitool.db.statements import changed

FigureRow = tuple[str, int, str, int, int, int, int]
"""Figure, day number, appid, key, value, batch, line."""


def store_figures(connection: Connection, rows: Iterable[FigureRow]) -> list[bool]:
    """Keep figures; platforms restate, so a later account replaces an older one. False: was just so."""
    return [
        changed(
            connection,
            "INSERT INTO mini_program_figure (figure, day, appid, key, value, batch, line)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (figure, day, appid, key) DO UPDATE"
            " SET value = excluded.value, batch = excluded.batch, line = excluded.line"
            " WHERE mini_program_figure.value <> excluded.value",
            row,
        )
        == 1
        for row in rows
    ]
