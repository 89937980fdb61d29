"""Share link of a guide or a key opinion leader (KOL): a share of what people who came by it paid.

One payee for each order, whoever shared on; the base is the order's paid and unreturned money. The
commission of an order waits out its return window, and refunds take it back in proportion.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from digitool.model.ids import Ms
from digitool.referral.mechanics.promise import PAID, REFERRER, Deeds, Promise, is_gone, taken_back
from digitool.referral.mechanics.shape import LINKS

NAME, TITLE = "share_link", "share-link offer"
GOES_BY = LINKS


@dataclass(frozen=True)
class Terms:
    """``rate_bp`` basis points of each order, at most ``most_fen`` an order (0: no limit).

    ``return_ms`` is how long a commission is pending, ``window_ms`` how long the link earns.
    """

    rate_bp: int
    window_ms: int
    most_fen: int = 0
    return_ms: int = 7 * 86_400_000

    def __post_init__(self) -> None:
        if not 0 < self.rate_bp <= 10_000:
            raise ValueError("a commission is more than 0 and at most 100% of an order")
        if self.window_ms < 1 or self.most_fen < 0 or self.return_ms < 0:
            raise ValueError("a link needs a window; limits must not be negative")


def least_budget(terms: Terms) -> int:
    """What its budget must hold at least, in fen: any money, for it pays a share of every order."""
    del terms
    return 1


def promises(terms: Terms, deeds: Iterable[Deeds], revoke: bool) -> list[Promise]:
    """A commission for every order within the link's window of the people who came by it in time."""
    found = []
    for one in deeds:
        closes = one.since + terms.window_ms
        for order in one.orders:
            earned = order.paid_fen * terms.rate_bp // 10_000
            earned = min(earned, terms.most_fen) if terms.most_fen else earned
            if not earned or order.at >= closes:
                continue
            due = Ms(order.at + terms.return_ms)
            back = earned if is_gone(one, due, revoke) else taken_back(earned, order)
            made = (PAID, order.number, earned, back, order.at, due)
            found.append(Promise(one.friend, one.referrer, REFERRER, *made))
    return found
