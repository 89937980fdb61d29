"""Calls of field representatives: plan, check in, findings, coverage, as commands."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from digitool.db.connection import connect
from tests.conftest import Cli, Done

Do = Callable[..., Done]
NINE = "2026-03-02T09:00:00+08:00"


@pytest.fixture
def do(cli: Cli, workspace: Path) -> Do:
    """Run ``digitool guide ... --json`` in a workspace with two stores."""
    with (workspace / "digitool.toml").open("a", encoding="utf-8") as file:
        file.write('\n[stores.S901]\nname = "North"\n[stores.S902]\nname = "South"\n')

    def run(words: str, exit: int = 0, at: str = NINE) -> Done:
        done = cli("guide", *words.split(), "--json", cwd=workspace, env={"DIGITOOL_AS_OF": at})
        assert done.exit == exit, done
        return done

    return run


@pytest.mark.parametrize(
    "data", [b"", b"\n\n", b"5f0a" * 16 + b"\n", b"\xff\x00", b"a" * 200_000, b"store,day\nS901,2026-03-02\n"]
)
def test_a_file_that_is_no_plan_is_refused(do: Do, workspace: Path, data: bytes) -> None:
    """An empty file, a key, noise, or a table of something else: exit 3, and nothing is planned."""
    (workspace / "visits.csv").write_bytes(data)
    assert do("visit plan visits.csv", exit=3).error["code"] == "no_plan"
    (workspace / "visits.csv").write_text("representative,store,day\n")
    assert do("visit plan visits.csv", exit=3).error["code"] == "no_visits"


def test_a_day_of_calls_against_the_plan(do: Do, workspace: Path) -> None:
    """Two of three planned calls are paid on their day, one call is extra; findings and orders add up."""
    (workspace / "visits.csv").write_bytes(
        "representative,store,day\n王芳,S901,2026-03-02\n王芳,S902,2026-03-02\n王芳,S901,2026-03-03\n".encode(
            "gb18030"
        )
    )
    assert do("visit plan visits.csv").rows[0]["new"] == 3
    assert do("visit plan visits.csv").rows[0]["new"] == 0
    first = do("visit check-in 王芳 --store S901 --photo IMG_1.jpg").rows[0]
    assert (first["visit"], first["planned"]) == ("V1", True)
    do("visit note V1 --shelf milk=fine --shelf tea=empty --asset fridge-3=broken --order A1=12 --order B2=3")
    do("visit note V1 --shelf tea=fine")
    do("visit leave V1", at="2026-03-02T09:30:00+08:00")
    do("visit check-in 王芳 --store S902", at="2026-03-02T10:00:00+08:00")
    do("visit leave V2", at="2026-03-02T10:10:00+08:00")
    do("visit check-in 李雷 --store S902", at="2026-03-03T10:00:00+08:00")
    rows = {row["representative"]: row for row in do("visits --from 2026-03-01 --to 2026-03-08").rows}
    wang, li = rows["王芳"], rows["李雷"]
    assert wang["coverage"] == {"value": 0.666667, "num": 2, "den": 3}
    assert (wang["visits"], wang["unplanned"], wang["minutes"], wang["pieces_ordered"]) == (2, 0, 20, 15)
    assert (wang["shelves_fine"]["num"], wang["shelves_fine"]["den"]) == (2, 2)
    assert (wang["assets_fine"]["num"], wang["assets_fine"]["den"]) == (0, 1)
    assert (li["coverage"]["value"], li["unplanned"], li["minutes"]) == (None, 1, None)
    stores = {
        row["store"]: row["visits"] for row in do("visits --by store --from 2026-03-01 --to 2026-03-08").rows
    }
    assert stores == {"S901": 1, "S902": 2}


def test_a_key_makes_a_check_in_happen_once(do: Do) -> None:
    """The same key gives the first answer; without it a second check-in is a conflict."""
    row = do("visit check-in wang --store S901 --key k1").rows[0]
    assert do("visit check-in wang --store S901 --key k1").rows[0] == row
    assert do("visit check-in wang --store S902", exit=5).error["code"] == "visit_open"
    do("visit check-in wang --store S902 --key k1", exit=5)
    assert do("visit leave V1 --dry-run").rows[0]["left"]
    do("visit note V1 --order A1=1")


@pytest.mark.parametrize(
    ("words", "exit", "code"),
    [
        ("visit check-in wang --store S9", 4, "no_such_store"),
        ("visit check-in wang", 2, "one_store"),
        ("visit check-in 13800138000 --store S901", 2, "bad_text"),
        ("visit note V9 --shelf a=fine", 4, "no_such_visit"),
        ("visit note V1", 2, "no_finding"),
        ("visit note V1 --shelf a", 2, "bad_finding"),
        ("visit note V1 --order A1=-3", 2, "bad_pieces"),
        ("visit note V1 --order A1=1e3", 2, "bad_pieces"),
        ("visit leave x", 2, "bad_visit"),
        ("visit leave V9", 4, "no_such_visit"),
    ],
)
def test_each_mistake_has_its_refusal(do: Do, words: str, exit: int, code: str) -> None:
    """Wrong store, person, call, finding or number: its own code, a hint, nothing written."""
    do("visit check-in li --store S901")
    error = do(words, exit=exit).error
    assert error["code"] == code
    assert error["hint"]
    assert "13800138000" not in str(error)
    assert do("visits --on 2026-03-02").rows[0]["visits"] == 1


def test_a_call_that_was_left_takes_no_more(do: Do, workspace: Path) -> None:
    """By operation and by trigger; visits are never deleted; one is open at a time by index."""
    do("visit check-in li --store S901")
    do("visit leave V1")
    assert do("visit leave V1", exit=5).error["code"] == "visit_left"
    assert do("visit note V1 --shelf a=fine", exit=5).error["code"] == "visit_left"
    do("visit check-in li --store S901")
    connection = connect(workspace / "digitool.db")
    for statement in (
        "DELETE FROM store_visit",
        "INSERT INTO store_visit_finding (visit, kind, what, fine, said, photo, at, operation)"
        " VALUES (1, 'shelf', 'a', 1, '', '', 0, 0)",
        "INSERT INTO store_visit (representative, store, day, arrived_at, photo, operation)"
        " VALUES ('li', 'S902', 0, 0, '', 0)",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(statement)
    connection.close()
