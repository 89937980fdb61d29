"""Put the questions about the official store to a database (read only)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from digitool.db.port import Connection, StoredRow
from digitool.db.statements import bare
from digitool.db.tally import run, sql
from digitool.facts.home_stores import homes_of_buyers
from digitool.model.calendar import Calendar
from digitool.model.days import Days, offset_ms
from digitool.model.ids import Day, Ms
from digitool.official_store.report.metrics import (
    Bucket,
    LoneRefund,
    Period,
    ReportedOrder,
    Row,
    SalesElsewhere,
    compared,
    count_pairs,
    figures,
    measures,
)
from digitool.official_store.stock.cover import CoverQuestion, Level, row
from digitool.workspace.hours import Hours

_MINUTE_MS = 60_000


class Place(NamedTuple):
    """A store as the report needs it."""

    id: int
    code: str
    zone: str
    calendar: Calendar
    hours: Hours
    region: str

    def closed_at(self, at: Ms) -> bool:
        """Whether its doors are shut at an instant (UTC ms), by the hours of that business date."""
        day = self.calendar.day(at)
        span = self.hours.open_minutes(day)
        minutes = (at + offset_ms(at, self.zone)) // _MINUTE_MS - day * 24 * 60
        return span is None or not span[0] <= minutes < span[1]


class SalesReport(NamedTuple):
    """A report's rows, and how many days of the period have visitors of a mini program."""

    rows: list[Row]
    visitor_days: int


def order_days(connection: Connection) -> Days | None:
    """The business days from the first to the last order of the official store; None without any."""
    found = run(connection, "official_store", "order_days")[0]
    return None if found["first"] is None else Days(found["first"], found["last"] + 1)


def sales_report(
    connection: Connection, period: Period, stores: Collection[str] | None = None
) -> SalesReport:
    """The official store's figures by the period's rows, each beside the period before.

    ``stores`` narrows to the orders and sales of these codes; None is everything, also what belongs to
    no known store.
    """
    places = {one["id"]: _place(one) for one in run(connection, "official_store", "stores")}
    now, visitors = _figures(connection, places, period, stores)
    before, _ = _figures(connection, places, period.before, stores)
    return SalesReport(compared(period, now, before), len(visitors))


def _place(row: StoredRow) -> Place:
    calendar = Calendar(row["zone"], row["cutoff_hour"])
    hours = Hours.from_json(row["hours"])
    return Place(row["id"], row["code"], row["zone"], calendar, hours, row["region"])


def _figures(
    connection: Connection, places: dict[int, Place], period: Period, stores: Collection[str] | None
) -> tuple[dict[Bucket, Row], dict[Day, int]]:
    span: dict[str, object] = {"first": period.start, "to": period.end}
    orders = list(_orders(connection, places, span))
    sales = [
        SalesElsewhere(
            places[row["store"]].code if row["store"] else None,
            row["day"],
            row["gmv_fen"],
            row["private_fen"],
        )
        for row in run(connection, "official_store", "other_sales", span)
    ]
    visitors = {row["day"]: row["visitors"] for row in run(connection, "official_store", "visitors", span)}
    lone = [LoneRefund(*row) for row in run(connection, "official_store", "lone_refunds", span)]
    if stores is not None:
        orders = [order for order in orders if order.store in stores]
        sales = [sale for sale in sales if sale.store in stores]
        visitors, lone = {}, []
    return figures(period, orders, sales, visitors, lone), visitors


def _orders(
    connection: Connection, places: dict[int, Place], span: dict[str, object]
) -> Iterator[ReportedOrder]:
    """The orders of a period, each with its refunds, its place and its buyer's history."""
    orders = run(connection, "official_store", "report_orders", span)
    homes = homes_of_buyers(connection, (one["id"] for one in orders))
    second = {one["person"]: one["day"] for one in run(connection, "official_store", "second_orders", span)}
    back = {one["purchase"]: one["fen"] for one in run(connection, "official_store", "given_back", span)}
    for one in orders:
        served, home = places.get(one["served"]), places.get(homes.get(one["id"], 0))
        place = served or home
        yield ReportedOrder(
            at=one["at"],
            day=one["day"],
            amount_fen=one["amount_fen"],
            refunded_fen=back.get(one["id"], 0),
            person=one["person"],
            second_day=second.get(one["person"]),
            lines=one["lines"],
            store=place.code if place else None,
            off_hours=place.closed_at(one["at"]) if place else None,
            crossed=crossed(home, served, one["region"]),
        )


def crossed(home: Place | None, served: Place | None, region: str) -> bool | None:
    """Whether an order leaves its buyer's home region; None where one of the two ends is unknown.

    The other end is the store that serves the order, else the region that it is delivered to. Two
    stores of which one has no region in the settings are compared as stores.
    """
    if home is None:
        return None
    if served is not None:
        if home.region and served.region:
            return home.region != served.region
        return home.id != served.id
    return home.region != region if home.region and region else None


class Together(NamedTuple):
    """Rows of articles that sell together, and how many orders they come from."""

    rows: list[Row]
    orders: int
    mixed: int


def together(connection: Connection, period: Days, channel: str, minimum: int) -> Together:
    """Pairs of articles of a period that ``minimum`` orders or more hold.

    ``channel`` is empty for all. An order whose source tells no articles is not looked at.
    """
    titles: dict[str, str] = {}
    orders: dict[int, list[str]] = {}
    params = {"first": period.first, "to": period.after, "channel": channel}
    for purchase, article, title in bare(connection, sql("official_store", "pair_lines"), params):
        titles.setdefault(article, title)
        orders.setdefault(purchase, []).append(article)
    names = sorted(titles)
    numbers = {article: number for number, article in enumerate(names)}
    pairs = count_pairs(([numbers[one] for one in order] for order in orders.values()), minimum)
    rows = [
        {
            "item_a": names[pair.a],
            "title_a": titles[names[pair.a]],
            "item_b": names[pair.b],
            "title_b": titles[names[pair.b]],
            **measures(pair, pairs.orders),
        }
        for pair in pairs.found
    ]
    return Together(rows, pairs.orders, pairs.mixed)


def stock(connection: Connection, limits: CoverQuestion, at: Ms) -> list[Row]:
    """Every stock level at an instant (UTC ms) with its sales in the period, its reach and its state."""
    params: dict[str, object] = {"at": at, "product": "", "location": ""}
    span: dict[str, object] = {"first": limits.start, "to": limits.end}
    pace = {(one["product"], one["location"]): one for one in run(connection, "official_store", "pace", span)}
    since = {
        (one["product"], one["location"]): one["since"]
        for one in run(connection, "official_store", "stocked_since")
    }
    rows = []
    for found in run(connection, "official_store", "levels", params):
        key = (found["product"], found["location"])
        sold = pace.get(key)
        level = Level(found["on_hand"], found["reserved"], sold["sold"] if sold else 0, since.get(key))
        names = {name: found[name] for name in ("product", "title", "location")}
        rows.append({**names, **row(level, limits), "last_sale": sold["last_sale"] if sold else None})
    return rows
