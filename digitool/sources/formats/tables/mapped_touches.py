"""Touches from any table, by a mapping: the fast way in for millions of rows.

Rows are checked a column at a time. A block in which every cell passes costs no Python step per row;
only a small block with a doubtful cell is looked at row by row.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from operator import add, itemgetter
from typing import Any, NamedTuple

from digitool.model.ids import Identifier, Ms
from digitool.model.records import Item, Items, Profile, Reject, Touch
from digitool.sources.file import problems
from digitool.sources.file.cells import MANGLED, MAX_ID, ident, known
from digitool.sources.file.opening import Document
from digitool.sources.file.problems import Refused
from digitool.sources.file.rows import HeadedTable, Row, bare, check_width, each
from digitool.sources.file.table import blocks
from digitool.sources.format import Format, ReadOptions
from digitool.sources.mapping.mapped import (
    TYPED,
    check_namespace,
    column,
    filled,
    id_fields,
    is_total,
    mapped_moment,
    mapped_table,
    mapping_for,
    parse_when,
    sniff_kind,
    who,
    whose,
    with_one_identity,
)
from digitool.sources.mapping.mapping import TableMapping

TouchRow = tuple[int, int, str, str, str, str, str, str, str]
"""Line, at (UTC ms), touchpoint, namespace, scope, value, ref, store, scene."""

MAX_CODE = 64
"""Longest code of a touchpoint, store, scene or scope."""

_TEXTS = ("touchpoint", "namespace", "scope", "identity", "ref", "store", "scene")
_CODES = ("touchpoint", "namespace", "scope", "store", "scene")
_BLOCK = 1_024
_SMALL = 16
"""A block that fails is cut in this many parts, until they hold no more rows than this."""
_REJECTS = 5_000
"""Most rejects of a chunk, give or take a block: each holds the cells of its row."""
_CACHED = 200_000
_HOUR_TEXT = re.compile(r"[12]\d{3}-[01]\d-[0-3]\d[T ][0-2]\d", re.ASCII)
_OFFSET_TEXT = re.compile(r"(Z|[+-]\d\d:\d\d)?", re.ASCII)
_HOUR, _MINUTE, _OFFSET = (itemgetter(slice(*ends)) for ends in ((0, 13), (13, 19), (19, None)))
_WITHIN = {f":{s // 60:02d}:{s % 60:02d}": s * 1000 for s in range(3600)}
"""Milliseconds into the hour of ``:05:12``."""
_DECORATED = ("`", "'", " ")


class TouchChunk(NamedTuple):
    """Touches of consecutive rows, kept as the nine columns of `TouchRow`, and the rejects among them.

    Columns stay columns all the way to the database: a tuple for each of a million rows costs a second.
    """

    columns: tuple[list[Any], ...]
    rejects: list[Reject]

    @classmethod
    def empty(cls) -> TouchChunk:
        """A chunk to be filled."""
        return cls(tuple([] for _ in range(9)), [])

    def __len__(self) -> int:
        return len(self.columns[0]) + len(self.rejects)

    @property
    def rows(self) -> list[TouchRow]:
        """The touches row by row."""
        return list(zip(*self.columns, strict=True))

    def extend(self, columns: Iterable[Iterable[Any]]) -> None:
        """Add touches that are given as columns."""
        for mine, new in zip(self.columns, columns, strict=True):
            mine.extend(new)


def read_touch_chunks(
    document: Document, mapping: TableMapping, options: ReadOptions, size: int = 50_000
) -> Iterator[TouchChunk]:
    """Touches in chunks of about ``size`` rows; memory is bounded by the chunk, not by the file.

    Raises DataError for the file as a whole, ``missing_column`` among others.
    """
    mapping = with_one_identity(mapping, options)
    reader = _Reader(mapped_table(document, mapping), mapping, options)
    with closing(_data_blocks(document, reader.table, mapping, min(size, _BLOCK))) as found:
        while True:
            chunk = TouchChunk.empty()
            with _no_cycles():
                for lines, block in found:
                    reader.take(lines, block, chunk)
                    if len(chunk) >= size or len(chunk.rejects) >= _REJECTS:
                        break
            if not len(chunk):
                return
            yield chunk


@contextmanager
def _no_cycles() -> Iterator[None]:
    """Hold the cycle collector back while a chunk of plain tuples is made: it costs an eighth."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _data_blocks(
    document: Document, table: HeadedTable, mapping: TableMapping, size: int
) -> Generator[tuple[Sequence[int], list[list[str]]], None, None]:
    """Blocks of the rows after the header; row by row for a rejects file, whose cells are guarded."""
    if document.corrected:
        for line, cells in table.rows:
            yield [line], [cells]
        return
    with closing(blocks(document, size, mapping.skip_lines)) as read:
        for lines, block in read:
            if lines and lines[0] <= table.line:
                after = next((i for i, line in enumerate(lines) if line > table.line), len(lines))
                lines, block = lines[after:], block[after:]
            if block:
                yield lines, block


