"""What is promised to whom for which deeds, and the deeds of friends that campaigns by links go by.

Pure: a mechanic computes its promises from the deeds of all friends as they are known today, so settling A
and then B is settling A and B; but a reward for one deed that a settlement saw fall stays void.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from digitool.ledger.portions import portion
from digitool.model.ids import IdentifierId, Ms
from digitool.referral.mechanics.shape import mechanics

PAID, REGISTERED = "invitee_paid", "invitee_registered"
ROUND_KEPT = "round_kept"
"""What is rewarded: a friend's own deed, or what a leader's round sold and did not get back."""

REFERRER, FRIEND, LEADER = "referrer", "friend", "leader"
"""Who is rewarded."""


class FriendOrder(NamedTuple):
    """One purchase of a friend's after she came: its number, when, what was paid, and refunds (at, fen)."""

    number: str
    at: Ms
    paid_fen: int
    refunds: tuple[tuple[Ms, int], ...] = ()


class Deeds(NamedTuple):
    """What one friend did: when she came and by whom, and her own actions since (None: not done).

    ``opened_at`` is when the referrer's link was made, ``stays`` are (joined, left) of customer
    groups, ``until`` the moment up to which all this is known.
    """

    friend: IdentifierId
    referrer: IdentifierId
    came_at: Ms
    fresh: bool
    orders: tuple[FriendOrder, ...] = ()
    registered_at: Ms | None = None
    deleted_at: Ms | None = None
    opened_at: Ms | None = None
    stays: tuple[tuple[Ms, Ms | None], ...] = ()
    until: int = 0

    @property
    def since(self) -> Ms:
        """When the window of the referrer's link began."""
        return self.came_at if self.opened_at is None else self.opened_at


class Promise(NamedTuple):
    """A reward as the deeds of today have it: who gets what for which deed, due when.

    ``side`` and ``basis`` are of the constants above, and the table of rewards knows no others; there is one
    promise for each basis, ref and side. ``back_fen`` is what refunds took back; all of it when the friend
    brings nothing any more. A prize is for a count of friends, its ``tier`` (0: for one deed), of whom
    ``friend`` was the last; a payee has one for each tier.
    """

    friend: IdentifierId
    payee: IdentifierId
    side: str
    basis: str
    ref: str
    amount_fen: int
    back_fen: int
    made_at: Ms
    due_at: Ms
    stock: str = ""
    tier: int = 0


def promises_of(mechanic: str, terms: Any, deeds: Sequence[Deeds], *, revoke: bool) -> list[Promise]:  # noqa: ANN401
    """All promises of a campaign in the order of time; ``revoke`` says that deleting the guide counts."""
    found = mechanics()[mechanic].promises(terms, deeds, revoke)
    return sorted(found, key=lambda one: (one.made_at, one.ref, one.side))


def is_gone(one: Deeds, due_at: int, revoke: bool) -> bool:
    """Whether the friend deleted the guide before the reward was due."""
    return revoke and one.deleted_at is not None and one.deleted_at < due_at


def taken_back(promised_fen: int, order: FriendOrder) -> int:
    """What the refunds of an order take of so much promised for it, in proportion: all of it for all."""
    return portion(promised_fen, 0, sum(fen for _, fen in order.refunds), order.paid_fen)


def by_referrer(deeds: Iterable[Deeds]) -> dict[IdentifierId, list[Deeds]]:
    """The deeds of the friends whom each referrer brought."""
    found: dict[IdentifierId, list[Deeds]] = {}
    for one in deeds:
        found.setdefault(one.referrer, []).append(one)
    return found
