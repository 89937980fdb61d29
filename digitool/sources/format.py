"""What an import format is: how it is recognised, how it is read, and what a person is told of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from digitool.sources.file.opening import Document
from digitool.sources.items import Items
from digitool.sources.options import ReadOptions


@dataclass(frozen=True)
class Format:
    """One import format.

    ``name`` is stable for scripts. ``kinds`` names the record classes that it yields. ``sniff`` says
    how sure it is that a document is in this format (0 no, 100 certain); it may raise DataError to
    refuse a file that is nearly right. ``read`` yields records, rejects, skips and warnings in the
    order of lines, and raises DataError to refuse the whole file. ``needs`` names the fields of
    `ReadOptions` without which it cannot read. ``where`` tells where the file is downloaded, as an
    English template.
    """

    name: str
    title_en: str
    title_zh: str
    kinds: tuple[str, ...]
    sniff: Callable[[Document], int]
    read: Callable[[Document, ReadOptions], Items]
    needs: tuple[str, ...] = ()
    where: str = ""
