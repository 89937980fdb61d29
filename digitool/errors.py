"""Every error that a user can meet, one class per exit code.

An error says what happened (``message``), what to do (``hint``) and, where one exists, the command
to type next (``try_next``). Message and hint are English templates: ``{name}`` places are filled
from ``values``, and `digitool.words` translates the template before it is filled. Values are shown
to people, so a caller masks personal data before it gets here.
"""

from __future__ import annotations

import errno
from enum import IntEnum
from typing import NamedTuple


class Exit(IntEnum):
    """Exit codes, a contract with scripts (``digitool help exit-codes``)."""

    OK = 0
    BUG = 1
    USAGE = 2
    DATA = 3
    NOT_FOUND = 4
    CONFLICT = 5
    REFUSED = 6
    BUSY = 7
    INTEGRITY = 8
    IO = 9
    NO_WORKSPACE = 10
    TARGET_MISSED = 11
    INTERRUPTED = 130
    PIPE_CLOSED = 141
    TERMINATED = 143


class Phrase(NamedTuple):
    """A template with its values, to stand as a value inside another template; translated with it."""

    template: str
    values: dict[str, object]

    def __str__(self) -> str:
        return self.template.format(**self.values) if self.values else self.template


class Shown(NamedTuple):
    """A value with words of its own: a program gets ``value`` (fen, UTC text), people read ``text``."""

    value: int | str
    text: str

    def __str__(self) -> str:
        return self.text


class DigitoolError(Exception):
    """Base of all expected errors; survives pickling across processes."""

    exit: Exit = Exit.BUG

    def __init__(
        self,
        code: str,
        message: str,
        *,
        hint: str = "",
        try_next: str = "",
        **values: object,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.try_next = try_next
        self.values = values

    def __str__(self) -> str:
        return self.message.format(**self.values)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.code, self.message, self.hint, self.try_next, self.values)


def _rebuild(
    kind: type[DigitoolError],
    code: str,
    message: str,
    hint: str,
    try_next: str,
    values: dict[str, object],
) -> DigitoolError:
    return kind(code, message, hint=hint, try_next=try_next, **values)


class UsageError(DigitoolError):
    """A bad option, value or configuration key."""

    exit = Exit.USAGE


class DataError(DigitoolError):
    """A file, or rows of it, that cannot be taken."""

    exit = Exit.DATA


class NotFoundError(DigitoolError):
    """A store, person, coupon or file that does not exist."""

    exit = Exit.NOT_FOUND


class ConflictError(DigitoolError):
    """Already done otherwise: redeemed, sold out, key reused with other parameters."""

    exit = Exit.CONFLICT


class RefusedError(DigitoolError):
    """Forbidden by law, platform or workspace rule."""

    exit = Exit.REFUSED


class BusyError(DigitoolError):
    """Another process holds the database; trying again helps."""

    exit = Exit.BUSY


class DamageError(DigitoolError):
    """The database or a checked invariant is broken."""

    exit = Exit.INTEGRITY


class InputOutputError(DigitoolError):
    """Disk full, permission missing, output broken."""

    exit = Exit.IO


class WorkspaceError(DigitoolError):
    """No workspace here, or it needs ``digitool migrate``."""

    exit = Exit.NO_WORKSPACE


class TargetMissedError(DigitoolError):
    """A figure that was asserted is not reached."""

    exit = Exit.TARGET_MISSED


def no_such_file(path: object) -> NotFoundError:
    """A file that was named does not exist."""
    return NotFoundError("no_such_file", "there is no file {path}", path=path)


def cannot_use(path: object, error: OSError) -> InputOutputError:
    """The system does not let a file be read or written, and says why."""
    hint = "check the path and its permissions"
    return InputOutputError("io", "{path}: {reason}", hint=hint, path=path, reason=reason_of(error))


def reason_of(error: OSError) -> Phrase:
    """Why the system refused, in the catalogue's words; the kind of error where none are there."""
    return Phrase(_REASONS.get(error.errno or 0, type(error).__name__), {})


_REASONS = {
    errno.EACCES: "permission denied",
    errno.EBUSY: "it is in use",
    errno.EEXIST: "it exists already",
    errno.EIO: "the disk cannot be read or written",
    errno.EISDIR: "it is a directory",
    errno.ELOOP: "its links lead in a circle",
    errno.EMFILE: "too many files are open",
    errno.ENAMETOOLONG: "the name is too long",
    errno.ENODEV: "there is no such device",
    errno.ENOENT: "there is no such file or directory",
    errno.ENOTDIR: "a part of the path is no directory",
    errno.ENXIO: "there is no such device",
    errno.EPERM: "the system does not allow it",
    errno.EROFS: "the disk can only be read",
}
"""What the system's numbers mean to people."""
