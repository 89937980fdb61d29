"""What a command reads it never writes: an answer in the place of its own input would be its end.

Files are compared as the disk knows them, not by name: a link or another spelling is the same file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from digitool.errors import RefusedError

_File = tuple[int, int]
"""Device and inode."""


class _Touched:
    """The files that one command has read, and those that it is to write."""

    def __init__(self) -> None:
        self.read: set[_File] = set()
        self.written: set[_File] = set()


_TOUCHED: ContextVar[_Touched | None] = ContextVar("touched", default=None)


@contextmanager
def one_command() -> Iterator[None]:
    """Remember what is read and written from here on, until the command ends."""
    token = _TOUCHED.set(_Touched())
    try:
        yield
    finally:
        _TOUCHED.reset(token)


def reading(path: Path) -> Path:
    """A file that the user named, about to be read. Raises RefusedError ``own_input`` if it is an output."""
    touched, file = _TOUCHED.get(), _file(path)
    if touched is not None and file is not None:
        if file in touched.written:
            raise _own_input(path)
        touched.read.add(file)
    return path


def writing(path: Path) -> None:
    """Announce an output. Raises RefusedError ``own_input`` if the command has read it."""
    touched, file = _TOUCHED.get(), _file(path)
    if touched is not None and file is not None:
        if file in touched.read:
            raise _own_input(path)
        touched.written.add(file)


def require_apart(output: Path, named: Iterable[Path]) -> None:
    """Refuse an output that is one of the other files named in the same command, whether it exists or not.

    Raises RefusedError ``own_input``.
    """
    place, file = _place(output), _file(output)
    if any(place == _place(one) or (file is not None and file == _file(one)) for one in named):
        raise _own_input(output)


def _file(path: Path) -> _File | None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino


def _place(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path.absolute()


def _own_input(path: Path) -> RefusedError:
    return RefusedError(
        "own_input",
        "{path} is a file that this command reads or writes already: it is no place for the answer too",
        hint="name another file",
        rule="own_inputs",
        path=path,
    )
