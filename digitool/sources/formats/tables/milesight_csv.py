"""Milesight people counter, the CSV that the device itself writes: one row an interval, two columns a line.

The file does not name its device, so ``options.sensor`` must. Times are local to the device. An end
like 09:59:59 means up to 10:00:00.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from digitool.model.ids import Ms
from digitool.model.records import Item, Items, Traffic
from digitool.sources.counting import Cell, CounterClock, people_of_cell
from digitool.sources.file import problems
from digitool.sources.file.cells import known
from digitool.sources.file.opening import Document
from digitool.sources.file.rows import Row, each, find_table, first_names
from digitool.sources.format import Format, ReadOptions

_LINE = re.compile(r"Line\s*(\d{1,2})\s*-\s*(In|Out)", re.IGNORECASE)
_TIMES = ("StartTime", "EndTime")
_SECOND, _MINUTE = 1_000, 60_000


def sniff(document: Document) -> int:
    """A header with both times and at least one line."""
    return 100 if any(_is_header(names) for names in first_names(document)) else 0


def _is_header(names: list[str]) -> bool:
    return set(_TIMES) <= set(names) and any(map(_LINE.fullmatch, names))


def read(document: Document, options: ReadOptions) -> Items:
    """Traffic of every line, counted in periods; an empty cell is unknown, not zero."""
    table = find_table(document, _TIMES)
    return each(table, _parser(_lines(table.names), options.sensor, CounterClock(options)))


def _lines(names: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """The ``in`` and ``out`` column of every line, by its number."""
    lines: dict[str, dict[str, str]] = {}
    for name in names:
        if match := _LINE.fullmatch(name):
            lines.setdefault(match.group(1), {})[match.group(2).lower()] = name
    return lines


def _parser(
    lines: dict[str, dict[str, str]], sensor: str, clock: CounterClock
) -> Callable[[Row], Iterator[Item]]:
    def parse(row: Row) -> Iterator[Item]:
        first, last = (Cell(known(row, name), name) for name in _TIMES)
        start, end = clock.between(sensor, "", first, last)
        end = Ms(end + (_SECOND if end % _MINUTE == 59 * _SECOND else 0))
        if end <= start:
            raise problems.not_after_start("EndTime", row.get("EndTime"))
        for gate, columns in lines.items():
            names = columns.get("in", ""), columns.get("out", "")
            entered, left = (people_of_cell(row.get(name), name) for name in names)
            yield Traffic(row.line, sensor, gate, start, end, entered, left)

    return parse


FORMAT = Format(
    name="milesight-csv",
    title_en="Milesight counter, file of the device",
    title_zh="Milesight 客流计数器本地文件",
    kinds=("Traffic",),
    sniff=sniff,
    read=read,
    needs=("sensor",),
    where="The counter's own web page: Report, Export",
)
