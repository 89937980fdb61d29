"""Which imports there are, and which of them were taken back."""

from __future__ import annotations

from digitool.db.port import Connection


def undone_imports(connection: Connection) -> frozenset[int]:
    """The imports (batches) whose claims do not count."""
    rows = connection.execute(
        "SELECT f.id FROM operation o JOIN import_file f ON f.operation = o.seq"
        " WHERE o.kind = 'import' AND o.undone_by IS NOT NULL"
    )
    return frozenset(row[0] for row in rows)
