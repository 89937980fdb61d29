"""The imports that were made, and what each of them told."""

from __future__ import annotations

from typing import Any

from digitool.db.port import Connection
from digitool.db.tally import run
from digitool.evidence.asking import told_of
from digitool.ingest.undoing import kinds, no_such_import
from digitool.model.days import Span

COUNTS, UNDONE = "counts", "undone"
"""Whether what an import says counts."""


def imports(connection: Connection, span: Span | None) -> list[dict[str, Any]]:
    """All imports, the newest first; those of a span of UTC ms (half open) if given."""
    first, after = span or (None, None)
    return _imports(connection, {"first": first, "after": after, "batch": None})


def import_of(connection: Connection, batch: int) -> dict[str, Any]:
    """One import. Raises NotFoundError."""
    rows = _imports(connection, {"first": None, "after": None, "batch": batch})
    if not rows:
        raise no_such_import(batch)
    return rows[0]


def told_by(connection: Connection, batch: int) -> list[dict[str, Any]]:
    """What an import told, a row for each kind of fact that it tells of: counts, and the rule (English)."""
    _ = import_of(connection, batch)
    found = [(kind, told_of(connection, kind, batch)) for kind in kinds()]
    rows = [{"kind": kind.table, **told._asdict(), "rule": kind.rule} for kind, told in found if told.told]
    return sorted(rows, key=lambda row: str(row["kind"]))


def _imports(connection: Connection, params: dict[str, Any]) -> list[dict[str, Any]]:
    rows = [dict(row) for row in run(connection, "ingest", "imports", params)]
    return [{**row, "state": COUNTS if row["undone_by"] is None else UNDONE} for row in rows]
