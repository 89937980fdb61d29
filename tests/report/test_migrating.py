"""A migration keeps the state before as a backup like any other, and never touches what it does not know."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from digitool.db.schema.version import CURRENT

from .kept import change, drafts, names, told, typed, write

Newer = Callable[[], None]


@pytest.fixture
def newer_program(monkeypatch: pytest.MonkeyPatch) -> Newer:
    """From its call on this is a program whose schema is one further; its migration changes nothing else."""

    def begin() -> None:
        for module in ("db.schema.version", "db.schema.making", "report.migrating", "report.restoring"):
            monkeypatch.setattr(f"digitool.{module}.CURRENT", CURRENT + 1)

    return begin


def test_the_state_before_restores(workspace: Path, newer_program: Newer) -> None:
    """After a migration its backup can be put back; then the next command is migrate, and that works."""
    write(workspace, "a")
    newer_program()
    done = typed(workspace, "migrate", "--json")
    assert done.exit == 0, done.err
    row = done.rows[0]
    assert (row["schema_before"], row["schema_after"]) == (CURRENT, CURRENT + 1)
    name = Path(row["backup"]).name
    assert names(workspace) == {name}
    write(workspace, "b")

    for chosen in (name, row["backup"]):
        back = typed(workspace, "restore", chosen, "--yes")
        assert back.exit == 0, back.err
        assert "digitool migrate" in back.err
        refused = typed(workspace, "check", "--json")
        assert (refused.exit, refused.error["try"]) == (10, "digitool migrate")
        assert typed(workspace, "backup").exit == 10
        assert typed(workspace, "migrate").exit == 0
        assert [key for _, key in told(workspace / "digitool.db")] == ["a"]
        assert typed(workspace, "check").exit == 0
    assert typed(workspace, "backup", "--keep", "1").exit == 0
    branches = [one for one in names(workspace) if one.endswith("-before-restore")]
    assert len(names(workspace)) == 2 and drafts(workspace) == []
    assert [[key for _, key in told(workspace / "backups" / one / "digitool.db")] for one in branches] == [
        ["a", "b"]
    ]


def test_the_state_before_is_the_newest_where_it_goes_furthest(workspace: Path, newer_program: Newer) -> None:
    """Restore without a name takes the state before a migration if it goes further than the last backup."""
    assert typed(workspace, "backup").exit == 0
    write(workspace, "a")
    newer_program()
    name = Path(typed(workspace, "migrate", "--json").rows[0]["backup"]).name
    assert typed(workspace, "restore", "--verify", "--json").rows[0]["backup"] == name


def test_a_database_that_lost_something_is_not_migrated(workspace: Path, newer_program: Newer) -> None:
    """What would be refused as a backup is not changed by a migration either."""
    write(workspace, "a")
    assert typed(workspace, "backup").exit == 0
    change(workspace / "digitool.db", "DELETE FROM operation")
    newer_program()
    before = (workspace / "digitool.db").read_bytes()
    done = typed(workspace, "migrate", "--json")
    assert (done.exit, done.error["code"]) == (8, "operations_lost")
    assert (workspace / "digitool.db").read_bytes() == before


@pytest.mark.parametrize("words", [("migrate",), ("migrate", "-n"), ("backup",), ("check",), ("doctor",)])
@pytest.mark.parametrize(
    ("schema", "code"), [(0, "schema_none"), (CURRENT + 1, "schema_newer"), (9, "schema_newer")]
)
def test_an_unknown_schema_is_left_alone(
    workspace: Path, words: tuple[str, ...], schema: int, code: str
) -> None:
    """Exit 10 for a newer database and for a file without a schema; not a byte is changed."""
    change(workspace / "digitool.db", f"PRAGMA user_version={schema}")
    before = (workspace / "digitool.db").read_bytes()
    done = typed(workspace, *words, "--json")
    assert (done.exit, done.error["code"]) == (10, code)
    assert (workspace / "digitool.db").read_bytes() == before
    assert names(workspace) == set()


def test_an_emptied_file_is_not_made_a_new_database(workspace: Path) -> None:
    """Neither migrate nor init fills a file that lost everything, and neither hint leads there."""
    (workspace / "digitool.db").write_bytes(b"")
    for words in (("migrate",), ("init",), ("check",)):
        done = typed(workspace, *words, "--json")
        assert done.exit == 10
        assert "restore" in done.error["try"]
    assert (workspace / "digitool.db").read_bytes() == b""


def test_a_current_database_needs_no_migration(workspace: Path) -> None:
    """Exit 0, nothing is changed and no backup is taken."""
    before = (workspace / "digitool.db").read_bytes()
    assert typed(workspace, "migrate").exit == 0
    assert (workspace / "digitool.db").read_bytes() == before
    assert names(workspace) == set()
