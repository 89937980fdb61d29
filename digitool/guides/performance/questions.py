"""Put the questions about performance to a database (read only): scorecards, ranks, and the contest."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, NamedTuple

from digitool.db.port import Connection
from digitool.db.tally import run
from digitool.guides.performance.contest import FRIENDSHIPS, NO_GUIDES, Entrant, StoreTime
from digitool.guides.performance.orders import AskedDays, commissions_of, sales_of
from digitool.guides.performance.scorecards import (
    CONCERNS,
    MEASURES,
    MESSAGED,
    NOBODY,
    Contacts,
    Evidence,
    Figures,
    Relations,
    Row,
    Sales,
    compared,
    grouped,
    scorecard,
    sum_sales,
)
from digitool.guides.roster import posts
from digitool.model.days import DAY_MS, Span
from digitool.model.ids import Day, Ms
from digitool.model.results import Rate
from digitool.workspace.settings import Settings

By = Literal["guide", "store", "chain"]


_SLOT_MS = 900_000
"""Quarter of an hour: business days of all zones and cut-off hours begin with one."""


class CardScope(NamedTuple):
    """Whose figures, in rows by ``by``: those of some stores (None: all), or of one guide (empty: all)."""

    by: By = "guide"
    stores: frozenset[str] | None = None
    guide: str = ""

    def group(self, guide: str, store: str) -> str | None:
        """The row that a guide of a store belongs to; None where she is not asked for."""
        if (self.stores is not None and store not in self.stores) or self.guide not in ("", guide):
            return None
        return {"guide": guide, "store": store, "chain": ""}[self.by]


@dataclass
class PeriodFacts:
    """The facts of one period, asked for once each."""

    connection: Connection
    settings: Settings
    asked: AskedDays

    @cached_property
    def sales(self) -> dict[str, Sales]:
        """Sales by guide."""
        return sum_sales(sales_of(self.connection, self.settings, self.asked))

    @cached_property
    def commissions(self) -> dict[str, int] | None:
        """Fen by guide, None where the chain pays none."""
        return commissions_of(self.connection, self.settings, self.asked)

    @cached_property
    def returning(self) -> set[int]:
        """Persons who bought in the period, and not for the first time."""
        rows = run(self.connection, "guides", "performance_repeat", self.days)
        return {row[0] for row in rows}

    @property
    def days(self) -> dict[str, object]:
        """The business days as parameters of a tally."""
        return {"first": self.asked.start, "to": self.asked.end}

    @cached_property
    def instants(self) -> Span:
        """Begin and end of the period on the chain's calendar; not after the moment of asking."""
        start, end = self.settings.chain.calendar.span(self.asked.days)
        return Span(start, Ms(min(end, self.asked.at + 1)))

    @cached_property
    def flows(self) -> dict[str, dict[int, Relations]]:
        """By guide and business day of her store, friendships that began and ended."""
        start, stop = self.instants
        span: dict[str, object] = {"start": start - DAY_MS, "stop": min(stop + DAY_MS, self.asked.at + 1)}
        calendars = {userid: post.calendar for userid, post in posts(self.settings).items()}
        chain = self.settings.chain.calendar
        found: dict[str, dict[int, Relations]] = {}
        for guide, slot, *counts in run(self.connection, "guides", "performance_flows", span):
            day = calendars.get(guide, chain).day(slot * _SLOT_MS)
            if self.asked.start <= day < self.asked.end:
                days = found.setdefault(guide, {})
                days[day] = days.get(day, Relations()).plus(Relations(*counts))
        return found

    @cached_property
    def evidence(self) -> Evidence:
        """What was ever imported, as far as it tells of this period."""
        start, stop = self.instants
        rows = run(self.connection, "guides", "performance_evidence")
        first = run(self.connection, "guides", "performance_events")[0]["first"]
        events = first is not None and first < stop
        return Evidence(
            known=frozenset(row["guide"] for row in rows),
            watched=frozenset(
                row["guide"]
                for row in rows
                if events or (row["last_list"] is not None and row["last_list"] > start)
            ),
            partly=events and first > start + DAY_MS,
            tags=self._any("relation_tag"),
            messages=self._any("guide_contact"),
            commissions=self.commissions is not None,
        )

    def _any(self, table: str) -> bool:
        sql = f"SELECT EXISTS (SELECT 1 FROM {table})"  # noqa: S608 - names from this module
        return bool(self.connection.execute(sql).fetchone()[0])

    def figures(self, groups: Mapping[str, str], measures: Collection[str] = MEASURES) -> dict[str, Figures]:
        """The figures of each group that ``measures`` need; ``groups`` names the group of each guide."""
        found: dict[str, Figures] = {}
        for group in sorted(set(groups.values())):
            found[group] = Figures(tuple(sorted(one for one, its in groups.items() if its == group)))
        self._relations(found, groups)
        if not MESSAGED.isdisjoint(measures):
            self._messages(found, groups)
        for group, sales in grouped(self.sales, groups).items():
            found[group].sales = sales
            if "repeat_rate" in measures:
                found[group].returning = len(sales.persons & self.returning)
        for guide, fen in (self.commissions or {}).items():
            if guide in groups:
                found[groups[guide]].commission_fen += fen
        return found

    def _relations(self, found: dict[str, Figures], groups: Mapping[str, str]) -> None:
        params: dict[str, object] = {"groups": json.dumps(groups), "at": self.instants.end - 1}
        for group, customers, tagged in run(self.connection, "guides", "performance_held", params):
            found[group].customers, found[group].tagged = customers, tagged
        for guide, days in self.flows.items():
            if guide in groups:
                one = found[groups[guide]]
                for flow in days.values():
                    one.relations = one.relations.plus(flow)

    def _messages(self, found: dict[str, Figures], groups: Mapping[str, str]) -> None:
        if not self.evidence.messages:
            return
        params: dict[str, object] = {
            **self.days,
            "groups": json.dumps(groups),
            "at": self.asked.at,
            "stop": self.instants.end,
        }
        coupons = {row[0]: row[1:] for row in run(self.connection, "guides", "performance_coupons", params)}
        for group, *counts in run(self.connection, "guides", "performance_contacts", params):
            found[group].contacts = Contacts(*counts, *coupons.get(group, ()))


