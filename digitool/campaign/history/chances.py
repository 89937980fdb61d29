"""What became of past coupons: who received one, who bought while it was valid, who used it and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from digitool.campaign.arrays import Bools, Floats, Ints
from digitool.campaign.history.customers import columns
from digitool.campaign.history.purchase_log import PurchaseLog
from digitool.campaign.simulation.inputs import Chance
from digitool.coupons.rules.terms import Terms, from_json
from digitool.db.port import Connection
from digitool.model.days import DAY_MS

_NARROW = 1.1


class Stock(NamedTuple):
    """A stock that coupons came from: its code, its rules and its place in `Chances.stock`."""

    code: str
    terms: Terms


@dataclass(frozen=True)
class Chances:
    """Coupons whose validity is over, arrays (c,): person, place of the stock, instants in UTC ms.

    ``used_at`` and ``paid_fen`` are -1 where a coupon was not used. ``from_day`` and ``to_day``: local days
    of the validity, half open.
    """

    person: Ints
    stock: Ints
    received_at: Ints
    used_at: Ints
    paid_fen: Ints
    from_day: Ints
    to_day: Ints
    stocks: tuple[Stock, ...]

    @property
    def used(self) -> Bools:
        """Whether each was used (c,)."""
        return self.used_at >= 0

    @property
    def validity(self) -> Floats:
        """Days (c,) from receipt to the end of the validity."""
        return np.maximum(self.to_day - self.received_at / DAY_MS, 1.0)


def read_chances(connection: Connection, at: int, offset_ms: int) -> Chances:
    """All ended coupons of customers; ``offset_ms`` turns instants into the chain's local days."""
    found = columns(connection, "coupon_chances", 7, at)
    person, stock, received, start, end, used, paid = found
    ids, place = np.unique(stock, return_inverse=True)
    rows = {row["id"]: row for row in connection.execute("SELECT id, code, terms FROM coupon_stock")}
    stocks = tuple(Stock(rows[one]["code"], from_json(rows[one]["terms"])) for one in ids.tolist())
    from_day = (np.maximum(received, start) + offset_ms) // DAY_MS
    to_day = (end + offset_ms - 1) // DAY_MS + 1
    return Chances(person, place.astype(np.int64), received + offset_ms, used + offset_ms * (used >= 0), paid,
                   from_day, to_day, stocks)  # fmt: skip


def hosts(chances: Chances, log: PurchaseLog) -> Bools:
    """Whether each holder (c,) bought inside the validity; a use is a purchase, imported or not."""
    if not len(log) or not chances.person.size:
        return chances.used
    span = max(int(log.span[1]), int(chances.to_day.max())) + 1
    keys = log.person.astype(np.float64) * span + log.day
    first = np.searchsorted(keys, chances.person.astype(np.float64) * span + chances.from_day)
    after = np.searchsorted(keys, chances.person.astype(np.float64) * span + chances.to_day)
    found: Bools = (after > first) | chances.used
    return found


def delays(chances: Chances) -> tuple[Floats, Floats]:
    """Days from receipt to use and the validity in days, of the coupons used."""
    used = chances.used
    days = np.maximum((chances.used_at - chances.received_at)[used] / DAY_MS, 1 / 24)
    return days, np.maximum(chances.validity[used], days)


def fill_up(chances: Chances, log: PurchaseLog, prior: Chance) -> tuple[Chance, int]:
    """P(a basket below the threshold is filled up to it), and the uses behind it.

    More uses than ordinary baskets lie just above the threshold (up to 10% over it): the surplus was
    filled up, out of the baskets below that wanted the coupon as much as those above did.
    """
    filled = below = 0.0
    uses = 0
    for place, stock in enumerate(chances.stocks):
        limit = stock.terms.min_spend_fen
        paid = chances.paid_fen[chances.used & (chances.stock == place)]
        if not limit or paid.size < 20 or len(log) < 100:
            continue
        above = log.fen[log.fen >= limit]
        near = float(np.mean(above < _NARROW * limit)) if above.size else 0.0
        low = 1.0 - above.size / len(log)
        natural = min(float(np.count_nonzero(paid >= _NARROW * limit)) / max(1.0 - near, 1e-9), paid.size)
        wanted = natural * low / max(1.0 - low, 1e-9)
        filled += min(paid.size - natural, wanted)
        below += wanted
        uses += int(paid.size)
    return Chance(prior.a + filled, prior.b + max(below - filled, 0.0)), uses
