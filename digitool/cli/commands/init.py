"""Create a workspace: settings, database and key"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from typer import Argument

from digitool.cli.app.command import area, command
from digitool.cli.app.context import Context
from digitool.render import Column

app = area(__doc__)

_COLUMNS = (Column("item", "Item"), Column("created", "Made now", "flag"), Column("path", "Path", wide=True))


@command(app, ("dry_run",), columns=_COLUMNS, examples=("digitool init my-chain",))
def init(
    here: Context,
    directory: Annotated[
        Path | None, Argument(metavar="DIR", help="Where; made when it does not exist.")
    ] = None,
) -> None:
    """Create a workspace: a directory with digitool.toml, the database and the key.

    Run it again and nothing happens: what is there stays as it is. Keep a copy of digitool.key in
    another place: without it no phone that was imported can be recognised again. Beside a database no
    second key is made.
    """
    from digitool.workspace.found import alone, found_workspace, make_directory, missing_parts
    from digitool.workspace.locate import Workspace
    from digitool.workspace.template import template

    root = here.directory(directory, Path())
    workspace = Workspace(root)
    items = {
        "digitool.toml": workspace.settings_file,
        "digitool.db": workspace.database,
        "digitool.key": workspace.key_file,
        "backups": workspace.backups,
        "rejects": workspace.rejects,
    }
    if here.options.dry_run:
        made = missing_parts(workspace)
    else:
        make_directory(root)
        with alone(root):
            made = found_workspace(root, template(here.language))
    rows = [{"item": name, "created": name in made, "path": str(path)} for name, path in items.items()]
    here.answer(rows, zone=here.any_zone)
    elsewhere = here.options.workspace
    if elsewhere and elsewhere.resolve() != root.resolve():
        here.notes.warn(
            "commands use {workspace}, which DIGITOOL_WORKSPACE names: unset it, or add -w {root}",
            workspace=elsewhere,
            root=root,
        )
    if not made:
        here.note("this workspace is complete already; nothing was changed")
    elif not here.options.dry_run:
        here.note(
            "next: describe your stores in {path}, then run digitool import FILE",
            path=str(items["digitool.toml"]),
        )
