"""Named checks that recompute invariants from raw rows; rooms add theirs by name.

A room's checks live in ``<room>/checks.py`` as ``CHECKS: dict[str, Check]``. A check takes a read
connection and returns the differences that it found, as short sentences; none means it holds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

Check = Callable[[sqlite3.Connection], list[str]]


class Told(str):
    """A difference that people must be told of and that is no damage: somebody wanted it, or it came about.

    A database that holds it is whole, and so is its backup.
    """

    __slots__ = ()


class Outcome(NamedTuple):
    """What one check found; ``detail`` lists at most the first few differences.

    It has passed where there are none, or none but what is only `Told`.
    """

    check: str
    passed: bool
    detail: str


def all_checks() -> dict[str, Check]:
    """Every check by name, the database's own first."""
    found: dict[str, Check] = {"database": _database}
    for file in sorted((Path(__file__).parent.parent).glob("*/checks.py")):
        if file.parent.name != "db":
            found.update(import_module(f"digitool.{file.parent.name}.checks").CHECKS)
    return found


def run_checks(connection: sqlite3.Connection, names: list[str] | None = None) -> list[Outcome]:
    """Run the named checks, or all of them. Raises KeyError for an unknown name."""
    checks = all_checks()
    chosen = names or list(checks)
    outcomes = []
    for name in chosen:
        differences = checks[name](connection)
        detail = "; ".join(differences[:5])
        if len(differences) > 5:
            detail += f"; and {len(differences) - 5} more"
        outcomes.append(Outcome(name, all(isinstance(one, Told) for one in differences), detail))
    return outcomes


def _database(connection: sqlite3.Connection) -> list[str]:
    found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
    orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    return [text for text in found if text != "ok"] + [f"broken reference in {row[0]}" for row in orphans]
