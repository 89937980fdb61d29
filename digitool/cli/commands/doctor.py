"""Health of this computer and of the workspace"""

from __future__ import annotations

from digitool.cli.command import area, command
from digitool.cli.context import Context
from digitool.cli.options import OUTPUT
from digitool.errors import Exit, Phrase, WorkspaceError
from digitool.render import Column, Result
from digitool.report.health import FAIL, examine

app = area(__doc__)

_COLUMNS = (Column("check", "Check"), Column("state", "State"), Column("detail", "Detail"))


@command(app, OUTPUT, columns=_COLUMNS, examples=("digitool doctor", "digitool doctor --json"))
def doctor(call: Context) -> int:
    """Look at everything that digitool relies on: Python, SQLite, time zones, encodings, files, disk.

    Nothing is changed. The exit code is 8 when something cannot work.
    """
    try:
        workspace = call.workspace
    except WorkspaceError:
        if call.options.workspace:
            raise
        workspace = None
    findings = examine(workspace)
    rows = [{"check": one.check, "state": one.state, "detail": _said(call, one.detail)} for one in findings]
    call.show(Result("digitool.doctor/1", _COLUMNS, rows, as_of=call.as_of))
    return Exit.INTEGRITY if any(one.state == FAIL for one in findings) else Exit.OK


def _said(call: Context, phrase: Phrase) -> str:
    return call.say(phrase.template, **phrase.values)
