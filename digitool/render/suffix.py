"""The suffix of an output file says its format; one that says another is refused, never ignored."""

from __future__ import annotations

from pathlib import Path

from digitool.errors import UsageError

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
