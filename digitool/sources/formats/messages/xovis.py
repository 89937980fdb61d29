"""Xovis people counter, pushed logics (firmware 5): forward and backward counts of every counting line.

``fw`` and ``bw`` are directions on the line and read as in and out; a door mounted the other way round
is set right by the sensor's ``reversed`` setting. Records of a package that is sent twice are the same
periods, so they count once.
"""

from __future__ import annotations

from collections.abc import Iterator

from digitool.model.records import Item, Items, Traffic
from digitool.sources.answers.pages import Page, each_part, first_page, key, member, members, pages, plain
from digitool.sources.counting import message_time, people
from digitool.sources.file import problems
from digitool.sources.file.cells import check_id
from digitool.sources.file.opening import Document
from digitool.sources.format import Format, ReadOptions

_PUSH, _IN, _OUT = "logics_data", ("fw", "in"), ("bw", "out")


def sniff(document: Document) -> int:
    """A push of logics."""
    return 100 if _PUSH in first_page(document) else 0


def read(document: Document, options: ReadOptions) -> Items:
    """Traffic in periods, one record for each logic and interval."""
    return each_part(_records(document), lambda part, place: _record(*part, place, options))


def _records(document: Document) -> Iterator[tuple[tuple[Page, Page, object], Page]]:
    """Each interval with its logic and its push, and the push with that interval alone."""
    for page in pages(document):
        for push in members(page, _PUSH):
            for logic in members(push, "logics"):
                for record in members(logic, "records"):
                    alone = {**push, "logics": [{**logic, "records": [record]}]}
                    yield (push, logic, record), {_PUSH: alone}


def _record(push: Page, logic: Page, record: object, place: int, options: ReadOptions) -> Iterator[Item]:
    inner = member({"record": record}, "record")
    sensor = check_id(options.sensor or key(member(push, "sensor_info"), "serial_number"), "serial_number")
    zone = options.zone_of(sensor)
    start, end = (message_time(inner.get(name) or "", zone, name) for name in ("from", "to"))
    if end <= start:
        raise problems.not_after_start("to")
    counts = {
        plain(count, "name").lower(): count.get("value")
        for count in members(inner, "counts")
        if isinstance(count, dict)
    }
    entered, left = people(counts, *_IN), people(counts, *_OUT)
    if entered is None and left is None:
        raise problems.missing("counts")
    gate = plain(logic, "name") or plain(logic, "id") or "1"
    yield Traffic(place, sensor, check_id(gate, "name"), start, end, entered, left)


FORMAT = Format(
    name="xovis",
    title_en="Xovis counter, pushed logics",
    title_zh="Xovis 客流计数推送",
    kinds=("Traffic",),
    sniff=sniff,
    read=read,
    where="What the sensor's data push posts to your server: save the messages, one a line",
)
