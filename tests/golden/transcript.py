"""A transcript: lines as they are typed, and below each what digitool answers, in both languages.

``$ command`` is typed and stays done; ``? command`` is typed too, and what it changed is taken back. A
command may have a here-document below it. Then come its answers, line by line: ``= `` stdout, ``! `` stderr,
``exit 5`` an exit code other than 0. ``en= ``, ``zh= ``, ``en! `` and ``zh! `` stand where the languages
differ. A line with ``#`` before a command says why it is there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from difflib import unified_diff
from functools import cache
from importlib.metadata import version
from itertools import groupby
from math import isclose
from typing import Any, NamedTuple

from tests.contracts.test_help import commands as all_commands

LANGUAGES = ("en", "zh")

_ANSWER = re.compile(r"(en|zh)?[=!]( |$)|exit \d+$")
_FORECASTS = "campaign"
"""The area whose figures come from numpy, in which a version or a processor may round another way."""
_FRACTION = re.compile(r"\d+\.\d+(?:e-?\d+)?")
_FIGURE = re.compile(r"-?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?")
_RECORDED_WITH = "2"
"""The numpy that the forecasts on record were made with, or an older one of its kind."""
_UNFINISHED = "(no newline at the end)"
_MOST_LINES = 60
_MOST_COMMANDS = 12


class Told(NamedTuple):
    """What a command answered: its exit code and both streams."""

    exit: int
    out: str
    err: str


class Typed(NamedTuple):
    """A command: the remarks before it, whether what it changes stays, and its text."""

    remarks: tuple[str, ...]
    stays: bool
    command: str

    @property
    def text(self) -> str:
        """The lines of the transcript in which it is typed."""
        sign = "$" if self.stays else "?"
        return "".join(f"{line}\n" for line in [*self.remarks, f"{sign} {self.command}"])


class Entry(NamedTuple):
    """A command and its answer as the transcript has it, line by line."""

    typed: Typed
    answer: tuple[str, ...]

    @property
    def text(self) -> str:
        """Its lines in the transcript."""
        return self.typed.text + "".join(f"{line}\n" for line in self.answer)

    @property
    def failed(self) -> bool:
        """Whether the exit code was another than 0."""
        return bool(self.answer) and self.answer[-1].startswith("exit ")

    @property
    def out(self) -> str:
        """What stood on stdout in the first language."""
        signs = ("=", f"{LANGUAGES[0]}=")
        lines = (line.partition(" ") for line in self.answer)
        return "".join(f"{text}\n" for sign, _, text in lines if sign in signs)


def entries(text: str) -> Iterator[Entry]:
    """The commands of a transcript with their answers; remarks at its end are an error."""
    remarks: list[str] = []
    for part in re.split(r"(?m)^(?=[$?#] ?)", text):
        lines = part.splitlines()
        if part.startswith("#"):
            remarks += filter(None, lines)
        elif part.strip():
            size = next(
                (place for place, line in enumerate(lines) if place and _ANSWER.match(line)), len(lines)
            )
            typed = Typed(tuple(remarks), part[0] == "$", "\n".join(lines[:size])[2:].rstrip())
            yield Entry(typed, tuple(filter(None, lines[size:])))
            remarks = []
    assert not remarks, remarks


def path_of(command: str) -> tuple[str, ...]:
    """The command of digitool that a line types, without arguments and options; empty for any other line."""
    program, *words = command.split()
    path: tuple[str, ...] = ()
    while program == "digitool" and len(path) < len(words) and (*path, words[len(path)]) in known_paths():
        path = (*path, words[len(path)])
    return path


def takes_json(command: Any) -> bool:
    """Whether a command of the tree has the option --json."""
    return any(parameter.name == "json" for parameter in command.params)


@cache
def known_paths() -> frozenset[tuple[str, ...]]:
    """Every command and group of digitool."""
    return frozenset(all_commands())


def answer(told: dict[str, Told]) -> tuple[str, ...]:
    """What a command answered in each language, as lines of a transcript."""
    first, *others = told.values()
    lines = [*_both({language: one.out for language, one in told.items()}, "=")]
    lines += _both({language: one.err for language, one in told.items()}, "!")
    assert all(one.exit == first.exit for one in others), ("exit codes differ between languages", told)
    return (*lines, *([f"exit {first.exit}"] if first.exit else []))


def _both(streams: dict[str, str], sign: str) -> Iterator[str]:
    """A stream in every language; lines that are equal stand once, where there are as many of them."""
    lines = {language: _lines(stream) for language, stream in streams.items()}
    if len({len(one) for one in lines.values()}) > 1:
        yield from (_signed(f"{language}{sign}", line) for language, one in lines.items() for line in one)
        return
    for same, group in groupby(zip(*lines.values()), lambda told: len(set(told)) == 1):
        for language, told in zip(lines, zip(*group)):
            yield from (_signed(f"{'' if same else language}{sign}", line) for line in told)
            if same:
                break


def _lines(stream: str) -> list[str]:
    *lines, last = stream.split("\n")
    return [*lines, last, _UNFINISHED] if last else lines


def _signed(sign: str, line: str) -> str:
    return f"{sign} {line}" if line else sign


Nearness = Callable[[str, str], bool]
"""Whether a line of a forecast says what it said before."""


def alike(before: Entry, now: Entry, near: Nearness | None = None) -> bool:
    """Whether a command answers as before: to the byte, a forecast to the last digit of its fractions."""
    if before.answer == now.answer:
        return True
    lines = [*zip(before.answer, now.answer)]
    forecast = path_of(now.typed.command)[:1] == (_FORECASTS,)
    return (
        forecast and len(before.answer) == len(now.answer) and all((near or _near)(*pair) for pair in lines)
    )


def nearness() -> Nearness | None:
    """How near forecasts are to the record with the numpy that is here.

    An older one fits the same history to other last digits, which moves a run over a threshold here and
    there: with it, a forecast is compared in its words and the places of its figures.
    """
    return None if version("numpy") >= _RECORDED_WITH else _shaped


def renewed(recorded: Iterable[Entry], found: Iterable[Entry]) -> Iterator[Entry]:
    """What is found, each entry as it was recorded where it is alike: no forecast changes by rounding."""
    before: dict[Typed, list[Entry]] = {}
    for entry in recorded:
        before.setdefault(entry.typed, []).append(entry)
    for entry in found:
        earlier = before.get(entry.typed)
        kept = earlier.pop(0) if earlier else entry
        yield kept if alike(kept, entry) else entry


def _near(before: str, now: str) -> bool:
    """Whether lines differ in fractions alone, and these by one in the last digit or a millionth of them."""
    fractions = [*zip(_FRACTION.findall(before), _FRACTION.findall(now))]
    return _FRACTION.sub("#", before) == _FRACTION.sub("#", now) and all(
        isclose(float(one), float(other), rel_tol=1e-6, abs_tol=1.01 * min(_unit(one), _unit(other)))
        for one, other in fractions
    )


def _shaped(before: str, now: str) -> bool:
    """Whether lines differ in figures alone, and in the blanks before them."""
    one, other = (" ".join(_FIGURE.sub("#", line).split()) for line in (before, now))
    return one == other


def _unit(fraction: str) -> float:
    """One in the last digit of a number as it is printed."""
    digits, _, exponent = fraction.partition("e")
    return 10.0 ** (int(exponent or 0) - len(digits.partition(".")[2]))


def differences(recorded: Iterable[Entry], found: Iterable[Entry], near: Nearness | None = None) -> str:
    """What a command answers now and did not answer before, for people; empty where all is equal."""
    told = []
    for before, now in zip(recorded, found):
        if not alike(before, now, near):
            lines = [*unified_diff(before.answer, now.answer, "recorded", "now", n=2, lineterm="")]
            left = len(lines) - _MOST_LINES
            more = [f"... and {left} more lines"] if left > 0 else []
            told.append("\n".join([now.typed.text.rstrip(), *lines[:_MOST_LINES], *more]))
    if len(told) > _MOST_COMMANDS:
        told[_MOST_COMMANDS:] = [f"... and {len(told) - _MOST_COMMANDS} more commands answer otherwise"]
    return "\n\n".join(told)
