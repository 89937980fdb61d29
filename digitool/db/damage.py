"""What is wrong with a database file, as far as the file itself tells."""

from __future__ import annotations

from pathlib import Path

from digitool.db.connection import damaged
from digitool.db.port import Connection
from digitool.db.reading import reader_of_any
from digitool.errors import Phrase


def damage(connection: Connection) -> list[str]:
    """The faults of a connection's file, as short sentences; none when it is whole.

    Where others may write, the caller has a read transaction open.
    """
    found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
    orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    return [
        *map(str, cut(connection)),
        *(text for text in found if text != "ok"),
        *(f"broken reference in {row[0]}" for row in orphans),
    ]


def verify(path: Path, original: Path | None = None) -> None:
    """Raise DamageError unless the file is whole and every reference satisfied.

    The error names ``original`` where the file is a copy of it.
    """
    with reader_of_any(path) as connection:
        found = damage(connection)
    if found:
        raise damaged(original or path, "; ".join(found[:3]))


def cut(connection: Connection) -> list[Phrase]:
    """Whether the file ends within a page: its end is lost, where SQLite reads zeros and finds no fault."""
    size = int(connection.execute("PRAGMA page_size").fetchone()[0])
    connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()  # from here on nobody may write
    name = next(row[2] for row in connection.execute("PRAGMA database_list") if row[1] == "main")
    over = Path(name).stat().st_size % size if name else 0
    return [Phrase("the file is cut: {missing} bytes are missing", {"missing": size - over})] if over else []
