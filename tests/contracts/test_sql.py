"""Statements are in the subset of SQL that engines read alike, and only the database room knows a driver."""

from __future__ import annotations

import re

import pytest

from .traps import traps_of
from .written_sql import ROOT, Written, inline, tallies, unrendered

_OF_A_DRIVER = re.compile(
    r"sqlite3|\bPRAGMA\b|sqlite_master|\browcount\b|\blastrowid\b|OR IGNORE|OR REPLACE"
    r"|TEMP(?:ORARY)? TABLE|SAVEPOINT|\brow_factory\b"
)
TRAPS = {
    "SELECT sum(a <> b) FROM t": "counted",
    "SELECT max(EXISTS (SELECT 1 FROM u)) FROM t": "counted",
    "SELECT a * 2 + (b = 0) FROM t": "in a sum",
    "SELECT a / 900000 FROM t": "without div",
    "SELECT max(a, b) FROM t": "greatest",
    "SELECT a FROM (SELECT a FROM t)": "without a name",
    "SELECT a FROM t WHERE a IS NOT b": "differs",
    "SELECT a FROM t CROSS JOIN u ON u.a = t.a": "CROSS JOIN",
    "SELECT a FROM t WHERE a IN (SELECT value FROM json_each(:x))": "json_each",
    "SELECT a FROM t WHERE day >= :from": ":from",
    "SELECT a, b, count(*) FROM t GROUP BY a": "beside a fold",
    "SELECT a, count(*) FROM t": "beside a fold",
    "SELECT at FROM t": "at is neither",
    "SELECT t.a FROM t WHERE window = 1": "parsed|window is neither",
    "INSERT INTO t (a, b) VALUES (?, ?) ON CONFLICT DO UPDATE SET b = excluded.b": "which key",
    "INSERT INTO t (a, b) VALUES (?, ?) ON CONFLICT (a) DO UPDATE SET b = b + 1": "whose it is",
    "INSERT OR IGNORE INTO t VALUES (?)": "OR IGNORE",
    "SELECT FROM WHERE": "parsed",
}
"""A statement for each trap, and what is said of it."""
RIGHT = (
    "SELECT div(t.at, 900000) AS slot, count(*) FILTER (WHERE t.a <> t.b) FROM t GROUP BY 1 ORDER BY 1",
    "SELECT t.a + 1 AS next, greatest(max(t.b), 3) FROM t WHERE t.c IN ints(?) GROUP BY t.a + 1",
    "SELECT j.value FROM texts(:x) AS j /*+ then */ JOIN t ON t.a = j.value AND differs(t.b, t.c)",
    "INSERT INTO t AS o (a, b) VALUES (?, ?) ON CONFLICT (a) DO UPDATE SET b = least(o.b, excluded.b)",
)
"""Statements as the house writes them."""


@pytest.mark.parametrize("statement", TRAPS)
def test_each_trap_is_found(statement: str) -> None:
    """What SQLite takes in its own sense is told by name."""
    found = traps_of(statement, tally=True)
    assert re.search(TRAPS[statement], "; ".join(found)), found


@pytest.mark.parametrize("statement", RIGHT)
def test_what_all_engines_read_is_no_trap(statement: str) -> None:
    """Macros, qualified names and one meaning pass."""
    assert traps_of(statement, tally=True) == []


def _told(written: Written, *, tally: bool) -> list[str]:
    found = traps_of(written.text, partial=written.partial, tally=tally)
    return [f"{written.where}: {trap}" for trap in found]


def test_tallies_are_in_the_common_subset() -> None:
    """Each tally parses for PostgreSQL after rendering, and holds no trap."""
    all_of_them = list(tallies())
    assert len(all_of_them) > 150
    assert [trap for one in all_of_them for trap in _told(one, tally=True)] == []


def test_statements_in_python_are_in_the_common_subset() -> None:
    """So does each statement that a module holds."""
    all_of_them = list(inline())
    assert len(all_of_them) > 400
    assert [trap for one in all_of_them for trap in _told(one, tally=False)] == []


def test_what_has_macros_is_rendered() -> None:
    """No tally and no text with a macro is put to a database past the calls that render it."""
    assert list(unrendered()) == []


def test_only_the_database_room_knows_a_driver() -> None:
    """No other room names a driver, what only one has, or what a named call is there for."""
    knowing = [
        f"{file.relative_to(ROOT)}:{number}: {found[0]}"
        for file in sorted(ROOT.rglob("*"))
        if file.suffix in (".py", ".sql") and file.relative_to(ROOT).parts[0] != "db"
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if (found := _OF_A_DRIVER.search(line))
    ]
    assert knowing == []
