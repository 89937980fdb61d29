"""Exit codes and error texts: a table of what can go wrong."""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from digitool.cli.app.exits import Terminated, any_as_ours, as_ours, code_for, error_body
from digitool.cli.app.invocation import Invocation
from digitool.cli.entry import run
from digitool.db.connection import DRIVER_ERRORS
from digitool.errors import (
    _REASONS,
    BusyError,
    ConflictError,
    DamageError,
    DataError,
    DigitoolError,
    InputOutputError,
    NotFoundError,
    Phrase,
    RefusedError,
    Shown,
    TargetMissedError,
    UsageError,
    WorkspaceError,
)
from tests.conftest import Cli

CODES: list[tuple[BaseException, int]] = [
    (UsageError("x", "no"), 2),
    (DataError("x", "no"), 3),
    (NotFoundError("x", "no"), 4),
    (ConflictError("x", "no"), 5),
    (RefusedError("x", "no"), 6),
    (BusyError("x", "no"), 7),
    (DamageError("x", "no"), 8),
    (InputOutputError("x", "no"), 9),
    (WorkspaceError("x", "no"), 10),
    (TargetMissedError("x", "no"), 11),
    (sqlite3.OperationalError("database is locked"), 7),
    (sqlite3.DatabaseError("database disk image is malformed"), 8),
    (sqlite3.DatabaseError("file is not a database"), 8),
    (sqlite3.DatabaseError(), 8),
    (sqlite3.OperationalError("database or disk is full"), 9),
    (sqlite3.OperationalError("attempt to write a readonly database"), 9),
    (OSError(errno.ENOSPC, "No space left on device"), 9),
    (PermissionError(errno.EACCES, "Permission denied", "/etc/shadow"), 9),
    (MemoryError(), 9),
    (BrokenPipeError(errno.EPIPE, "Broken pipe"), 141),
    (KeyboardInterrupt(), 130),
    (Terminated(), 143),
    (ZeroDivisionError(), 1),
    (sqlite3.IntegrityError("UNIQUE constraint failed: coupon.code"), 8),
]


@pytest.fixture
def cli(forked_cli: Cli) -> Cli:
    """Commands without the start of an interpreter."""
    return forked_cli