class _Hours(dict[str, int]):
    """UTC ms of an hour by its text, ``2026-03-01T09``, for one offset, worked out once.

    A clock that people read is never changed within one of its hours.
    """

    def __init__(self, offset: str, mapping: TableMapping, zone: str) -> None:
        super().__init__()
        self._offset, self._mapping, self._zone = offset, mapping, zone

    def __missing__(self, key: str) -> int:
        if not _HOUR_TEXT.fullmatch(key):
            raise KeyError(key)
        if len(self) >= _CACHED:
            self.clear()
        self[key] = parse_when(f"{key}:00:00{self._offset}", self._mapping, self._zone, "at")
        return self[key]


class _Reader:
    """One pass over a table of touches; keeps what it has already found valid."""

    def __init__(self, table: HeadedTable, mapping: TableMapping, options: ReadOptions) -> None:
        self.table = table
        self._mapping, self._options = mapping, options
        self._places = {field: table.names.index(column(mapping, field)) for field in mapping.columns}
        self._hours: dict[str, _Hours] = {}
        self._codes: dict[str, set[str]] = {field: set() for field in _CODES}
        self._widths = {len(table.names)}
        self._constants = {
            "namespace": mapping.defaults.get("namespace") or mapping.namespace,
            "scope": mapping.defaults.get("scope") or mapping.scope,
        }

    def take(self, lines: Sequence[int], block: list[list[str]], chunk: TouchChunk) -> None:
        """Add the touches and rejects of a block to a chunk, in order."""
        fast = self._fast(lines, block)
        if fast is not None:
            chunk.extend(fast)
        elif len(block) > _SMALL:
            step = len(block) // _SMALL
            for start in range(0, len(block), step):
                stop = start + step
                self.take(lines[start:stop], block[start:stop], chunk)
        else:
            for line, cells in zip(lines, block, strict=True):
                self._one(line, cells, chunk)

    def _fast(self, lines: Sequence[int], block: list[list[str]]) -> list[Sequence[Any]] | None:
        """The columns of a block when every cell of it is plainly good, else None."""
        if set(map(len, block)) != self._widths:
            return None
        columns = list(zip(*block, strict=True))
        marker = self._mapping.total_marker
        if marker and (marker in "".join(columns[0]) or "" in columns[0]):
            return None
        texts = {field: self._texts(field, columns, len(block)) for field in _TEXTS}
        times = columns[self._places["at"]] if "at" in self._places else ()
        if not all(texts.values()) or not times or not TYPED.keys().isdisjoint(texts["namespace"]):
            return None
        hours = self._hours_of({*map(_OFFSET, times)})
        try:
            ats = list(
                map(
                    add,
                    map(hours.__getitem__, map(_HOUR, times)),
                    map(_WITHIN.__getitem__, map(_MINUTE, times)),
                )
            )
        except (KeyError, Refused):
            return None
        return [lines, ats, *texts.values()]

    def _hours_of(self, offsets: set[str]) -> _Hours | dict[str, int]:
        """The hours for the one offset that a block uses; empty when it mixes them."""
        offset = offsets.pop()
        if offsets or self._mapping.time_format or not _OFFSET_TEXT.fullmatch(offset):
            return {}
        if offset not in self._hours:
            self._hours[offset] = _Hours(offset, self._mapping, self._options.zone)
        return self._hours[offset]

    def _texts(self, field: str, columns: list[tuple[str, ...]], size: int) -> tuple[str, ...]:
        """A column of texts that need no repair; empty when one of them might."""
        if field not in self._places:
            constant = self._constant(field)
            good = self._codes_good(field, {constant}) if field in _CODES else field == "ref" and not constant
            return (constant,) * size if good else ()
        texts = columns[self._places[field]]
        if field in _CODES:
            return texts if self._codes_good(field, set(texts)) else ()
        if field in self._mapping.defaults or (field == "identity" and "" in texts):
            return ()
        joined = "".join(texts)
        if not joined.isprintable() or any(mark in joined for mark in _DECORATED):
            return ()
        if ("+" in joined or "." in joined) and any(map(MANGLED.fullmatch, texts)):
            return ()
        return texts if max(map(len, texts)) <= MAX_ID else ()

    def _constant(self, field: str) -> str:
        return self._constants.get(field) or self._mapping.defaults.get(field, "")

    def _codes_good(self, field: str, found: set[str]) -> bool:
        good = self._codes[field]
        fresh = found - good
        if not fresh:
            return True
        if not all(self._code_good(field, code) for code in fresh):
            return False
        if len(good) < _CACHED:
            good |= fresh
        return True

    def _code_good(self, field: str, code: str) -> bool:
        if not code:
            return field in ("scope", "store", "scene") and not self._constant(field)
        try:
            return _code(code, field) == code
        except Refused:
            return False

    def _one(self, line: int, cells: list[str], chunk: TouchChunk) -> None:
        if is_total(cells, self._mapping.total_marker) or not any(cell.strip() for cell in cells):
            return
        try:
            check_width(self.table, cells)
            row = filled(Row(line, dict(zip(self.table.names, cells, strict=False)), ()), self._mapping)
            chunk.extend((cell,) for cell in self._row(row))
        except Refused as refused:
            chunk.rejects.append(refused.reject(line, tuple(cells)))

    def _row(self, row: Row) -> TouchRow:
        """One row with all its marks stripped and every cell checked; raises `Refused`."""
        mapping = self._mapping
        namespace = check_namespace(
            row.get(column(mapping, "namespace")) or mapping.namespace, column(mapping, "namespace")
        )
        identifier = who(row, mapping, namespace, _optional(row, mapping, "scope") or mapping.scope)
        if identifier is None:
            name = column(mapping, "identity")
            raise problems.missing(name)
        touch = _touch(row, mapping, self._options, identifier)
        return row.line, touch.at, touch.touchpoint, *identifier, touch.ref, touch.store, touch.scene


