"""What somebody does with digitool itself, as plain values; `demo.deeds` draws them.

Customers are places in the world's people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from digitool.demo.world.clock import DAY, MINUTE
from digitool.demo.world.goods import PRICES

COUPON_FEN = 1_000
"""What the welcome coupon takes off an order."""


class PlannedOrder(NamedTuple):
    """An order of the official store; lines are (article, pieces), ``pickup`` a store's place or -1."""

    number: str
    at: int
    person: int
    lines: tuple[tuple[str, int], ...]
    fate: str
    pickup: int
    guide: int
    coupon: bool
    pays_after: int = 5 * MINUTE

    @property
    def paid_at(self) -> int:
        """When it is paid, 0 for never."""
        return 0 if self.fate in ("cancelled", "unpaid") else self.at + self.pays_after

    @property
    def amount(self) -> int:
        """What is paid, in fen."""
        goods = sum(PRICES[code] * pieces for code, pieces in self.lines)
        return goods - (COUPON_FEN if self.coupon else 0)

    @property
    def refund(self) -> tuple[int, int] | None:
        """When and how much (fen) goes back: everything, or one piece of the first line."""
        if self.fate == "refunded":
            return self.at + 2 * DAY, self.amount
        if self.fate == "refunded_part":
            return self.at + 2 * DAY, PRICES[self.lines[0][0]]
        return None


class PlannedBasket(NamedTuple):
    """A scan-and-go basket in a store (its place), opened at ``at`` and paid ten minutes later."""

    at: int
    person: int
    store: int
    lines: tuple[tuple[str, int], ...]

    @property
    def paid_at(self) -> int:
        """When it is paid."""
        return self.at + 10 * MINUTE

    @property
    def amount(self) -> int:
        """What is paid, in fen."""
        return sum(PRICES[code] * pieces for code, pieces in self.lines)


class Holder(NamedTuple):
    """A coupon in somebody's hands; ``used_at`` is 0 where no till ever sees it."""

    person: int
    got_at: int
    used_at: int


class InvitedFriend(NamedTuple):
    """Who comes by whose link when, and pays for an order ``after`` seconds later."""

    person: int
    owner: int
    at: int
    after: int

    def order(self, number: str) -> PlannedOrder:
        """The order, placed ten seconds before it is paid."""
        lines = (("M005", 1), ("M009", 1))
        at = self.at + self.after - 10
        return PlannedOrder(number, at, self.person, lines, "delivered", -1, -1, False, 10)


@dataclass(frozen=True)
class Deeds:
    """Everything that is done; empty where the world is too small.

    ``at`` is when the goods came in. ``welcome`` and ``spring`` hold coupons. ``crowd`` are shoppers for
    groups, bargains and packets (`deeds.circles`), ``neighbours`` members of the first store's group, its
    leader first, ``friends`` come by links, and ``audiences`` are those of two past campaigns.
    """

    at: int = 0
    orders: tuple[PlannedOrder, ...] = ()
    baskets: tuple[PlannedBasket, ...] = ()
    welcome: tuple[Holder, ...] = ()
    spring: tuple[Holder, ...] = ()
    crowd: tuple[int, ...] = ()
    neighbours: tuple[int, ...] = ()
    friends: tuple[InvitedFriend, ...] = ()
    audiences: tuple[tuple[int, ...], ...] = ()
