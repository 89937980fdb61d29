"""Whatever a crash or a hand left in the database: who reads it tells of damage, never of a bug."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing, suppress
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pytest

from digitool.db import connection as driver

from .test_help import leaves
from .walking import NOON, Told, call, doors_of, stock

_MAKE_ANOTHER = {"demo", "init", "restore", "migrate"}
"""Commands that make or replace a workspace."""
_MOST = 2
"""Columns that are spoilt for one command in the everyday suite; all of them in the slow one."""


class Spoilt(NamedTuple):
    """A column, and the SQL of a value that it should never hold."""

    table: str
    column: str
    value: str


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, pristine: Path) -> Path:
    """A shop with something of everything."""
    root = tmp_path_factory.mktemp("spoilt") / "chain"
    shutil.copytree(pristine, root)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        stock(root)
    return root


def words_of(path: tuple[str, ...]) -> list[str]:
    """A command line that the shop answers to."""
    clock = next(door for door in doors_of(path) if door.name == "--as-of")
    return clock.words(NOON)


def kinds_of(database: Path) -> dict[tuple[str, str], str]:
    """The declared type of each column of a database."""
    asked = (
        "SELECT m.name, c.name, c.type FROM sqlite_master m, pragma_table_info(m.name) c"
        " WHERE m.type = 'table'"
    )
    with closing(sqlite3.connect(database)) as connection:
        return {(table, column): kind for table, column, kind in connection.execute(asked)}


def read_by(path: tuple[str, ...], root: Path, patch: pytest.MonkeyPatch) -> set[tuple[str, str]]:
    """The columns that a command reads."""
    seen: set[tuple[str, str]] = set()
    plain = driver._open

    def noted(action: int, table: str | None, column: str | None, *_: object) -> int:
        if action == sqlite3.SQLITE_READ and table and column:
            seen.add((table, column))
        return sqlite3.SQLITE_OK

    def watched(file: Path, mode: str) -> sqlite3.Connection:
        opened = plain(file, mode)
        opened.set_authorizer(noted)
        return opened

    with patch.context() as inner:
        inner.chdir(root)
        inner.setattr(driver, "_open", watched)
        call([*words_of(path), "--json"])
    return seen


def spoilings(path: tuple[str, ...], root: Path, patch: pytest.MonkeyPatch) -> list[Spoilt]:
    """Each column that a command reads with values that it should never hold: no UTF-8, bytes, no number."""
    kinds = kinds_of(root / "digitool.db")
    found = []
    for table, column in sorted(read_by(path, root, patch)):
        kind = kinds.get((table, column), "")
        values = {"VARCHAR": ("CAST(x'ff' AS TEXT)", "x'ff'"), "INTEGER": ("'no number'",)}.get(kind, ())
        found += [Spoilt(table, column, value) for value in values]
    return found


def spoil(database: Path, spoilt: Spoilt) -> None:
    """Write the value into the column, past every wall."""
    with closing(sqlite3.connect(database)) as connection, connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        connection.execute("PRAGMA ignore_check_constraints=ON")
        for name, _ in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        with suppress(sqlite3.IntegrityError):  # an id of a row takes nothing but a number
            connection.execute(f'UPDATE OR IGNORE "{spoilt.table}" SET "{spoilt.column}" = {spoilt.value}')
        for _, text in triggers:
            connection.execute(text)


def told_of(path: tuple[str, ...], spoilt: Spoilt, root: Path, patch: pytest.MonkeyPatch) -> Told:
    """What a command says in a spoilt workspace."""
    spoil(root / "digitool.db", spoilt)
    with patch.context() as inner:
        inner.chdir(root)
        return call([*words_of(path), "--json"])


def _walk(path: tuple[str, ...], full: Path, tmp_path: Path, patch: pytest.MonkeyPatch, most: int) -> None:
    copies = (tmp_path / str(number) for number in count())

    def fresh() -> Path:
        return Path(shutil.copytree(full, next(copies) / "chain"))

    cases = spoilings(path, fresh(), patch)
    step = max(len(cases) // most, 1)
    for spoilt in cases[len(" ".join(path)) % step :: step]:
        told = told_of(path, spoilt, fresh(), patch)
        assert told.exit != 1, (spoilt, told)
        if told.exit == 8 and told.err:
            error = json.loads(told.err)
            assert error["hint"] and error["try"], (spoilt, told)


COMMANDS: list[tuple[str, ...]] = [path for path in leaves() if path[0] not in _MAKE_ANOTHER]


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_what_no_command_wrote_is_damage(
    path: tuple[str, ...], full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Text that is no UTF-8, bytes where text belongs, text where a number belongs: never exit 1."""
    _walk(path, full, tmp_path, monkeypatch, _MOST)


@pytest.mark.slow
@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_no_column_at_all_makes_a_bug_of_damage(
    path: tuple[str, ...], full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same for every column that the command reads."""
    _walk(path, full, tmp_path, monkeypatch, 10_000)


def test_a_spoilt_value_is_found_and_named(
    full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`check` names the column that holds bytes where text belongs, and a question ends with exit 8."""
    root = Path(shutil.copytree(full, tmp_path / "chain"))
    spoil(root / "digitool.db", Spoilt("coupon_stock", "terms", "x'ff'"))
    monkeypatch.chdir(root)
    checked = call(["check", "--json"])
    assert checked.exit == 8
    assert "coupon_stock.terms holds a value that is no VARCHAR" in checked.out
    assert call(["coupon", "status", "TEN", "--json"]).exit == 8