def _touch(row: Row, mapping: TableMapping, options: ReadOptions, who: Identifier) -> Touch:
    """The touch of one row, every cell of it checked; raises `Refused`."""
    return Touch(
        row.line,
        mapped_moment(row, mapping, options, "at"),
        _code(known(row, column(mapping, "touchpoint")), column(mapping, "touchpoint")),
        who,
        _optional(row, mapping, "scene"),
        _optional(row, mapping, "store"),
        ident(row, column(mapping, "ref"), required=False),
    )


def _optional(row: Row, mapping: TableMapping, field: str) -> str:
    name = column(mapping, field)
    value = row.get(name)
    return _code(value, name) if value else ""


def _code(value: str, name: str) -> str:
    """A code of the chain's own: printable, at most `MAX_CODE` characters, namespaces stricter."""
    if name == "namespace":
        return check_namespace(value, name)
    plain = bare(value)
    if not plain or len(plain) > MAX_CODE or not plain.isprintable():
        raise Refused(
            "bad_code",
            name,
            "{column} is {value}, not a code",
            "A code is one printable text of at most 64 characters.",
            value,
        )
    return plain


def read(document: Document, options: ReadOptions) -> Items:
    """Touches as records, and rejects, in the order of lines; with them who is who, where rows say it."""
    mapping = mapping_for(document, options, "touches")
    if not names_one(mapping):
        yield from each(mapped_table(document, mapping), _parser(mapping, options))
        return
    for chunk in read_touch_chunks(document, mapping, options, 4_096):
        rejects = iter((*chunk.rejects, None))
        reject = next(rejects)
        for line, at, touchpoint, namespace, scope, value, ref, store, scene in chunk.rows:
            while reject is not None and reject.line < line:
                yield reject
                reject = next(rejects)
            who = Identifier(namespace, scope, value)
            yield Touch(line, Ms(at), touchpoint, who, scene, store, ref)
        while reject is not None:
            yield reject
            reject = next(rejects)


def names_one(mapping: TableMapping) -> bool:
    """Whether its rows have one id each, so that they say nothing of who is who."""
    return len(id_fields(mapping)) == 1


def _parser(mapping: TableMapping, options: ReadOptions) -> Callable[[Row], Iterator[Item]]:
    """Reads rows that have several ids: a touch of the first, and that they are one person."""

    def parse(raw: Row) -> Iterator[Item]:
        row = filled(raw, mapping)
        ids = whose(row, mapping, options)
        if not ids:
            raise problems.names_nobody(column(mapping, id_fields(mapping)[0]))
        touch = _touch(row, mapping, options, ids[0])
        yield touch
        if len(ids) > 1:
            yield Profile(row.line, touch.at, ids, verified=mapping.verified)

    return parse


def sniff(document: Document) -> int:
    """A header in our own field names: at, touchpoint, namespace, identity, ..."""
    return sniff_kind(document, "touches")


FORMAT = Format(
    name="touches",
    title_en="Touches (any table, by a mapping)",
    title_zh="触点记录（任意表格，按映射）",
    kinds=("Touch", "Profile"),
    sniff=sniff,
    read=read,
    where="Any table with a time, a touchpoint and an id; --learn proposes the mapping",
)
