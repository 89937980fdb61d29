"""Traffic from any table, by a mapping: one row an interval of one sensor."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from digitool.model.days import LONGEST_MS, Span
from digitool.model.records import Item, Items, Skip, Traffic
from digitool.sources.counting import SKIPPED, Cell, CounterClock, is_date, people_of_cell
from digitool.sources.file import problems
from digitool.sources.file.cells import check_id
from digitool.sources.file.opening import Document
from digitool.sources.file.problems import Refused
from digitool.sources.file.rows import Row, bare, each
from digitool.sources.format import Format, ReadOptions
from digitool.sources.mapping.decimal_mark import with_decimal_mark
from digitool.sources.mapping.mapped import column, filled, mapped_table, mapping_for, sniff_kind
from digitool.sources.mapping.mapping import TableMapping

_LOOK = 1_000
"""Rows after which a table without a date alone is taken to have none."""


def sniff(document: Document) -> int:
    """A header in our own field names: start, entered, ..."""
    return sniff_kind(document, "traffic")


def read(document: Document, options: ReadOptions) -> Items:
    """People counted in periods; an empty count is unknown, not zero."""
    mapping = with_decimal_mark(document, mapping_for(document, options, "traffic"))
    clock = CounterClock(options, mapping.zone, last_day_counts=_ends_with_its_day(document, mapping))
    return each(mapped_table(document, mapping), _parser(mapping, options, clock))


def _ends_with_its_day(document: Document, mapping: TableMapping) -> bool:
    """Whether an end that is a date alone means the end of that day: from the 2nd to the 8th is a week.

    Not where one count begins on the date with which another one ends.
    """
    if not {"start", "end"} <= set(mapping.columns):
        return True
    table = mapped_table(document, mapping)
    first, last = (table.names.index(column(mapping, field)) for field in ("start", "end"))
    dates: set[tuple[str, str]] = set()
    for number, (_line, cells) in enumerate(table.rows):
        span = tuple(bare(cells[place]) if place < len(cells) else ":" for place in (first, last))
        if all(is_date(one, mapping.time_format) for one in span):
            dates.add((span[0], span[1]))
        elif number >= _LOOK and not dates:
            break
    starts = {start for start, _end in dates}
    return not any(end in starts for start, end in dates if start != end)


def _parser(
    mapping: TableMapping, options: ReadOptions, clock: CounterClock
) -> Callable[[Row], Iterator[Item]]:
    def parse(raw: Row) -> Iterator[Item]:
        row = filled(raw, mapping)
        sensor, gate = _sensor(row, mapping, options), _gate(row, mapping)
        entered, left = _count(row, mapping, "entered"), _count(row, mapping, "left")
        try:
            start, end = _times(row, mapping, clock, sensor, gate)
        except Refused as refused:
            if refused.code != SKIPPED or entered or left:
                raise
            yield Skip(row.line, "not_counted")  # a table of 24 rows a day has one for the skipped hour, too
            return
        yield Traffic(row.line, sensor, gate, start, end, entered, left)

    return parse


def _times(row: Row, mapping: TableMapping, clock: CounterClock, sensor: str, gate: str) -> Span:
    """When a row begins and ends, in UTC ms."""
    first, last = (
        Cell(row.get(name), name, mapping.time_format)
        for name in (column(mapping, "start"), column(mapping, "end"))
    )
    if not first.text:
        raise problems.missing(first.column)
    if not last.text:
        return clock.lasting(sensor, gate, first, mapping.minutes)
    start, end = clock.between(sensor, gate, first, last)
    if end <= start:
        raise problems.not_after_start(last.column, last.text)
    if end > start + LONGEST_MS:
        raise Refused(
            "bad_time",
            last.column,
            "{column} is {value}, more than a month after the start",
            "Correct one of the two times, or export shorter intervals.",
            last.text,
        )
    return Span(start, end)


def _sensor(row: Row, mapping: TableMapping, options: ReadOptions) -> str:
    name = column(mapping, "sensor")
    found = row.get(name) or options.sensor
    if not found:
        raise problems.missing(name, hint="Name the sensor in the mapping or with --sensor.")
    return check_id(found, name)


def _gate(row: Row, mapping: TableMapping) -> str:
    name = column(mapping, "gate")
    return check_id(row.get(name) or "1", name)


def _count(row: Row, mapping: TableMapping, field: str) -> int | None:
    name = column(mapping, field)
    return people_of_cell(row.get(name), name, mapping.decimal)


FORMAT = Format(
    name="traffic",
    title_en="Traffic (any table, by a mapping)",
    title_zh="客流记录（任意表格，按映射）",
    kinds=("Traffic",),
    sniff=sniff,
    read=read,
    where="Any table with a time and a count of people; --learn proposes the mapping",
)
