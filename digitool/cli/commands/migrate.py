"""Bring the database up to this program's schema, after a backup"""

from __future__ import annotations

from digitool.cli.command import area, command
from digitool.cli.context import Context
from digitool.cli.options import OUTPUT, WRITE
from digitool.model.days import format_instant
from digitool.render import Column, Result

app = area(__doc__)

_COLUMNS = (
    Column("schema_before", "Schema before", "int"),
    Column("schema_after", "Schema after", "int"),
    Column("backup", "Backup"),
)


@command(
    app, WRITE, OUTPUT, columns=_COLUMNS, examples=("digitool migrate", "digitool migrate --dry-run --json")
)
def migrate(call: Context) -> None:
    """Bring the database up to this program's schema.

    A backup is taken first, and all migrations run in one transaction: afterwards the schema is the
    new one or still the old one, never something between.
    """
    from digitool.db.backup import copy_database
    from digitool.db.connection import connect
    from digitool.db.schema import upgrade
    from digitool.db.version import CURRENT, schema_version

    workspace = call.workspace
    connection = connect(workspace.database, read_only=True)
    before = schema_version(connection)
    connection.close()
    backup = None
    after = before
    if before < CURRENT and not call.options.dry_run:
        stamp = format_instant(call.as_of, call.zone)[:19].replace(":", "")
        backup = workspace.backups / f"before-migrate-{stamp}.db"
        copy_database(workspace.database, backup)
        _, after = upgrade(workspace.database)
    row = {"schema_before": before, "schema_after": after, "backup": str(backup) if backup else None}
    call.show(Result("digitool.migrate/1", _COLUMNS, [row], as_of=call.as_of))
    if before >= CURRENT:
        call.note("the database has this program's schema already; nothing was changed")
    elif call.options.dry_run:
        call.note("dry run: schema {before} would become {after}", before=before, after=CURRENT)
