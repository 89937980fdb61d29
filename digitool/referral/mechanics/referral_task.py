"""Referral task (task-bao): invite friends, reach a tier, get its prize.

Only a friend's own deep action counts (registered or paid), never a share, a view or a mere head; a
friend counts once in the whole task. Where the terms say so, a friend who deletes the guide is taken
out again, and a prize not yet paid with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from digitool.model.ids import Ms, identifier_text
from digitool.referral.mechanics.promise import PAID, REFERRER, REGISTERED, Deeds, Promise, by_referrer
from digitool.referral.mechanics.shape import LINKS

NAME, TITLE = "referral_task", "referral task"
GOES_BY = LINKS


class Tier(NamedTuple):
    """So many counted friends bring this prize: money in fen, or a coupon of a stock."""

    friends: int
    reward_fen: int
    stock: str = ""


@dataclass(frozen=True)
class Terms:
    """Tiers in rising order, the deep action that counts, and what makes a friend not count.

    ``new_only``: only people the chain did not know; ``revoke_on_delete``: friends who delete the guide
    before the prize is paid are taken out. The task runs from its opening for ``window_ms``;
    ``return_ms`` is how long a prize that a purchase won is pending.
    """

    tiers: tuple[Tier, ...]
    window_ms: int
    trigger: str = PAID
    new_only: bool = True
    revoke_on_delete: bool = True
    return_ms: int = 7 * 86_400_000

    def __post_init__(self) -> None:
        object.__setattr__(self, "tiers", tuple(Tier(*tier) for tier in self.tiers))  # as JSON has them
        counts = [tier.friends for tier in self.tiers]
        if not counts or counts[0] < 1 or sorted(set(counts)) != counts:
            raise ValueError("tiers need rising numbers of friends, from 1")
        if self.trigger not in (REGISTERED, PAID):
            raise ValueError("only a friend's own registration or purchase can count")
        if self.window_ms < 1 or self.return_ms < 0 or any(tier.reward_fen < 0 for tier in self.tiers):
            raise ValueError("a task needs a window and prizes that are not negative")


def least_budget(terms: Terms) -> int:
    """What its budget must hold at least, in fen: any money where a prize is not a coupon."""
    return int(any(tier.reward_fen for tier in terms.tiers))


def stocks(terms: Terms) -> list[str]:
    """The coupon stocks of the prizes."""
    return [tier.stock for tier in terms.tiers if tier.stock]


def promises(terms: Terms, deeds: Iterable[Deeds], revoke: bool) -> list[Promise]:
    """A tier's prize stands for the friend whose own deed reached it; it falls with the count.

    Where a purchase counts, the prize is pending for the return window of the purchase that reached it.
    """
    found = []
    for owner, friends in by_referrer(deeds).items():
        opened = min(one.since for one in friends)
        counted = sorted(
            (at, one.friend, ref)
            for one in friends
            if (one.fresh or not terms.new_only) and (deed := _deed(terms, one, revoke)) is not None
            for at, ref in [deed]
            if at < opened + terms.window_ms
        )
        for tier in terms.tiers:
            if len(counted) >= tier.friends:
                at, friend, ref = counted[tier.friends - 1]
                due = Ms(at + (terms.return_ms if terms.trigger == PAID else 0))
                prize = (terms.trigger, ref, tier.reward_fen, 0)
                found.append(Promise(friend, owner, REFERRER, *prize, at, due, tier.stock, tier.friends))
    return found


def _deed(terms: Terms, one: Deeds, revoke: bool) -> tuple[Ms, str] | None:
    """When the friend's counting action was done and what it is called, None while it does not count."""
    if terms.revoke_on_delete and revoke and one.deleted_at is not None:
        return None
    if terms.trigger == REGISTERED:
        return None if one.registered_at is None else (one.registered_at, identifier_text(one.friend))
    kept = (o for o in one.orders if o.paid_fen > sum(fen for _, fen in o.refunds))
    first = next(kept, None)
    return None if first is None else (first.at, first.number)
