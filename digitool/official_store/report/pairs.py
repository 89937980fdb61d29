"""What sells together: pairs of articles by how many orders hold both (pure).

Support, confidence and lift as in Agrawal, Imielinski and Swami (1993) and Brin et al. (1997). A pair
cannot be more frequent than its rarer article, so rare articles are dropped before pairs are counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

from digitool.model.results import Rate


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
    found = [_pair(pair, count, single) for pair, count in both.items() if count >= minimum]
    found.sort(key=lambda pair: (-pair.together, pair.orders_a * pair.orders_b, pair.a, pair.b))
    return Pairs(found, len(kept), sum(len(order) > 1 for order in kept))


def _pair(pair: tuple[int, int], together: int, single: Counter[int]) -> Pair:
    a, b = sorted(pair, key=lambda article: (single[article], article))
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
