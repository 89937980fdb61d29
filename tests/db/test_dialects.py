"""Macros are written for SQLite as it reads them, and nothing else of a statement changes."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.db.statements import SQLITE

WRITTEN = {
    "SELECT a FROM t WHERE a IN ints(:x)": "SELECT a FROM t WHERE a IN (SELECT value FROM json_each(:x))",
    "SELECT div(t.at, 900000)": "SELECT ((t.at) / (900000))",
    "SELECT greatest(a, least(b, coalesce(c, 1)), 2)": "SELECT max(a, min(b, coalesce(c, 1)), 2)",
    "FROM ints(?) j /*+ then */ JOIN t ON t.a = j.value": (
        "FROM (SELECT value FROM json_each(?)) j CROSS JOIN t ON t.a = j.value"
    ),
    "SELECT 'div(a)', joined(x, '), (') -- ints(x)": "SELECT 'div(a)', group_concat(x, '), (') -- ints(x)",
    "SELECT text_in(a, 'it''s')": "SELECT json_extract(a, '$.' || 'it''s')",
    "SELECT listed(row_of(a, b))": "SELECT json_group_array(json_array(a, b))",
}


@pytest.mark.parametrize("statement", WRITTEN)
def test_macros_are_written_for_sqlite(statement: str) -> None:
    """Lists, sums within sums, quoted texts and comments come out as they should."""
    assert SQLITE.render(statement) == WRITTEN[statement]


def test_an_open_macro_is_refused() -> None:
    """A bracket that nothing closes is a fault of the statement."""
    with pytest.raises(ValueError, match="not closed"):
        SQLITE.render("SELECT div(a, b")


@given(st.text("abc ,'()?:-%\n", max_size=40))
def test_without_a_macro_nothing_changes(text: str) -> None:
    """A statement that names no macro is put to the database letter by letter."""
    assert SQLITE.render(text) == text


@given(st.integers(-(10**6), 10**6), st.integers(1, 1000), st.integers(0, 50))
def test_macros_mean_what_they_say(a: int, b: int, c: int) -> None:
    """Division leaves no rest, the least is the least, and NULL differs from a number."""
    asked = "SELECT div(?, ?), least(?, ?), greatest(?, ?), differs(?, NULL), differs(NULL, NULL)"
    with closing(sqlite3.connect(":memory:")) as connection:
        found = connection.execute(SQLITE.render(asked), (a, b, a, c, a, c, a)).fetchone()
    towards_zero = abs(a) // b * (1 if a >= 0 else -1)
    assert found == (towards_zero, min(a, c), max(a, c), 1, 0)
