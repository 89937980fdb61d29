"""The arithmetic of the official store's report: orders and sales in, rows with rates out (pure).

Every rate names its numerator and denominator. Private domain is what the chain's own channels sold: the
official store, and elsewhere what a guide or a referrer brought about.

Pairs of articles that sell together have support, confidence and lift as in Agrawal, Imielinski and Swami
(1993) and Brin et al. (1997). A pair cannot be more frequent than its rarer article, so rare articles are
dropped before pairs are counted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from digitool.model.days import week_start
from digitool.model.ids import Day, Ms, PersonId
from digitool.model.results import Rate

Row = dict[str, Any]
"""One row of an answer."""

Bucket = tuple[Any, ...]
"""What a row is about: a store's code (None: unknown), a day number, the Monday of a week, or nothing."""

KEYS: dict[str, tuple[str, ...]] = {"store": ("store",), "day": ("day",), "week": ("week",), "chain": ()}
"""The key columns of a report by its ``--by``."""


class ReportedOrder(NamedTuple):
    """One paid order of the official store, placed.

    ``store`` is the store that serves it, else its buyer's home store, else None. ``off_hours`` and
    ``crossed`` are None where nobody can say. ``second_day`` is the business day of the buyer's second
    order ever, None before it.
    """

    at: Ms
    day: Day
    amount_fen: int
    refunded_fen: int
    person: PersonId | None
    second_day: int | None
    lines: int
    store: str | None
    off_hours: bool | None
    crossed: bool | None


class LoneRefund(NamedTuple):
    """What was given back on one day on orders that nobody knows: how many refunds, and fen in all."""

    day: Day
    refunds: int
    fen: int


class SalesElsewhere(NamedTuple):
    """Sales elsewhere on one day in one store, in fen: all of them, and the private domain's part."""

    store: str | None
    day: Day
    gmv_fen: int
    private_fen: int


class Period(NamedTuple):
    """A half-open period of business days and how it is cut into rows (a key of `KEYS`)."""

    start: int
    end: int
    by: str

    def bucket(self, store: str | None, day: Day) -> Bucket:
        """The row that a sale of a store and day belongs to."""
        return {"store": (store,), "day": (day,), "week": (week_start(day),), "chain": ()}[self.by]

    def last_day(self, bucket: Bucket) -> int:
        """The day after the last one of a row."""
        if self.by == "day":
            return int(bucket[0]) + 1
        return min(int(bucket[0]) + 7, self.end) if self.by == "week" else self.end

    @property
    def step(self) -> int:
        """Days back to the period that this one is compared with: a week for weeks, else its own length."""
        return 7 if self.by == "week" else self.end - self.start

    @property
    def before(self) -> Period:
        """The period that this one is compared with."""
        return Period(self.start - self.step, self.end - self.step, self.by)

    def shifted(self, bucket: Bucket) -> Bucket:
        """The row of the period before that a row is compared with."""
        return (bucket[0] - self.step,) if self.by in ("day", "week") else bucket


def figures(
    period: Period,
    orders: Iterable[ReportedOrder],
    sales: Iterable[SalesElsewhere],
    visitors: Mapping[Day, int],
    lone: Iterable[LoneRefund] = (),
) -> dict[Bucket, Row]:
    """The figures of each row; ``visitors`` are the mini programs' by day, without days that have no data.

    ``lone`` refunds lessen the net sales of their own day, and are of no known store.
    """
    of_row: dict[Bucket, list[ReportedOrder]] = defaultdict(list)
    elsewhere: dict[Bucket, list[SalesElsewhere]] = defaultdict(list)
    back: dict[Bucket, list[LoneRefund]] = defaultdict(list)
    for order in orders:
        of_row[period.bucket(order.store, order.day)].append(order)
    for sale in sales:
        elsewhere[period.bucket(sale.store, sale.day)].append(sale)
    for refund in lone:
        back[period.bucket(None, refund.day)].append(refund)
    seen = [] if period.by == "store" else [period.bucket(None, day) for day in visitors]
    rows = {}
    for bucket in {*of_row, *elsewhere, *back, *seen, *([()] if period.by == "chain" else [])}:
        mine = of_row[bucket]
        rows[bucket] = {
            **_money(mine, back[bucket]),
            **_people(mine, period.last_day(bucket)),
            **_places(mine),
            "conversion": _conversion(period, bucket, mine, visitors),
            "private_share": _private(mine, elsewhere[bucket]),
        }
    return rows


def _money(orders: list[ReportedOrder], lone: list[LoneRefund]) -> Row:
    gmv = sum(order.amount_fen for order in orders)
    back = sum(min(order.refunded_fen, order.amount_fen) for order in orders)
    unknown = sum(refund.fen for refund in lone)
    lines = [order.lines for order in orders if order.lines]
    return {
        "orders": len(orders),
        "gmv_fen": gmv,
        "net_fen": gmv - back - unknown,
        "refunds_without_purchase": sum(refund.refunds for refund in lone),
        "refunds_without_purchase_fen": unknown,
        "basket_fen": mean(gmv, len(orders)) if orders else None,
        "lines_per_order": mean(100 * sum(lines), len(lines)) / 100 if lines else None,
    }


def mean(total: int, count: int) -> int:
    """A mean as a whole number, a half rounded up; ``count`` is at least 1."""
    return (2 * total + count) // (2 * count)


