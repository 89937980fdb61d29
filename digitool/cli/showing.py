"""From the shared output options to a rendered result, and the notes that go with it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping

from digitool.cli.invocation import Invocation
from digitool.cli.notes import Notes, is_terminal
from digitool.cli.options import Options
from digitool.errors import UsageError
from digitool.render.request import Look, Request
from digitool.render.result import Result
from digitool.render.write import write


def show(result: Result, options: Options, invocation: Invocation, notes: Notes) -> None:
    """Write the result; then say on stderr when it is empty or was cut."""
    request = output_request(options, invocation)
    view = write(result, request)
    for_people = request.format in ("table", "wide", "md")
    if for_people:
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
    if request.path is not None and str(request.path) != "-":
        notes.note("written to {path}", path=str(request.path))


def output_request(options: Options, invocation: Invocation) -> Request:
    """The options as the renderer wants them. Raises UsageError when two formats are asked."""
    to_file = options.output is not None and str(options.output) != "-"
    return Request(
        format=chosen_format(options),
        fields=tuple(name.strip() for name in (options.fields or "").split(",") if name.strip()),
        sort=options.sort or "",
        limit=options.limit,
        path=options.output,
        force=options.force,
        look=look(options, invocation, to_file=to_file),
        argv=invocation.argv,
    )


def chosen_format(options: Options) -> str:
    """The one format that ``--format``, ``--json`` or ``--csv`` name; table by default."""
    asked = {name for name, used in (("json", options.json), ("csv", options.csv)) if used} | (
        {options.format} if options.format else set()
    )
    if len(asked) > 1:
        raise UsageError(
            "two_formats", "two formats are asked: {names}", hint="use one", names=", ".join(sorted(asked))
        )
    return asked.pop() if asked else "table"


def look(options: Options, invocation: Invocation, *, to_file: bool = False) -> Look:
    """How the reader's screen is to be treated; a pipe or file has neither width nor colour."""
    terminal = is_terminal(sys.stdout) and not to_file
    wide = shutil.get_terminal_size((80, 24)).columns if terminal else None
    return Look(
        language=invocation.language,
        cells=wide,
        colour=_colour(options.color, terminal, invocation.environ),
        ascii=options.ascii or _poor_encoding(to_file),
    )


def drawn_under(result: Result, options: Options, invocation: Invocation) -> str:
    """Further rows as a table that stands under another one (`Result.charts`); empty without rows."""
    from digitool.render.tables import render_table
    from digitool.render.view import make_view

    to_file = options.output is not None and str(options.output) != "-"
    view = make_view(result, Request(look=look(options, invocation, to_file=to_file)))
    return render_table(view, wide=False).rstrip("\n")


def _colour(asked: str, terminal: bool, environ: Mapping[str, str]) -> bool:
    if asked != "auto":
        return asked == "always"
    if environ.get("NO_COLOR") or environ.get("TERM") == "dumb":
        return False
    return terminal or bool(environ.get("FORCE_COLOR"))


def _poor_encoding(to_file: bool) -> bool:
    """Whether stdout cannot hold drawing characters (ASCII, GBK and the like)."""
    encoding = (
        getattr(sys.stdout, "encoding", None) or os.environ.get("PYTHONIOENCODING") or "ascii"
    ).lower()
    return not to_file and "utf" not in encoding
