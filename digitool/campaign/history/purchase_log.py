"""A purchase log as columns, and the histories that it gives when it is cut at a day.

One row is one person's purchases of one day: BG/NBD counts days, not receipts, and a basket is what a
person spends on a day. Days are day numbers or any other whole count of days; money is fen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from digitool.campaign.arrays import Bools, Floats, Ints, ints
from digitool.campaign.models.bg_nbd import BuyerHistories

WEEK = 7
NOWHERE = -1
"""The store place of customers who belong to no store."""


@dataclass(frozen=True)
class PurchaseLog:
    """Distinct (person, day), sorted by person, then day: arrays (m,).

    ``fen``: what was paid that day, net of refunds. ``store``: place of the person's home store, the same in
    all of her rows, or `NOWHERE`.
    """

    person: Ints
    day: Ints
    fen: Ints
    store: Ints

    def __len__(self) -> int:
        return int(self.person.size)

    @staticmethod
    def of(
        person: npt.ArrayLike, day: npt.ArrayLike, fen: npt.ArrayLike, store: npt.ArrayLike = NOWHERE
    ) -> PurchaseLog:
        """From purchases in any order (m,); those of one person and day become one row.

        Rows of no or negative worth are left out: they were given back. Raises ValueError for columns of
        different lengths.
        """
        person, day, fen = ints(person), ints(day), ints(fen)
        store = np.broadcast_to(ints(store), person.shape) if np.ndim(store) == 0 else ints(store)
        if not person.shape == day.shape == fen.shape == store.shape:
            raise ValueError("person, day, fen and store must have one length")
        order = np.lexsort((day, person))
        person, day, fen, store = person[order], day[order], fen[order], store[order]
        starts = np.flatnonzero(_changes(person) | _changes(day))
        worth = np.add.reduceat(fen, starts) if starts.size else fen
        kept = worth > 0
        starts = starts[kept]
        return PurchaseLog(person[starts], day[starts], worth[kept], store[starts])

    @cached_property
    def span(self) -> tuple[int, int]:
        """First day with a purchase and the day after the last one; (0, 0) for an empty log."""
        return (int(self.day.min()), int(self.day.max()) + 1) if len(self) else (0, 0)

    def only(self, rows: Bools | Ints) -> PurchaseLog:
        """Some rows, by mask or by ascending places."""
        return PurchaseLog(self.person[rows], self.day[rows], self.fen[rows], self.store[rows])

    def of_persons(self, persons: Ints) -> PurchaseLog:
        """The purchases of some persons."""
        return self.only(np.isin(self.person, persons))

    def between(self, start: int, end: int) -> PurchaseLog:
        """Purchases of days ``start`` up to, not including, ``end``."""
        return self.only((self.day >= start) & (self.day < end))


@dataclass(frozen=True)
class Cut:
    """Everybody who bought before a day, arrays (n,), persons ascending.

    ``baskets``: days with a purchase, the first one included; ``basket_fen``: mean worth of one;
    ``within``: sum of squared deviations of her baskets from their mean, in fen squared; ``store``: her home
    store as the log says; ``first``: first day.
    """

    day: int
    persons: Ints
    history: BuyerHistories
    baskets: Floats
    basket_fen: Floats
    within: Floats
    store: Ints
    first: Ints

    def __len__(self) -> int:
        return int(self.persons.size)

    def sample(self, most: int) -> Cut:
        """At most so many customers, drawn with a fixed seed: fits of more are no surer of anything else."""
        if len(self) <= most:
            return self
        return _part(self, np.sort(np.random.default_rng(11).choice(len(self), most, replace=False)))


def _part(one: Cut, rows: Ints) -> Cut:
    history = BuyerHistories(one.history.frequency[rows], one.history.recency[rows], one.history.age[rows])
    return Cut(
        one.day, one.persons[rows], history, one.baskets[rows], one.basket_fen[rows],
        one.within[rows], one.store[rows], one.first[rows],
    )  # fmt: skip


def histories_before(log: PurchaseLog, day: int) -> Cut:
    """The histories of all who bought before ``day``; age runs to the day before it, in weeks."""
    past = log.only(log.day < day)
    starts = np.flatnonzero(_changes(past.person))
    count = np.diff(np.append(starts, len(past)))
    first = past.day[starts]
    last = past.day[starts + count - 1] if len(past) else first
    spent = np.add.reduceat(past.fen, starts) if starts.size else past.fen
    mean = spent / np.maximum(count, 1)
    apart = ((past.fen - np.repeat(mean, count)) ** 2).astype(np.float64)
    within = np.add.reduceat(apart, starts) if starts.size else apart
    history = BuyerHistories.of(count - 1, (last - first) / WEEK, (day - 1 - first) / WEEK)
    return Cut(
        day, past.person[starts], history, count.astype(np.float64),
        mean, within, past.store[starts], first,
    )  # fmt: skip


def _changes(column: Ints) -> Bools:
    """True where a run of equal values begins."""
    begins = np.ones(column.size, dtype=np.bool_)
    begins[1:] = column[1:] != column[:-1]
    return begins
