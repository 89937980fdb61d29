"""A result on its way to the reader, and the notes that go with it."""

from __future__ import annotations

from digitool.cli.app.notes import Notes
from digitool.cli.app.output import Output
from digitool.render.result import Result


def show(result: Result, output: Output, notes: Notes) -> None:
    """Write the result; then say on stderr what it has no place for, and when it is empty or was cut."""
    view = output.write(result)
    for warning in result.warnings:
        notes.warn("{warning}", warning=warning)
    if not view.rows:
        notes.note(result.empty)
    if view.next_command:
        notes.note(
            "{shown} of {total} rows; all of them: {command}",
            shown=len(view.rows),
            total=view.total,
            command=view.next_command,
        )
    if output.path is not None:
        notes.note("written to {path}", path=str(output.path))


def drawn_under(result: Result, output: Output) -> str:
    """Further rows as a table that stands under another one (`Result.charts`); empty without rows."""
    from digitool.render.result import Request
    from digitool.render.tables import render_table
    from digitool.render.view import make_view

    view = make_view(result, Request(look=output.request.look))
    return render_table(view, wide=False).rstrip("\n")
