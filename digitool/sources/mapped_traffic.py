"""Traffic from any table, by a mapping: one row an interval of one sensor."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from digitool.model.records import Traffic
from digitool.sources.cells import check_id, whole
from digitool.sources.decimal_mark import with_decimal_mark
from digitool.sources.mapped import column, filled, mapped_table, mapping_for, sniff_kind, when
from digitool.sources.mapping import Mapping
from digitool.sources.opening import Document
from digitool.sources.options import Item, Items, ReadOptions
from digitool.sources.registry import Format
from digitool.sources.rows import Refused, Row, each

_MINUTE = 60_000
_LONGEST = 31 * 24 * 60 * _MINUTE


def sniff(document: Document) -> int:
    """A header in our own field names: start, entered, ..."""
    return sniff_kind(document, "traffic")


def read(document: Document, options: ReadOptions) -> Items:
    """People counted in periods; an empty count is unknown, not zero."""
    mapping = with_decimal_mark(document, mapping_for(document, options, "traffic"))
    return each(mapped_table(document, mapping), _parser(mapping, options))


def _parser(mapping: Mapping, options: ReadOptions) -> Callable[[Row], Iterator[Item]]:
    def parse(raw: Row) -> Iterator[Item]:
        row = filled(raw, mapping)
        start = when(row, mapping, options, "start")
        has_end = bool(row.get(column(mapping, "end")))
        end = when(row, mapping, options, "end") if has_end else start + mapping.minutes * _MINUTE
        if not start < end <= start + _LONGEST:
            name = column(mapping, "end")
            raise Refused(
                "bad_time",
                name,
                "{column} is {value}, not after the start",
                "Correct one of the two times.",
                row.get(name),
            )
        yield Traffic(
            row.line,
            _sensor(row, mapping, options),
            _gate(row, mapping),
            start,
            end,
            _count(row, mapping, "entered"),
            _count(row, mapping, "left"),
        )

    return parse


def _sensor(row: Row, mapping: Mapping, options: ReadOptions) -> str:
    name = column(mapping, "sensor")
    found = row.get(name) or options.sensor
    if not found:
        raise Refused(
            "missing", name, "{column} is empty", "Name the sensor in the mapping or with --sensor."
        )
    return check_id(found, name)


def _gate(row: Row, mapping: Mapping) -> str:
    name = column(mapping, "gate")
    return check_id(row.get(name) or "1", name)


def _count(row: Row, mapping: Mapping, field: str) -> int | None:
    name = column(mapping, field)
    value = row.get(name)
    if not value:
        return None
    number = whole(value, name, mark=mapping.decimal)
    if number < 0:
        raise Refused(
            "bad_number", name, "{column} is {value}, less than nothing", "Write digits only.", value
        )
    return number


FORMAT = Format(
    name="traffic",
    title_en="Traffic (any table, by a mapping)",
    title_zh="客流记录（任意表格，按映射）",
    kinds=("Traffic",),
    sniff=sniff,
    read=read,
    where="Any table with a time and a count of people; --learn proposes the mapping",
)
