"""Tallies: each is one question that the schema can answer, found by room and name."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import pytest

from digitool.db.connection import connect
from digitool.db.schema.making import create_database
from digitool.db.statements import ask
from digitool.db.tally import run, sql
from tests.contracts.templates import PACKAGE

TALLIES = sorted(PACKAGE.glob("**/tallies/*.sql"))
_SIDE_TABLES = (
    "CREATE TEMP TABLE wanted (person INTEGER, identifier INTEGER)",
    "CREATE TEMP TABLE chosen (identifier INTEGER)",
    "CREATE TEMP TABLE resting_purchases (id INTEGER)",
)
"""What a caller fills before it asks about a set of persons or identifiers."""


class AnyNames(dict[str, object]):
    """Values for whatever names a tally has."""

    def __missing__(self, name: str) -> object:
        return 0


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, never changed."""
    path = tmp_path_factory.mktemp("tallies") / "digitool.db"
    create_database(path)
    return path


@pytest.mark.parametrize("file", TALLIES, ids=lambda file: f"{file.parent.parent.name}-{file.stem}")
def test_the_schema_can_answer(empty: Path, file: Path) -> None:
    """Every table and column that it names is there, its values have names, and it only reads."""
    text = file.read_text("utf-8")
    with closing(connect(empty)) as connection:
        for statement in _SIDE_TABLES:
            connection.execute(statement)
        connection.execute("PRAGMA query_only=ON")
        assert ask(connection, text, AnyNames()).description
    assert not re.search(r"[=(,]\s*\?", text)


def test_the_text_is_that_of_the_file() -> None:
    """By the room's folder and the file's name; a slip in either is told where it is made."""
    for file in TALLIES[:3]:
        assert sql(file.parent.parent.name, file.stem) == file.read_text("utf-8")
    with pytest.raises(FileNotFoundError):
        sql("guides", "no_such_tally")


def test_rows_are_read_by_name(empty: Path) -> None:
    """A tally that needs no values is asked without any, and its columns have names."""
    with closing(connect(empty, read_only=True)) as connection:
        asked = [file for file in TALLIES if not re.search(r":\w|temp\.", file.read_text("utf-8"))]
        found = [run(connection, file.parent.parent.name, file.stem) for file in asked]
    assert len(asked) > 10 and all(row.keys() for rows in found for row in rows)
