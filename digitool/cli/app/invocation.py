"""What must be known before the arguments are parsed: language, and how errors are to look."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGES = ("en", "zh")


class Invocation:
    """One run of the program: its arguments, and what a first glance at them says.

    ``path`` is the command path, ``digitool flow rate``, once it is known; ``reports`` are the bug reports
    written so far, by the place of the failure. Not a dataclass: importing `dataclasses` would double the
    time of ``digitool --version``.
    """

    def __init__(
        self,
        argv: Sequence[str],
        language: str = "en",
        *,
        json_errors: bool = False,
        verbose: bool = False,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        self.argv = tuple(argv)
        self.language = language
        self.json_errors = json_errors
        self.verbose = verbose
        self.environ = environ
        self.path = "digitool"
        self.reports: dict[str, Path | None] = {}


def glance(argv: Sequence[str], environ: Mapping[str, str]) -> Invocation:
    """Scan the arguments for ``--lang``, ``--json``, ``--format`` and ``-v`` without parsing them.

    A wrong value is not reported here; the parser will.
    """
    words = list(argv[: argv.index("--")] if "--" in argv else argv)
    language = value_of(words, "--lang")
    return Invocation(
        argv=argv,
        language=language if language in LANGUAGES else language_of(environ),
        json_errors="--json" in words or value_of(words, "--format") in ("json", "jsonl"),
        verbose=any(word == "--verbose" or _is_short_v(word) for word in words),
        environ=environ,
    )


def language_of(environ: Mapping[str, str]) -> str:
    """``zh`` or ``en`` by DIGITOOL_LANG, else by the locale (LC_ALL, LC_MESSAGES, LANG)."""
    for name in ("DIGITOOL_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environ.get(name, "")
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def value_of(words: Sequence[str], option: str) -> str:
    """The value that stands behind an option, or is joined to it by ``=``; empty without one."""
    for place, word in enumerate(words):
        if word == option and place + 1 < len(words):
            return words[place + 1]
        if word.startswith(option + "="):
            return word[len(option) + 1 :]
    return ""


def _is_short_v(word: str) -> bool:
    return word[:1] == "-" and word[1:2] != "-" and set(word[1:]) <= set("vqnyh") and "v" in word
