"""Files are written whole or not at all, private, through no link, and never over what a call has read."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from digitool.errors import DigitoolError, InputOutputError, RefusedError, UsageError, WorkspaceError
from digitool.workspace.files import (
    Draft,
    check_output_directory,
    check_target,
    file_digest,
    write_output,
    write_whole,
)
from digitool.workspace.inputs import one_command, reading, require_apart, writing
from digitool.workspace.keys import create_key, fingerprint, key_for, read_key
from digitool.workspace.own_files import require_not_own


def test_a_file_is_written_private_and_alone(tmp_path: Path) -> None:
    """Mode 0600, its content whole, and no draft beside it."""
    write_whole(tmp_path / "a.csv", b"x" * 5_000_000)
    assert (tmp_path / "a.csv").stat().st_mode & 0o777 == 0o600
    assert file_digest(tmp_path / "a.csv") == hashlib.sha256(b"x" * 5_000_000).hexdigest()
    assert [*tmp_path.iterdir()] == [tmp_path / "a.csv"]
    write_whole(tmp_path / "a.csv", b"", force=True)
    assert (tmp_path / "a.csv").read_bytes() == b""


@pytest.mark.parametrize("force", [False, True])
def test_what_fails_leaves_what_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, force: bool) -> None:
    """A disk that is full at the last moment: the old file stays, and no part of the new one."""
    if force:
        (tmp_path / "a.csv").write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("digitool.workspace.files.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(tmp_path / "a.csv", b"new", force=force)
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == ({"a.csv": b"old"} if force else {})


def test_a_draft_that_is_not_filled_was_never_there(tmp_path: Path) -> None:
    """It holds room while the work goes on, and leaves nothing when the work ends without an answer."""
    with pytest.raises(RuntimeError, match="stop"), Draft(tmp_path / "a.csv"):
        assert [one.name.startswith(".a.csv.") for one in tmp_path.iterdir()] == [True]
        assert not (tmp_path / "a.csv").exists()
        raise RuntimeError("stop")
    assert [*tmp_path.iterdir()] == []


def test_two_drafts_of_one_name(tmp_path: Path) -> None:
    """The first that is filled has the name; the second is told, unless it was to replace."""
    first, second, third = (Draft(tmp_path / "a.csv", force=force) for force in (False, False, True))
    with first, second, third:
        first.fill(b"first")
        with pytest.raises(UsageError, match="exists already"):
            second.fill(b"second")
        assert (tmp_path / "a.csv").read_bytes() == b"first"
        third.fill(b"third")
    assert {one.name: one.read_bytes() for one in tmp_path.iterdir()} == {"a.csv": b"third"}


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda place: place / "x\0y", "bad_path"),
        (lambda place: place / ("禾" * 86), "bad_path"),
        (lambda _: Path(os.sep), "bad_path"),
        (lambda place: place / "link", "is_link"),
        (lambda place: place / "dangling", "is_link"),
        (lambda place: place / "directory", "is_directory"),
        (lambda place: place / "pipe", "not_a_file"),
        (lambda place: place / "file", "file_exists"),
        (lambda place: place / "none" / "file", "no_directory"),
    ],
)
def test_a_path_that_must_not_be_written(tmp_path: Path, make: Callable[[Path], Path], code: str) -> None:
    """Each is refused before any work, and only a plain file may be replaced."""
    (tmp_path / "file").touch()
    (tmp_path / "directory").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "file")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DigitoolError) as caught:
        check_target(make(tmp_path))
    assert caught.value.code == code
    if code != "file_exists":
        with pytest.raises(DigitoolError):
            check_target(make(tmp_path), force=True)
    check_target(tmp_path / "file", force=True)
    check_target(tmp_path / "new")


def test_what_a_call_has_read_it_does_not_write(tmp_path: Path) -> None:
    """By whatever name: a hard link, a symbolic one and another spelling are the same file."""
    path = tmp_path / "in.csv"
    path.touch()
    (tmp_path / "hard.csv").hardlink_to(path)
    spelt = tmp_path / "sub" / ".." / "in.csv"
    (tmp_path / "sub").mkdir()
    with one_command():
        assert reading(path) == path
        for name in (path, tmp_path / "hard.csv", spelt):
            with pytest.raises(RefusedError) as caught:
                writing(name)
            assert caught.value.code == "own_input"
        writing(tmp_path / "out.csv")
    with one_command():
        writing(path)
        with pytest.raises(RefusedError):
            reading(spelt)
    writing(path)
    assert reading(path) == path, "outside of a call nothing is remembered"


def test_outputs_named_together_stand_apart(tmp_path: Path) -> None:
    """Two answers in one place are refused before either is written, though the file is not there yet."""
    one = tmp_path / "a.csv"
    require_apart(one, [tmp_path / "b.csv"])
    for other in (one, tmp_path / "x" / ".." / "a.csv"):
        with pytest.raises(RefusedError):
            require_apart(one, [tmp_path / "b.csv", other])


@pytest.mark.parametrize(
    "name", ["digitool.toml", "digitool.db", "DIGITOOL.DB-wal", "digitool.db-journal", "Digitool.key"]
)
def test_our_own_files_are_never_an_output(tmp_path: Path, name: str) -> None:
    """Wherever they would lie and however they are spelt, the journals of a database too."""
    with pytest.raises(RefusedError) as caught:
        write_output(tmp_path / name, b"", force=True)
    assert caught.value.code == "own_file" and [*tmp_path.iterdir()] == []


def test_a_backup_takes_no_answers(tmp_path: Path) -> None:
    """Nothing is written into one, on another disk too, at any depth."""
    backup = tmp_path / "kept" / "20260301"
    backup.mkdir(parents=True)
    require_not_own(backup / "report.csv")
    (backup / "backup.json").touch()
    for path in (backup / "report.csv", backup / "a" / "b.csv"):
        with pytest.raises(RefusedError):
            require_not_own(path)
    with pytest.raises(RefusedError):
        check_output_directory(backup)
    (tmp_path / "digitool.toml").touch()
    with pytest.raises(RefusedError):
        require_not_own(tmp_path / "backups" / "mine" / "report.csv")


def test_a_directory_for_answers_is_made_and_tried(tmp_path: Path) -> None:
    """Private, its parents too, with nothing left in it; a file in its place is told."""
    check_output_directory(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700 and [
        *(tmp_path / "a" / "b").iterdir()
    ] == []
    (tmp_path / "file").touch()
    with pytest.raises(InputOutputError, match="not a directory"):
        check_output_directory(tmp_path / "file")


def test_a_key_is_made_once_and_is_private(tmp_path: Path) -> None:
    """32 random bytes that only the owner reads; a second one is never made in its place."""
    path = tmp_path / "digitool.key"
    assert create_key(path) and not create_key(path)
    key = read_key(path)
    assert len(key) == 32 and path.stat().st_mode & 0o777 == 0o600
    assert key_for(path, fingerprint(key)) == key
    other = tmp_path / "other.key"
    assert create_key(other) and fingerprint(read_key(other)) != fingerprint(key)
    with pytest.raises(WorkspaceError) as caught:
        key_for(other, fingerprint(key))
    assert caught.value.code == "other_key" and key.hex() not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "mode", "code"),
    [
        (None, 0o600, "no_key"),
        ("", 0o600, "key_damaged"),
        ("ab" * 31, 0o600, "key_damaged"),
        ("xy" * 32, 0o600, "key_damaged"),
        ("禾" * 32, 0o600, "key_damaged"),
        ("ab" * 32, 0o640, "key_readable"),
        ("ab" * 32, 0o604, "key_readable"),
        ("link", 0o600, "key_not_file"),
    ],
)
def test_a_key_that_cannot_be_used(tmp_path: Path, content: str | None, mode: int, code: str) -> None:
    """Lost, cut, of other signs, readable to others, or a link: each with its own way out."""
    path = tmp_path / "digitool.key"
    if content == "link":
        path.symlink_to(tmp_path / "elsewhere")
    elif content is not None:
        path.write_text(content, "utf-8")
        path.chmod(mode)
    with pytest.raises(DigitoolError) as caught:
        read_key(path)
    assert caught.value.code == code
