"""One command, one place, one moment, one luck: so one answer, on any machine."""

from __future__ import annotations

import hashlib
import io
import itertools
import os
import random
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

from digitool.cli.entry import run

from .transcript import Told, Typed

NOW_NS = 1_776_214_800_000_000_000
"""The moment of every command: 2026-04-15T09:00:00+08:00, the morning after the demo's last day."""

_WORDS = re.compile(r"""digitool((?:'[^']*'|"[^"]*"|\$\([^)]*\)|[^'"|<>])*?)((?:\s(?:\d?>|<|\|).*)?)""", re.S)
"""A command line: the words of digitool, and what a shell does with its streams."""

_LOCALES = {"en": "C.UTF-8", "zh": "zh_CN.UTF-8"}


def stand_still(seed: str) -> None:
    """From here on this process knows one moment, and its luck follows from a text.

    Every size of draw has its own luck, so that a code of a coupon does not depend on how many names of
    hidden files were drawn before it.
    """
    drawn: defaultdict[int, itertools.count[int]] = defaultdict(itertools.count)

    def urandom(size: int) -> bytes:
        return hashlib.shake_256(f"{seed}/{size}/{next(drawn[size])}".encode()).digest(size)

    changed: dict[str, tuple[object, Callable[..., object]]] = {
        "time_ns": (time, lambda: NOW_NS),
        "time": (time, lambda: NOW_NS / 1e9),
        "urandom": (os, urandom),
        "_urandom": (random, urandom),
    }
    for name, (module, value) in changed.items():
        setattr(module, name, value)


class Keyboard:
    """Somebody who types commands in one language, and with her this whole process: it is a fork of its own.

    ``home`` is her directory, ``place`` where she stands.
    """

    def __init__(self, home: Path, place: Path, language: str) -> None:
        self.home, self.place = home.resolve(), place.resolve()
        self._typed: Counter[str] = Counter()
        keep = {name: os.environ[name] for name in ("PATH", "TMPDIR", "TZ") if name in os.environ}
        os.environ.clear()
        os.environ.update({**keep, "HOME": str(self.home), "DIGITOOL_ACTOR": "golden"})
        os.environ["LC_ALL"] = _LOCALES[language]

    def type(self, typed: Typed) -> Told:
        """Run a command as a shell would, and give its answer without the names of this machine."""
        if typed.stays:
            return self._run(typed.command)
        aside = self.home.with_name(f"{self.home.name}-aside")
        shutil.copytree(self.home, aside, symlinks=True)
        try:
            return self._run(typed.command)
        finally:
            shutil.rmtree(self.home)
            aside.rename(self.home)

    def _run(self, command: str) -> Told:
        os.chdir(self.place)
        if command.startswith("cd "):
            self.place = self.place / command[3:]
            return Told(0, "", "")
        found = _WORDS.fullmatch(command)
        told = _shell(command) if found is None else self._digitool(command, *found.groups())
        return Told(told.exit, self._masked(told.out), self._masked(told.err))

    def _digitool(self, command: str, words: str, streams: str) -> Told:
        self._typed[command] += 1
        stand_still(f"{command}/{self._typed[command]}")
        given = re.fullmatch(r"\s*<\s*(\S+)", streams)
        told = _call(_split(words), Path(given.group(1)).read_bytes() if given else b"")
        if given or not streams.strip():
            return told
        return told._replace(out=_shell(f"cat {streams}", told.out).out)

    def _masked(self, text: str) -> str:
        return text.replace(str(self.home), "HOME")


def _split(words: str) -> list[str]:
    """Words as a shell parts them; a shell is asked where there is something to fill in."""
    if not set(words) & set("$*{"):
        return shlex.split(words)
    return _shell(f"printf '%s\\0' {words}").out.split("\0")[:-1]


def _shell(command: str, stdin: str = "") -> Told:
    done = subprocess.run(
        ["bash", "-c", command],
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        input=stdin,
        text=True,
        capture_output=True,
    )
    return Told(done.returncode, done.stdout, done.stderr)


def _call(words: list[str], stdin: bytes) -> Told:
    """Run digitool in this process, on streams as a pipe has them."""
    before = sys.stdin, sys.stdout, sys.stderr
    out, err = io.BytesIO(), io.BytesIO()
    sys.stdin = io.TextIOWrapper(io.BytesIO(stdin), "utf-8")
    sys.stdout = io.TextIOWrapper(out, "utf-8", write_through=True)
    sys.stderr = io.TextIOWrapper(err, "utf-8", "backslashreplace", write_through=True)
    try:
        code = run(words)
        return Told(code, out.getvalue().decode(), err.getvalue().decode())
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
