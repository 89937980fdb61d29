"""Every command answers today what it answered when it was recorded, in both languages, to the byte.

The records are transcripts under ``recorded/``: below each command stands its answer. Those under ``demo``
begin in the demo's chain, those under ``empty`` in an empty directory; ``readme.txt`` are the commands of
README.md. Where a difference is meant, `pytest tests/golden --renew-golden` writes them anew; read what
`git diff` then shows. A new command is one more line with ``$`` in a transcript, and the same renewal.

Each transcript is one process in each language: a command that remembers anything for the next is seen.
In the second language rows lie otherwise (`laid_otherwise`): an answer that rests on how they happen to lie
differs between the languages in more than words.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from digitool.db import connection
from tests.contracts.test_help import leaves
from tests.contracts.test_readme import ROOT
from tests.forking import in_a_fork

from . import readme
from .keyboard import Keyboard
from .transcript import (
    LANGUAGES,
    Entry,
    Told,
    Typed,
    answer,
    differences,
    entries,
    nearness,
    path_of,
    renewed,
    takes_json,
)

RECORDED = Path(__file__).parent / "recorded"
TRANSCRIPTS = sorted(RECORDED.glob("*/*.txt"))
EXCEPTIONS = {
    ("doctor",): "tells of the machine; its other rows are typed without --json",
    ("reconcile", "same"): "the demo's tills name their payments",
    ("reconcile", "not-same"): "the demo's tills name their payments",
    ("reconcile", "undo"): "the demo's tills name their payments",
}
"""Commands of which no transcript has the JSON, and why."""

_LOOKS_FOR_INDEXES = re.compile(r"digitool (check( --\w+)*|backup.*)$")
"""Whole checks, and a backup before it counts as good, compare the schema."""

_RENEWAL = "If this is meant: pytest tests/golden --renew-golden, and read what git diff then shows"


def run(commands: Iterable[Typed], home: Path, demo: Path | None = None) -> list[Entry]:
    """Type commands in every language, each time from the same beginning: the demo's chain, or nothing."""
    typed = [*commands]

    def type_all(language: str) -> list[Told]:
        if demo is None:
            home.mkdir()
            (home / "sample_configs").symlink_to(ROOT / "sample_configs")
        else:
            shutil.copytree(demo, home)
        if language != LANGUAGES[0]:
            laid_otherwise(home, typed)
        keyboard = Keyboard(home, home if demo is None else home / "chain", language)
        return [keyboard.type(one) for one in typed]

    told = []
    for language in LANGUAGES:
        told.append(in_a_fork(partial(type_all, language)))
        shutil.rmtree(home)
    return [Entry(one, answer(dict(zip(LANGUAGES, both)))) for one, *both in zip(typed, *told)]


def laid_otherwise(home: Path, typed: Iterable[Typed]) -> None:
    """Make this process see rows in another order: reversed where no order is asked, ties without indexes.

    The indexes that only make a database faster go, except where a command looks for them.
    """
    connection._PRAGMAS = (*connection._PRAGMAS, "PRAGMA reverse_unordered_selects=ON")
    database = home / "chain" / "digitool.db"
    if not database.exists() or any(_LOOKS_FOR_INDEXES.match(one.command) for one in typed):
        return
    with closing(sqlite3.connect(database)) as open_one, open_one:
        plain = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE INDEX%'"
        for (name,) in open_one.execute(plain).fetchall():
            open_one.execute(f"DROP INDEX {name}")


def compare(path: Path, found: list[Entry], *, renew: bool) -> None:
    """Compare with a record, or write it; what is alike stays as it was recorded."""
    recorded = [*entries(path.read_text("utf-8"))]
    if renew:
        path.write_text("\n".join(entry.text for entry in renewed(recorded, found)), "utf-8")
        return
    assert [one.typed for one in recorded] == [one.typed for one in found], _RENEWAL
    told = differences(recorded, found, nearness())
    if told:
        pytest.fail(f"{told}\n\n{_RENEWAL}", pytrace=False)


@pytest.fixture
def renew(request: pytest.FixtureRequest) -> bool:
    """Whether records are written instead of compared with."""
    return bool(request.config.getoption("renew_golden", default=False))


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_command_answers_as_recorded(
    path: Path, tmp_path: Path, request: pytest.FixtureRequest, renew: bool
) -> None:
    """A transcript typed again has the same exit codes, the same stdout and the same stderr."""
    demo = request.getfixturevalue("demo") if path.parent.name == "demo" else None
    typed = [entry.typed for entry in entries(path.read_text("utf-8"))]
    compare(path, run(typed, tmp_path / "home", demo), renew=renew)


def test_the_readme_answers_as_recorded(tmp_path: Path, renew: bool) -> None:
    """The commands of README.md answer as recorded, as they stand there and with --json."""
    compare(RECORDED / "readme.txt", run(readme.commands(), tmp_path / "home"), renew=renew)


def typed() -> list[Entry]:
    """All entries of the hand-written transcripts."""
    return [entry for path in TRANSCRIPTS for entry in entries(path.read_text("utf-8"))]


def test_every_command_is_typed() -> None:
    """Each command of the tree has an answer in a transcript: rows where it takes --json, else exit 0."""
    answered: dict[bool, set[tuple[str, ...]]] = {True: set(), False: set()}
    for entry in typed():
        as_json = "--json" in entry.typed.command.split()
        if json.loads(entry.out or "{}").get("rows") if as_json else not entry.failed:
            answered[as_json].add(path_of(entry.typed.command))
    missing = {path for path, one in leaves().items() if path not in answered[takes_json(one)]}
    assert missing == set(EXCEPTIONS)


def test_every_suggestion_of_the_tour_is_typed() -> None:
    """What the demo's tour tells people to type stands in its transcript, with --json and fewer rows."""
    tour, *others = entries((RECORDED / "demo" / "tour.txt").read_text("utf-8"))
    told = json.loads(tour.out)["meta"]
    suggested = [*(one["command"] for one in [*told["fixes"], *told["areas"]]), *told["try"]]
    here = [line.removesuffix(" -w .") for line in suggested]
    assert len(here) > 20
    assert [line for line in here if not any(one.typed.command.startswith(line) for one in others)] == []
