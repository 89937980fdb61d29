"""The one mapping from what went wrong to an exit code and the words for it."""

from __future__ import annotations

import errno
import json
import re
import sys
from math import isfinite
from pathlib import Path
from typing import Any

from digitool.cli.app.invocation import Invocation
from digitool.cli.app.notes import shown_value, shown_values, write_line
from digitool.errors import (
    DamageError,
    DigitoolError,
    Exit,
    InputOutputError,
    Phrase,
    Shown,
    UsageError,
    cannot_use,
    reason_of,
)
from digitool.model.text import clean, mask_value
from digitool.words import say

_TOO_MANY = re.compile(r".*\bextra\W.*\((.*)\)", re.DOTALL)
"""The parser's words for arguments that a command has no place for."""


class Terminated(BaseException):
    """SIGTERM arrived."""


def code_for(error: BaseException, invocation: Invocation) -> int:
    """Say what went wrong on stderr and give the exit code."""
    if isinstance(error, KeyboardInterrupt):
        write_line(say("Interrupted. What was finished before is kept.", invocation.language))
        return Exit.INTERRUPTED
    if isinstance(error, Terminated):
        write_line(say("Terminated. What was finished before is kept.", invocation.language))
        return Exit.TERMINATED
    if isinstance(error, OSError) and error.errno == errno.EPIPE:
        return Exit.PIPE_CLOSED
    known = any_as_ours(error, invocation)
    tell(known, invocation)
    if (
        invocation.verbose
        and not isinstance(error, DigitoolError)
        and known.exit not in (Exit.BUG, Exit.USAGE)
    ):
        _traceback(error)
    return known.exit


def any_as_ours(error: BaseException, invocation: Invocation) -> DigitoolError:
    """The error of ours that any error means: what is stored is at fault, or the program."""
    return as_ours(error, invocation) or _spoilt(invocation) or bug(error, invocation)


def as_ours(error: BaseException, invocation: Invocation) -> DigitoolError | None:
    """The error of ours that an error means; None for a bug."""
    if isinstance(error, DigitoolError):
        return error
    if hasattr(error, "format_message") and getattr(error, "exit_code", 1) != 0:
        return _parser_error(error, invocation)
    if isinstance(error, MemoryError):
        return InputOutputError(
            "out_of_memory",
            "there is not enough memory for this",
            hint="close other programs, or ask for a shorter period",
        )
    if isinstance(error, OSError):
        return _os_error(error)
    return _stored_error(error)


def tell(error: DigitoolError, invocation: Invocation) -> None:
    """Write an error: three lines for people, or one JSON object with ``--json``."""
    language = invocation.language
    body = error_body(error, language)
    if invocation.json_errors:
        write_line(json.dumps({"schema": "digitool.error/1", **body}, ensure_ascii=False))
        return
    message, hint, try_next = body["message"], body["hint"], body["try"]
    write_line(say("Error: {message}", language, message=message))
    if hint:
        write_line(say("Hint: {hint}", language, hint=hint))
    if try_next:
        write_line(say("Try: {command}", language, command=try_next))


def message_of(error: DigitoolError, language: str) -> str:
    """What went wrong, in a language, safe for a terminal."""
    return say(error.message, language, **shown_values(error.values, language))


def error_body(error: DigitoolError, language: str) -> dict[str, Any]:
    """An error as programs read it: code, exit, the words in the reader's language, typed details."""
    values = shown_values(error.values, language)
    return {
        "code": error.code,
        "exit": int(error.exit),
        "message": say(error.message, language, **values),
        "hint": say(error.hint, language, **values) if error.hint else "",
        "try": error.try_next.format(**values) if values else error.try_next,
        "details": _details(error.values, language),
    }


def _details(values: dict[str, object], language: str) -> dict[str, object]:
    """What the words were filled with (rule, observed, limit and so on): numbers stay, texts are masked."""
    details: dict[str, object] = {}
    for name, one in values.items():
        value = one.value if isinstance(one, Shown) else one
        number = isinstance(value, int) or (isinstance(value, float) and isfinite(value))
        details[name] = value if number else str(shown_value(value, language))
    return details


