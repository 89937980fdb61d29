"""Made-up facts of the official store: as plain values, as rows of a database, and counted by hand."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

from digitool.workspace.hours import Hours, OpenTime

CHINA = timezone(timedelta(hours=8))
DAY_MS = 86_400_000
FIRST = 20_513
"""2026-03-01 as a day number, the first day of most tests: a Sunday."""

OPEN = Hours((OpenTime(9 * 60, 22 * 60),) * 6 + (None,), {FIRST + 1: OpenTime(10 * 60, 11 * 60)})
"""Nine to ten, closed on Sundays, one hour on 2026-03-02."""


def at(day: int, minute: int) -> int:
    """UTC ms of a minute of a Chinese day, counted from `FIRST`."""
    return (FIRST + day) * DAY_MS + minute * 60_000 - 8 * 3_600_000


class Shop(NamedTuple):
    """A store: id, code, region."""

    id: int
    code: str
    region: str = ""


class Back(NamedTuple):
    """A refund: who tells it, how much, in which state."""

    source: str
    fen: int
    state: str = "SUCCESS"


class Bought(NamedTuple):
    """A purchase; ``person`` 0 is nobody known, ``served`` and ``region`` are its place."""

    day: int
    minute: int
    fen: int
    person: int = 0
    channel: str = "official_store"
    store: int = 0
    state: str = "paid"
    guide: str = ""
    served: int = 0
    region: str = ""
    lines: int = 0
    back: tuple[Back, ...] = ()

    @property
    def at(self) -> int:
        """UTC ms."""
        return at(self.day, self.minute)


class Lone(NamedTuple):
    """A refund of a purchase that nobody knows; ``unknown`` tells such purchases apart."""

    day: int
    unknown: int
    back: Back
    channel: str = "official_store"


class Touched(NamedTuple):
    """A touch of a person in a store."""

    day: int
    minute: int
    person: int
    store: int


@dataclass
class Facts:
    """Everything that a report looks at; persons are 1 to 6, staff among them."""

    shops: tuple[Shop, ...] = (Shop(1, "S001"), Shop(2, "S002"))
    bought: list[Bought] = field(default_factory=list)
    lone: list[Lone] = field(default_factory=list)
    touched: list[Touched] = field(default_factory=list)
    visitors: dict[int, int] = field(default_factory=dict)
    staff: frozenset[int] = frozenset()

    def insert(self, connection: sqlite3.Connection) -> None:
        """Write all of it as rows; identifier n of person n has a second identifier n + 10."""
        connection.executemany(
            "INSERT INTO store (id, code, name, zone, cutoff_hour, hours, region)"
            " VALUES (?, ?, '', 'Asia/Shanghai', 0, ?, ?)",
            [(shop.id, shop.code, OPEN.to_json(), shop.region) for shop in self.shops],
        )
        connection.executemany(
            "INSERT INTO touchpoint (id, code, scene, store, physical) VALUES (?, ?, 3, ?, 1)",
            [(shop.id, f"{shop.code}-shelf", shop.id) for shop in self.shops],
        )
        ids = [(n, n) for n in range(1, 7)] + [(n + 10, n) for n in range(1, 7)]
        connection.executemany(
            "INSERT INTO identifier (id, ns, scope, value, person) VALUES (?1, 1, 0, ?1, ?2)",
            ids,
        )
        connection.executemany(
            "INSERT INTO staff_identifier (identifier) VALUES (?)", [(n,) for n in self.staff]
        )
        for n, touch in enumerate(self.touched):
            connection.execute(
                "INSERT INTO touch (identifier, at, touchpoint, ref, batch, line) VALUES (?, ?, ?, ?, 1, 1)",
                (touch.person, at(touch.day, touch.minute), touch.store, n),
            )
        for day, count in self.visitors.items():
            connection.execute(
                "INSERT INTO mini_program_figure VALUES ('visitors', ?, 'wxA', 0, ?, 1, 1)",
                (FIRST + day, count),
            )
        for n, one in enumerate(self.bought, 1):
            _insert(connection, n, one)
        for n, refund in enumerate(self.lone, 1):
            _insert_lone(connection, n, refund)


def _insert(connection: sqlite3.Connection, n: int, one: Bought) -> None:
    party = (one.person + (10 if n % 2 else 0)) if one.person else None
    connection.execute(
        "INSERT INTO purchase (id, number, order_no, at, day, store, channel, amount_fen, state, party,"
        " guide, referrer, batch, line) VALUES (?, ?, '', ?, ?, ?, ?, ?, ?, ?, ?, '', 1, 1)",
        (n, f"n:{n}", one.at, FIRST + one.day, one.store, one.channel, one.fen, one.state, party, one.guide),
    )
    connection.executemany(
        "INSERT INTO purchase_line VALUES (?, ?, ?, ?, 1, 0)",
        [(n, k, f"I{k}", f"item {k}") for k in range(one.lines)],
    )
    if one.served or one.region:
        connection.execute("INSERT INTO order_place VALUES (?, ?, ?)", (n, one.served, one.region))
    for k, back in enumerate(one.back):
        connection.execute(
            "INSERT INTO refund (id, number, purchase, at, day, amount_fen, state, batch, line)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, 1, 1)",
            (n * 100 + k, f"{back.source}:{n}-{k}", n, one.at, FIRST + one.day, back.fen, back.state),
        )


def _insert_lone(connection: sqlite3.Connection, n: int, one: Lone) -> None:
    number, purchase = f"{one.back.source}:lone-{n}", -one.unknown
    connection.execute(
        "INSERT INTO refund (id, number, purchase, at, day, amount_fen, state, batch, line)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, 1, 1)",
        (-n, number, purchase, at(one.day, 600), FIRST + one.day, one.back.fen, one.back.state),
    )
    connection.execute(
        "INSERT INTO refund_place (refund, store, channel, order_no, guide) VALUES (?, ?, ?, '', '')",
        (-n, int(one.channel == "store"), one.channel),
    )


def by_hand(facts: Facts, start: int, end: int) -> dict[str, Any]:
    """The report of the chain over days ``start`` to before ``end``, counted one purchase at a time."""
    sold = [one for one in facts.bought if one.state == "paid" and one.person not in facts.staff - {0}]
    within = [one for one in sold if start <= one.day < end]
    orders = [one for one in within if one.channel == "official_store"]
    persons = {one.person for one in orders if one.person}
    again = {
        p
        for p in persons
        if sum(o.person == p and o.day < end and o.channel == "official_store" for o in sold) >= 2
    }
    gmv = sum(one.fen for one in orders)
    with_lines = [one.lines for one in orders if one.lines]
    closed = [shut for shut in (_closed(facts, one) for one in orders) if shut is not None]
    crossed = [far for far in (_crossed(facts, one) for one in orders) if far is not None]
    private = sum(one.fen for one in within if one.channel == "official_store" or one.guide)
    return {
        "orders": len(orders),
        "gmv_fen": gmv,
        "net_fen": gmv - sum(_back(one) for one in orders) - lone_fen(facts, start, end),
        "buyers": len(persons),
        "basket_fen": int(gmv / len(orders) + 0.5) if orders else None,
        "lines_per_order": (
            (200 * sum(with_lines) + len(with_lines)) // (2 * len(with_lines)) / 100 if with_lines else None
        ),
        "conversion": _conversion(facts, orders, start, end),
        "off_hours_share": (sum(closed), len(closed)),
        "cross_region_share": (sum(crossed), len(crossed)),
        "repeat_rate": (len(again), len(persons)),
        "private_share": (private, sum(one.fen for one in within)),
    }


def _back(one: Bought) -> int:
    sides: dict[bool, int] = defaultdict(int)
    for back in one.back:
        if back.state == "SUCCESS":
            sides[back.source in ("wechatpay-refund", "alipay-refund")] += back.fen
    return min(one.fen, max(sides.values(), default=0))


def lone_fen(facts: Facts, start: int, end: int) -> int:
    """What was given back on these days on orders of the official store that nobody knows."""
    told: dict[tuple[int, int], dict[bool, int]] = defaultdict(lambda: defaultdict(int))
    for one in facts.lone:
        if start <= one.day < end and one.channel == "official_store" and one.back.state == "SUCCESS":
            bill = one.back.source in ("wechatpay-refund", "alipay-refund")
            told[one.day, one.unknown][bill] += one.back.fen
    return sum(max(sides.values()) for sides in told.values())


def home(facts: Facts, order: Bought) -> int:
    """The home store of a buyer at the moment of an order, in plain steps; 0 for none."""
    if not order.person:
        return 0
    bought = [
        (one.at, one.store)
        for one in facts.bought
        if one.person == order.person and one.store and one.state == "paid" and one.at <= order.at
        if one.fen == 0 or _back(one) < one.fen
    ]
    touched = [(at(one.day, one.minute), one.store) for one in facts.touched if one.person == order.person]
    touched = [one for one in touched if one[0] <= order.at]
    for visits in (bought, touched):
        year = [one for one in visits if one[0] > order.at - 365 * 86_400_000]
        if year:
            times = Counter(store for _, store in year)
            return min((-times[store], when, store) for when, store in year)[2]
    return min(bought + touched, default=(0, 0))[1]


def _closed(facts: Facts, one: Bought) -> bool | None:
    if not (one.served or home(facts, one)):
        return None
    clock = datetime.fromtimestamp(one.at / 1000, CHINA)
    if clock.date().isoformat() == "2026-03-02":
        return not 10 * 60 <= clock.hour * 60 + clock.minute < 11 * 60
    return clock.weekday() == 6 or not 9 <= clock.hour < 22


def _crossed(facts: Facts, one: Bought) -> bool | None:
    mine = home(facts, one)
    region = {shop.id: shop.region for shop in facts.shops}
    if not mine:
        return None
    if one.served:
        if region[mine] and region[one.served]:
            return region[mine] != region[one.served]
        return mine != one.served
    return region[mine] != one.region if region[mine] and one.region else None


def _conversion(facts: Facts, orders: list[Bought], start: int, end: int) -> tuple[int, int]:
    buyers = visitors = 0
    for day, count in facts.visitors.items():
        if start <= day < end:
            visitors += count
            today = [one.person for one in orders if one.day == day]
            buyers += len({p for p in today if p}) + today.count(0)
    return buyers, visitors