def _people(orders: list[ReportedOrder], after: int) -> Row:
    """Known buyers, and those of them who had ordered twice or more by the end of the row's days."""
    second = {order.person: order.second_day for order in orders if order.person is not None}
    again = sum(day is not None and day < after for day in second.values())
    return {"buyers": len(second), "repeat_rate": Rate(again, len(second))}


def _places(orders: list[ReportedOrder]) -> Row:
    return {
        "off_hours_share": _share(order.off_hours for order in orders),
        "cross_region_share": _share(order.crossed for order in orders),
    }


def _share(answers: Iterable[bool | None]) -> Rate:
    known = [answer for answer in answers if answer is not None]
    return Rate(sum(known), len(known))


def _conversion(
    period: Period, bucket: Bucket, orders: list[ReportedOrder], visitors: Mapping[Day, int]
) -> Rate | None:
    """Buyers of each day over visitors of that day, added up over the days that have visitors.

    Visitors are distinct within a day only, so buyers are counted by day, too. An order whose buyer is
    unknown is a buyer of its own. None by store: platforms do not tell where a visitor belongs.
    """
    if period.by == "store":
        return None
    days = [day for day in visitors if period.bucket(None, day) == bucket]
    buyers: dict[int, set[int]] = defaultdict(set)
    unknown = 0
    for order in orders:
        if order.day in visitors:
            unknown += order.person is None
            if order.person is not None:
                buyers[order.day].add(order.person)
    return Rate(unknown + sum(map(len, buyers.values())), sum(visitors[day] for day in days))


def _private(orders: list[ReportedOrder], sales: list[SalesElsewhere]) -> Rate:
    own = sum(order.amount_fen for order in orders)
    part, everything = sum(sale.private_fen for sale in sales), sum(sale.gmv_fen for sale in sales)
    return Rate(own + part, own + everything)


MEASURES = (
    "orders",
    "gmv_fen",
    "net_fen",
    "buyers",
    "basket_fen",
    "lines_per_order",
    "conversion",
    "off_hours_share",
    "cross_region_share",
    "repeat_rate",
    "private_share",
)
"""The figures of a row in the order in which they are shown."""

UNKNOWN = ("refunds_without_purchase", "refunds_without_purchase_fen")
"""How much of the refunds in the net sales is of orders that nobody knows."""


def compared(period: Period, now: Mapping[Bucket, Row], before: Mapping[Bucket, Row]) -> list[Row]:
    """Rows with the figures of the period before as ``prev_...``, and the change of the sales.

    A row that sold nothing in one of the two periods has zeros for it, and unknown rates.
    """
    nothing = figures(Period(period.start, period.end, "chain"), (), (), {})[()]
    buckets = {*now, *(_later(period, bucket) for bucket in before)}
    rows = []
    for bucket in sorted(buckets, key=lambda one: tuple((part is None, part) for part in one)):
        row, old = now.get(bucket, nothing), before.get(period.shifted(bucket), nothing)
        rows.append(
            {
                **dict(zip(KEYS[period.by], bucket, strict=True)),
                **{name: row[name] for name in (*MEASURES, *UNKNOWN)},
                "gmv_change": Rate(row["gmv_fen"] - old["gmv_fen"], old["gmv_fen"]),
                **{f"prev_{name}": old[name] for name in MEASURES},
            }
        )
    return rows


def _later(period: Period, bucket: Bucket) -> Bucket:
    return (bucket[0] + period.step,) if period.by in ("day", "week") else bucket


class Pair(NamedTuple):
    """Two articles (numbers), the orders that hold both, and those that hold each; ``a`` is the rarer one."""

    a: int
    b: int
    together: int
    orders_a: int
    orders_b: int


class Pairs(NamedTuple):
    """Pairs, most frequent first; ``orders`` were looked at, ``mixed`` of them hold two articles or more."""

    found: list[Pair]
    orders: int
    mixed: int


def count_pairs(orders: Iterable[Sequence[int]], minimum: int) -> Pairs:
    """Pairs that at least ``minimum`` orders hold; an article counts once an order."""
    kept = [tuple(sorted(set(order))) for order in orders]
    single: Counter[int] = Counter()
    for order in kept:
        single.update(order)
    frequent = {article for article, count in single.items() if count >= minimum}
    both: Counter[tuple[int, int]] = Counter()
    for order in kept:
        if len(order) > 1:
            both.update(combinations([one for one in order if one in frequent], 2))
    found = [_pair(*pair, count, single) for pair, count in both.items() if count >= minimum]
    found.sort(key=lambda pair: (-pair.together, pair.orders_a * pair.orders_b, pair.a, pair.b))
    return Pairs(found, len(kept), sum(len(order) > 1 for order in kept))


def _pair(one: int, other: int, together: int, single: Counter[int]) -> Pair:
    a, b = sorted((one, other), key=lambda article: (single[article], article))
    return Pair(a, b, together, single[a], single[b])


def measures(pair: Pair, orders: int) -> dict[str, object]:
    """Support (of all orders), confidence both ways, and lift: how many times more often than by chance."""
    return {
        "together": pair.together,
        "orders_a": pair.orders_a,
        "orders_b": pair.orders_b,
        "support": Rate(pair.together, orders),
        "confidence": Rate(pair.together, pair.orders_a),
        "confidence_back": Rate(pair.together, pair.orders_b),
        "lift": round(pair.together * orders / (pair.orders_a * pair.orders_b), 4),
    }
