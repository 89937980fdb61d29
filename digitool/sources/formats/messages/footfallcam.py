"""FootfallCam V9 cube: people in and out of a site a day.

Numbers may be text. A day whose counts are null was not counted: it gives no traffic, which is not
zero. The site's code stands for the sensor, because names carry stray spaces.
"""

from __future__ import annotations

from collections.abc import Iterator

from digitool.model.records import Item, Items, Skip, Traffic
from digitool.sources.answers.pages import Page, each_part, first_page, key, member, members, pages, plain
from digitool.sources.counting import Cell, CounterClock, people
from digitool.sources.file.opening import Document
from digitool.sources.format import Format, ReadOptions

_CUBE = "ffc_site_summary."
_DAY_MINUTES = 24 * 60


def sniff(document: Document) -> int:
    """Rows with the names of the cube."""
    rows = members(first_page(document), "data")
    return 100 if rows and isinstance(rows[0], dict) and f"{_CUBE}A01" in rows[0] else 0


def read(document: Document, options: ReadOptions) -> Items:
    """Traffic of whole days; days without counts are skipped as ``not_counted``."""
    return each_part(_days(document), lambda part, place: _day(part, place, options))


def _days(document: Document) -> Iterator[tuple[object, Page]]:
    for page in pages(document):
        for row in members(page, "data"):
            yield row, {"data": [row]}


def _day(part: object, place: int, options: ReadOptions) -> Iterator[Item]:
    row = member({"day": part}, "day")
    entered, left = people(row, f"{_CUBE}A01"), people(row, f"{_CUBE}A02")
    if entered is None and left is None:
        yield Skip(place, "not_counted")
        return
    day = plain(row, f"{_CUBE}Time.day") or plain(row, f"{_CUBE}Time")
    sensor = options.sensor or key(row, f"{_CUBE}SiteCode")
    cell = Cell(day[:10], f"{_CUBE}Time.day")
    start, end = CounterClock(options).lasting(sensor, "1", cell, _DAY_MINUTES)
    yield Traffic(place, sensor, "1", start, end, entered, left)


FORMAT = Format(
    name="footfallcam",
    title_en="FootfallCam daily counts",
    title_zh="FootfallCam 日客流",
    kinds=("Traffic",),
    sniff=sniff,
    read=read,
    where="FootfallCam interface: the cube's load call with A01 and A02; save the answer",
)
