"""The orders of a period as performance counts them: each for the guide whom `attribution` credits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from digitool.db.port import Connection
from digitool.db.tally import run
from digitool.guides.commission.attribution import shares
from digitool.guides.commission.credits import credits_of, team_of
from digitool.guides.commission.earnings import preview, settled_commissions
from digitool.guides.performance.scorecards import NOBODY, CreditedOrder
from digitool.model.days import Days, instant
from digitool.model.ids import Day, Ms
from digitool.workspace.settings import Settings, Store


class AskedDays(NamedTuple):
    """Business days [start, end), as known at ``at`` (UTC ms) on business day ``today``."""

    start: Day
    end: Day
    at: Ms
    today: Day
    secret: bytes = b""

    @property
    def days(self) -> Days:
        """The period."""
        return Days(self.start, self.end)

    @property
    def before(self) -> AskedDays:
        """The period of the same length before it."""
        return self._replace(start=Day(2 * self.start - self.end), end=self.start)


class LoneBack(NamedTuple):
    """Money given back on purchases that nobody knows: business day, UTC ms, guide named, refunds, fen."""

    day: Day
    at: Ms
    guide: str
    refunds: int
    fen: int


class Doors:
    """Which stores are open when; a store's hours of one day are worked out once."""

    def __init__(self, stores: Mapping[str, Store]) -> None:
        self._stores = stores
        self._calendars = {code: one.calendar for code, one in stores.items()}
        self._known: dict[tuple[str, int], tuple[int, int]] = {}

    def closed(self, store: str, at: Ms) -> bool | None:
        """Whether a store's doors are shut at an instant (UTC ms); None for a store that nobody knows."""
        calendar = self._calendars.get(store)
        if calendar is None:
            return None
        key = (store, calendar.day(at))
        span = self._known.get(key)
        if span is None:
            span = self._known[key] = self._span(*key)
        return not span[0] <= at < span[1]

    def _span(self, store: str, day: Day) -> tuple[int, int]:
        one = self._stores[store]
        minutes = one.hours.open_minutes(day)
        if minutes is None:
            return 0, 0
        return instant(day, minutes[0], one.zone), instant(day, minutes[1], one.zone)


def last_sale_day(connection: Connection) -> Day | None:
    """The business day of the latest purchase; None before the first."""
    day: Day | None = connection.execute("SELECT max(day) FROM purchase").fetchone()[0]
    return day


def sales_of(connection: Connection, settings: Settings, asked: AskedDays) -> Iterator[CreditedOrder]:
    """Every order of a period once, without those of staff; what was given back is off.

    The order counts for its first guide, the seller; where the policy gives the customer's own guide a
    part, she has it as a sale of hers that is no order. A refund whose order nobody knows is no order either:
    it lessens what the guide sold whom it names, or nobody.
    """
    doors, staff = Doors(settings.stores), _staff(connection)
    for sale, given in credits_of(connection, settings, asked.days, secret=asked.secret, at=asked.at):
        if sale.at > asked.at or sale.person in staff or (given and given[0].why == "buyer"):
            continue
        net = sale.amount_fen - sale.refunded_fen
        seller = given[0].guide if given else NOBODY
        roster = settings.guides.get(seller)
        closed = doors.closed(sale.store or (roster.store if roster else ""), sale.at)
        if len(given) < 2:
            yield CreditedOrder(seller, sale.day, sale.person, sale.amount_fen, net, closed)
            continue
        parts = zip(given, shares(sale.amount_fen, given), shares(net, given))
        for place, (credit, gmv, rest) in enumerate(parts):
            yield CreditedOrder(credit.guide, sale.day, sale.person, gmv, rest, closed, order=not place)
    lone = lone_of(connection, asked)
    team = team_of(connection, settings, asked.secret) if lone else None
    for back in lone:
        guide = team.named(back.guide, back.at) if team is not None and back.guide else NOBODY
        yield CreditedOrder(guide, back.day, None, 0, -back.fen, order=False)


def lone_of(connection: Connection, asked: AskedDays) -> list[LoneBack]:
    """What was given back in a period on purchases that nobody knows."""
    span: dict[str, object] = {"first": asked.start, "to": asked.end, "at": asked.at}
    return [LoneBack(*row) for row in run(connection, "guides", "lone_refunds", span)]


def commissions_of(connection: Connection, settings: Settings, asked: AskedDays) -> dict[str, int] | None:
    """Fen by guide that the orders of a period earn: as booked where settled, else as worked out now.

    None where the chain pays none: no rate in the settings, and nothing ever settled.
    """
    rates = settings.commission.rate or any(rule.rate for rule in settings.commission_rules.values())
    booked = connection.execute("SELECT EXISTS (SELECT 1 FROM guide_commission)").fetchone()[0]
    if not rates and not booked:
        return None
    found: dict[str, int] = {}
    rows = [settled_commissions(connection, asked.days)] if booked else []
    if rates:
        rows.append(preview(connection, settings, asked.days, asked.at, asked.today, asked.secret))
    for some in rows:
        for row in some:
            found[row["guide"]] = found.get(row["guide"], 0) + row["commission_fen"]
    return found


def _staff(connection: Connection) -> set[int | None]:
    return {row[0] for row in connection.execute("SELECT person FROM staff_person")}
