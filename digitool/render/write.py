"""Write a result in the format that is named, or that the suffix of a file says."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from digitool.errors import UsageError
from digitool.model.text import mask_value, meant
from digitool.render.result import Request, Result
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


SUFFIXES = {
    "csv": "csv",
    "tsv": "tsv",
    "json": "json",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "md": "md",
    "txt": "table",
}
"""Formats by suffix; ``txt`` is plain text, whose format may be any that is asked."""

_PLAIN = "txt"
_OTHERS = frozenset(
    [
        "xlsx",
        "xls",
        "xlsb",
        "xlsm",
        "ods",
        "numbers",
        "html",
        "htm",
        "pdf",
        "doc",
        "docx",
        "ppt",
        "pptx",
        "zip",
        "gz",
        "7z",
        "rar",
        "parquet",
        "db",
        "sqlite",
        "png",
        "svg",
        "toml",
        "key",
    ]
)
"""Suffixes that promise what no format here is, also where a format is asked."""


def format_by_suffix(path: Path, asked: str) -> str:
    """The format of an output file: the asked one, else by its suffix, else ``table``.

    Raises UsageError ``unknown_suffix`` where the suffix is not understood, ``two_formats`` where it
    says another format than the asked one.
    """
    suffix = path.suffix[1:].lower()
    told = SUFFIXES.get(suffix, "")
    if told and asked and asked != told and suffix != _PLAIN:
        raise two_formats(asked, path.suffix)
    if suffix in _OTHERS or (suffix and not told and not asked):
        raise UsageError(
            "unknown_suffix",
            "digitool writes no {suffix} files",
            hint="name a file that ends in {known}",
            suffix=path.suffix,
            known=", ".join(f".{one}" for one in SUFFIXES),
        )
    return asked or told or "table"


def two_formats(*names: str) -> UsageError:
    """An answer is asked in several formats at once."""
    return UsageError("two_formats", "two formats are asked: {names}", hint="use one", names=", ".join(names))
