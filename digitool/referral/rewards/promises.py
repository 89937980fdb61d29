"""What a campaign promises whom, computed from the friends' own deeds by the mechanics themselves.

Pure: the deeds of every friend go through the mechanic's step as events, and what it says is folded
into one promise for each payee and deed. Running it again over more deeds changes only what those
deeds change, so settling A and then B is settling A and B.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from digitool.model.ids import IdentifierId, Ms
from digitool.referral.mechanics import group_referral, refer_friend, referral_task, share_link
from digitool.referral.mechanics.shape import TICK, Event, replay

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

    ``back_fen`` is what refunds took back; all of it when the friend brings nothing any more. A ``prize``
    is for a count of friends, of whom ``friend`` was the last.
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
    prize: bool = False


def promises(mechanic: str, terms: Any, deeds: Sequence[Deeds], *, revoke: bool) -> list[Promise]:  # noqa: ANN401
    """All promises of a campaign in the order of time; ``revoke`` says that deleting the guide counts."""
    by_mechanic: dict[str, Callable[[Any, Sequence[Deeds], bool], list[Promise]]] = {
        refer_friend.NAME: _refer_friend,
        share_link.NAME: _share_link,
        referral_task.NAME: _referral_task,
        group_referral.NAME: _group_referral,
    }
    found = by_mechanic[mechanic](terms, deeds, revoke)
    return sorted(found, key=lambda one: (one.made_at, one.ref, one.side))


def _gone(one: Deeds, due_at: int, revoke: bool) -> bool:
    """Whether the friend deleted the guide before the reward was due."""
    return revoke and one.deleted_at is not None and one.deleted_at < due_at


def _refer_friend(terms: refer_friend.Terms, deeds: Iterable[Deeds], revoke: bool) -> list[Promise]:
    found = []
    for one in deeds:
        first = next((order for order in one.orders if order.paid_fen >= max(1, terms.min_order_fen)), None)
        if first is None:
            continue
        events = [
            Event(one.came_at, "share", one.referrer),
            Event(one.came_at, "arrive", one.friend),
            Event(first.at, "paid", one.friend, first.number, first.paid_fen),
            *(Event(at, "refunded", one.friend, first.number, fen) for at, fen in first.refunds),
        ]
        state = replay(refer_friend, terms, events).state
        due = Ms(first.at + terms.return_ms)
        for (payee, amount), back in zip(state.promised, state.back):
            side = REFERRER if payee == one.referrer else FRIEND
            taken = amount if _gone(one, due, revoke) else back
            found.append(Promise(one.friend, payee, side, PAID, first.number, amount, taken, first.at, due))
    return found


def _share_link(terms: share_link.Terms, deeds: Iterable[Deeds], revoke: bool) -> list[Promise]:
    found = []
    for one in deeds:
        events = [Event(one.since, "link", one.referrer), Event(one.came_at, "arrive", one.friend)]
        for order in one.orders:
            events.append(Event(order.at, "paid", one.friend, order.number, order.paid_fen))
            events += [Event(at, "refunded", one.friend, order.number, fen) for at, fen in order.refunds]
        for sold in replay(share_link, terms, events).state.orders:
            due = Ms(sold.at + terms.return_ms)
            back = sold.commission_fen if _gone(one, due, revoke) else sold.back_fen
            deed = (PAID, sold.ref, sold.commission_fen, back, sold.at, due)
            found += [Promise(one.friend, one.referrer, REFERRER, *deed)] if sold.commission_fen else []
    return found


def _referral_task(terms: referral_task.Terms, deeds: Iterable[Deeds], revoke: bool) -> list[Promise]:
    """A tier's prize stands for the friend whose own deed reached it; it falls with the count.

    Where a purchase counts, the prize is pending for the return window of the purchase that reached it.
    """
    found = []
    for owner, friends in _by_owner(deeds).items():
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
                found.append(Promise(friend, owner, REFERRER, *prize, at, due, tier.stock, prize=True))
    return found


def _group_referral(terms: group_referral.Terms, deeds: Iterable[Deeds], revoke: bool) -> list[Promise]:
    """The coupon of who brought enough friends into a group; it stands for the last friend it took."""
    del revoke  # leaving the group is what revokes here
    found = []
    for owner, friends in _by_owner(deeds).items():
        opened = min(one.since for one in friends)
        events = sorted(event for one in friends for event in _group_events(terms, one))
        now = group_referral.opening(terms, Event(opened, "take", owner))
        for event in events:
            now = group_referral.step(terms, now.state, event)
            if now.effects:
                made = (REGISTERED, f"I{event.who}", 0, 0, event.at, event.at, terms.stock, True)
                found.append(Promise(event.who, owner, REFERRER, *made))
                break
    return found


def _group_events(terms: group_referral.Terms, one: Deeds) -> list[Event]:
    """A friend's stays in groups and her registration; the clock counts as soon as a stay is long enough."""
    events = [] if one.registered_at is None else [Event(one.registered_at, "registered", one.friend)]
    for joined, left in one.stays:
        events.append(Event(joined, "join_new" if one.fresh else "join_known", one.friend))
        if joined + terms.stay_ms <= (one.until if left is None else left):
            events.append(Event(Ms(joined + terms.stay_ms), TICK, one.friend))
        if left is not None:
            events.append(Event(left, "leave", one.friend))
    return events


def _by_owner(deeds: Iterable[Deeds]) -> dict[IdentifierId, list[Deeds]]:
    found: dict[IdentifierId, list[Deeds]] = {}
    for one in deeds:
        found.setdefault(one.referrer, []).append(one)
    return found


def _deed(terms: referral_task.Terms, one: Deeds, revoke: bool) -> tuple[Ms, str] | None:
    """When the friend's counting action was done and what it is called, None while it does not count."""
    if terms.revoke_on_delete and revoke and one.deleted_at is not None:
        return None
    if terms.trigger == REGISTERED:
        return None if one.registered_at is None else (one.registered_at, f"I{one.friend}")
    kept = (o for o in one.orders if o.paid_fen > sum(fen for _, fen in o.refunds))
    first = next(kept, None)
    return None if first is None else (first.at, first.number)
