"""What tests of keeping share: commands typed in this process, operations, and ways to ruin a database."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path

from digitool.cli.entry import run
from digitool.db.checks import run_checks
from digitool.db.reading import reader, reader_of_any
from digitool.db.writing import WriteRequest, operation
from tests.conftest import Done


def typed(root: Path, *words: object) -> Done:
    """Run one command on a workspace in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run([*map(str, words), "-w", str(root), "--lang", "en"])
    return Done(code, out.getvalue(), err.getvalue())


def write(root: Path, key: str) -> int:
    """Record one operation that changes nothing else; its number."""
    with operation(root / "digitool.db", WriteRequest("test", 1, {"key": key}, key=key)) as work:
        work.finish({})
    return work.seq


def told(database: Path) -> list[tuple[int, str]]:
    """Number and key of every operation, restores aside."""
    with reader_of_any(database) as connection:
        rows = connection.execute("SELECT seq, key FROM operation WHERE kind <> 'restore' ORDER BY seq")
        return [(row[0], row[1]) for row in rows]


def failing(root: Path) -> list[str]:
    """The checks of a workspace's database that do not hold."""
    with reader(root / "digitool.db") as connection:
        return [one.check for one in run_checks(connection) if not one.passed]


def change(database: Path, *statements: str) -> None:
    """Do something to a database behind the program's back."""
    with closing(sqlite3.connect(database)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def names(root: Path) -> set[str]:
    """The backups of a workspace by name; drafts are among them."""
    return {path.name for path in (root / "backups").iterdir()}


def drafts(root: Path) -> list[str]:
    """Everything hidden in a workspace: what a killed command leaves behind."""
    return sorted(str(path.relative_to(root)) for path in root.rglob(".*"))
