"""One file per import format: bytes in, typed records and rejects out. Pure: no database, no clock."""

from __future__ import annotations

from digitool.sources.opening import Document, open_document
from digitool.sources.options import Item, Items, ReadOptions
from digitool.sources.registry import Format, format_named, formats, read, recognise, recognise_document

__all__ = [
    "Document",
    "Format",
    "Item",
    "Items",
    "ReadOptions",
    "format_named",
    "formats",
    "open_document",
    "read",
    "recognise",
    "recognise_document",
]
