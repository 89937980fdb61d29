"""Refer a friend: the friend's own paid order rewards the referrer, and the friend too if double-sided.

The base is one direct friend's paid, unreturned order and nothing else: there is no second level to
configure. A reward waits until the return window of that order is over; a refund takes it back in
proportion, exactly and whatever the number of refunds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from digitool.model.ids import Ms
from digitool.referral.mechanics.promise import FRIEND, PAID, REFERRER, Deeds, Promise, is_gone, taken_back
from digitool.referral.mechanics.shape import LINKS

NAME, TITLE = "refer_friend", "refer-a-friend offer"
GOES_BY = LINKS


@dataclass(frozen=True)
class Terms:
    """A fixed reward, or basis points of the friend's order, for the referrer; a fixed one for the friend.

    ``min_order_fen`` is the smallest order that counts; ``return_ms`` how long a reward is pending.
    """

    reward_fen: int = 0
    reward_bp: int = 0
    friend_fen: int = 0
    min_order_fen: int = 0
    return_ms: int = 7 * 86_400_000

    def __post_init__(self) -> None:
        if min(self.reward_fen, self.reward_bp, self.friend_fen, self.min_order_fen, self.return_ms) < 0:
            raise ValueError("rewards, minimum and return window must not be negative")
        if self.reward_bp > 10_000 or (self.reward_fen and self.reward_bp):
            raise ValueError("a reward is fixed, or a share of at most 100% of the friend's order")
        if not (self.reward_fen or self.reward_bp or self.friend_fen):
            raise ValueError("somebody must get something")


def least_budget(terms: Terms) -> int:
    """What its budget must hold at least, in fen: any money, for somebody must get something."""
    del terms
    return 1


def promises(terms: Terms, deeds: Iterable[Deeds], revoke: bool) -> list[Promise]:
    """A reward for each side of a friend's first order that counts; a guide deleted in time takes it back."""
    found = []
    for one in deeds:
        order = next((order for order in one.orders if order.paid_fen >= max(1, terms.min_order_fen)), None)
        if order is None:
            continue
        due = Ms(order.at + terms.return_ms)
        reward = terms.reward_fen or order.paid_fen * terms.reward_bp // 10_000
        for payee, side, fen in ((one.referrer, REFERRER, reward), (one.friend, FRIEND, terms.friend_fen)):
            if fen:
                back = fen if is_gone(one, due, revoke) else taken_back(fen, order)
                found.append(Promise(one.friend, payee, side, PAID, order.number, fen, back, order.at, due))
    return found
