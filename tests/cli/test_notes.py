"""Notes and progress on stderr."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from digitool.cli.app import notes as module
from digitool.cli.app.notes import Notes
from tests.conftest import Cli


@pytest.fixture
def cli(forked_cli: Cli) -> Cli:
    """Commands without the start of an interpreter."""
    return forked_cli


def test_short_work_shows_no_bar(capsys: pytest.CaptureFixture[str]) -> None:
    """In a pipe, and for work under half a second, progress writes nothing."""
    with Notes().progress("reading", 10) as meter:
        for _ in range(10):
            meter.advance()
    assert capsys.readouterr().err == ""
    assert meter.done == 10


def test_json_progress_is_lines_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    """With --progress json each step is one object, and the last one is complete."""
    with Notes(progress_mode="json").progress("reading", 3) as meter:
        meter.advance(3)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert lines[-1] == {"schema": "digitool.progress/1", "label": "reading", "done": 3, "total": 3}


def test_a_terminal_has_a_bar_after_half_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bar appears only when the work is long, and its label is never read as markup."""

    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Screen()
    clock = iter([0.0, 0.1, 0.9, 1.8, 2.7, 3.6])
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(module, "monotonic", lambda: next(clock))
    with Notes().progress("[red]reading[/]", 100) as meter:
        meter.advance(10)
        assert screen.getvalue() == ""
        meter.advance(10)
    assert "[red]reading[/]" in screen.getvalue()


def test_notes_are_safe_and_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    """A value cannot act on the terminal; -q hides notes but not warnings; details need -v."""
    Notes().note("{shown} of {total} rows; all of them: {command}", shown=1, total=2, command="\x1b[2J")
    assert "\x1b" not in capsys.readouterr().err
    silent = Notes(quiet=True)
    silent.note("nothing was changed")
    silent.detail("nothing was changed")
    silent.warn("nothing was changed")
    assert capsys.readouterr().err == "Note: nothing was changed\n"


def test_a_broken_stderr_is_nobodys_concern(monkeypatch: pytest.MonkeyPatch) -> None:
    """A closed or missing stderr does not stop the work."""
    closed = io.StringIO()
    closed.close()
    for stream in (closed, None):
        monkeypatch.setattr(sys, "stderr", stream)
        Notes().warn("nothing was changed")


def test_json_has_stderr_for_itself(cli: Cli, workspace: Path) -> None:
    """Where JSON is asked for, a note is in the envelope and stderr is left to errors; -v brings it back."""
    assert cli("formats", "--limit", "1", "--json").err == ""
    for name in ("some.csv", "some.json"):
        assert "written to" in cli("formats", "--limit", "1", "-o", name, cwd=workspace).err
    assert cli("formats", "--json", "-o", "other.json", cwd=workspace).err == ""
    assert "rows; all of them" in cli("formats", "--limit", "1", "--json", "-v").err
    assert "rows; all of them" in cli("formats", "--limit", "1", "--format", "jsonl").err
    assert cli("log", "--json", cwd=workspace).err == ""
