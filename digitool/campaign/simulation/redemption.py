"""Who uses the coupon, when, on which basket, and who finds it gone.

A viewer's first purchase after the view can be a redemption: by the campaign's rate and the
customer's habit, if it falls inside the validity, and if the basket reaches the threshold or is filled
up to it. The coupon moves the date of that purchase (truncated lognormal after the view), not whether
world 0 has it. Budget and quota are used up in order of time; who comes later behaves as in world 0.

On one clock the purchases that a campaign adds come last in its window. Where the validity ends well
before the window does, nearly all uses fall on purchases that world 0 has too, and are given away.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from digitool.campaign.arrays import Bools, Floats, Ints
from digitool.campaign.models.delays import Delay
from digitool.campaign.simulation import caps
from digitool.campaign.simulation.coupon_value import Coupon
from digitool.campaign.simulation.two_worlds import Worlds


@dataclass(frozen=True)
class SimulatedUse:
    """Coupon use of people (m,): ``redeemed``, ``refused`` by a cap, ``at`` day (nan where neither),
    ``basket`` in fen after filling up, ``discount`` in fen; when the cap closed (inf = never).
    """

    redeemed: Bools
    refused: Bools
    at: Floats
    basket: Floats
    discount: Ints
    closed_at: float


@dataclass(frozen=True)
class SimulatedCoupon:
    """The coupon in one replication: the day the window ends, chances (m,) of use at a purchase, P(fill
    up), timing.
    """

    coupon: Coupon
    end: float
    chance: Floats
    reach_threshold: float
    delay: Delay


def unused(basket: Floats) -> SimulatedUse:
    """Nobody uses anything: a campaign without a coupon."""
    none = np.zeros(basket.size, dtype=np.bool_)
    return SimulatedUse(
        none, none, np.full(basket.size, np.nan), basket, np.zeros(basket.size, np.int64), np.inf
    )


@dataclass(frozen=True)
class Requests:
    """Uses that customers would make (w,), in the coupon's own caps: ``rows`` of the people, ``at`` day,
    ``basket`` fen after filling up, ``discount`` fen, and what the caps of the coupon say.
    """

    rows: Ints
    at: Floats
    basket: Floats
    discount: Ints
    capped: caps.Capped

    @property
    def spending(self) -> list[tuple[Floats, Ints]]:
        """Days and fen of the uses that the coupon's own caps let through."""
        return [(self.at[self.capped.served], self.discount[self.capped.served])]

    def served(self, basket: Floats, closing: float = np.inf) -> SimulatedUse:
        """The uses that are let through, in the places of all people with ``basket`` fen (m,).

        ``closing``: the day on which a budget that is shared with other mechanics is used up.
        """
        result, rows = unused(basket), self.rows
        if rows.size == 0:
            return result
        passed = self.capped.served & (self.at < closing)
        redeemed, refused = result.redeemed.copy(), result.refused.copy()
        at, paid, discount = result.at.copy(), basket.copy(), result.discount.copy()
        redeemed[rows], refused[rows], at[rows] = passed, ~passed, self.at
        paid[rows] = np.where(passed, self.basket, basket[rows])
        discount[rows] = np.where(passed, self.discount, 0)
        return SimulatedUse(redeemed, refused, at, paid, discount, self.capped.closed_at)


_NOBODY = np.empty(0, dtype=np.int64)
NO_REQUESTS = Requests(
    _NOBODY, np.empty(0), np.empty(0), _NOBODY, caps.Capped(np.empty(0, dtype=np.bool_), 0, np.inf)
)
"""A campaign without a coupon."""


def requests(offer: SimulatedCoupon, worlds: Worlds, seen: Floats, basket: Floats, luck: Floats) -> Requests:
    """Who would use the coupon; ``seen`` day of the view and ``basket`` fen (m,), ``luck`` (3, m) uniforms.

    Rows of luck: whether, fill up, when. The last day of use is the end of the validity or of
    the window.
    """
    coupon = offer.coupon
    wants = np.flatnonzero(worlds.hosts & (worlds.wait <= coupon.validity_days) & (luck[0] < offer.chance))
    paid = np.rint(basket[wants])
    low = paid < coupon.threshold_fen
    paid = np.where(low & (luck[1, wants] < offer.reach_threshold), coupon.threshold_fen, paid)
    discount = coupon.discount(paid.astype(np.int64))
    valid = discount > 0
    wants, paid, discount = wants[valid], paid[valid], discount[valid]
    room = np.minimum(coupon.validity_days, offer.end - seen[wants])
    at = seen[wants] + offer.delay.at_quantile(luck[2, wants], room)
    return Requests(wants, at, paid, discount, caps.apply(at, discount, coupon.budget_fen, coupon.quota))
