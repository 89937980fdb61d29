"""One file per import format: bytes in, typed records and rejects out. Pure: no database, no clock."""

from __future__ import annotations

from digitool.model.records import Item, Items
from digitool.sources.file.opening import Document, open_document
from digitool.sources.format import Format, ReadOptions
from digitool.sources.registry import format_named, known_formats, read, recognise_document

__all__ = [
    "Document",
    "Format",
    "Item",
    "Items",
    "ReadOptions",
    "doors",
    "file",
    "format",
    "format_named",
    "formats",
    "known_formats",
    "mapping",
    "open_document",
    "read",
    "recognise_document",
    "registry",
]
