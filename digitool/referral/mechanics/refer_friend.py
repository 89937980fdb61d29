"""Refer a friend: the friend's own paid order rewards the referrer, and the friend too if double-sided.

The base is one direct friend's paid, unreturned order and nothing else: there is no second level to
configure. A reward waits until the return window of that order is over; a refund takes it back in
proportion, exactly and whatever the number of refunds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from digitool.ledger.portions import clawback
from digitool.model.ids import NOBODY_KNOWN, IdentifierId, Ms
from digitool.referral.mechanics import shape
from digitool.referral.mechanics.promise import FRIEND, PAID, REFERRER, Deeds, Promise, is_gone
from digitool.referral.mechanics.shape import LINKS, Declined, Effect, Event, Glance, Step, fold, take_event

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


@dataclass(frozen=True)
class State:
    """One referral: who brought whom, the order that counts, what is promised and taken back."""

    referrer: IdentifierId
    friend: IdentifierId = NOBODY_KNOWN
    order: str = ""
    paid_at: int = 0
    paid_fen: int = 0
    refunded_fen: int = 0
    promised: tuple[tuple[IdentifierId, int], ...] = ()
    back: tuple[int, ...] = ()
    settled: bool = False


def least_budget(terms: Terms) -> int:
    """What its budget must hold at least, in fen: any money, for somebody must get something."""
    del terms
    return 1


def opening(terms: Terms, event: Event) -> Step[State]:
    """A referrer shares a link."""
    del terms
    return Step(State(event.who))


def step(terms: Terms, state: State, event: Event) -> Step[State]:
    """``arrive`` names the friend, ``paid`` is the order, ``refunded`` gives money back, ``settle`` pays."""
    act = {"arrive": _arrive, "paid": _paid, "refunded": _refunded, "settle": _settle}.get(event.kind)
    return take_event(act, terms, state, event)


def glance(terms: Terms, state: State) -> Glance:
    """At one glance: the friend, once there."""
    del terms
    return Glance(int(state.friend > 0), 1, "settled" if state.settled else "")


def promises(terms: Terms, deeds: Iterable[Deeds], revoke: bool) -> list[Promise]:
    """A reward for each side of a friend's first order that counts; a guide deleted in time takes it back."""
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
        state = fold(opening, step, terms, events).state
        due = Ms(first.at + terms.return_ms)
        for (payee, amount), back in zip(state.promised, state.back):
            side = REFERRER if payee == one.referrer else FRIEND
            taken = amount if is_gone(one, due, revoke) else back
            found.append(Promise(one.friend, payee, side, PAID, first.number, amount, taken, first.at, due))
    return found


def _arrive(terms: Terms, state: State, event: Event) -> Step[State]:
    del terms
    if event.who == state.referrer:
        return Step(state, (), shape.refers_herself())
    if state.friend:
        return Step(state, (), Declined("link_used", "one friend for each referral", 2, 1))
    return Step(replace(state, friend=event.who))


def _paid(terms: Terms, state: State, event: Event) -> Step[State]:
    if event.who != state.friend or not state.friend:
        return Step(state, (), Declined("not_invited", "the friend who came by this link"))
    if state.order:
        return Step(state, (), Declined("ordered_before", "the friend's first order", 2, 1))
    if event.amount_fen < max(1, terms.min_order_fen):
        return Step(state, (), Declined("order_too_small", "smallest order that counts", event.amount_fen,
                                       max(1, terms.min_order_fen)))  # fmt: skip
    reward = terms.reward_fen or event.amount_fen * terms.reward_bp // 10_000
    promised = tuple(
        (who, fen) for who, fen in ((state.referrer, reward), (state.friend, terms.friend_fen)) if fen
    )
    state = replace(state, order=event.ref, paid_at=event.at, paid_fen=event.amount_fen, promised=promised,
                    back=(0,) * len(promised))  # fmt: skip
    return Step(state, tuple(Effect("reward", who, fen, event.ref) for who, fen in promised))


def _refunded(terms: Terms, state: State, event: Event) -> Step[State]:
    """A refund takes its share of each promise: void while pending, owed back once paid."""
    del terms
    if not state.order or event.amount_fen < 1 or event.amount_fen > state.paid_fen - state.refunded_fen:
        return Step(state, (), shape.refund_too_large(event.amount_fen, state.paid_fen - state.refunded_fen))
    takes = [clawback(fen, state.paid_fen, state.refunded_fen, event.amount_fen) for _, fen in state.promised]
    kind = "owe" if state.settled else "void"
    effects = tuple(
        Effect(kind, who, take, state.order) for (who, _), take in zip(state.promised, takes) if take
    )
    back = tuple(one + take for one, take in zip(state.back, takes))
    return Step(replace(state, refunded_fen=state.refunded_fen + event.amount_fen, back=back), effects)


def _settle(terms: Terms, state: State, event: Event) -> Step[State]:
    if not state.order or state.settled:
        return Step(state)
    if event.at < state.paid_at + terms.return_ms:
        return Step(state, (), shape.return_window(event.at, state.paid_at + terms.return_ms))
    due = [(who, fen - back) for (who, fen), back in zip(state.promised, state.back)]
    pay = tuple(Effect("pay", who, fen, state.order) for who, fen in due if fen)
    return Step(replace(state, settled=True), pay)
