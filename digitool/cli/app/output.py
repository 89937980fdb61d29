"""Where a command's answer goes: asked, checked and reserved before the command does anything.

A command that writes must not find out afterwards that its answer has no place: an unknown column, a
format, a suffix, a file that exists, a folder that does not, a full disk are all told first.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from digitool.cli.app.invocation import Invocation
from digitool.cli.app.notes import is_terminal
from digitool.cli.app.options import Options
from digitool.errors import UsageError
from digitool.render.result import Look, Request

if TYPE_CHECKING:
    from digitool.render.result import Column, Result
    from digitool.render.view import View
    from digitool.workspace.files import Draft

Documents = Mapping[str, str]
"""Suffixes of texts that a command writes instead of rows, and the parameter that asks for them ("" for
a command that writes nothing else)."""


class Output:
    """The one place of a command's answer: the screen, or the reserved draft of a file."""

    def __init__(
        self, request: Request, draft: Draft | None = None, columns: tuple[Column, ...] | None = None
    ) -> None:
        self.request = request
        self.draft = draft
        self.columns = columns

    @property
    def format(self) -> str:
        """The format of rows, by its name."""
        return self.request.format

    @property
    def is_table(self) -> bool:
        """Whether rows are drawn as a table on a screen."""
        return self.format in ("table", "wide")

    @property
    def for_people(self) -> bool:
        """Whether rows are read by people: then with charts and words."""
        return self.is_table or self.format == "md"

    @property
    def path(self) -> Path | None:
        """The file that will be written; None for the screen."""
        return self.draft.path if self.draft else None

    def write(self, result: Result) -> View:
        """Render and write; what was shown."""
        from digitool.render.write import write

        if self.columns is not None and result.columns != self.columns:
            raise RuntimeError(f"{result.schema} shows other columns than its command declares")
        return write(result, self.request, self.draft)

    def write_text(self, text: str) -> None:
        """Write a document instead of rows."""
        from digitool.render.write import write_text

        write_text(text, self.draft)


@contextmanager
def opened(
    options: Options,
    invocation: Invocation,
    columns: tuple[Column, ...] | None = None,
    suffixes: tuple[str, ...] = (),
    named: Sequence[Path] = (),
) -> Iterator[Output]:
    """The output as the options ask for it, for as long as the command runs.

    ``columns`` are those that the command may show, None where only its answer tells; ``suffixes`` are
    those of the document that it was asked for, ``named`` the files that its own parameters name, none of
    which the output may be. Raises UsageError, InputOutputError, RefusedError.
    """
    path = None if options.output is None or str(options.output) == "-" else options.output
    if path is not None:
        from digitool.workspace.inputs import require_apart
        from digitool.workspace.own_files import require_not_own

        require_not_own(path)
        require_apart(path, named)
    if suffixes and path is not None:
        _require_suffix(path, suffixes)
        path_format = chosen_format(options, None)
    else:
        path_format = chosen_format(options, path)
    request = Request(
        format=path_format,
        fields=tuple(name.strip() for name in (options.fields or "").split(",") if name.strip()),
        sort=options.sort or "",
        limit=options.limit,
        look=look(options, invocation, to_file=path is not None),
        argv=invocation.argv,
    )
    if request.fields or request.sort or request.limit is not None:
        from digitool.render.view import check_asked

        check_asked(columns, request)
    from digitool.workspace.inputs import one_command

    if path is None:
        with one_command():
            yield Output(request, None, columns)
        return
    from digitool.workspace.files import output_draft

    with one_command(), output_draft(path, force=options.force) as draft:
        yield Output(request, draft, columns)


def chosen_format(options: Options, path: Path | None) -> str:
    """The one format that ``--format``, ``--json``, ``--csv`` or the file's suffix name; table by default.

    Raises UsageError for none that is known, and for two.
    """
    asked = {name for name, used in (("json", options.json), ("csv", options.csv)) if used} | (
        {options.format} if options.format else set()
    )
    if len(asked) > 1:
        from digitool.render.write import two_formats

        raise two_formats(*sorted(asked))
    name = asked.pop() if asked else ""
    if name not in ("", "json", "csv", "table"):
        from digitool.render.write import require_format

        require_format(name)
    if path is None:
        return name or "table"
    from digitool.render.write import format_by_suffix

    return format_by_suffix(path, name)


def look(options: Options, invocation: Invocation, *, to_file: bool = False) -> Look:
    """How the reader's screen is to be treated; a pipe or file has neither width nor colour."""
    terminal = is_terminal(sys.stdout) and not to_file
    return Look(
        language=invocation.language,
        cells=_screen_cells() if terminal else None,
        colour=_colour(options.color, terminal, invocation.environ),
        ascii=options.ascii or _poor_encoding(to_file),
    )


def _screen_cells() -> int:
    import shutil

    return shutil.get_terminal_size((80, 24)).columns


def _require_suffix(path: Path, suffixes: tuple[str, ...]) -> None:
    if path.suffix and path.suffix[1:].lower() not in suffixes:
        raise UsageError(
            "unknown_suffix",
            "digitool writes no {suffix} files here",
            hint="name a file that ends in {known}",
            suffix=path.suffix,
            known=", ".join(f".{one}" for one in suffixes),
        )


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
