"""A command as a process of its own, without the time that an interpreter takes to start.

The child of a fork has the environment, directory and streams that a new process would have, and all that is
imported already. Tests of start, locale, signals and death start a true process instead.
"""

from __future__ import annotations

import importlib
import io
import os
import pickle
import pkgutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import IO, NoReturn, TypeVar, cast

import digitool
from digitool.cli.entry import run

T = TypeVar("T")

_BUG = 70
"""The exit code of a fault of this file, which no command has."""


@cache
def import_everything() -> None:
    """What a command would import, once and for all children."""
    for module in pkgutil.walk_packages(digitool.__path__, "digitool."):
        if not module.name.endswith(("__main__", ".env")):
            importlib.import_module(module.name)


def forked(words: list[str], cwd: Path, environ: dict[str, str], stdin: bytes) -> tuple[int, bytes, bytes]:
    """Run ``digitool`` with these words; its exit code, stdout and stderr."""
    import_everything()
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(stdin)
        given.seek(0)
        child = os.fork()
        if not child:
            _child(words, cwd, environ, (given, out, err))
        status = os.waitpid(child, 0)[1]
        return os.waitstatus_to_exitcode(status), _all(out), _all(err)


def in_a_fork(work: Callable[[], T]) -> T:
    """What a function gives in a child of this process; all is imported, and what it changes ends with it.

    An exception is raised again as an AssertionError with its traceback.
    """
    import_everything()
    with tempfile.TemporaryFile() as told:
        child = os.fork()
        if not child:
            _tell(work, told)
        os.waitpid(child, 0)
        told.seek(0)
        result, fault = pickle.load(told)  # noqa: S301 - our own child wrote it
    assert fault is None, fault
    return cast("T", result)


def _tell(work: Callable[[], object], told: IO[bytes]) -> NoReturn:
    try:
        answer = pickle.dumps((work(), None))
    except BaseException:
        answer = pickle.dumps((None, traceback.format_exc()))
    told.write(answer)
    told.flush()
    os._exit(0)


def _all(stream: IO[bytes]) -> bytes:
    stream.seek(0)
    return stream.read()


def _child(
    words: list[str], cwd: Path, environ: dict[str, str], streams: tuple[IO[bytes], IO[bytes], IO[bytes]]
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
        code = run(words)
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(code)
