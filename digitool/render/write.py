"""Write a result in the asked format, to the screen or whole into a file."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from digitool.errors import UsageError
from digitool.model.text import mask_value, nearest
from digitool.render.request import Request
from digitool.render.result import Result
from digitool.render.view import View, make_view

FORMATS = Path(__file__).parent / "formats"


def format_names() -> list[str]:
    """The formats that exist: one file each."""
    return sorted(file.stem for file in FORMATS.glob("*.py") if not file.name.startswith("_"))


def write(result: Result, request: Request) -> View:
    """Render and write; gives back what was shown, so that the caller can say what was not.

    Raises UsageError for an unknown format or column, InputOutputError for a refused path.
    """
    names = format_names()
    if request.format not in names:
        near = nearest(request.format, names)
        raise UsageError(
            "no_such_format",
            "there is no format {value}",
            hint="did you mean {near}?" if near else "the formats are: {names}",
            value=mask_value(request.format),
            near=near,
            names=", ".join(names),
        )
    view = make_view(result, request)
    text: str = import_module(f"digitool.render.formats.{request.format}").render(view)
    write_text(text, request.path, force=request.force)
    return view


def write_text(text: str, path: Path | None, *, force: bool = False) -> None:
    """Write text to the screen, or whole into a file. Raises InputOutputError for a refused path."""
    if path is None or str(path) == "-":
        sys.stdout.write(text)
        sys.stdout.flush()
    else:
        from digitool.workspace.files import write_whole

        write_whole(path, text.encode("utf-8", "replace"), force=force)
