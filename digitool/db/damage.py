"""What is wrong with a database file, as far as the file itself tells."""

from __future__ import annotations

from pathlib import Path

from digitool.db.connection import damaged
from digitool.db.port import Connection
from digitool.db.reading import reader_of_any
from digitool.errors import Phrase

_ANY = "'null', 'integer', 'real', 'text', 'blob'"
_KINDS = {
    "INTEGER": "'null', 'integer'",
    "BOOLEAN": "'null', 'integer'",
    "FLOAT": "'null', 'integer', 'real'",
    "VARCHAR": "'null', 'text'",
}
"""The kinds of value that a column of each declared type may hold."""


def spoilt(connection: Connection) -> list[Phrase]:
    """What a command may have stumbled over: values of a wrong kind, rows that name one that is gone.

    `damage` looks at the file as a whole instead, which takes its time.
    """
    return [*misfits(connection), *orphans(connection)]


def damage(connection: Connection) -> list[str]:
    """The faults of a connection's file, as short sentences; none when it is whole.

    Where others may write, the caller has a read transaction open.
    """
    found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
    return [
        *map(str, lost_end(connection)),
        *(text for text in found if text != "ok"),
        *map(str, orphans(connection)),
    ]


def verify(path: Path, original: Path | None = None) -> None:
    """Raise DamageError unless the file is whole and every reference satisfied.

    The error names ``original`` where the file is a copy of it.
    """
    with reader_of_any(path) as connection:
        found = damage(connection)
    if found:
        raise damaged(original or path, "; ".join(found[:3]))


def misfits(connection: Connection) -> list[Phrase]:
    """Columns that hold a value of another kind than they are made for, such as bytes where text belongs."""
    found = []
    for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        columns = connection.execute("SELECT name, type FROM pragma_table_info(?)", (table,)).fetchall()
        looks = ", ".join(
            f'max(typeof("{name}") NOT IN ({_KINDS.get(kind, _ANY)}))' for name, kind in columns
        )
        wrong = connection.execute(f'SELECT {looks} FROM "{table}"').fetchone()  # noqa: S608 - the file's names
        for (name, kind), is_wrong in zip(columns, wrong):
            if is_wrong:
                values: dict[str, object] = {"column": f"{table}.{name}", "kind": kind}
                found.append(Phrase("{column} holds a value that is no {kind}", values))
    return found


def orphans(connection: Connection) -> list[Phrase]:
    """Tables whose rows name a row that is gone, such as that of a store which was deleted by hand."""
    found = dict.fromkeys((row[0], row[2]) for row in connection.execute("PRAGMA foreign_key_check"))
    found |= dict.fromkeys((table, "store") for table in _without_store(connection))
    return [
        Phrase("a row of {table} names a row of {other} that is gone", {"table": table, "other": other})
        for table, other in found
    ]


def _without_store(connection: Connection) -> list[str]:
    """Tables that name a store which is gone; 0 is none, so that no foreign key can tell."""
    asked = "SELECT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table'"
    tables = connection.execute(asked + " AND c.name = 'store' AND c.type = 'INTEGER'").fetchall()
    gone = 'SELECT 1 FROM "{}" AS t WHERE t.store > 0 AND t.store NOT IN (SELECT id FROM store) LIMIT 1'
    return [table for (table,) in tables if connection.execute(gone.format(table)).fetchone()]


def lost_end(connection: Connection) -> list[Phrase]:
    """Whether the file ends within a page: its end is lost, where SQLite reads zeros and finds no fault."""
    size = int(connection.execute("PRAGMA page_size").fetchone()[0])
    connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()  # from here on nobody may write
    name = next(row[2] for row in connection.execute("PRAGMA database_list") if row[1] == "main")
    over = Path(name).stat().st_size % size if name else 0
    return [Phrase("the file is cut: {missing} bytes are missing", {"missing": size - over})] if over else []
