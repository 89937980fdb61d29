"""Health of this computer and of the workspace"""

from __future__ import annotations

from digitool.cli.app.command import area, command
from digitool.cli.app.context import Context
from digitool.cli.app.notes import shown_value
from digitool.errors import Exit, Phrase, WorkspaceError
from digitool.render import Column
from digitool.report.health import FAIL, examine

app = area(__doc__)

_COLUMNS = (Column("check", "Check"), Column("state", "State"), Column("detail", "Detail"))


@command(app, columns=_COLUMNS, examples=("digitool doctor", "digitool doctor --json"))
def doctor(here: Context) -> int:
    """Look at everything that digitool relies on: Python, SQLite, time zones, encodings, files, disk.

    Nothing is changed. The exit code is 8 when something cannot work, and 10 when the only fault is that the
    key or the schema is not the one that the database needs.
    """
    try:
        workspace = here.workspace
    except WorkspaceError:
        if here.options.workspace:
            raise
        workspace = None
    findings = examine(workspace)
    rows = [{"check": one.check, "state": one.state, "detail": _said(here, one.detail)} for one in findings]
    here.answer(rows, zone=here.any_zone)
    failed = [one for one in findings if one.state == FAIL]
    for one in failed:
        if one.error and all(isinstance(other.error, WorkspaceError) for other in failed):
            raise one.error
    return Exit.INTEGRITY if failed else Exit.OK


def _said(here: Context, phrase: Phrase) -> str:
    return str(shown_value(phrase, here.language))
