"""Write a result in the asked format, to the screen or whole into a file."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from digitool.errors import UsageError
from digitool.model.text import mask_value, meant
from digitool.render.request import Request
from digitool.render.result import Result
from digitool.render.view import View, make_view

if TYPE_CHECKING:
    from digitool.workspace.files import Draft

FORMATS = Path(__file__).parent / "formats"


def format_names() -> list[str]:
    """The formats that exist: one file each."""
    return sorted(file.stem for file in FORMATS.glob("*.py") if not file.name.startswith("_"))


def require_format(name: str) -> None:
    """Raise UsageError, with the nearest name, unless there is this format."""
    names = format_names()
    if name not in names:
        raise UsageError(
            "no_such_format",
            "there is no format {value}",
            value=mask_value(name),
            **meant(name, names, "the formats are: {names}"),
            names=", ".join(names),
        )


def write(result: Result, request: Request, draft: Draft | None = None) -> View:
    """Render and write, to the draft of a file or to the screen.

    Gives back what was shown, so that the caller can say what was not. Raises UsageError for an unknown
    format or column, and as `Draft.fill`.
    """
    require_format(request.format)
    view = make_view(result, request)
    text: str = import_module(f"digitool.render.formats.{request.format}").render(view)
    write_text(text, draft)
    return view


def write_text(text: str, draft: Draft | None = None) -> None:
    """Write text whole into the draft of a file, or to the screen."""
    if draft is None:
        sys.stdout.write(text)
        sys.stdout.flush()
    else:
        draft.fill(text.encode("utf-8", "replace"))
