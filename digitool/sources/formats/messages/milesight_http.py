"""Milesight people counter over HTTP or MQTT: one message an interval, with its own device and time.

Times are local, with a zone label and a daylight-saving flag. A message may hold the interval's counts
and running totals of the same line: only the interval is read then, so that nobody is counted twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from digitool.model.days import HOUR_MS
from digitool.model.ids import Ms
from digitool.model.records import Item, Items, Traffic
from digitool.sources.answers.pages import (
    Page,
    count,
    each_part,
    first_page,
    key,
    member,
    members,
    pages,
    plain,
)
from digitool.sources.counting import label_offset, people
from digitool.sources.file import problems
from digitool.sources.file.cells import check_moment
from digitool.sources.file.opening import Document
from digitool.sources.format import Format, ReadOptions

_PERIOD, _TOTAL = "line_periodic_data", "line_total_data"
_BITS = 32


def sniff(document: Document) -> int:
    """A message with a device, a time and line data."""
    page = first_page(document)
    return 100 if "device_info" in page and "time_info" in page else 0


def read(document: Document, options: ReadOptions) -> Items:
    """Traffic of every line of every message."""
    return each_part(_lines(document), lambda part, place: _line(part[0], part[1], part[2], place, options))


def _lines(document: Document) -> Iterator[tuple[tuple[Page, Any, bool], Page]]:
    """Each line of each message, whether it is a running total, and the message with it alone."""
    for page in pages(document):
        bare = {name: value for name, value in page.items() if name not in (_PERIOD, _TOTAL)}
        periods = members(page, _PERIOD)
        covered = {str(line.get("line")) for line in periods if isinstance(line, dict)}
        for line in periods:
            yield (page, line, False), {**bare, _PERIOD: [line]}
        for line in members(page, _TOTAL):
            if not isinstance(line, dict) or str(line.get("line")) not in covered:
                yield (page, line, True), {**bare, _TOTAL: [line]}


def _line(page: Page, line: object, running: bool, place: int, options: ReadOptions) -> Iterator[Item]:
    times = member(page, "time_info")
    sensor = options.sensor or key(member(page, "device_info"), "device_sn")
    zone = options.zone_of(sensor)
    start, end = _time(times, "start_time", zone), _time(times, "end_time", zone)
    counted = member(member({"line": line}, "line"), "total")
    entered, left = people(counted, "in", "in_counted"), people(counted, "out", "out_counted")
    if entered is None and left is None:
        raise problems.missing("total")
    if end < start:
        raise problems.not_after_start("end_time", plain(times, "end_time"))
    yield Traffic(
        line=place,
        sensor=sensor,
        gate=str(count(line, "line") or 1),
        start=end if running else start,
        at=end,
        entered=entered,
        left=left,
        kind="total" if running else "period",
        bits=_BITS if running else 0,
    )


def _time(times: dict[str, Any], name: str, zone: str) -> Ms:
    value = plain(times, name)
    offset = label_offset(plain(times, "time_zone"))
    if offset is None:
        return check_moment(value, zone, name)
    summer = HOUR_MS if count(times, "dst_status") else 0
    return Ms(check_moment(value, "UTC", name) - offset - summer)


FORMAT = Format(
    name="milesight-http",
    title_en="Milesight counter, HTTP or MQTT messages",
    title_zh="Milesight 客流计数器推送",
    kinds=("Traffic",),
    sniff=sniff,
    read=read,
    where="What the counter posts to your server: save the messages, one a line",
)
