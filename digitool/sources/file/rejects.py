"""The rejects file: rows that were not taken, why, and how to correct them in a spreadsheet.

Five columns stand before the original ones. A person corrects the cells after them, deletes rows
that should stay out, saves as CSV, and imports the file again: the leading columns are seen through.
The message shows values masked; the original cells stand whole, which is why the file is 0600.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from digitool.model.records import Reject
from digitool.model.text import clean
from digitool.sources.file import problems
from digitool.sources.file.corrected import WHOLE
from digitool.sources.file.guard import guard
from digitool.sources.file.opening import Document
from digitool.sources.file.table import LEADING
from digitool.words import say


def write_rejects(path: Path, document: Document, rejects: Iterable[Reject], language: str = "en") -> int:
    """Write a new rejects file, UTF-8 with a byte order mark, mode 0600; returns how many rows.

    ``document`` is the one that was read: its header names the original columns. Raises
    InputOutputError when the file exists or cannot be written.
    """
    count = -1
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            for row in reject_rows(document, rejects, language):
                writer.writerow(row)
                count += 1
    except OSError as error:
        raise problems.unwritable(path.name) from error
    return count


def reject_rows(document: Document, rejects: Iterable[Reject], language: str) -> Iterator[list[str]]:
    """The header and the rows of a rejects file, every cell guarded."""
    header = document.header or (WHOLE,)
    yield [*LEADING, *map(clean, header)]
    for reject in rejects:
        message = say(reject.message, language, column=reject.column, value=reject.value)
        hint = say(reject.hint, language, column=reject.column, value=reject.value)
        notes = (str(reject.line), reject.column, reject.code, message, hint)
        yield [guard(clean(note)) for note in notes] + [guard(cell) for cell in reject.cells]
