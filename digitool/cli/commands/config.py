"""Settings in force, and where each one comes from"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from typer import Argument

from digitool.cli.app.command import area, command
from digitool.cli.app.context import Context
from digitool.errors import WorkspaceError
from digitool.render import Column
from digitool.workspace.explain import DEFAULT, Explained, SettingsFile

app = area(__doc__)

_COLUMNS = (
    Column("key", "Key"),
    Column("value", "Set to"),
    Column("origin", "Origin"),
    Column("default", "Default", wide=True),
    Column("meaning", "Meaning", wide=True),
    Column("example", "Example", wide=True),
)


@command(app, columns=_COLUMNS, examples=("digitool config show", "digitool config show --format wide"))
def show(here: Context) -> None:
    """Show every setting in force and where it comes from.

    The whole file is checked first; phones are masked.
    """
    workspace = here.workspace
    workspace.settings.chain  # noqa: B018 - reads and checks the whole file
    rows = SettingsFile(workspace.settings_file, here.invocation.environ).show()
    here.answer([_row(here, one) for one in rows])


_EXPLAIN_COLUMNS = tuple(replace(column, wide=False) for column in _COLUMNS)


@command(
    app,
    columns=_EXPLAIN_COLUMNS,
    examples=("digitool config explain chain.cutoff_hour", "digitool config explain stores.S001.open"),
)
def explain(
    here: Context,
    key: Annotated[str, Argument(metavar="KEY", help="A key such as chain.zone or stores.S001.open.")],
) -> None:
    """Explain one setting: its value, the line or default behind it, and how it is written."""
    try:
        path = here.workspace.settings_file
    except WorkspaceError:
        path = None
    row = SettingsFile(path, here.invocation.environ).explain(key)
    here.answer([_row(here, row)], zone=here.any_zone)


def _row(here: Context, one: Explained) -> dict[str, str]:
    origin = here.say("default") if one.origin == DEFAULT else one.origin
    return {**one._asdict(), "origin": origin, "meaning": here.say(one.meaning)}
