"""Which formats exist, and which one a file is in: each module in a wing of `formats` is one.

Only the formats that a file can be in are loaded: those of tables, or those of messages.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from itertools import chain
from pkgutil import iter_modules

from digitool.errors import DataError, NotFoundError
from digitool.model.records import Items
from digitool.model.text import mask_value, nearest
from digitool.sources.answers.pages import first_page
from digitool.sources.file import problems
from digitool.sources.file.opening import Document
from digitool.sources.file.rejects import seen_through
from digitool.sources.file.rows import first_names
from digitool.sources.format import Format, ReadOptions
from digitool.sources.mapping.mapping import KINDS, WHOSE

WINGS = {"table": "tables", "json": "messages", "xml": "messages"}
"""The wing of `formats` for each shape of a document."""


@cache
def _formats(wing: str) -> list[Format]:
    folder = import_module(f"digitool.sources.formats.{wing}")
    names = (module.name for module in iter_modules(folder.__path__))
    found: list[Format] = [import_module(f"{folder.__name__}.{name}").FORMAT for name in names]
    return sorted(found, key=lambda item: item.name)


def known_formats() -> list[Format]:
    """All formats by name."""
    return sorted(chain(*map(_formats, dict.fromkeys(WINGS.values()))), key=lambda item: item.name)


def format_named(name: str) -> Format:
    """The format of that name; raises NotFoundError with the nearest one."""
    known = {item.name: item for item in known_formats()}
    if name in known:
        return known[name]
    near = nearest(name, list(known))
    raise NotFoundError(
        "no_format",
        "there is no format {name}",
        hint="Did you mean {near}?" if near else "",
        near=near,
        try_next="digitool formats",
        name=mask_value(name),
    )


def recognise_document(document: Document) -> Format:
    """The format that is surest of a document; look-alikes are refused with their reason."""
    scored = [(item.sniff(document), item) for item in _formats(WINGS[document.shape])]
    score = max(sure for sure, _item in scored)
    best = [item for sure, item in scored if sure == score]
    if score > 0:
        if len(best) > 1 and all(item.name in KINDS for item in best):
            raise _unsure(document, [item.name for item in best], max(first_names(document), key=len))
        return best[0]
    from digitool.sources.lookalikes import refuse_lookalike

    refuse_lookalike(document)
    _refuse_unsure(document)
    raise DataError(
        "unknown_format",
        "{file} is in no format that is known here; it starts with: {seen}",
        hint="See the known formats, or let digitool propose a mapping for a table with a header row.",
        try_next="digitool import --learn FILE" if document.shape == "table" else "digitool formats",
        file=document.name,
        seen=_seen(document),
    )


def _refuse_unsure(document: Document) -> None:
    """Raise DataError ``unsure_kind`` for a table that names people and may yet be about something else."""
    from digitool.sources.mapping.telltales import kinds_told

    for names in first_names(document):
        if set(WHOSE) & set(names):
            raise _unsure(document, list(kinds_told(names, money=True)) or ["customers"], names)


def _unsure(document: Document, kinds: list[str], names: list[str]) -> DataError:
    return DataError(
        "unsure_kind",
        "{file} may be a table of {kinds}; its columns do not say for sure: {seen}",
        hint="Let digitool propose a mapping and look it over. --as {kind} reads it as {kind} all the same,"
        " and nothing else of it.",
        try_next="digitool import --learn FILE",
        file=document.name,
        kinds=", ".join(kinds),
        kind=kinds[-1],
        seen=", ".join(mask_value(name, 20) for name in names[:12]),
    )


def _seen(document: Document) -> str:
    """The header of a table, the keys of an answer, or what the first characters look like."""
    from digitool.sources.mapping.glimpse import row_glimpse, text_glimpse

    rows = first_names(document)
    if rows:
        return row_glimpse(max(rows, key=len))
    if document.shape == "json":
        return ", ".join(mask_value(name, 30) for name in list(first_page(document))[:8])
    return text_glimpse(document.peek[:200])


def read(document: Document, chosen: Format, options: ReadOptions) -> Items:
    """Records, rejects, skips and warnings of a document, read as ``chosen``.

    One row may give several records (an order and its refund): they carry the same line. A purchase
    of several rows (a ticket) is one record at its first line.

    Raises UsageError ``needs_option`` when an option is missing that the format cannot do without.
    """
    for need in chosen.needs:
        if not getattr(options, need):
            raise problems.needs_option(chosen.name, need.replace("_", "-"))
    return chosen.read(seen_through(document), options)
