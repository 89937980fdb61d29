"""A report of an unexpected failure: where in the program, on what system; no values, no messages."""

from __future__ import annotations

import os
import platform
import tempfile
import traceback
from datetime import datetime, timezone
from pathlib import Path

from digitool import __version__
from digitool.cli.app.invocation import Invocation, value_of
from digitool.db import clock

_PACKAGE = Path(__file__).parent.parent.parent


def write_report(error: BaseException, invocation: Invocation) -> Path | None:
    """Write the report (mode 0600) and give its path; None when no directory takes it.

    Messages, arguments and local values are left out on purpose: they may hold personal data.
    """
    now = datetime.fromtimestamp(clock.now_ms() / 1000, timezone.utc)
    name = f"digitool-failure-{now:%Y%m%d-%H%M%S-%f}-{os.getpid()}.txt"
    for directory in (workspace_of(invocation), Path(tempfile.gettempdir())):
        if directory is None:
            continue
        path = directory / name
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(_report(error, invocation, now))
        except OSError:
            continue
        return path
    return None


def place_of(error: BaseException) -> str:
    """Which failure it is: its kind, and the line where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{_place(frames[-1].filename)}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__qualname__} {where}"


def _report(error: BaseException, invocation: Invocation, now: datetime) -> str:
    lines = [
        f"digitool {__version__}, Python {platform.python_version()}, {platform.system()}",
        f"time: {now.isoformat(timespec='seconds')}",
        f"command: {invocation.path}",
    ]
    cause: BaseException | None = error
    while cause is not None:
        lines.append(f"error: {type(cause).__module__}.{type(cause).__qualname__}")
        frames = traceback.extract_tb(cause.__traceback__)
        lines += [f"  {_place(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames]
        cause = cause.__cause__ or cause.__context__
    return "\n".join(lines) + "\n"


def _place(filename: str) -> str:
    """A source file without the directories of this machine."""
    path = Path(filename)
    if path.is_relative_to(_PACKAGE):
        return str(path.relative_to(_PACKAGE))
    return "/".join(path.parts[-2:])


def workspace_of(invocation: Invocation) -> Path | None:
    """The workspace that a command was about, None where it was about none or that cannot be told."""
    from digitool.workspace.locate import find_root

    typed = value_of(invocation.argv, "-w") or value_of(invocation.argv, "--workspace")
    try:
        return find_root(Path(typed) if typed else None, invocation.environ)
    except Exception:  # a report of one failure must not fail of another
        return None
