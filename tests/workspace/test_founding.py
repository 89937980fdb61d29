"""A workspace is founded once, found from anywhere inside it, and private."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from digitool.errors import InputOutputError, WorkspaceError
from digitool.workspace.keys import create_key, fingerprint, read_key
from digitool.workspace.locate import find_root, find_workspace
from tests.conftest import HANG_SECONDS, Cli


def test_init_makes_a_private_workspace(cli: Cli, tmp_path: Path) -> None:
    """Settings, database, key and directories exist, and nobody else can read them, whatever the umask."""
    before = os.umask(0)
    try:
        done = cli("init", "chain", "--json")
    finally:
        os.umask(before)
    assert done.exit == 0
    assert {row["item"]: row["created"] for row in done.rows} == dict.fromkeys(
        ["digitool.toml", "digitool.db", "digitool.key", "backups", "rejects"], True
    )
    for path in [tmp_path / "chain", *(tmp_path / "chain").rglob("*")]:
        assert path.stat().st_mode & 0o077 == 0, path


def test_init_again_changes_nothing(cli: Cli, workspace: Path) -> None:
    """A second init ends with 0, makes nothing, and every byte stays."""
    before = {path: path.read_bytes() for path in workspace.iterdir() if path.is_file()}
    done = cli("init", cwd=workspace)
    assert done.exit == 0
    assert "nothing was changed" in done.err
    assert {path: path.read_bytes() for path in workspace.iterdir() if path.is_file()} == before


def test_init_completes_what_is_missing(cli: Cli, workspace: Path) -> None:
    """A workspace that lost its rejects directory gets it back, and only that."""
    (workspace / "rejects").rmdir()
    rows = cli("init", "--json", cwd=workspace).rows
    assert [row["item"] for row in rows if row["created"]] == ["rejects"]


def test_init_dry_run_makes_nothing(cli: Cli, tmp_path: Path) -> None:
    """With -n nothing appears, and the answer says what would."""
    done = cli("init", "chain", "-n", "--json")
    assert done.exit == 0
    assert all(row["created"] for row in done.rows)
    assert not (tmp_path / "chain").exists()


def test_eight_at_once(tmp_path: Path, environment: dict[str, str]) -> None:
    """Of eight processes that init one directory exactly one does the work, and all end with 0."""
    command = [sys.executable, "-m", "digitool", "init", "chain", "--json"]
    running = [
        subprocess.Popen(
            command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _ in range(8)
    ]
    outs = [process.communicate(timeout=HANG_SECONDS) for process in running]
    assert [process.returncode for process in running] == [0] * 8, outs
    workers = [out for out, _ in outs if b'"created": true' in out]
    assert len(workers) == 1
    assert workers[0].count(b'"created": true') == 5


def _readable_key(root: Path) -> None:
    create_key(root / "digitool.key")
    (root / "digitool.key").chmod(0o644)


def _no_key(root: Path) -> None:
    (root / "digitool.key").write_text("no key")
    (root / "digitool.key").chmod(0o600)


def _key_elsewhere(root: Path) -> None:
    (root / "digitool.key").symlink_to("nowhere")


def _backups_file(root: Path) -> None:
    (root / "backups").write_text("mine")


def _rejects_file(root: Path) -> None:
    (root / "rejects").write_text("mine")


@pytest.mark.parametrize("obstacle", [_readable_key, _no_key, _key_elsewhere, _backups_file, _rejects_file])
@pytest.mark.parametrize("dry", [[], ["-n"]])
def test_init_that_is_refused_makes_nothing(
    cli: Cli, tmp_path: Path, obstacle: Callable[[Path], None], dry: list[str]
) -> None:
    """A key that may not be used, or a file in a directory's place, is found before anything is made."""
    root = tmp_path / "chain"
    root.mkdir()
    obstacle(root)
    before = {path: path.lstat().st_mtime_ns for path in root.iterdir()}
    done = cli("init", "chain", *dry, "--json")
    assert done.exit in (9, 10), done
    assert {path: path.lstat().st_mtime_ns for path in root.iterdir()} == before


