"""Bring the database up to this program's schema, after a backup"""

from __future__ import annotations

from digitool.cli.app.command import area, command
from digitool.cli.app.context import Context
from digitool.cli.app.options import WRITE
from digitool.render import Column

app = area(__doc__)

_COLUMNS = (
    Column("schema_before", "Schema before", "int"),
    Column("schema_after", "Schema after", "int"),
    Column("backup", "Backup"),
)


@command(
    app,
    WRITE,
    columns=_COLUMNS,
    operation=False,
    examples=("digitool migrate", "digitool migrate --dry-run --json"),
)
def migrate(here: Context) -> None:
    """Bring the database up to this program's schema.

    A backup is taken first, and all migrations run in one transaction: afterwards the schema is the
    new one or still the old one, never something between.
    """
    from digitool.db.reading import reader_of_any
    from digitool.db.schema.version import CURRENT, require_known, schema_version
    from digitool.report.migrating import migrate_workspace

    workspace = here.workspace
    with reader_of_any(workspace.database) as connection:
        before = schema_version(connection)
    require_known(before, workspace.database)
    backup = None
    if before < CURRENT and not here.options.dry_run:
        before, backup = migrate_workspace(workspace, here.as_of)
    row = {
        "schema_before": before,
        "schema_after": CURRENT if backup else before,
        "backup": str(backup.path) if backup else None,
    }
    here.answer([row], zone=here.any_zone)
    if before == CURRENT:
        here.note("the database has this program's schema already; nothing was changed")
    elif here.options.dry_run:
        here.note("schema {before} would become {after}", before=before, after=CURRENT)
    else:
        here.note("the state before is kept as {name}", name=backup.name if backup else "")