def score_report(connection: Connection, settings: Settings, asked: AskedDays, scope: CardScope) -> list[Row]:
    """Scorecards by guide, store or for the chain, each beside the period before.

    What no guide is credited with is a row without a guide (or store): all rows together are the chain.
    """
    now, before = (PeriodFacts(connection, settings, one) for one in (asked, asked.before))
    groups = _groups(connection, settings, (now, before), scope)
    told = now.figures(groups), before.figures(groups)
    was = replace(before.evidence, tags=False)
    rows = []
    for group, row in compared(*told, now.evidence, was).items():
        idle = scope.by == "guide" and not scope.guide and all(one[group].idle for one in told)
        if idle and not _employed(settings, group, asked):
            continue
        rows.append({**_names(settings, group, scope.by), **row})
    return rows


def rank(
    connection: Connection,
    settings: Settings,
    asked: AskedDays,
    stores: frozenset[str] | None,
    measures: Collection[str],
) -> list[Row]:
    """These measures of the guides (of some stores), and the row of what no guide is credited with."""
    now, scope = PeriodFacts(connection, settings, asked), CardScope(stores=stores)
    figures = now.figures(_groups(connection, settings, (now,), scope), measures)
    rows = []
    for group, one in figures.items():
        if one.idle and not _employed(settings, group, asked):
            continue
        card = scorecard(one, now.evidence)
        row = {name: card[name] for name in measures}
        if isinstance(row.get("tagged"), Rate):
            row["tagged"] = row["tagged"].num  # people, not their share, are ranked
        missing = [code for code in card["missing"] if not CONCERNS[code].isdisjoint(measures)]
        rows.append({**_names(settings, group, "guide"), **row, "missing": missing})
    return rows