@pytest.mark.parametrize(("error", "code"), CODES, ids=lambda one: repr(one)[:50])
def test_exit_code_for(
    error: BaseException,
    code: int,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each failure has its exit code, in one to three lines without a traceback."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert sqlite3.Error in DRIVER_ERRORS  # the room that knows the driver is loaded where one was used
    assert code_for(error, Invocation([])) == code
    err = capsys.readouterr().err
    assert len(err.splitlines()) <= 3
    assert "Traceback" not in err


def test_a_failure_on_a_row_that_is_gone_is_damage(workspace: Path) -> None:
    """A command that stumbles where a row names one that somebody deleted says which, and is no bug."""
    with closing(sqlite3.connect(workspace / "digitool.db")) as connection, connection:
        connection.execute(
            "INSERT INTO operation (kind, params, actor, at, recorded_at, result, undone_by)"
            " VALUES ('x', '{}', 'anna', 1, 1, '{}', 99)"
        )
    error = any_as_ours(KeyError(99), Invocation(["log", "-w", str(workspace)]))
    assert isinstance(error, DamageError)
    assert "a row of operation names a row of operation that is gone" in str(error)


def test_a_store_that_is_gone_is_damage(workspace: Path) -> None:
    """Facts name their store without a foreign key, as 0 is none: one that is gone is found."""
    with closing(sqlite3.connect(workspace / "digitool.db")) as connection, connection:
        connection.execute("INSERT INTO touchpoint (code, scene, store, physical) VALUES ('door', 1, 7, 1)")
    error = any_as_ours(KeyError(7), Invocation(["flow", "rate", "-w", str(workspace)]))
    assert isinstance(error, DamageError)
    assert "a row of touchpoint names a row of store that is gone" in str(error)


@pytest.mark.parametrize("number", sorted(_REASONS))
def test_the_system_speaks_the_readers_language(number: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Why the system refused a file is told in Chinese to Chinese readers, never in the system's words."""
    code_for(OSError(number, os.strerror(number), "/x"), Invocation([], language="zh"))
    assert not re.search("[A-Za-z]{2,}", capsys.readouterr().err)


def test_a_slip_of_typing_is_no_failure(cli: Cli) -> None:
    """With -v a wrong option shows its three lines and no traceback, and one argument too many is said so."""
    assert "Traceback" not in cli("flow", "rate", "-v", "--nope").err
    assert "digitool sql" in cli("sql", "a", "b", "c").err.splitlines()[0]


def test_an_error_wrapped_by_the_table_library_is_recognised() -> None:
    """A lock error keeps its meaning inside SQLAlchemy's exception."""

    class Wrapped(Exception):
        orig = sqlite3.OperationalError("database is locked")

    assert isinstance(as_ours(Wrapped(), Invocation([])), BusyError)


def test_errors_for_people_have_three_lines(cli: Cli, tmp_path: Path) -> None:
    """What happened, what to do, what to type."""
    done = cli("config", "show")
    assert done.exit == 10
    assert [line.split(":")[0] for line in done.err.splitlines()] == ["Error", "Hint", "Try"]
    assert done.out == ""


def test_errors_are_chinese_for_chinese_readers(cli: Cli) -> None:
    """The locale decides the language of an error."""
    done = cli("config", "show", env={"LC_ALL": "zh_CN.UTF-8"})
    assert [line.split("：")[0] for line in done.err.splitlines()] == ["错误", "提示", "试试"]


@pytest.mark.parametrize("way", [["--json"], ["--format", "json"], ["--format=jsonl"]])
def test_errors_for_programs_are_one_object(cli: Cli, way: list[str]) -> None:
    """With --json an error is one JSON object on stderr with the promised fields."""
    done = cli("config", "show", *way)
    assert done.exit == 10
    assert set(done.error) == {"schema", "code", "exit", "message", "hint", "try", "details"}
    assert done.error["schema"] == "digitool.error/1"
    assert (done.error["code"], done.error["exit"]) == ("no_workspace", 10)
    assert done.error["try"] == "digitool init"


def test_details_are_typed_and_hold_nothing_personal() -> None:
    """Numbers stay numbers, money is fen beside its words, texts are masked, NaN is no number of JSON."""
    values: dict[str, object] = {
        "limit": Shown(10_000, "100.00"),
        "count": 3,
        "share": 0.5,
        "nothing": float("nan"),
        "typed": "call 13800138000",
        "what": Phrase("missing", {}),
    }
    error = RefusedError("x", "{limit} yuan")
    error.values = values
    body = error_body(error, "zh")
    assert body["message"] == "100.00 yuan"
    assert json.loads(json.dumps(body["details"], allow_nan=False)) == {
        **{"limit": 10_000, "count": 3, "share": 0.5, "nothing": "nan", "what": "缺失"},
        "typed": body["details"]["typed"],
    }
    assert "13800138000" not in body["details"]["typed"]


USAGE: list[tuple[list[str], str]] = [
    (["confg"], "config"),
    (["config", "shw"], "show"),
    (["config", "show", "--frmat", "json"], "--format"),
    (["config", "show", "--format", "jsn"], "json"),
    (["config", "show", "--fields", "orign"], "origin"),
    (["config", "explain"], "KEY"),
    (["config", "show", "--limit", "many"], "--limit"),
    (["config", "show", "--limit"], "--limit"),
    (["config", "show", "--limit", "-1"], "--limit"),
    (["config", "show", "--progress", "jsno"], "json"),
    (["config", "show", "--lang", "fr"], "--lang"),
    (["config", "show", "--json", "--csv"], "csv, json"),
    (["config", "show", "extra"], "extra"),
    (["config"], "show"),
    (["log", "--on", "yesterdy"], "yesterday"),
    (["log", "--last", "7"], "7d"),
    (["log", "--on", "today", "--last", "7d"], "--last"),
    (["log", "--to", "today"], "--from"),
    (["log", "--from", "2026-03-02", "--to", "2026-03-02"], "2026-03-02"),
    (["log", "--as-of", "soon"], "soon"),
    (["-w", "x", "log"], "after the verb"),
    (["completion", "bsh"], "bash"),
]


@pytest.mark.parametrize(
    ("args", "word"), USAGE, ids=lambda one: " ".join(one) if isinstance(one, list) else one
)
def test_wrong_usage_names_the_right_one(cli: Cli, workspace: Path, args: list[str], word: str) -> None:
    """A wrong command line ends with 2 and names what was probably meant; the JSON error says the same."""
    done = cli(*args, cwd=workspace)
    assert (done.exit, done.out) == (2, "")
    assert word in done.err
    assert len(done.err.splitlines()) <= 3
    if "--json" not in args and args[0] != "-w":
        as_json = cli(*args, "--json", cwd=workspace) if "--format" not in args else done
        assert as_json.exit == 2


def test_a_bug_leaves_a_report_without_values(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unexpected failure is one line and a private report that holds neither message nor values."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "digitool.toml").write_text("")

    def fail(phone: str) -> None:
        raise RuntimeError(f"cannot call {phone}")

    try:
        fail("13800138000")
    except RuntimeError as error:
        assert code_for(error, Invocation(["customer", "find", "13800138000"])) == 1
    (report,) = tmp_path.glob("digitool-failure-*.txt")
    assert report.stat().st_mode & 0o777 == 0o600
    text = report.read_text()
    assert "RuntimeError" in text
    assert "test_exits.py" in text
    assert "13800138000" not in text + capsys.readouterr().err
    assert "cannot call" not in text
    assert str(tmp_path) not in text


def test_phrases_inside_errors_are_translated(capsys: pytest.CaptureFixture[str]) -> None:
    """A value that is itself a template is shown in the reader's language, and pickling keeps it."""
    import pickle

    error = UsageError(
        "x", "{path}: {reason}", path="a\x1b[31m", reason=Phrase("a text stands in quotes", {})
    )
    code_for(pickle.loads(pickle.dumps(error)), Invocation([], "zh"))  # noqa: S301 - our own bytes
    assert capsys.readouterr().err == "错误：a\ufffd[31m: 文本要加引号\n"
    assert str(error) == "a\x1b[31m: a text stands in quotes"


def test_json_errors_keep_hostile_values_apart(capsys: pytest.CaptureFixture[str]) -> None:
    """A quote, a brace and an escape in a value cannot break the JSON error."""
    invocation = Invocation([], json_errors=True)
    code_for(NotFoundError("x", "there is no store {store}", store='"}{\x1b]0;x\x07'), invocation)
    error = json.loads(capsys.readouterr().err)
    assert error["message"] == 'there is no store "}{\ufffd]0;x\ufffd'


def test_every_error_class_has_its_own_code() -> None:
    """No two classes of expected errors share an exit code."""
    codes = [kind.exit for kind in DigitoolError.__subclasses__()]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    "words", [["formats", "-q"], ["config", "show"], ["flow"], ["flow", "--help"], ["--version"]]
)
def test_a_command_leaves_the_process_as_it_was(
    words: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However it ends, what was done at SIGTERM before is done at SIGTERM afterwards."""
    monkeypatch.chdir(tmp_path)

    def ours(number: int, frame: object) -> None:
        raise AssertionError

    before = signal.signal(signal.SIGTERM, ours)
    try:
        run(words)
        assert signal.getsignal(signal.SIGTERM) is ours
    finally:
        signal.signal(signal.SIGTERM, before)
