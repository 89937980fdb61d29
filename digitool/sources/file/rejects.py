"""The rejects file: rows that were not taken, why, and how to correct them in a spreadsheet.

Five columns stand before the original ones. A person corrects the cells after them, deletes rows
that should stay out, saves as CSV, and imports the file again: the leading columns are seen through.
The message shows values masked; the original cells stand whole, which is why the file is 0600.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from digitool.model.records import Reject
from digitool.model.text import clean
from digitool.sources.file import problems
from digitool.sources.file.guard import guard
from digitool.sources.file.opening import Document
from digitool.sources.file.rows import first_names
from digitool.sources.file.table import LEADING, rows
from digitool.words import say

WHOLE = "_text"
"""The only original column of a reject that was no table row: the page, as JSON or XML."""


def seen_through(document: Document) -> Document:
    """The document itself, or the text that the rows of such a rejects file put together."""
    if document.shape != "table" or first_names(document)[:1] != [[WHOLE]]:
        return document
    with closing(rows(document)) as numbered:
        next(numbered)
        text = "\n".join(cells[0] for _, cells in numbered if cells and cells[0].strip())
    if not document.corrected:
        return document
    data = text.encode()
    inner = Document(document.name, lambda: io.BytesIO(data), len(data), "utf-8")
    inner.corrected = True
    return inner


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
