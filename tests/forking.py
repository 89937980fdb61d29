"""A command as a process of its own, without the time that an interpreter takes to start.

The child of a fork has the environment, directory and streams that a new process would have, and all that is
imported already. Tests of start, locale, signals and death start a true process instead.
"""

from __future__ import annotations

import importlib
import io
import os
import pkgutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import IO, NoReturn

import digitool
from digitool.cli.app.entry import run

_BUG = 70
"""The exit code of a fault of this file, which no command has."""


@cache
def _import_everything() -> None:
    """What a command would import, once and for all children."""
    for module in pkgutil.walk_packages(digitool.__path__, "digitool."):
        if not module.name.endswith(("__main__", ".env")):
            importlib.import_module(module.name)


def forked(
    words: list[str],
    cwd: Path,
    environ: dict[str, str],
    stdin: bytes,
    first: Callable[[], None] | None = None,
) -> tuple[int, bytes, bytes]:
    """Run ``digitool`` with these words; its exit code, stdout and stderr.

    ``first`` is done in the child before the command: what a test changes there ends with it.
    """
    _import_everything()
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(stdin)
        given.seek(0)
        child = os.fork()
        if not child:
            _child(words, cwd, environ, (given, out, err), first)
        status = os.waitpid(child, 0)[1]
        return os.waitstatus_to_exitcode(status), _all(out), _all(err)


def _all(stream: IO[bytes]) -> bytes:
    stream.seek(0)
    return stream.read()


def _child(
    words: list[str],
    cwd: Path,
    environ: dict[str, str],
    streams: tuple[IO[bytes], IO[bytes], IO[bytes]],
    first: Callable[[], None] | None,
) -> NoReturn:
    code = _BUG
    try:
        for number, stream in enumerate(streams):
            os.dup2(stream.fileno(), number)
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update(environ)
        time.tzset()
        sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)), "utf-8")
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w", closefd=False)), "utf-8")
        sys.stderr = io.TextIOWrapper(
            io.BufferedWriter(io.FileIO(2, "w", closefd=False)), "utf-8", "backslashreplace"
        )
        if first is not None:
            first()
        code = run(words)
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(code)
