"""Restores while others write: what was answered is in the state that is kept, or in the new one.

Numbers of operations only go up, also over restores, so each answer tells by its number between which two
restores it fell.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from digitool.db.connection import connect
from digitool.db.reading import reader_of_any
from digitool.db.writing import WriteRequest, transaction

from .kept import failing, names, typed, write

WRITER = """
import sys
from pathlib import Path
from digitool.db.writing import WriteRequest, operation
database, name = Path(sys.argv[1]), sys.argv[2]
for number in range(10**9):
    with operation(database, WriteRequest("test", 1, {}, key=f"{name}-{number}")) as work:
        work.finish({})
    print(work.seq, f"{name}-{number}", flush=True)
"""


@contextmanager
def writers(root: Path, count: int, environment: dict[str, str]) -> Iterator[list[tuple[int, str]]]:
    """So many processes that write until the block ends; their answers are in the list then."""
    answers: list[tuple[int, str]] = []
    files = [root.parent / f"answers-{number}" for number in range(count)]
    running = []
    for number, file in enumerate(files):
        with file.open("wb") as out:
            command = [sys.executable, "-c", WRITER, str(root / "digitool.db"), f"w{number}"]
            running.append(subprocess.Popen(command, env=environment, stdout=out))
    try:
        while not all(file.stat().st_size for file in files):
            assert all(process.poll() is None for process in running)
        yield answers
        assert all(process.poll() is None for process in running), "a writer ended with an error"
    finally:
        for process in running:
            process.kill()
            process.wait()
    for file in files:
        whole = file.read_text().rpartition("\n")[0]
        for line in whole.splitlines():
            seq, _, key = line.partition(" ")
            answers.append((int(seq), key))


def recorded(database: Path) -> tuple[set[tuple[int, str]], int]:
    """Number and key of every keyed operation, and the number of the last restore."""
    with reader_of_any(database) as connection:
        rows = connection.execute("SELECT seq, key FROM operation WHERE key IS NOT NULL").fetchall()
        last = connection.execute("SELECT max(seq) FROM operation WHERE kind = 'restore'").fetchone()[0]
    return {(row[0], row[1]) for row in rows}, int(last or 0)


def race(root: Path, environment: dict[str, str], restores: int) -> None:
    """Restore over and over while three processes write, and look for every answer that they got."""
    write(root, "first")
    assert typed(root, "backup").exit == 0
    segments: list[tuple[int, set[tuple[int, str]]]] = []
    with writers(root, 3, environment) as answers:
        for _ in range(restores):
            done = typed(root, "restore", "--yes", "--json")
            assert done.exit == 0, done.err
            saved = root / "backups" / done.rows[0]["saved"]
            kept, _before = recorded(saved / "digitool.db")
            segments.append((recorded(root / "digitool.db")[1], kept))
            shutil.rmtree(saved)
    now, _last = recorded(root / "digitool.db")
    assert len(answers) >= 3
    lost = []
    for answer in answers:
        kept = next((kept for restore, kept in segments if answer[0] < restore), now)
        lost += [answer] if answer not in kept else []
    assert lost == []
    assert failing(root) == []
    assert typed(root, "backup", "--keep", "1").exit == 0 and len(names(root)) == 1


def test_no_answered_operation_is_lost_by_a_restore(workspace: Path, environment: dict[str, str]) -> None:
    """Four restores against three writers: every answered operation is where it belongs."""
    race(workspace, environment, 4)


@pytest.mark.slow
def test_no_answered_operation_is_lost_by_a_hundred_restores(
    workspace: Path, environment: dict[str, str]
) -> None:
    """The same a hundred times."""
    race(workspace, environment, 100)


def test_restores_and_backups_at_once_leave_one_history(workspace: Path, environment: dict[str, str]) -> None:
    """Backups that run beside restores are whole, and the last of all is accepted."""
    write(workspace, "first")
    assert typed(workspace, "backup").exit == 0
    command = [sys.executable, "-m", "digitool"]
    tails = [["backup", "--keep", "2"], ["restore", "--yes"], ["backup"], ["restore", "--yes"]]
    with writers(workspace, 1, environment):
        running = [
            subprocess.Popen([*command, *tail, "-w", str(workspace), "-q"], env=environment, stdout=-3)
            for tail in tails
        ]
        codes = [process.wait(timeout=60) for process in running]
    assert codes[0] == codes[2] == 0
    assert {codes[1], codes[3]} <= {0, 8}  # 8: the chosen backup was deleted by --keep before its turn came
    assert failing(workspace) == []
    made = typed(workspace, "backup", "--keep", "1", "--json").rows[0]["backup"]
    assert made in names(workspace)
    assert all("-before-restore" in one for one in names(workspace) - {made})  # what the writers left behind


def test_a_till_that_keeps_its_connection_goes_on_in_the_restored_database(
    workspace: Path, environment: dict[str, str]
) -> None:
    """A connection that was open before a restore writes to the new state after it, above its number."""
    database = workspace / "digitool.db"
    write(workspace, "first")
    assert typed(workspace, "backup").exit == 0
    with closing(connect(database)) as till:
        for key, expected in (("a", 2), ("b", 4)):
            with transaction(till, WriteRequest("test", 1, {"key": key}, key=key)) as work:
                work.finish({})
            assert work.seq == expected
            if key == "a":
                command = [sys.executable, "-m", "digitool", "restore", "--yes", "-w", str(workspace)]
                subprocess.run(command, env=environment, check=True, capture_output=True)
    assert recorded(database) == ({(1, "first"), (4, "b")}, 3)
    assert failing(workspace) == []
