"""Go back to a backup, or prove that one is whole"""

from __future__ import annotations

from typing import Annotated

from typer import Argument, Option

from digitool.cli.app.command import area, command
from digitool.cli.app.context import Context
from digitool.cli.app.options import CONFIRM
from digitool.render import Column

app = area(__doc__)

_COLUMNS = (
    Column("backup", "Backup"),
    Column("operations", "Operations", "int"),
    Column("restored", "Restored", "flag"),
    Column("saved", "State before", wide=True),
)


@command(
    app,
    CONFIRM,
    columns=_COLUMNS,
    examples=("digitool restore --verify", "digitool restore 20260302T004000Z --yes"),
)
def restore(
    here: Context,
    backup: Annotated[
        str, Argument(metavar="BACKUP", help="A name in backups/, or a directory; else the newest.")
    ] = "",
    verify: Annotated[bool, Option("--verify", help="Only prove that the backup is whole.")] = False,
) -> None:
    """Put a backup in the place of the database.

    The backup is verified first, and the present database is kept as a backup of its own, so a
    restore can itself be taken back. Settings and key stay as they are.

    Nobody else writes meanwhile: what ended before is in the state that is kept, what ends later is in the
    restored database. The restore is an operation of the log. Without a name the backup that goes furthest
    is taken; a state that a restore replaced is put back only by its name.
    """
    from digitool.db.schema.version import CURRENT
    from digitool.report.keeping import find_backup
    from digitool.report.restoring import restore_backup, verify_backup
    from digitool.workspace.desk import Desk

    workspace = here.workspace
    chosen = find_backup(workspace, backup)
    digest = verify_backup(workspace, chosen)
    operations = chosen.manifest.history.operations
    done = None
    if not verify and not here.options.dry_run:
        here.confirm("Replace the database by {name} with {n} operations?", name=chosen.name, n=operations)
        desk = Desk(workspace.database, here.as_of, actor=here.actor)  # whatever became of digitool.toml
        done = restore_backup(desk, workspace, chosen, digest)
    saved = done.saved if done else ""
    rows = [{"backup": chosen.name, "operations": operations, "restored": bool(done), "saved": saved}]
    here.answer(rows, zone=here.any_zone)
    if done is None:
        here.note("the backup is whole; nothing was changed")
        return
    if saved:
        here.note("the state before is kept as {name}", name=saved)
    else:
        here.note("there was no database, so no state before is kept")
    if done.schema != CURRENT:
        here.note("the backup is of schema {found}; next: digitool migrate", found=done.schema)
