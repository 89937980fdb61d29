"""A database and its key belong together: no command uses another key, and init never makes a second one."""

from __future__ import annotations

import ast
import io
import re
import shlex
import shutil
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from digitool.cli.entry import run
from digitool.db.reading import reader
from digitool.demo.running import run_demo
from digitool.demo.world.size import DemoSize
from digitool.errors import WorkspaceError
from digitool.workspace import keys
from digitool.workspace.keys import create_key, fingerprint, read_key
from digitool.workspace.locate import Workspace
from tests.contracts.templates import PACKAGE, sources
from tests.contracts.test_help import leaves
from tests.report.kept import typed, write
from tests.streams import stdin_with

DOORS = {
    "workspace/keys.py": "what a key is",
    "workspace/own_files.py": "its name, over which no answer is written",
    "workspace/locate.py": "Workspace.key, which asks the database",
    "workspace/found.py": "the founding binds a new database to the key that is there",
    "report/keeping.py": "--with-key copies the file after Workspace.key",
    "report/manifest.py": "the sums of a backup that holds the key",
    "report/restoring.py": "a backup says itself which key it needs",
    "report/health.py": "who may read the file",
    "cli/commands/init.py": "the path is shown",
    "cli/topics/privacy.py": "the file is explained",
}
"""Modules that may name the key's file or a function that reads it, and why."""

FOUND_OTHERWISE = {"init", "demo", "restore", "backup", "doctor", "check"}
"""Commands that have tests of their own here or among the backups."""


def swap_key(root: Path) -> None:
    """Put another key in the place of a workspace's."""
    (root / "digitool.key").unlink()
    create_key(root / "digitool.key")


def files(root: Path) -> dict[str, bytes]:
    """Every file of a workspace."""
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_the_key_is_read_through_one_door() -> None:
    """Nobody else reads the key's file: what is not `Workspace.key` is listed here with its reason."""
    named = {"read_key", "key_for", "key_file", "KEY_FILE"}
    found = set()
    for file, tree in sources().items():
        for node in ast.walk(tree):
            name = getattr(node, "id", getattr(node, "attr", getattr(node, "name", "")))
            if name in named or (isinstance(node, ast.Constant) and node.value == "digitool.key"):
                found.add(str(file.relative_to(PACKAGE)))
    assert found == set(DOORS)


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo whose key was swapped."""
    size = DemoSize(seed=3, stores=1, customers=60, days=8)
    root = tmp_path_factory.mktemp("bound") / "chain"
    run_demo(root, size, 1_780_000_000_000)
    swap_key(root)
    return root


def test_no_command_uses_another_key(chain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every example of every command is typed: those that come to the key end with 10 and write nothing.

    What needs no key is not kept from its work: an order, or a community's leader.
    """
    asked: list[Path] = []
    real = keys.key_for
    monkeypatch.setattr(keys, "key_for", lambda path, needed: asked.append(path) or real(path, needed))
    monkeypatch.chdir(chain)
    monkeypatch.setenv("DIGITOOL_NO_INPUT", "1")
    monkeypatch.setenv("DIGITOOL_AS_OF", "2026-03-16")
    monkeypatch.setattr("sys.stdin", stdin_with("13800138000\n"))
    reached: set[str] = set()
    for path, example in _examples(chain):
        asked.clear()
        before = files(chain)
        words = shlex.split(example)
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            code = run([*words[1:], "--lang", "en"])
        if asked:
            reached.add(path)
            assert code == 10, example
            assert files(chain) == before, example
    assert "campaign start" in reached
    areas = {path.split()[0] for path in reached}
    assert {"import", "customer", "guide", "referral", "campaign"} <= areas


def _examples(chain: Path) -> list[tuple[str, str]]:
    """The examples of all commands, as far as the first pipe, with files that exist."""
    inbox = sorted((chain / "inbox").iterdir())
    found = []
    for path, command in leaves().items():
        if path[0] in FOUND_OTHERWISE:
            continue
        for line in (command.epilog or "").splitlines():
            example = re.split(r"[|;>&<]", line)[0].strip()
            for word in shlex.split(example)[1:]:
                if word.endswith((".csv", ".json", ".xlsx", ".txt", ".jsonl")):
                    example = example.replace(word, shlex.quote(str(inbox[0])))
                if word.endswith(".toml") and path[0] == "campaign":
                    example = example.replace(word, "campaigns/coupon.toml")
            found.append((" ".join(path), example))
    return found


