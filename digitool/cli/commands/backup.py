"""Copy the workspace while it is in use"""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Annotated

from typer import Option

from digitool.cli.command import area, command
from digitool.cli.context import Context
from digitool.cli.options import OUTPUT
from digitool.render import Column, Result

app = area(__doc__)

_COLUMNS = (
    Column("backup", "Backup"),
    Column("bytes", "Bytes", "int"),
    Column("verified", "Verified", "flag"),
    Column("path", "Path"),
)


@command(
    app,
    ("dry_run",),
    OUTPUT,
    columns=_COLUMNS,
    examples=("digitool backup", "digitool backup --to /mnt/usb --keep 14"),
)
def backup(
    call: Context,
    to: Annotated[
        Path | None, Option("--to", metavar="DIR", help="Where; else backups/ of the workspace.")
    ] = None,
    keep: Annotated[int, Option("--keep", metavar="N", help="Delete all but the newest N; 0 keeps all.")] = 0,
    with_key: Annotated[
        bool, Option("--with-key", help="Copy the key too. Then guard the copy like it.")
    ] = False,
) -> None:
    """Write a whole, verified copy of the database and the settings.

    It takes in every operation that ended before, also while others are writing. A plain copy of the
    file would not. The key is not copied unless you ask: keep it in another place.
    """
    from digitool.report.keeping import make_backup, prune

    workspace = call.workspace
    target = to or workspace.backups
    name = datetime.fromtimestamp(call.as_of / 1000, timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    if call.options.dry_run:
        call.note("dry run: nothing was written")
        rows = [{"backup": name, "bytes": workspace.database.stat().st_size, "path": str(target / name)}]
    else:
        made = make_backup(workspace, target, name, with_key=with_key)
        rows = [{"backup": made.path.name, "bytes": made.size, "verified": True, "path": str(made.path)}]
        for old in prune(target, keep):
            call.note("deleted the old backup {name}", name=old)
    call.show(Result("digitool.backup/1", _COLUMNS, rows, as_of=call.as_of))
