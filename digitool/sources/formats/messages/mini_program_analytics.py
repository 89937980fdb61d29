"""Mini-program analytics as the data interface answers: daily summary, visits, distribution, retention.

Calls ``datacube/getweanalysisappid...`` (WxJava ``WxMaAnalysisService``), one day each, without an appid
inside. Visitors of a day are distinct, so weekly and monthly answers are refused: they can neither be
split nor added up. An empty list means that the day is not computed yet. Unknown keys are kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from digitool.model.days import day_number
from digitool.model.ids import Day
from digitool.model.records import Item, Items, MiniProgramFigure
from digitool.sources.answers.amounts import mean_or_none, tally_or_none
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
from digitool.sources.file.opening import Document
from digitool.sources.file.problems import Refused
from digitool.sources.format import Format, ReadOptions

_COUNTS = {
    "visit_uv": "visitors",
    "visit_uv_new": "new_visitors",
    "session_cnt": "sessions",
    "visit_pv": "views",
    "visit_total": "users",
    "share_uv": "sharers",
    "share_pv": "shares",
}
_MEANS = {"stay_time_uv": "stay_ms", "visit_depth": "depth_milli"}
_RETAINED = {"visit_uv": "retained", "visit_uv_new": "retained_new"}
_FIRST, _LAST = day_number(date(2000, 1, 1)), day_number(date(2100, 1, 1))


def sniff(document: Document) -> int:
    """A day with figures, with named distributions, or with the visitors who came again."""
    page = first_page(document)
    entries = page.get("list")
    first = entries[0] if isinstance(entries, list) and entries and isinstance(entries[0], dict) else {}
    if "ref_date" in first and _COUNTS.keys() & first.keys():
        return 100
    if "ref_date" in page and "index" in first and "item_list" in first:
        return 100
    return 100 if "ref_date" in page and any(isinstance(page.get(name), list) for name in _RETAINED) else 0


def read(document: Document, options: ReadOptions) -> Items:
    """Figures; each entry of an answer is one row."""
    return each_part(_entries(document), lambda part, place: _entry(*part, place, options.appid))


def _entries(document: Document) -> Iterator[tuple[tuple[object, object], Page]]:
    for page in pages(document):
        day = page.get("ref_date")
        for entry in members(page, "list"):
            if day is None:
                yield (None, entry), {"list": [entry]}
            else:
                yield (day, entry), {"ref_date": day, "list": [entry]}
        for name in _RETAINED:
            if isinstance(page.get(name), list):
                yield (day, {name: page[name]}), {"ref_date": day, name: page[name]}


def _entry(outer: object, value: object, place: int, appid: str) -> Iterator[Item]:
    entry = member({"entry": value}, "entry")
    if outer is None:
        yield from _figures(entry, MiniProgramFigure(place, _day(entry), appid, "", 0, 0))
        return
    form = MiniProgramFigure(place, _day({"ref_date": outer}), appid, "", 0, 0)
    for name, figure in _RETAINED.items():
        yield from _bars(entry, name, form._replace(figure=figure))
    if "item_list" in entry:
        yield from _bars(entry, "item_list", form._replace(figure=key(entry, "index")[:64]))


def _figures(entry: dict[str, Any], form: MiniProgramFigure) -> Iterator[Item]:
    for name, figure in _COUNTS.items():
        value = tally_or_none(entry, name)
        if value is not None:
            yield form._replace(figure=figure, value=value)
    for name, figure in _MEANS.items():
        mean = mean_or_none(entry, name)
        if mean is not None:
            yield form._replace(figure=figure, value=round(mean * 1000))


def _bars(entry: dict[str, Any], name: str, form: MiniProgramFigure) -> Iterator[Item]:
    for bar in members(entry, name):
        row = member({"bar": bar}, "bar")
        value = tally_or_none(row, "value")
        if value is not None:
            yield form._replace(key=count(row, "key"), value=value)


def _day(entry: dict[str, Any]) -> Day:
    """The day number of ``20260301``; a week or a month is refused."""
    written = plain(entry, "ref_date")
    try:
        if len(written) == 8 and written.isascii() and written.isdigit():
            day = day_number(date(int(written[:4]), int(written[4:6]), int(written[6:])))
            if _FIRST <= day < _LAST:
                return day
    except ValueError:
        pass
    raise Refused(
        "not_daily",
        "ref_date",
        "{column} is {value}, which is not one day",
        "Import the daily answers: visitors of a week or month cannot be split or added up.",
        written,
    )


FORMAT = Format(
    name="mini-program-analytics",
    title_en="Mini-program analytics, by day",
    title_zh="小程序每日数据分析",
    kinds=("MiniProgramFigure",),
    sniff=sniff,
    read=read,
    where="WeChat interface: datacube, getweanalysisappid with daily in its name; save the answers",
)
