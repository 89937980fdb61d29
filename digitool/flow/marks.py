"""Marks: the moments at which figures were reported."""

from __future__ import annotations

from digitool.db.port import Connection
from digitool.errors import UsageError
from digitool.model.ids import operation_seq
from digitool.model.text import mask_value
from digitool.workspace.desk import Desk

KIND = "flow.mark"


def mark(desk: Desk) -> str:
    """Record that the figures as they stand were reported; the operation's id."""
    return str(desk.write(KIND, {}, lambda _work: {})["operation"])


def since(connection: Connection, asked: str | None) -> int:
    """The operation number after which changes count: the asked one, else the last mark, else 0."""
    if asked is None:
        row = connection.execute("SELECT max(seq) FROM operation WHERE kind = ?", (KIND,)).fetchone()
        return int(row[0] or 0)
    try:
        return operation_seq(asked)
    except ValueError:
        raise UsageError(
            "bad_operation",
            "{value} is not an operation",
            hint="operations look like op-0012; digitool log lists them",
            value=mask_value(asked),
        ) from None
