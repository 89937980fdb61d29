"""Marks: the moments at which figures were reported."""

from __future__ import annotations

from pathlib import Path

from digitool.db.port import Connection
from digitool.db.writing import Request, operation, operation_seq
from digitool.errors import UsageError
from digitool.model.text import mask_value

KIND = "flow.mark"


def mark(path: Path, request: Request) -> str:
    """Record that the figures as they stand were reported; the operation's id."""
    with operation(path, request) as work:
        if work.replayed is None:
            work.finish({})
        return str((work.result or {})["operation"])


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