def _parser_error(error: Any, invocation: Invocation) -> UsageError:  # noqa: ANN401 - typer's errors
    """The parser's own complaints in our words; which one it is shows in its attributes."""
    help_command = f"{invocation.path} --help"
    option = getattr(error, "option_name", None)
    if option and hasattr(error, "possibilities"):
        near = ", ".join(error.possibilities or ())
        hint = "did you mean {near}?" if near else ""
        if not near and invocation.path == "digitool":
            hint = "options come after the verb: digitool flow rate {option}"
        return UsageError(
            "no_such_option",
            "there is no option {option}",
            hint=hint,
            try_next=help_command,
            option=mask_value(option),
            near=near,
        )
    if option:
        return UsageError("option_value", "{option} needs a value", try_next=help_command, option=option)
    param = getattr(error, "param", None)
    if param is not None and not error.message:
        name = max(param.opts, key=len) if param.param_type_name == "option" else param.name.upper()
        return UsageError("missing", "{name} is missing", try_next=help_command, name=name)
    more = _TOO_MANY.fullmatch(str(error.format_message()))
    if more:
        return UsageError(
            "usage",
            "more was typed than {command} takes: {words}",
            try_next=help_command,
            command=invocation.path,
            words=mask_value(more[1], 100),
        )
    detail = mask_value(str(error.format_message()), 300)
    return UsageError("usage", "{detail}", try_next=help_command, detail=detail)


def _os_error(error: OSError) -> DigitoolError:
    path = clean(str(error.filename)) if error.filename else ""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        template = "{path}: no space left" if path else "the output could not be written: no space left"
        hint = "free some space, then run the same command again"
        return InputOutputError("disk_full", template, hint=hint, path=path)
    if path:
        return cannot_use(path, error)
    return InputOutputError(
        "io",
        "input or output failed: {reason}",
        hint="check the path and its permissions",
        path=path,
        reason=reason_of(error),
    )


def _stored_error(error: BaseException) -> DigitoolError | None:
    """Errors of a database's driver, bare or wrapped by SQLAlchemy; looked at only where it is loaded."""
    if "digitool.db.connection" not in sys.modules:
        return None
    from digitool.db.connection import translate

    return translate(error, Phrase("the database", {}))


def _spoilt(invocation: Invocation) -> DigitoolError | None:
    """What is wrong with the workspace's database, where a command has failed that used it.

    A value of another kind than its column is made for, or a row that is gone, shows itself only where
    it is worked with.
    """
    if "digitool.db.connection" not in sys.modules:
        return None
    from digitool.cli.app.bug_report import workspace_of
    from digitool.db.connection import damaged
    from digitool.db.damage import spoilt
    from digitool.db.reading import reader
    from digitool.workspace.own_files import DATABASE_FILE

    root = workspace_of(invocation)
    if root is None:
        return None
    try:
        with reader(root / DATABASE_FILE) as connection:
            found = spoilt(connection)
    except DigitoolError as error:
        return error if isinstance(error, DamageError) else None
    return damaged(root / DATABASE_FILE, found[0]) if found else None


def bug(error: BaseException, invocation: Invocation) -> DigitoolError:
    """A fault of the program as an error: a report is written, once for each place where it fails."""
    from digitool.cli.app.bug_report import place_of, write_report

    place = place_of(error)
    if place not in invocation.reports:
        invocation.reports[place] = write_report(error, invocation)
    report = invocation.reports[place]
    if invocation.verbose:
        _traceback(error)
    return DigitoolError(
        "bug",
        "digitool failed: {kind} (this is a fault of the program)",
        hint="a report without personal data is in {report}; -v shows more"
        if report
        else "run the command again with -v to see where",
        kind=type(error).__name__,
        report=report or Path(),
    )


def _traceback(error: BaseException) -> None:
    import traceback

    for block in traceback.format_exception(type(error), error, error.__traceback__):
        for line in block.splitlines():
            write_line(mask_value(line, 2000))
