"""Facts into persons where there are millions: SQL picks the rows that count, here they are added up.

SQLite finds the person of each fact in a tree and then sorts the facts by person, which takes three times
as long as one array of persons and one pass.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import compress, count
from typing import Any, NamedTuple

from digitool.identity.households import heads
from digitool.model.ids import PersonId

Rows = Iterable[Sequence[Any]]
"""Rows of a tally; the first column is an identifier going in, a person coming out."""

_FEN_BITS = 41
"""Bits that hold any single amount (`money.MAX_FEN`)."""


_CHANNELS = bytes((0, 1, 3, 2)) + bytes(252)
"""Store only (1), online only (2) and both (3), as `shopping` answers them."""


class PersonFold(NamedTuple):
    """Column names after ``person``, and how rows by fact and the person of each identifier become them."""

    columns: tuple[str, ...]
    rows: Callable[[Rows, array[int]], Rows]


def shopping(rows: Rows, person_of: array[int]) -> Iterator[tuple[int, ...]]:
    """Rows (party, at, fen, online): number, sum, first, last instant, and channels of each person.

    Channels: 1 store only, 2 both, 3 official store only.
    """
    size = len(person_of)
    orders, spend, first, last = (array("q", bytes(8 * size)) for _ in range(4))
    seen = bytearray(size)
    for party, at, fen, online in rows:
        person = person_of[party]
        if not orders[person]:
            first[person] = last[person] = at
        elif at > last[person]:
            last[person] = at
        elif at < first[person]:
            first[person] = at
        orders[person] += 1
        spend[person] += fen
        seen[person] |= 2 if online else 1
    channels = seen.translate(_CHANNELS)
    return compress(zip(count(), orders, spend, first, last, channels), orders)


def middle(rows: Rows, person_of: array[int]) -> Iterator[tuple[int, int]]:
    """Rows (party, fen): the middle amount of each person, the lower one of two."""
    packed = array("q", sorted((person_of[party] << _FEN_BITS) + fen for party, fen in rows))
    start, mask = 0, (1 << _FEN_BITS) - 1
    while start < len(packed):
        person, end = packed[start] >> _FEN_BITS, start + 1
        while end < len(packed) and packed[end] >> _FEN_BITS == person:
            end += 1
        yield person, packed[(start + end - 1) // 2] & mask
        start = end


def households(rows: Rows, person_of: array[int]) -> Iterator[tuple[int, int]]:
    """Rows (value, person): how many persons live with each, herself included; who is in none is left out."""
    head = heads((value, PersonId(person_of[person])) for value, person in rows)
    persons = Counter(head.values())
    return ((person, persons[one]) for person, one in head.items())


_PRICE = PersonFold(("price_fen",), middle)

FOLDS: dict[str, PersonFold] = {
    "purchases": PersonFold(("orders", "spend_fen", "first_at", "last_at", "bought_on"), shopping),
    "order_prices": _PRICE,
    "item_prices": _PRICE,
    "households": PersonFold(("persons",), households),
}
"""Tallies that answer by fact, and how they become answers by person."""
