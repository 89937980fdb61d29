"""A rejects file of JSON or XML that came back: its one original column holds whole documents."""

from __future__ import annotations

import io
from contextlib import closing

from digitool.sources.file.opening import Document
from digitool.sources.file.rows import first_names
from digitool.sources.file.table import rows

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
