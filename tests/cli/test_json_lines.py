"""Batches of JSON lines: every line is answered, whatever happened to the line before it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from digitool.cli.entry import run
from digitool.communities import requests as communities
from digitool.official_store import requests as official_store
from tests.streams import stdin_with

BATCHES = {
    ("official-store", "order", "run"): official_store.VERBS,
    ("referral", "run"): communities.VERBS,
}
"""Every command that reads JSON lines, and its verbs."""


def fail(call: Any, fields: Any) -> dict[str, Any]:
    """A verb with a fault, in the middle of its write."""
    with call.write("test.fault", {}) as work:
        work.connection.execute("UPDATE stock_level SET on_hand = on_hand + 1")
        return {"rows": fields["no such field"]}


@pytest.mark.parametrize("words", BATCHES, ids=" ".join)
def test_a_fault_in_one_line_ends_no_batch(
    words: tuple[str, ...],
    workspace: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The line is answered as a fault, the next ones are done, the exit code is 1, one report is written."""
    monkeypatch.setitem(BATCHES[words], "expire", ("", fail))  # type: ignore[index]
    monkeypatch.setitem(BATCHES[words], "fine", ("", lambda call, fields: {"rows": [1]}))  # type: ignore[index]
    lines = [{"do": "fine"}, {"do": "expire"}, {"do": "nothing"}, {"do": "expire"}, {"do": "fine"}]
    monkeypatch.setattr(sys, "stdin", stdin_with("\n".join(map(json.dumps, lines))))
    monkeypatch.chdir(workspace)
    assert run([*words, "-", "-w", str(workspace)]) == 1
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["ok"] for one in answers] == [True, False, False, False, True]
    codes = [(one["error"]["code"], one["error"]["exit"]) for one in answers if not one["ok"]]
    assert codes == [("bug", 1), ("unknown_verb", 2), ("bug", 1)]
    assert len(list(workspace.glob("digitool-failure-*"))) == 1


@pytest.mark.parametrize("words", BATCHES, ids=" ".join)
def test_a_batch_with_refused_lines_alone_ends_with_3(
    words: tuple[str, ...],
    workspace: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Lines that are refused are the caller's; nobody is told of a fault."""
    monkeypatch.setattr(sys, "stdin", stdin_with('{"do": "nothing"}\nno json\n'))
    assert run([*words, "-", "-w", str(workspace)]) == 3
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["error"]["exit"] for one in answers] == [2, 2]
