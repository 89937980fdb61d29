"""Every command answers today what it answered when it was recorded, in both languages, to the byte.

The records are transcripts under ``recorded/``: below each command stands its answer. Those under ``demo``
begin in the demo's chain, those under ``empty`` in an empty directory; ``readme.txt`` are the commands of
README.md. Where a difference is meant, `pytest tests/golden --renew-golden` writes them anew; read what
`git diff` then shows. A new command is one more line with ``$`` in a transcript, and the same renewal.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from .keyboard import Keyboard
from .transcript import LANGUAGES, Entry, Typed, answer, differences, entries

_RENEWAL = "If this is meant: pytest tests/golden --renew-golden, and read what git diff then shows"
RECORDED = Path(__file__).parent / "recorded"
TRANSCRIPTS = sorted(RECORDED.glob("*/*.txt"))


def run(commands: Iterable[Typed], home: Path, begin: Path | None, place: str) -> list[Entry]:
    """Type commands in every language, each time from the same beginning: what is in ``begin``."""
    told = []
    typed = [*commands]
    for language in LANGUAGES:
        if begin is None:
            home.mkdir()
        else:
            shutil.copytree(begin, home)
        keyboard = Keyboard(home, home / place, language)
        told.append([keyboard.type(one) for one in typed])
        shutil.rmtree(home)
    return [Entry(one, answer(dict(zip(LANGUAGES, both)))) for one, *both in zip(typed, *told)]


def compare(path: Path, found: list[Entry], *, renew: bool) -> None:
    """Compare with a record, or write it."""
    if renew:
        path.write_text("\n".join(entry.text for entry in found), "utf-8")
        return
    recorded = [*entries(path.read_text("utf-8"))]
    assert [one.typed for one in recorded] == [one.typed for one in found]
    told = differences(recorded, found)
    if told:
        pytest.fail(f"{told}\n\n{_RENEWAL}", pytrace=False)


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_command_answers_as_recorded(
    path: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """A transcript typed again has the same exit codes, the same stdout and the same stderr."""
    commands = [entry.typed for entry in entries(path.read_text("utf-8"))]
    in_demo = path.parent.name == "demo"
    begin = request.getfixturevalue("demo") if in_demo else None
    found = run(commands, tmp_path / "home", begin, "chain" if in_demo else ".")
    compare(path, found, renew=request.config.getoption("renew_golden", False))
