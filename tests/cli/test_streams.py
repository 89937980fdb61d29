"""stdout is data, stderr is narration, and a broken stream is never a traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import HANG_SECONDS, Cli

COMMANDS = [
    ["--help"],
    ["--version"],
    ["config", "show"],
    ["config", "show", "--json"],
    ["formats", "--csv"],
    ["help", "exit-codes"],
    ["doctor"],
    ["log"],
]


def run(
    args: list[str], cwd: Path, environment: dict[str, str], **streams: object
) -> subprocess.CompletedProcess[bytes]:
    """Run a command with streams of our choice."""
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [sys.executable, "-m", "digitool", *args],
        cwd=cwd,
        env=environment,
        check=False,
        timeout=HANG_SECONDS,
        **{"stdin": subprocess.DEVNULL, "stderr": subprocess.PIPE, **streams},
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("args", COMMANDS, ids=" ".join)
def test_a_full_device_is_an_error(args: list[str], workspace: Path, environment: dict[str, str]) -> None:
    """Output that cannot be written ends with 9 and a message, not with 0 and silence."""
    if args == ["log"]:
        pytest.skip("an empty log writes nothing")
    with open("/dev/full", "w") as full:
        done = run(args, workspace, environment, stdout=full)
    assert done.returncode == 9
    assert b"no space left" in done.stderr
    assert b"Traceback" not in done.stderr and b"Exception ignored" not in done.stderr


@pytest.mark.parametrize("args", COMMANDS, ids=" ".join)
def test_a_closed_pipe_is_quiet(args: list[str], workspace: Path, environment: dict[str, str]) -> None:
    """A reader that goes away ends the command with 141 and without a word."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = run(args, workspace, environment, stdout=writing)
    finally:
        os.close(writing)
    assert done.returncode == (0 if args == ["log"] else 141)
    assert b"Broken pipe" not in done.stderr and b"Traceback" not in done.stderr


@pytest.mark.parametrize("args", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("encoding", ["ascii", "gbk", "latin-1", "utf-8"])
def test_any_encoding_of_the_screen(
    args: list[str], encoding: str, workspace: Path, environment: dict[str, str]
) -> None:
    """Chinese text on a screen that cannot hold it is shown as escapes, never as a traceback."""
    settings = workspace / "digitool.toml"
    settings.write_text('[chain]\nname = "禾禾生活😀"\n')
    variables = {**environment, "PYTHONIOENCODING": encoding, "DIGITOOL_LANG": "zh"}
    done = run(args, workspace, variables, stdout=subprocess.PIPE)
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    done.stdout.decode(encoding)


def test_json_stays_json_in_ascii(workspace: Path, environment: dict[str, str]) -> None:
    """In an ASCII pipe JSON is escaped the JSON way and means the same."""
    import json

    (workspace / "digitool.toml").write_text('[chain]\nname = "禾禾😀é"\n')
    done = run(
        ["config", "show", "--json"],
        workspace,
        {**environment, "PYTHONIOENCODING": "ascii"},
        stdout=subprocess.PIPE,
    )
    assert json.loads(done.stdout.decode("ascii"))["rows"][0]["value"] == "禾禾😀é"


@pytest.mark.parametrize(
    "variables", [{"LC_ALL": "C"}, {"LC_ALL": "POSIX", "PYTHONUTF8": "0"}, {"TERM": "dumb"}]
)
def test_poor_locales(variables: dict[str, str], cli: Cli, workspace: Path) -> None:
    """Without a locale the program speaks English and works."""
    done = cli("config", "show", cwd=workspace, env=variables)
    assert done.exit == 0
    assert "chain.zone" in done.out


@pytest.mark.parametrize("closed", ["stdin", "stdout", "stderr"])
def test_closed_streams(closed: str, workspace: Path, environment: dict[str, str]) -> None:
    """A stream that was closed before the start does not break the program."""
    redirect = {"stdin": "<&-", "stdout": ">&-", "stderr": "2>&-"}[closed]
    done = subprocess.run(
        ["sh", "-c", f'"{sys.executable}" -m digitool config show {redirect}'],
        cwd=workspace,
        env=environment,
        capture_output=True,
        check=False,
        timeout=HANG_SECONDS,
    )
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {}])
def test_a_pipe_has_no_colour(variables: dict[str, str], cli: Cli, workspace: Path) -> None:
    """Nothing but text goes into a pipe."""
    assert "\x1b" not in cli("config", "show", cwd=workspace, env=variables).out


def test_a_pipe_cuts_nothing(cli: Cli, workspace: Path) -> None:
    """A long value stands on one line in a pipe, whatever the width of the screen."""
    name = "长" * 200
    (workspace / "digitool.toml").write_text(f'[chain]\nname = "{name}"\n')
    done = cli("config", "show", cwd=workspace, env={"COLUMNS": "40"})
    assert name in done.out


def test_stdout_is_empty_when_a_command_fails(cli: Cli) -> None:
    """An error writes nothing to stdout."""
    done = cli("check")
    assert (done.exit, done.out) == (10, "")


_WAITS_FOR_EVER = """
import signal, sys
from digitool.cli.app import context
from digitool.cli import entry

def wait(call):
    sys.stderr.write("ready\\n")
    sys.stderr.flush()
    while True:
        signal.pause()

context.Context.workspace = property(wait)
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(entry.run(["config", "show"]))
"""


@contextmanager
def killed_in_the_end(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """However a test ends, its process ends with it."""
    try:
        yield
    finally:
        process.kill()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signals(number: signal.Signals, code: int, workspace: Path, environment: dict[str, str]) -> None:
    """Ctrl-C ends with 130 and SIGTERM with 143 a command that would never end, and in one line."""
    process = subprocess.Popen(
        [sys.executable, "-c", _WAITS_FOR_EVER],
        cwd=workspace,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with process, killed_in_the_end(process):
        assert process.stderr is not None
        assert process.stderr.readline() == b"ready\n"
        process.send_signal(number)
        _, err = process.communicate(timeout=HANG_SECONDS)
    assert process.returncode == code
    assert len(err.decode().splitlines()) == 1


def test_notes_go_to_stderr_and_quiet_hides_them(cli: Cli, workspace: Path) -> None:
    """An empty result is no error: exit 0, no rows, and a sentence on stderr that -q hides."""
    loud, quiet = cli("log", cwd=workspace), cli("log", "-q", cwd=workspace)
    assert (loud.exit, loud.out) == (0, "")
    assert loud.err == "nothing was changed in this time\n"
    assert (quiet.out, quiet.err) == ("", "")
    assert cli("log", "--json", "-q", cwd=workspace).rows == []
