"""Whole-file commands that are killed at any step: the old state or the new one, and nothing lies about.

Each runs in a forked process that kills itself at its n-th call, for n all over the command.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from digitool.db.schema.version import CURRENT
from digitool.workspace.locate import Workspace

from .kept import change, drafts, failing, names, told, typed, write

MOMENTS = 16
"""How many steps of a command are tried."""


def forked(act: Callable[[], int], die_at: int = 0) -> int:
    """Run something in a forked process that kills itself at its n-th call (0: never).

    Gives the number of calls of an undisturbed one, -1 for a killed one.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        count = 0

        def counting(_frame: object, event: str, _arg: object) -> None:
            nonlocal count
            if event in ("call", "c_call"):
                count += 1
                if count == die_at:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.setprofile(counting)
        code = act()
        sys.setprofile(None)
        os.write(writing, f"{code} {count}".encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as stream:
        told = stream.read()
    os.waitpid(child, 0)
    if not told:
        return -1
    code, count = told.split()
    assert code == "0"
    return int(count)


def moments(calls: int) -> list[int]:
    """Calls all over a command, denser towards its end, where files are placed and locks end."""
    return sorted({1 + int(calls * (number / MOMENTS) ** 0.5) for number in range(MOMENTS)} - {calls})


@pytest.fixture
def kept(workspace: Path) -> Path:
    """A workspace with a backup of one operation, and a second one since."""
    write(workspace, "a")
    assert typed(workspace, "backup").exit == 0
    write(workspace, "b")
    return workspace


def fresh(template: Path, tmp_path: Path, number: int) -> Path:
    """A copy of a workspace to be killed in."""
    root = tmp_path / f"killed-{number}"
    shutil.copytree(template, root)
    return root


def test_a_killed_restore_leaves_the_old_state_or_the_new(kept: Path, tmp_path: Path) -> None:
    """The database is one of the two and passes every check; the next backup sweeps what was left."""
    calls = forked(lambda: typed(fresh(kept, tmp_path, 0), "restore", "--yes").exit)
    states = []
    for number in moments(calls):
        root = fresh(kept, tmp_path, number)
        forked(lambda root=root: typed(root, "restore", "--yes").exit, number)  # type: ignore[misc]
        keys = [key for _, key in told(root / "digitool.db")]
        assert keys in (["a", "b"], ["a"]), number
        states.append(keys)
        assert failing(root) == [], number
        if keys == ["a"]:
            saved = next(name for name in names(root) if name.endswith("-before-restore"))
            assert [key for _, key in told(root / "backups" / saved / "digitool.db")] == ["a", "b"]
        assert typed(root, "backup").exit == 0, number
        assert drafts(root) == [], number
        shutil.rmtree(root)
    assert ["a"] in states and ["a", "b"] in states


@pytest.mark.parametrize("ruin", [b"", b"ruined" * 1000])
def test_a_killed_restore_over_a_ruin_can_be_typed_again(kept: Path, tmp_path: Path, ruin: bytes) -> None:
    """However it ended, the same command completes it, and the ruin is kept."""
    (kept / "digitool.db").write_bytes(ruin)
    calls = forked(lambda: typed(fresh(kept, tmp_path, 0), "restore", "--yes").exit)
    for number in moments(calls)[::3]:
        root = fresh(kept, tmp_path, number)
        forked(lambda root=root: typed(root, "restore", "--yes").exit, number)  # type: ignore[misc]
        assert typed(root, "restore", "--yes").exit == 0, number
        assert [key for _, key in told(root / "digitool.db")] == ["a"]
        assert failing(root) == [] and drafts(root) == []
        assert any(not ruin or path.read_bytes() == ruin for path in root.glob("*-damaged.db"))
        shutil.rmtree(root)


def test_a_killed_backup_never_costs_the_last_good_one(kept: Path, tmp_path: Path) -> None:
    """With --keep 1 there is a whole backup after a kill at any step, and the next one leaves exactly one."""
    calls = forked(lambda: typed(fresh(kept, tmp_path, 0), "backup", "--keep", "1").exit)
    for number in moments(calls):
        root = fresh(kept, tmp_path, number)
        forked(lambda root=root: typed(root, "backup", "--keep", "1").exit, number)  # type: ignore[misc]
        assert typed(root, "restore", "--verify").exit == 0, number
        assert typed(root, "backup", "--keep", "1").exit == 0, number
        assert len(names(root)) == 1 and drafts(root) == [], number
        shutil.rmtree(root)


def test_a_killed_migration_leaves_one_schema_or_the_other(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However it ended, migrate again completes it, and nothing but the backup is left."""
    for module in ("db.schema.version", "db.schema.making", "report.migrating", "report.restoring"):
        monkeypatch.setattr(f"digitool.{module}.CURRENT", CURRENT + 1)
    calls = forked(lambda: typed(fresh(kept, tmp_path, 0), "migrate").exit)
    for number in moments(calls)[::4]:
        root = fresh(kept, tmp_path, number)
        forked(lambda root=root: typed(root, "migrate").exit, number)  # type: ignore[misc]
        assert typed(root, "migrate").exit == 0, number
        assert failing(root) == [] and [key for _, key in told(root / "digitool.db")] == ["a", "b"]
        assert typed(root, "backup").exit == 0 and drafts(root) == []
        shutil.rmtree(root)


def test_a_killed_init_can_be_typed_again(tmp_path: Path) -> None:
    """However it ended, init again gives a whole workspace whose key is the database's own."""
    calls = forked(lambda: typed(tmp_path / "killed-0", "init").exit)
    for number in moments(calls)[::3]:
        root = tmp_path / f"killed-{number}"
        forked(lambda root=root: typed(root, "init").exit, number)  # type: ignore[misc]
        assert typed(root, "init").exit == 0, number
        assert len(Workspace(root).key) == 32
        assert failing(root) == [] and drafts(root) == []


def test_rejects_of_imports_that_never_were_are_swept(kept: Path) -> None:
    """A draft of rejects without its import goes with the next backup; one with its import gets its name."""
    change(
        kept / "digitool.db",
        "INSERT INTO import_file (id, operation, file, digest, format, rows_in, accepted, rejected, known)"
        " VALUES (7, 1, 'a.csv', 'd', 'touches', 1, 0, 1, 0)",
    )
    (kept / "rejects" / ".0007-a.csv.part").write_text("13800138000")
    (kept / "rejects" / ".0008-b.csv.part").write_text("13800138000")
    assert typed(kept, "backup").exit == 0
    assert {path.name for path in (kept / "rejects").iterdir()} == {"0007-a.csv"}
