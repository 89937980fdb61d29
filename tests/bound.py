"""Databases that tests make by hand, bound to the key that lies beside them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from digitool.workspace.keys import fingerprint, read_key


def bind_key(database: Path) -> None:
    """Write the fingerprint of the key that lies beside a database into it, as a founding would."""
    key_file = database.with_name("digitool.key")
    if not key_file.exists():
        return
    with closing(sqlite3.connect(database)) as connection, connection:
        (kept,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'founding_kept'").fetchone()
        connection.execute("DROP TRIGGER founding_kept")
        connection.execute("UPDATE founding SET key_print = ?", (fingerprint(read_key(key_file)),))
        connection.execute(kept)
