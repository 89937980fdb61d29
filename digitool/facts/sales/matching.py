"""Which sales of a till and which payments of a bill are one, where no number says so. Pure.

A till that names no payment and a bill that names no receipt tell of the same sales twice. Of one store and
business day, sales and payments of one amount are one where time leaves no other choice; where it leaves
several, and there are as many of both, they are one each in time order.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from digitool.model.disjoint import DisjointSets
from digitool.model.ids import Fen, Ms

BILL_COUNTS, TILL_COUNTS, BOTH_COUNT = "bill", "till", "both"
"""Which side's word counts of what is told by both and cannot be matched."""

SAME, ONLY, NUMBER, DOUBLE = "same", "only", "number", "double"
"""Why two are one: a person says so; there is no other; there are as many of both. ``double``: this one is
told by the other side, too, and it is not known as which.
"""

PROVIDERS = frozenset({"wechatpay", "alipay"})
"""Whose payments stand in bills; a till's other tenders, such as cash, never do."""


class MatchRules(NamedTuple):
    """How far apart (ms, 0: nothing is matched) a sale and its payment may be, and whose word counts."""

    within: int = 10 * 60_000
    counts: str = BILL_COUNTS


class OneSide(NamedTuple):
    """A sale as one side tells it: the key of its number, UTC ms, fen, its tender (empty: unknown)."""

    number: int
    at: Ms
    fen: Fen
    tender: str


class Match(NamedTuple):
    """A receipt (its number's key) and its payment, None where it is only known that it is one; why."""

    number: int
    payment: int | None
    how: str


class Decisions(NamedTuple):
    """What persons decided: the payment of a receipt, and pairs that are not one."""

    same: Mapping[int, int] = {}
    parted: Collection[tuple[int, int]] = frozenset()


def match_day(
    tills: Iterable[OneSide], payments: Iterable[OneSide], rules: MatchRules, decided: Decisions
) -> list[Match]:
    """What is one of a store's business day, in whatever order its sales come."""
    found = [Match(one, payment, SAME) for one, payment in decided.same.items()]
    gone = {*decided.same, *decided.same.values()}
    sold, paid = _by_amount(tills, gone), _by_amount(payments, gone)
    left: list[tuple[list[OneSide], list[OneSide]]] = []
    for fen in sorted(sold.keys() | paid.keys()):
        one, other = sold.get(fen, []), paid.get(fen, [])
        pairs = _matched(one, other, rules, decided.parted)
        taken = {number for pair in pairs for number in pair[:2]}
        found += pairs
        left.append(([t for t in one if t.number not in taken], [b for b in other if b.number not in taken]))
    return sorted([*found, *_doubles(left, rules, decided.parted)], key=lambda one: one.number)


def _by_amount(told: Iterable[OneSide], gone: Collection[int]) -> dict[Fen, list[OneSide]]:
    found: dict[Fen, list[OneSide]] = defaultdict(list)
    for one in sorted(told, key=lambda one: (one.at, one.number)):
        if one.number not in gone and one.fen > 0:
            found[one.fen].append(one)
    return found


def _matched(
    tills: Sequence[OneSide],
    payments: Sequence[OneSide],
    rules: MatchRules,
    parted: Collection[tuple[int, int]],
) -> list[Match]:
    found = []
    for sold, paid in _clusters(tills, payments, rules.within, parted):
        pairs = list(zip(sold, paid))
        alone = len(sold) == len(paid) == 1
        fitting = all(
            one.tender == other.tender
            and abs(one.at - other.at) <= rules.within
            and (one.number, other.number) not in parted
            for one, other in pairs
        )
        if alone or (len(sold) == len(paid) and fitting):
            how = ONLY if alone else NUMBER
            found += [Match(one.number, other.number, how) for one, other in pairs]
    return found


def _clusters(
    tills: Sequence[OneSide],
    payments: Sequence[OneSide],
    within: int,
    parted: Collection[tuple[int, int]],
) -> list[tuple[list[OneSide], list[OneSide]]]:
    """Sales and payments of one amount that may be each other's, and of no others: both in time order."""
    moments = [other.at for other in payments]
    parts = DisjointSets()
    for one in tills if within else ():
        first, after = bisect_left(moments, one.at - within), bisect_right(moments, one.at + within)
        for other in payments[first:after]:
            if one.tender in ("", other.tender) and (one.number, other.number) not in parted:
                parts.unite(one.number, other.number)
    found: dict[int, tuple[list[OneSide], list[OneSide]]] = defaultdict(lambda: ([], []))
    for place, side in enumerate((tills, payments)):
        for one in side:
            found[parts.find(one.number)][place].append(one)
    return [part for part in found.values() if all(part)]


def _doubles(
    left: Sequence[tuple[list[OneSide], list[OneSide]]],
    rules: MatchRules,
    parted: Collection[tuple[int, int]],
) -> list[Match]:
    """Those of the side whose word does not count that the other side tells, too: as many as may be both.

    First of those of one amount that may be each other's; then of each tender that stands in bills, for a
    sale may be told with another amount or at another hour. So as many sales count as the side with more
    of them tells.
    """
    if rules.counts == BOTH_COUNT or not rules.within:
        return []
    bill_counts = rules.counts == BILL_COUNTS
    gone: list[OneSide] = []
    rest: tuple[list[OneSide], list[OneSide]] = ([], [])
    for tills, payments in left:
        near: set[int] = set()
        for sold, paid in _clusters(tills, payments, rules.within, parted):
            some = min(len(sold), len(paid))
            gone += (sold if bill_counts else paid)[:some]
            near.update(one.number for one in (*sold[:some], *paid[:some]))
        for side, told in zip(rest, (tills, payments)):
            side += [one for one in told if one.number not in near]
    for tender in sorted(PROVIDERS):
        tills, payments = ([one for one in side if one.tender == tender] for side in rest)
        some = min(len(tills), len(payments))
        gone += sorted(tills if bill_counts else payments, key=lambda one: (one.at, one.number))[:some]
    return [Match(one.number, None, DOUBLE) for one in gone]


_WORDS = {
    "wechatpay": ("微信", "wechat", "weixin"),
    "alipay": ("支付宝", "alipay", "花呗"),
    "cash": ("现金", "cash"),
}


def tender_of(text: str) -> str:
    """The tender that a till's word means: a provider of `PROVIDERS`, cash, or the word as it is."""
    word = text.strip().casefold()
    return next((name for name, words in _WORDS.items() if any(one in word for one in words)), word)
