"""One question that a person wrote: answered within a time limit, on a connection that cannot write.

Three walls: the file is opened read only, ``query_only`` is on, and an authorizer lets nothing pass but
reading: no ATTACH, no PRAGMA, no extension.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from digitool.db.connection import UNREADABLE, damaged, translate, undecodable
from digitool.db.reading import reader
from digitool.errors import BusyError, RefusedError, UsageError
from digitool.model.text import mask_value

_STEPS = 20_000
"""Steps of SQLite's machine between two looks at the clock: some 2 ms."""

_READING = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
)
_FORBIDDEN = frozenset({"load_extension", "fts3_tokenizer"})


_TABLES = """
SELECT m.name AS table_name, p.name AS column_name, p.type FROM sqlite_master m, pragma_table_info(m.name) p
WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, p.cid
"""


class Answer(NamedTuple):
    """Column names as the statement gives them, and rows; ``cut`` says that there were more."""

    names: list[str]
    rows: list[tuple[Any, ...]]
    cut: bool


def ask(path: Path, statement: str, seconds: float, limit: int) -> Answer:
    """Answer one SELECT with at most ``limit`` rows (0: all).

    Raises UsageError ``bad_sql`` for what SQLite cannot read, RefusedError ``not_a_question`` for what
    would do more than read, BusyError ``too_slow`` after the time.
    """
    with reader(path) as connection:
        connection.row_factory = None
        connection.execute("PRAGMA query_only=ON")  # no table of its own either
        with suppress(sqlite3.OperationalError):  # table functions declare themselves on first use
            connection.execute("SELECT 1 FROM json_each('[]'), json_tree('[]')").fetchall()
        refused: list[int] = []
        deadline = time.monotonic() + seconds
        connection.set_progress_handler(lambda: int(time.monotonic() > deadline), _STEPS)
        connection.set_authorizer(lambda *call: _judge(refused, *call))
        try:
            cursor = connection.execute(statement)
            rows = cursor.fetchmany(limit + 1) if limit else cursor.fetchall()
        except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
            raise _problem(error, refused, path, seconds) from error
        finally:
            connection.set_authorizer(lambda *_: sqlite3.SQLITE_OK)  # None works from Python 3.11 on
            connection.set_progress_handler(None, 0)
        names = [column[0] for column in cursor.description or ()]
    if not names:
        raise _not_a_question()
    return Answer(names, rows[:limit] if limit else rows, bool(limit) and len(rows) > limit)


def tables(path: Path) -> list[tuple[str, str, str]]:
    """(table, column, type) of everything that can be asked about."""
    with reader(path) as connection:
        return [(row[0], row[1], row[2]) for row in connection.execute(_TABLES)]


def _judge(refused: list[int], action: int, *names: str | None) -> int:
    if action in _READING and not (action == sqlite3.SQLITE_FUNCTION and names[1] in _FORBIDDEN):
        return sqlite3.SQLITE_OK
    refused.append(action)
    return sqlite3.SQLITE_DENY


def _not_a_question() -> RefusedError:
    return RefusedError(
        "not_a_question",
        "only questions are answered here: one SELECT, or WITH ... SELECT",
        hint="digitool's own commands change things, and record who did",
    )


def _problem(error: Exception, refused: list[int], path: Path, seconds: float) -> Exception:
    if refused or "transaction" in str(error):  # VACUUM and BEGIN stumble before they come to the authorizer
        return _not_a_question()
    if "interrupted" in str(error):
        return BusyError(
            "too_slow",
            "the question took longer than {seconds} seconds",
            hint="narrow it, or give it more time with --seconds",
            seconds=f"{seconds:g}",
        )
    if undecodable(error):
        return damaged(path, UNREADABLE)
    if isinstance(error, sqlite3.DatabaseError) and not isinstance(
        error, (sqlite3.OperationalError, sqlite3.ProgrammingError, sqlite3.DataError)
    ):
        return translate(error, path) or damaged(path, str(error))
    return UsageError(
        "bad_sql",
        "SQLite cannot answer this: {reason}",
        hint="the tables and their columns: digitool sql --tables",
        reason=mask_value(str(error), 200),
    )
