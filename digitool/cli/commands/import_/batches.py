"""Imports that were made: list them, look at one, take it back, let it count again."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Argument

from digitool.cli.app.command import command
from digitool.cli.app.context import Context
from digitool.cli.app.options import DAYS, WRITE
from digitool.cli.commands.import_ import app
from digitool.cli.commands.import_.figures import COLUMNS as FIGURES
from digitool.cli.commands.import_.figures import moved_rows
from digitool.model.ids import operation_id
from digitool.render import Column

Batch = Annotated[int, Argument(metavar="BATCH", help="The number of an import, from import list.", min=1)]

_COLUMNS = (
    Column("batch", "batch", "int"),
    Column("at", "Time", "instant"),
    Column("actor", "Who"),
    Column("file", "file"),
    Column("format", "format"),
    Column("rows_in", "rows", "int"),
    Column("accepted", "taken", "int"),
    Column("rejected", "rejected", "int"),
    Column("known", "known already", "int", wide=True),
    Column("period_from", "from", "instant", wide=True),
    Column("period_to", "to", "instant", wide=True),
    Column("state", "State"),
    Column("undone_by", "Undone by", wide=True),
    Column("operation", "operation", wide=True),
)
_KINDS = (
    Column("kind", "Of what"),
    Column("told", "Told", "int"),
    Column("alone", "By this file alone", "int"),
    Column("differs", "Told otherwise elsewhere", "int"),
    Column("rule", "What counts"),
)
_STATES = {"counts": "it counts", "undone": "taken back"}
_LIMIT = 20


@command(
    app, DAYS, columns=_COLUMNS, examples=("digitool import list", "digitool import list --last 7d --json")
)
def list_(here: Context) -> None:
    """List the imports, the newest first; a period chooses by when they were made.

    An import counts until it is taken back (undone). Every fact knows its imports, so that taking one back
    leaves exactly what the others say.
    """
    from digitool.ingest.history import imports

    period = here.optional_period()
    rows = [_row(dict(one)) for one in here.ask(imports, here.calendar.span(period) if period else None)]
    if here.output.for_people:
        rows = [{**row, "state": here.say(_STATES[row["state"]])} for row in rows]
    here.answer(rows, period=period, limit=_LIMIT, empty="nothing was imported in this time")


def _row(one: dict[str, Any]) -> dict[str, Any]:
    undone_by = one["undone_by"]
    return {
        **one,
        "operation": operation_id(one["operation"]),
        "undone_by": operation_id(undone_by) if undone_by else None,
    }


@command(app, columns=_KINDS, examples=("digitool import show 3",))
def show(here: Context, batch: Batch) -> None:
    """Show what an import told of, kind by kind, and which of several claims counts.

    Facts that it alone tells of are gone when it is taken back. Where another file says otherwise, the
    rule of the kind decides, whichever came first.
    """
    from digitool.ingest.history import import_of, told_by

    found = _row(dict(here.ask(import_of, batch)))
    here.note(
        "import {batch}: {file} ({format}), {rows} rows; {operation} by {actor}",
        batch=batch,
        file=found["file"],
        format=found["format"],
        rows=found["rows_in"],
        operation=found["operation"],
        actor=found["actor"],
    )
    if found["undone_by"]:
        here.note(
            "import {batch} was taken back by {operation}; nothing that it says counts",
            batch=batch,
            operation=found["undone_by"],
        )
    rows = here.ask(told_by, batch)
    if here.output.for_people:
        rows = [{**row, "rule": here.say(row["rule"])} for row in rows]
    moments = {name: here.desk.moment(found[name]) for name in ("at", "period_from", "period_to")}
    here.answer(rows, meta={"import": {**found, **moments}}, empty="this import told nothing that was kept")


@command(
    app,
    WRITE,
    columns=FIGURES,
    examples=("digitool import undo 3 --dry-run", "digitool import undo 3"),
)
def undo(here: Context, batch: Batch) -> None:
    """Take an import back: nothing that it says counts, as if it had never been made.

    Facts that other files tell of too stay. What was settled, paid or decided on it is listed, and put right
    by its own rules. See first what would change with --dry-run.
    """
    from digitool.ingest.undoing import undo_import

    _tell(here, undo_import(here.desk, batch))
    if not here.options.dry_run:
        here.note("let it count again with: digitool import redo {batch}", batch=batch)


@command(app, WRITE, columns=FIGURES, examples=("digitool import redo 3",))
def redo(here: Context, batch: Batch) -> None:
    """Let an import that was taken back count again, exactly as before.

    The undo of import undo: its file is not needed.
    """
    from digitool.ingest.undoing import redo_import

    _tell(here, redo_import(here.desk, batch))


def _tell(here: Context, done: dict[str, Any]) -> None:
    """Show which figures moved, what else rests on the import, and what to look at."""
    from digitool.ingest.resting import told_of_resting

    for one in told_of_resting(done["rests"]):
        here.note(one.message, **one.values)
    for warning in done["warnings"]:
        here.note(warning["message"], **warning["values"])
    for batch in done["also"]:
        here.note("import {batch}, which it replaced, changes with it", batch=batch)
    here.answer(
        moved_rows(here, done),
        meta={name: done[name] for name in _META},
        empty="no figure changes",
    )


_META = ("batch", "file", "format", "facts", "store_days", "rests", "also")
