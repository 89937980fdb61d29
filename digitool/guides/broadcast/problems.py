"""What is wrong with a file that a broadcast is told by."""

from __future__ import annotations

from digitool.errors import DataError


def not_utf8(file: object) -> DataError:
    """A file is in another encoding."""
    return DataError("not_utf8_file", "{file} is not UTF-8", hint="save it as UTF-8", file=file)
