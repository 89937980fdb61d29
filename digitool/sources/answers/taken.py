"""When a list was taken, as a person says it: never before anything that the list tells of."""

from __future__ import annotations

from digitool.errors import DataError
from digitool.model.days import format_instant
from digitool.model.ids import Ms
from digitool.model.records import Items, Reject, Skip, Warn
from digitool.sources.file.opening import Document
from digitool.sources.format import ReadOptions


def taken_after(document: Document, items: Items, options: ReadOptions) -> Items:
    """The items of a list. Raises DataError ``taken_before`` at one that is later than ``options.at``.

    A list cannot hold who came after it was taken: believed, it would end or make relations that never were.
    """
    for item in items:
        if options.at is not None and not isinstance(item, (Reject, Skip, Warn)):
            told = getattr(item, "at", 0)
            if told > options.at:
                raise DataError(
                    "taken_before",
                    "{file} cannot have been taken at {taken}: its line {line} tells of {told}",
                    hint="Say with --at when it was really taken. Nothing was changed.",
                    file=document.name,
                    taken=format_instant(options.at, options.zone),
                    line=item.line,
                    told=format_instant(Ms(told), options.zone),
                )
        yield item
