"""Copy the workspace while it is in use"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Option

from digitool.cli.app.command import area, command
from digitool.cli.app.context import Context
from digitool.render import Column

if TYPE_CHECKING:
    from digitool.report.pruning import Pruning

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
    columns=_COLUMNS,
    examples=("digitool backup", "digitool backup --to /mnt/usb --keep 14"),
)
def backup(
    here: Context,
    to: Annotated[
        Path | None, Option("--to", metavar="DIR", help="Where; else backups/ of the workspace.")
    ] = None,
    keep: Annotated[
        int, Option("--keep", min=0, metavar="N", help="Delete all but the newest N whole ones; 0 keeps all.")
    ] = 0,
    with_key: Annotated[
        bool, Option("--with-key", help="Copy the key too. Then guard the copy like it.")
    ] = False,
) -> None:
    """Write a whole, verified copy of the database and the settings.

    It takes in every operation that ended before, also while others are writing. A plain copy of the
    file would not. The key is not copied unless you ask: keep it in another place.

    The copy is verified as a restore would do it, and must go on from the newest backup in its place: a
    database that lost operations, or is another one, is refused. Only then older backups are deleted, by
    their order and not by a clock. What a restore left behind stays while nothing else holds it.
    """
    from digitool.report.keeping import Wanted, make_backup, prune, require_later
    from digitool.report.manifest import stamp

    workspace = here.workspace
    wanted = Wanted(to or workspace.backups, stamp(here.as_of), with_key=with_key)
    if here.options.dry_run:
        _ = workspace.key
        require_later(workspace, workspace.database, wanted.target)
        path, size, fault = wanted.target / wanted.name, workspace.database.stat().st_size, None
    else:
        made, fault = make_backup(workspace, wanted)
        path, size = made.path, made.database.stat().st_size
        if not fault:
            _tell(here, prune(workspace, wanted.target, keep))
    verified = None if here.options.dry_run else fault is None
    rows = [{"backup": path.name, "bytes": size, "verified": verified, "path": str(path)}]
    here.answer(rows, zone=here.any_zone)
    if fault:
        raise fault


def _tell(here: Context, pruning: Pruning) -> None:
    for old in pruning.old:
        here.note("deleted the old backup {name}", name=old.name)
    if pruning.spared:
        here.note(
            "kept {names}: a restore left operations there that no newer backup holds; delete by hand what"
            " you no longer need",
            names=", ".join(one.name for one in pruning.spared),
        )