def test_init_where_a_file_stands(cli: Cli, tmp_path: Path) -> None:
    """A file in the way is an error, and stays."""
    (tmp_path / "chain").write_text("mine")
    done = cli("init", "chain")
    assert done.exit == 9
    assert (tmp_path / "chain").read_text() == "mine"


def test_the_nearest_workspace_upwards(cli: Cli, workspace: Path, tmp_path: Path) -> None:
    """A command finds it from a directory below; -w and DIGITOOL_WORKSPACE from elsewhere."""
    below = workspace / "a" / "b"
    below.mkdir(parents=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert cli("config", "show", cwd=below).exit == 0
    assert cli("config", "show", cwd=elsewhere).exit == 10
    assert cli("config", "show", "-w", workspace, cwd=elsewhere).exit == 0
    assert cli("config", "show", cwd=elsewhere, env={"DIGITOOL_WORKSPACE": str(workspace)}).exit == 0
    assert cli("config", "show", "-w", elsewhere, cwd=workspace).exit == 10


def test_an_option_wins_over_the_environment(workspace: Path, tmp_path: Path) -> None:
    """-w is taken before DIGITOOL_WORKSPACE, and that before the directory."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "digitool.toml").write_text("")
    environ = {"DIGITOOL_WORKSPACE": str(other)}
    assert find_root(workspace, environ) == workspace
    assert find_root(None, environ) == other
    with pytest.raises(WorkspaceError):
        find_workspace(tmp_path / "none", environ)


class TestKey:
    """The key is random, private, and never guessed at."""

    def test_two_keys_differ(self, tmp_path: Path) -> None:
        """Each key is new, 32 bytes long, and its fingerprint tells it from others."""
        assert create_key(tmp_path / "a") and create_key(tmp_path / "b")
        one, two = read_key(tmp_path / "a"), read_key(tmp_path / "b")
        assert len(one) == len(two) == 32
        assert one != two and fingerprint(one) != fingerprint(two)
        assert fingerprint(one) not in one.hex()

    def test_a_key_is_never_replaced(self, tmp_path: Path) -> None:
        """Creating a key where one is leaves the old one."""
        create_key(tmp_path / "key")
        before = read_key(tmp_path / "key")
        assert create_key(tmp_path / "key") is False
        assert read_key(tmp_path / "key") == before

    @pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
    def test_a_readable_key_is_refused(self, tmp_path: Path, mode: int) -> None:
        """A key that others can read is an error that says how to repair it."""
        create_key(tmp_path / "key")
        (tmp_path / "key").chmod(mode)
        with pytest.raises(InputOutputError, match="other users") as found:
            read_key(tmp_path / "key")
        assert "chmod 600" in found.value.try_next

    @pytest.mark.parametrize("text", ["", "abc", "zz" * 32, "00" * 31, "00" * 33])
    def test_a_damaged_key_is_refused(self, tmp_path: Path, text: str) -> None:
        """A file that does not hold 32 bytes in hex is no key."""
        file = tmp_path / "key"
        file.write_text(text)
        file.chmod(0o600)
        with pytest.raises(WorkspaceError, match="does not hold a key"):
            read_key(file)

    def test_a_link_is_no_key(self, tmp_path: Path) -> None:
        """A symbolic link in the key's place is refused."""
        create_key(tmp_path / "real")
        (tmp_path / "key").symlink_to(tmp_path / "real")
        with pytest.raises(InputOutputError):
            read_key(tmp_path / "key")

    def test_a_missing_key_needs_its_owner(self, tmp_path: Path) -> None:
        """A missing key is never made anew in silence."""
        with pytest.raises(WorkspaceError, match="missing"):
            read_key(tmp_path / "key")
        assert not (tmp_path / "key").exists()
