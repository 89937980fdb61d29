"""Who writes: one answer for every room, never an empty one."""

from __future__ import annotations

import ast
import os
import sqlite3
from pathlib import Path

import pytest

from digitool.db import actor
from digitool.db.actor import actor_of, actor_text
from digitool.db.connection import connect
from digitool.db.reading import reader
from digitool.db.schema.making import create_database
from digitool.db.writing import WriteRequest, operation
from tests.contracts.templates import PACKAGE, sources


@pytest.mark.parametrize(
    ("environ", "who"),
    [
        ({"DIGITOOL_ACTOR": "till-1", "USER": "li", "LOGNAME": "li"}, "till-1"),
        ({"DIGITOOL_ACTOR": "", "LOGNAME": "wang", "USER": "li"}, "wang"),
        ({"USER": " li "}, "li"),
        ({"DIGITOOL_ACTOR": " \t "}, "root-of-the-test"),
        ({}, "root-of-the-test"),
        ({"DIGITOOL_ACTOR": "13800138666"}, "138****8666"),
        ({"DIGITOOL_ACTOR": "zhang@example.com"}, "z***@example.com"),
        ({"DIGITOOL_ACTOR": "a\x1b[2Jb"}, "a\ufffd[2Jb"),
        ({"DIGITOOL_ACTOR": "\udced\udca0"}, "\ufffd\ufffd"),
        ({"DIGITOOL_ACTOR": "x" * 500}, "x" * 64),
    ],
)
def test_the_variable_then_the_login_then_the_account(
    environ: dict[str, str], who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first that names somebody counts; it is masked, cleaned and cut as it is kept."""
    monkeypatch.setattr(actor, "_account", lambda: "root-of-the-test")
    assert actor_of(environ) == who


def test_an_account_without_a_name_is_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a container whose user stands in no list the actor is the number of the user."""
    monkeypatch.setattr(actor, "_account", lambda: "")
    assert actor_of({}) == f"uid:{os.getuid()}"


def test_an_empty_actor_is_refused_by_the_schema(tmp_path: Path) -> None:
    """Whatever path a write takes, the database holds no operation and no journal of nobody."""
    path = tmp_path / "digitool.db"
    create_database(path)
    with operation(path, WriteRequest("test", 1, actor="")) as work:
        work.finish({})
    with reader(path) as connection:
        assert connection.execute("SELECT actor FROM operation").fetchone()[0] == actor_of()
    connection = connect(path)
    for table in ("operation", "ledger_journal", "coupon_guess"):
        names = [row["name"] for row in connection.execute(f"PRAGMA table_info({table})")]
        values = ", ".join("''" if name == "actor" else "1" for name in names)
        with pytest.raises(sqlite3.IntegrityError, match="CHECK constraint failed"):
            connection.execute(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({values})")
    connection.close()


def test_nobody_else_asks_who_writes() -> None:
    """The names of the login are read in one place."""
    asking = {
        str(file.relative_to(PACKAGE))
        for file, tree in sources().items()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Constant) and node.value in ("USER", "LOGNAME", "DIGITOOL_ACTOR"))
        or (isinstance(node, ast.Import) and any(one.name == "getpass" for one in node.names))
    }
    assert asking == {"db/actor.py", "cli/topics/environment.py"}


def test_an_actor_may_be_masked_twice() -> None:
    """What is kept is kept again as it is."""
    assert actor_text(actor_text("13800138666")) == "138****8666"
