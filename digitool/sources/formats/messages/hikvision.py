"""Hikvision people counting alerts (ISAPI), one XML document after the other.

``timeRange`` counts an interval; ``realTime`` is a running total that starts again every day. Both of
one camera must never be added. Namespaces differ between firmwares and are ignored. Child counts are
part of the total already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from digitool.errors import DataError
from digitool.model.records import Item, Items, Skip, Traffic
from digitool.sources.counting import Cell, CounterClock, people_of_cell
from digitool.sources.file import problems
from digitool.sources.file.cells import check_id
from digitool.sources.file.opening import Document
from digitool.sources.file.problems import Refused
from digitool.sources.format import Format, ReadOptions

_OPEN = "<EventNotificationAlert"
_CLOSE = re.compile(r"</EventNotificationAlert\s*>")
_FORBIDDEN = re.compile(r"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_HINT = "Save the alerts as they came."


def sniff(document: Document) -> int:
    """An alert that counts people."""
    if document.shape != "xml" or "EventNotificationAlert" not in document.peek:
        return 0
    return 100 if "peoplecounting" in document.peek.lower() else 0


def read(document: Document, options: ReadOptions) -> Items:
    """Periods and running totals; alerts of other kinds are skipped as ``other_event``."""
    text = document.text()
    clock = CounterClock(options)
    if _FORBIDDEN.search(text):
        raise problems.doctype(document.name)
    for place, (line, alert) in enumerate(_alerts(document, text), start=1):
        try:
            items = tuple(_alert(_parse(document, alert, line), place, options, clock))
        except Refused as refused:
            items = (refused.reject(place, (alert,)),)
        yield from items


def _alerts(document: Document, text: str) -> Iterator[tuple[int, str]]:
    """Each alert with the line it starts on; declarations and part headers between them are passed.

    Raises DataError ``bad_xml`` for an alert that never ends, and for a text without any.
    """
    line, stop = 1, 0
    start = text.find(_OPEN)
    while start >= 0 or not stop:
        line += text.count("\n", stop, max(start, stop))
        end = _CLOSE.search(text, max(start, 0)) if start >= 0 else None
        if end is None:
            raise _bad(document, line)
        yield line, text[start : end.end()]
        line += text.count("\n", start, end.end())
        stop = end.end()
        start = text.find(_OPEN, stop)


def _parse(document: Document, text: str, line: int) -> dict[str, str]:
    """The texts of an alert by path without namespaces, ``peopleCounting/enter`` for example."""
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - document types are refused above
    except (ElementTree.ParseError, ValueError) as error:
        raise _bad(document, line) from error
    return dict(_texts(root, ""))


def _texts(parent: ElementTree.Element, path: str) -> Iterator[tuple[str, str]]:
    for child in parent:
        name = path + child.tag.rpartition("}")[2]
        yield name, (child.text or "").strip()
        for grandchild in child:
            inner = f"{name}/{grandchild.tag.rpartition('}')[2]}"
            yield inner, (grandchild.text or "").strip()
            for leaf in grandchild:
                yield f"{inner}/{leaf.tag.rpartition('}')[2]}", (leaf.text or "").strip()


def _alert(texts: dict[str, str], place: int, options: ReadOptions, clock: CounterClock) -> Iterator[Item]:
    if texts.get("eventType", "").lower() != "peoplecounting":
        yield Skip(place, "other_event")
        return
    method = texts.get("peopleCounting/statisticalMethods", "")
    sensor, gate = _sensor(texts, options), _gate(texts)
    if method == "realTime":
        start = at = clock.at(sensor, gate, _time(texts, "peopleCounting/RealTime/time", "dateTime"))
    elif method == "timeRange":
        ends = ("peopleCounting/TimeRange/startTime", "peopleCounting/TimeRange/endTime")
        start, at = clock.between(sensor, gate, *(_time(texts, name) for name in ends))
        if at <= start:
            raise problems.not_after_start("endTime", texts["peopleCounting/TimeRange/endTime"])
    else:
        raise problems.unknown_state("statisticalMethods", method, hint="It should be realTime or timeRange.")
    running = method == "realTime"
    yield Traffic(
        place,
        sensor,
        gate,
        start,
        at,
        _count(texts, "enter"),
        _count(texts, "exit"),
        "total" if running else "period",
        0,
        running,
    )


def _time(texts: dict[str, str], *names: str) -> Cell:
    """The first of these times that is there."""
    for name in names:
        if texts.get(name):
            return Cell(texts[name], name.rpartition("/")[2])
    raise problems.missing(names[0].rpartition("/")[2])


def _sensor(texts: dict[str, str], options: ReadOptions) -> str:
    found = options.sensor or texts.get("macAddress") or texts.get("ipAddress", "")
    if not found:
        raise problems.missing("macAddress")
    return check_id(found, "macAddress")


def _gate(texts: dict[str, str]) -> str:
    """The camera's channel; with the region where there is more than one."""
    channel, region = texts.get("channelID") or "1", texts.get("peopleCounting/regionsID") or "1"
    return check_id(channel if region == "1" else f"{channel}.{region}", "channelID")


def _count(texts: dict[str, str], name: str) -> int | None:
    return people_of_cell(texts.get(f"peopleCounting/{name}"), name)


def _bad(document: Document, line: int) -> DataError:
    return problems.bad_xml(document.name, line, hint=_HINT)


FORMAT = Format(
    name="hikvision",
    title_en="Hikvision people counting",
    title_zh="海康威视客流统计",
    kinds=("Traffic",),
    sniff=sniff,
    read=read,
    where="What the camera posts to your server (ISAPI alerts): save them one after the other",
)
