"""A restore puts back exactly what was proven, keeps what was there, and tells of itself."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from digitool.workspace.keys import create_key

from .kept import change, drafts, failing, names, told, typed, write


@pytest.fixture
def kept(workspace: Path) -> Path:
    """A workspace with a backup of two operations, and a third one since."""
    write(workspace, "a")
    write(workspace, "b")
    assert typed(workspace, "backup", "--as-of", "2026-03-02").exit == 0
    write(workspace, "c")
    return workspace


def test_numbers_of_operations_are_never_given_twice(kept: Path) -> None:
    """What is written after a restore is numbered above everything that the restore left behind."""
    assert typed(kept, "restore", "--yes").exit == 0
    assert write(kept, "d") == 5
    rows = typed(kept, "log", "--json").rows
    assert [row["operation"] for row in rows] == ["op-0005", "op-0004", "op-0002", "op-0001"]
    assert rows[1]["kind"] == "restore"
    assert rows[1]["params"]["up_to"] == "op-0002"


def test_broken_settings_keep_nobody_from_going_back(kept: Path) -> None:
    """A restore asks no settings: it works where digitool.toml is no TOML any more."""
    with (kept / "digitool.toml").open("a", encoding="utf-8") as file:
        file.write("broken = [")
    assert typed(kept, "restore", "--yes").exit == 0
    assert [key for _, key in told(kept / "digitool.db")] == ["a", "b"]


def test_the_same_command_again_does_not_go_to_and_fro(kept: Path) -> None:
    """Without a name a repeated restore gives the same state, not the one that was just left."""
    first = typed(kept, "restore", "--yes", "--json").rows[0]
    again = typed(kept, "restore", "--yes", "--json").rows[0]
    assert again["backup"] == first["backup"]
    assert [key for _, key in told(kept / "digitool.db")] == ["a", "b"]
    assert typed(kept, "restore", first["saved"], "--yes").exit == 0
    assert [key for _, key in told(kept / "digitool.db")] == ["a", "b", "c"]
    assert failing(kept) == []


def test_a_state_before_goes_when_nothing_is_lost_with_it(kept: Path) -> None:
    """A replaced state does not count for --keep, and is deleted with older backups that hold all of it."""
    assert typed(kept, "backup").exit == 0
    saved = typed(kept, "restore", "--yes", "--json").rows[0]["saved"]
    assert typed(kept, "backup", "--keep", "2").exit == 0
    assert saved in names(kept) and len(names(kept)) == 3
    assert typed(kept, "backup", "--keep", "2").exit == 0
    assert saved not in names(kept) and len(names(kept)) == 2


def held(root: Path) -> set[str]:
    """The keys of all operations that the backups of a workspace hold."""
    return {key for name in names(root) for _, key in told(root / "backups" / name / "digitool.db")}


def test_operations_that_only_a_replaced_state_holds_are_never_deleted(kept: Path) -> None:
    """What a restore left behind survives --keep and is named once, until a restore brings it back."""
    saved = typed(kept, "restore", "--yes", "--json").rows[0]["saved"]
    write(kept, "d")
    for _ in range(2):
        done = typed(kept, "backup", "--keep", "1")
        assert done.exit == 0
        assert [line for line in done.err.splitlines() if saved in line and "no newer backup" in line]
        assert done.err.count(saved) == 1
        assert saved in names(kept) and len(names(kept)) == 2
        assert held(kept) == {"a", "b", "c", "d"}
    other = typed(kept, "restore", saved, "--yes", "--json").rows[0]["saved"]
    assert typed(kept, "backup", "--keep", "1").exit == 0
    assert saved not in names(kept) and other in names(kept)
    assert held(kept) == {"a", "b", "c", "d"}
    shutil.rmtree(kept / "backups" / other)
    done = typed(kept, "backup", "--keep", "1")
    assert "no newer backup" not in done.err and len(names(kept)) == 1


def test_a_branch_is_kept_once_however_many_backups_it_had(kept: Path, tmp_path: Path) -> None:
    """Backups of a branch go with --keep, here and elsewhere, except for the last state of it."""
    disk = tmp_path / "disk"
    first = next(iter(names(kept)))
    for key in "xyz":
        write(kept, key)
        assert typed(kept, "backup").exit == typed(kept, "backup", "--to", disk).exit == 0
    assert typed(kept, "restore", first, "--yes").exit == 0
    for to in ([], ["--to", disk]):
        assert typed(kept, "backup", "--keep", "1", *to).exit == 0
    assert len(names(kept)) == len(list(disk.iterdir())) == 2
    assert held(kept) == {"a", "b", "c", "x", "y", "z"}


def test_restores_without_work_between_them_leave_nothing(kept: Path) -> None:
    """A hundred restores would not fill the disk: a branch on which nothing was done is no branch."""
    assert typed(kept, "backup").exit == 0
    for _ in range(4):
        assert typed(kept, "restore", "--yes").exit == 0
    assert len(names(kept)) == 6
    assert typed(kept, "backup", "--keep", "1").exit == 0
    assert len(names(kept)) == 1


def test_a_rotten_backup_holds_nothing_for_another(kept: Path) -> None:
    """The last whole backup of a branch stays while the state that would hold it is altered."""
    first = next(iter(names(kept)))
    good = typed(kept, "backup", "--json").rows[0]["backup"]
    saved = typed(kept, "restore", first, "--yes", "--json").rows[0]["saved"]
    (kept / "backups" / saved / "digitool.toml").write_text("rotten")
    assert typed(kept, "backup", "--keep", "1").exit == 0
    assert good in names(kept)


def _gone(root: Path) -> str:
    (root / "digitool.db").unlink()
    return ""


def _emptied(root: Path) -> str:
    (root / "digitool.db").write_bytes(b"")
    return "-damaged.db"


def _overwritten(root: Path) -> str:
    (root / "digitool.db").write_bytes(b"ruined" * 1000)
    (root / "digitool.db-journal").write_bytes(b"of the ruined one")
    return "-damaged.db"


def _cut(root: Path) -> str:
    data = (root / "digitool.db").read_bytes()
    (root / "digitool.db").write_bytes(data[:-777])
    return "-damaged.db"


def _garbled(root: Path) -> str:
    data = (root / "digitool.db").read_bytes()
    (root / "digitool.db").write_bytes(data[:8192] + bytes(len(data) - 8192))
    return "-damaged.db"


def _of_a_newer_program(root: Path) -> str:
    change(root / "digitool.db", "PRAGMA user_version=9")
    return "-before-restore"


@pytest.mark.parametrize("ruin", [_gone, _emptied, _overwritten, _cut, _garbled, _of_a_newer_program])
def test_whatever_is_there_gives_way_and_is_kept(kept: Path, ruin: Callable[[Path], str]) -> None:
    """A restore works over every ruin, keeps it under the name that it says, and backups go on."""
    ending = ruin(kept)
    before = (kept / "digitool.db").stat().st_size if ending else 0
    done = typed(kept, "restore", "--yes", "--json")
    assert done.exit == 0, done.err
    row = done.rows[0]
    assert row["restored"] is True and row["saved"].endswith(ending)
    if ending == "-damaged.db":
        size = (kept / row["saved"]).stat().st_size
        assert abs(size - before) <= 4096 and (kept / row["saved"]).stat().st_mode & 0o077 == 0
    elif ending:
        assert row["saved"] in names(kept)
    else:
        assert row["saved"] == "" and "kept as" not in typed(kept, "restore", "--verify").err
    assert [key for _, key in told(kept / "digitool.db")] == ["a", "b"]
    assert failing(kept) == []
    assert not (kept / "digitool.db-journal").exists()
    assert drafts(kept) == []
    assert typed(kept, "backup", "--keep", "1").exit == 0


def test_a_missing_database_names_the_way_back(kept: Path) -> None:
    """Where backups are, the next command is restore and never init; the named one works."""
    (kept / "digitool.db").unlink()
    for words in (("check",), ("flow", "rate", "--last", "7d"), ("backup",), ("init",), ("migrate",)):
        done = typed(kept, *words, "--json")
        assert (done.exit, done.error["try"]) == (10, "digitool restore"), words
    assert not (kept / "digitool.db").exists()
    done = typed(kept, "restore", "--yes")
    assert done.exit == 0
    assert "no state before" in done.err


class TestKeys:
    """A backup is only put back under the key that its phones were hashed with."""

    def test_another_key_is_refused_before_anything(self, kept: Path) -> None:
        """Exit 10, and no byte of the workspace changes, nor does --verify call such a backup whole."""
        (kept / "digitool.key").unlink()
        create_key(kept / "digitool.key")
        before = {path: path.read_bytes() for path in kept.rglob("*") if path.is_file()}
        for words in (("--yes",), ("--verify",), ("--yes", "-n")):
            done = typed(kept, "restore", *words, "--json")
            assert (done.exit, done.error["code"]) == (10, "other_key")
        assert {path: path.read_bytes() for path in kept.rglob("*") if path.is_file()} == before

    def test_a_backup_with_its_key_says_where_it_is(self, kept: Path) -> None:
        """After a lost key the error names the copy; with it in place the restore goes on."""
        made = typed(kept, "backup", "--with-key", "--json").rows[0]["path"]
        (kept / "digitool.key").unlink()
        done = typed(kept, "restore", "--yes", "--json")
        assert (done.exit, done.error["code"]) == (10, "no_key")
        assert f"{made}/digitool.key" in done.error["hint"]
        shutil.copy2(f"{made}/digitool.key", kept / "digitool.key")
        assert typed(kept, "restore", "--yes").exit == 0

    def test_a_new_computer(self, kept: Path, tmp_path: Path) -> None:
        """From a directory of backups and the key a new workspace goes on, and its backups are accepted."""
        made = typed(kept, "backup", "--to", tmp_path / "disk", "--json").rows[0]["path"]
        new = tmp_path / "new"
        assert typed(new, "init").exit == 0
        assert typed(new, "backup").exit == 0
        assert typed(new, "restore", made, "--yes").exit == 10
        shutil.copy2(kept / "digitool.key", new / "digitool.key")
        assert typed(new, "restore", made, "--yes").exit == 0
        assert [key for _, key in told(new / "digitool.db")] == ["a", "b", "c"]
        for _ in range(2):
            assert typed(new, "backup", "--keep", "5").exit == 0
        assert typed(new, "restore", "--verify").exit == 0


def test_what_was_proven_is_what_is_restored(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A backup that changes between the proof and the copy is refused, and the database stays."""
    from digitool.cli.app.context import Context

    backup = next((kept / "backups").iterdir()) / "digitool.db"

    def confirm(*_: object, **__: object) -> None:
        change(backup, "DELETE FROM operation WHERE seq = 1")

    monkeypatch.setattr(Context, "confirm", confirm)
    before = (kept / "digitool.db").read_bytes()
    done = typed(kept, "restore", "--json")
    assert (done.exit, done.error["code"]) == (8, "backup_altered")
    assert (kept / "digitool.db").read_bytes() == before
    assert drafts(kept) == []


def test_a_busy_database_is_not_replaced(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another process writes, a restore and a migration end with 7, and nothing is changed."""
    import sqlite3
    from contextlib import closing

    monkeypatch.setenv("DIGITOOL_BUSY_SECONDS", "0.1")
    with closing(sqlite3.connect(kept / "digitool.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert typed(kept, "restore", "--yes").exit == 7
        other.execute("ROLLBACK")
    assert [key for _, key in told(kept / "digitool.db")] == ["a", "b", "c"]
    assert len(names(kept)) == 1 and drafts(kept) == []
