"""What no argument may be, whatever the command: bytes that are no text, and times outside the calendar."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from digitool.cli.app.coerce import require_within
from digitool.cli.app.exits import message_of
from digitool.errors import UsageError
from digitool.model.days import DAYS_END, FIRST_DAY, iso_day

from .test_help import leaves
from .walking import NOON, Door, call, doors, doors_of, stock

NOT_TEXT = ("\udced\udca0\udc80", "Tee\udcff", "\ud83d")
"""A lone surrogate as bytes, a byte that is no UTF-8, and half of an emoji."""
FAR_AWAY = (
    "0001-01-01",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31",
    "9999-12-31T23:59:59-12:00",
    "1969-12-31",
    "2200-01-01",
    "2026-02-30",
)
SHARED = ("--as-of", "--from", "--to", "--on")
_NEVER = {"demo", "init", "restore", "migrate", "backup"}
"""Commands that make or replace a workspace: they are called with wrong arguments only."""


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory, pristine: Path) -> Path:
    """A shop with something of everything; tests only call it with what must fail, or read."""
    root = tmp_path_factory.mktemp("full") / "chain"
    shutil.copytree(pristine, root)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        stock(root)
    return root


def times(found: Iterable[Door]) -> list[Door]:
    """The options among them that take a day or a time."""
    return [door for door in found if door.is_option and str(door.parameter.metavar) in ("DAY", "TIME")]


@pytest.mark.parametrize("path", leaves(), ids=" ".join)
def test_what_is_no_text_is_a_usage_error(
    path: tuple[str, ...], full: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bytes of another encoding and half characters are exit 2, in every argument and option."""
    monkeypatch.chdir(full)
    for number, door in enumerate(doors_of(path)):
        value = NOT_TEXT[number % len(NOT_TEXT)]
        told = call([*path, *([door.name] if door.is_option else []), value, "--json"])
        assert (told.exit, json.loads(told.err)["code"]) == (2, "not_utf8"), (door.name, told)


@pytest.mark.parametrize("path", leaves(), ids=" ".join)
def test_shared_times_outside_the_calendar_are_usage_errors(
    path: tuple[str, ...], full: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A date of the year 1 or 9999 is exit 2 before anything else is looked at, in every command."""
    monkeypatch.chdir(full)
    for door in times(doors_of(path)):
        for value in FAR_AWAY if door.name in SHARED else ():
            told = call(door.words(value) + (["--from", "2026-03-01"] if door.name == "--to" else []))
            assert told.exit == 2, (door.name, value, told)


def test_no_time_outside_the_calendar_is_taken(full: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Times that only one command takes are refused alike: never taken, never a fault of the program."""
    monkeypatch.chdir(full)
    own = [door for door in times(doors()) if door.name not in SHARED]
    assert len(own) >= 7
    for door in own:
        for value in FAR_AWAY:
            told = call([*door.words(value), "--as-of", NOON])
            assert told.exit in (2, 4, 6), (door.path, door.name, value, told)


@pytest.mark.parametrize("day", [FIRST_DAY, DAYS_END - 1])
@pytest.mark.parametrize("path", [one for one in leaves() if one[0] not in _NEVER], ids=" ".join)
def test_the_ends_of_the_calendar_break_nothing(
    path: tuple[str, ...], day: int, full: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the first and on the last day that can be named, no command fails of the date."""
    monkeypatch.chdir(full)
    at, dry = f"{iso_day(day)}T12:00:00+08:00", ["--dry-run"] * _writes(path)
    for door in times(doors_of(path)):
        now = [] if door.name == "--as-of" else ["--as-of", at]
        told = call([*door.words(iso_day(day) if now else at), *now, *dry])
        assert told.exit != 1, (door.name, told)


def _writes(path: tuple[str, ...]) -> bool:
    return any(door.name == "--dry-run" for door in doors_of(path))


def test_numbers_keep_to_the_range_that_their_option_declares(
    full: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One below the least and one above the most are refused, in every option that names a range."""
    monkeypatch.chdir(full)
    ranged = [door for door in doors() if door.is_option and door.bounds[0] is not None]
    assert len(ranged) >= 20
    for door in ranged:
        low, high = door.bounds
        for value in (None if low is None else low - 1, None if high is None else high + 1):
            if value is not None:
                told = call([*door.words(str(value)), "--json"])
                code = json.loads(told.err)["code"]
                assert told.exit == 2 and code in ("out_of_range", "usage"), (door.path, told)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (1, None, "--n takes 1 or more, not 0"),
        (None, -1, "--n takes at most -1, not 0"),
        (1, 5, "--n takes 1 to 5, not 0"),
    ],
)
def test_only_the_bounds_that_an_option_declares_are_told(
    low: int | None, high: int | None, said: str
) -> None:
    """No least value is made up where only the most is declared."""
    with pytest.raises(UsageError) as caught:
        require_within("--n", 0, low, high)
    assert message_of(caught.value, "en") == said