def entrants(
    connection: Connection, settings: Settings, asked: AskedDays, stores: Collection[str], measure: str
) -> list[Entrant]:
    """The stores of a contest: their days, and what their guides attained on each by a measure."""
    period = PeriodFacts(connection, settings, asked)
    teams: dict[str, list[str]] = defaultdict(list)
    for userid, guide in settings.guides.items():
        teams[guide.store].append(userid)
    attained = _attained(period, settings, measure)
    rolled = _rolled(connection, period)
    found = []
    for store in stores:
        days = tuple(_days(settings, store, asked, rolled.get(store, {})))
        if not teams[store]:
            found.append(Entrant(store, days, None, NO_GUIDES))
            continue
        blind = measure in FRIENDSHIPS and not period.evidence.known.intersection(teams[store])
        found.append(Entrant(store, days, None if blind else attained.get(store, {})))
    return found


def _attained(period: PeriodFacts, settings: Settings, measure: str) -> dict[str, dict[int, int]]:
    """By store and business day, what its guides attained."""
    found: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for userid, day, worth in _worths(period, measure):
        if userid in settings.guides:
            found[settings.guides[userid].store][day] += worth
    return found


def _worths(period: PeriodFacts, measure: str) -> Iterator[tuple[str, int, int]]:
    """Guide, business day, and what it is worth by a measure."""
    if measure in FRIENDSHIPS:
        for userid, days in period.flows.items():
            for day, flow in days.items():
                yield userid, day, flow.added if measure == "added" else flow.new
        return
    for sale in sales_of(period.connection, period.settings, period.asked):
        worth = {"orders": int(sale.order), "gmv_fen": sale.gmv_fen, "net_fen": sale.net_fen}
        yield sale.guide, sale.day, worth[measure]


def _rolled(connection: Connection, period: PeriodFacts) -> dict[str, dict[Day, StoreTime]]:
    found: dict[str, dict[Day, StoreTime]] = defaultdict(dict)
    for row in run(connection, "flow", "rate", {**period.days, "daily": 0}):
        day = StoreTime(row["day"], row["open_seconds"], row["valid_seconds"], row["traffic"])
        found[row["store"]][day.day] = day
    return found


def _days(
    settings: Settings, store: str, asked: AskedDays, rolled: Mapping[Day, StoreTime]
) -> Iterable[StoreTime]:
    """Every day of the period; one without any fact was open by the settings' hours, and not counted."""
    for day in map(Day, range(asked.start, asked.end)):
        if day in rolled:
            yield rolled[day]
            continue
        span = settings.stores[store].hours.open_minutes(day)
        yield StoreTime(day, (span[1] - span[0]) * 60 if span else 0, 0, 0)


def _groups(
    connection: Connection, settings: Settings, periods: tuple[PeriodFacts, ...], scope: CardScope
) -> dict[str, str]:
    """The group of every guide who is on the roster or has anything, and of nobody."""
    everybody = {*settings.guides, NOBODY}
    everybody.update(row[0] for row in connection.execute("SELECT DISTINCT guide FROM relation"))
    everybody.update(row[0] for row in connection.execute("SELECT DISTINCT guide FROM guide_contact"))
    for period in periods:
        everybody.update(period.sales)
        everybody.update(period.commissions or ())
    found = {}
    for userid in everybody:
        guide = settings.guides.get(userid)
        group = scope.group(userid, guide.store if guide else "")
        if group is not None:
            found[userid] = group
    return found


def _employed(settings: Settings, userid: str, asked: AskedDays) -> bool:
    """Whether a guide of the roster worked on any day of the period."""
    guide = settings.guides.get(userid)
    return guide is not None and not (
        (guide.joined is not None and guide.joined >= asked.end)
        or (guide.left is not None and guide.left <= asked.start)
    )


def _names(settings: Settings, group: str, by: By) -> Row:
    if by == "chain":
        return {}
    if by == "store":
        return {"store": group or None}
    guide = settings.guides.get(group)
    return {
        "guide": group or None,
        "name": guide.name if guide else None,
        "store": guide.store or None if guide else None,
    }
