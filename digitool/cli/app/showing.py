"""An answer on its way to the reader: what follows from its command, and the notes that go with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from digitool.cli.app.notes import Notes
from digitool.cli.app.output import Output
from digitool.render.result import Column, Request, Result

if TYPE_CHECKING:
    from digitool.cli.app.context import Context


def name_of(path: str) -> str:
    """The name of a command's answers: ``flow.rate`` for ``digitool flow rate``."""
    return ".".join(path.split()[1:])


def columns_of(output: Output, columns: tuple[Column, ...] | None) -> tuple[Column, ...]:
    """The declared columns, or those that the answer tells where its command declares none."""
    found = output.columns if columns is None else columns
    if found is None:
        raise RuntimeError("a command whose answer tells its columns names them")
    return found


def rows_and_rest(
    found: Sequence[Mapping[str, Any]] | Mapping[str, Any],
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The rows of an answer, and what an operation says beside them and its own name."""
    if not isinstance(found, Mapping):
        return cast("list[dict[str, Any]]", found), {}
    rest = {name: value for name, value in found.items() if name not in ("rows", "operation")}
    return [{**row, "operation": found["operation"]} for row in found["rows"]], rest


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


def drawn_under(here: Context, columns: tuple[Column, ...], rows: list[dict[str, Any]]) -> str:
    """Further rows as a table that stands under another one (`Result.charts`); empty without rows."""
    from digitool.render.tables import render_table
    from digitool.render.view import make_view

    result = Result("", columns, rows, as_of=here.as_of, zone=here.zone)
    view = make_view(result, Request(look=here.output.request.look))
    return render_table(view, wide=False).rstrip("\n")