class TestSwapped:
    """Another key, and none."""

    @pytest.fixture(params=["other", "none"])
    def swapped(self, workspace: Path, request: pytest.FixtureRequest) -> Path:
        """A workspace with an operation and a backup, whose key is another one, or gone."""
        write(workspace, "a")
        assert typed(workspace, "backup").exit == 0
        if request.param == "other":
            swap_key(workspace)
        else:
            (workspace / "digitool.key").unlink()
        return workspace

    @pytest.mark.parametrize(
        "words",
        [("doctor",), ("check",), ("check", "key"), ("backup",), ("backup", "--with-key"), ("backup", "-n")],
    )
    @pytest.mark.parametrize("language", ["en", "zh"])
    def test_every_look_finds_it(self, swapped: Path, words: tuple[str, ...], language: str) -> None:
        """Exit 10 with what to do, in both languages, and nothing is written."""
        before = files(swapped)
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = run([*words, "-w", str(swapped), "--lang", language])
        assert code == 10
        assert ("copy" if language == "en" else "复制") in err.getvalue()
        assert files(swapped) == before

    @pytest.mark.parametrize(
        "words", [("init",), ("init", "-n"), ("restore", "--yes"), ("restore", "--verify")]
    )
    def test_no_second_key(self, swapped: Path, words: tuple[str, ...]) -> None:
        """Neither init nor a restore makes or takes another key beside data."""
        before = files(swapped)
        done = typed(swapped, *words, "--json")
        assert done.exit == 10
        assert done.error["code"] in {"other_key", "no_key"}
        assert files(swapped) == before

    def test_a_list_is_not_taken_as_new(self, swapped: Path) -> None:
        """An import ends with 10 and leaves the database as it is."""
        table = swapped / "list.csv"
        table.write_text("member_no,phone\nM1,13800138000\n")
        before = (swapped / "digitool.db").read_bytes()
        assert typed(swapped, "import", table, "--as", "customers").exit == 10
        assert (swapped / "digitool.db").read_bytes() == before

    def test_what_needs_no_key_works(self, swapped: Path) -> None:
        """Reports and the log answer without the key."""
        assert typed(swapped, "log").exit == 0
        assert typed(swapped, "flow", "rate", "--last", "7d").exit == 0


class TestFounding:
    """Which key a database is bound to."""

    def test_a_new_database_is_bound_to_the_key_that_is_there(self, workspace: Path) -> None:
        """Where only the key is left of a workspace without backups, init binds a new database to it."""
        key = read_key(workspace / "digitool.key")
        (workspace / "digitool.db").unlink()
        assert typed(workspace, "init").exit == 0
        with reader(workspace / "digitool.db") as connection:
            assert connection.execute("SELECT key_print FROM founding").fetchone()[0] == fingerprint(key)
        assert Workspace(workspace).key == key

    def test_a_workspace_without_data_can_begin_anew(self, workspace: Path) -> None:
        """A key that was lost before anything was written: the hint says what to delete, and that works."""
        (workspace / "digitool.key").unlink()
        done = typed(workspace, "init", "--json")
        assert done.exit == 10
        assert f"delete {workspace / 'digitool.db'}" in done.error["hint"]
        (workspace / "digitool.db").unlink()
        assert typed(workspace, "init").exit == 0
        assert len(Workspace(workspace).key) == 32

    def test_no_database_beside_backups(self, workspace: Path) -> None:
        """A database that was deleted is not founded anew while backups of it are there, nor is its key."""
        write(workspace, "a")
        assert typed(workspace, "backup").exit == 0
        (workspace / "digitool.db").unlink()
        (workspace / "digitool.key").rename(workspace / "key.aside")
        done = typed(workspace, "init", "--json")
        assert (done.exit, done.error["try"]) == (10, "digitool restore")
        assert not (workspace / "digitool.key").exists()
        shutil.move(workspace / "key.aside", workspace / "digitool.key")
        assert typed(workspace, "restore", "--yes").exit == 0

    def test_the_founding_stands(self, workspace: Path) -> None:
        """Neither id nor fingerprint can be changed or deleted afterwards, and there is one row."""
        import sqlite3
        from contextlib import closing

        with closing(sqlite3.connect(workspace / "digitool.db")) as connection:
            for statement in (
                "UPDATE founding SET key_print = 'x'",
                "DELETE FROM founding",
                "INSERT INTO founding VALUES (2, 'x', 'x')",
                "INSERT INTO founding VALUES (1, 'x', 'x')",
            ):
                with pytest.raises(sqlite3.IntegrityError):
                    connection.execute(statement)

    def test_a_database_without_a_founding_takes_no_key(self, tmp_path: Path) -> None:
        """A database that names no key is used with none, whatever lies beside it."""
        from digitool.db.schema.making import create_database

        create_database(tmp_path / "digitool.db")
        create_key(tmp_path / "digitool.key")
        with pytest.raises(WorkspaceError, match="another key"):
            _ = Workspace(tmp_path).key
