"""Group referral: friends who join the inviter's customer group, register and stay win a prize.

A friend counts while all three hold; who leaves the group does not count any more. The prize is a
coupon of a stock, never money: nobody is paid for heads.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from digitool.model.ids import IdentifierId, Ms, identifier_text
from digitool.referral.mechanics.promise import REFERRER, REGISTERED, Deeds, Promise, by_referrer
from digitool.referral.mechanics.shape import LINKS

NAME, TITLE = "group_referral", "group referral"
GOES_BY = LINKS


@dataclass(frozen=True)
class Terms:
    """``friends`` who joined, registered and stayed ``stay_ms`` win a coupon of ``stock``."""

    friends: int
    stock: str
    window_ms: int
    stay_ms: int = 86_400_000
    new_only: bool = True

    def __post_init__(self) -> None:
        if self.friends < 1 or self.window_ms < 1 or self.stay_ms < 0:
            raise ValueError("a group referral needs friends, a window and a time to stay")
        if not self.stock:
            raise ValueError("the prize is a coupon of a stock")


def least_budget(terms: Terms) -> int:
    """What its budget must hold at least: nothing, for a prize is a coupon, and its money the stock's."""
    del terms
    return 0


def stocks(terms: Terms) -> list[str]:
    """The coupon stock of the prize."""
    return [terms.stock]


def promises(terms: Terms, deeds: Iterable[Deeds], revoke: bool) -> list[Promise]:
    """The coupon of who brought enough friends into a group, for the friend who made them enough."""
    del revoke  # leaving the group is what revokes here
    found = []
    for owner, friends in by_referrer(deeds).items():
        closes = Ms(min(one.since for one in friends) + terms.window_ms)
        counted: Counter[IdentifierId] = Counter()
        for at, more, friend in sorted(change for one in friends for change in _changes(terms, one, closes)):
            counted[friend] += more
            if len(+counted) >= terms.friends:
                made = (REGISTERED, identifier_text(friend), 0, 0, at, at, terms.stock, terms.friends)
                found.append(Promise(friend, owner, REFERRER, *made))
                break
    return found


class _Change(NamedTuple):
    """From when on (UTC ms) a friend counts by one stay more, or by one less."""

    at: Ms
    more: int
    friend: IdentifierId


def _changes(terms: Terms, one: Deeds, closes: Ms) -> Iterator[_Change]:
    """When a friend begins to count, and when she leaves: in the group long enough, and registered."""
    if one.registered_at is None or (terms.new_only and not one.fresh):
        return
    for joined, left in one.stays:
        begins = Ms(max(joined + terms.stay_ms, one.registered_at))
        if joined < closes and begins < (one.until + 1 if left is None else left):
            yield _Change(begins, 1, one.friend)
            if left is not None:
                yield _Change(left, -1, one.friend)
