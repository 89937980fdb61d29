"""Referral task (task-bao): invite friends, reach a tier, get its prize.

Only a friend's own deep action counts (registered or paid), never a share, a view or a mere head; a
friend counts once in the whole task. Where the terms say so, a friend who deletes the guide is taken
out again, and a prize not yet paid with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from digitool.model.ids import IdentifierId, Ms, identifier_text
from digitool.referral.mechanics import shape
from digitool.referral.mechanics.promise import PAID, REFERRER, REGISTERED, Deeds, Promise, by_referrer
from digitool.referral.mechanics.shape import LINKS, Declined, Effect, Event, Glance, Step, take_event

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
        counts = [tier.friends for tier in self.tiers]
        if not counts or counts[0] < 1 or sorted(set(counts)) != counts:
            raise ValueError("tiers need rising numbers of friends, from 1")
        if self.trigger not in (REGISTERED, PAID):
            raise ValueError("only a friend's own registration or purchase can count")
        if self.window_ms < 1 or self.return_ms < 0 or any(tier.reward_fen < 0 for tier in self.tiers):
            raise ValueError("a task needs a window and prizes that are not negative")


@dataclass(frozen=True)
class State:
    """Friends who came and who count; ``won`` are the tiers (by place) whose prize is promised.

    ``won_at`` says since when each is won.
    """

    opened_at: int
    owner: IdentifierId
    came: tuple[IdentifierId, ...] = ()
    counted: tuple[IdentifierId, ...] = ()
    won: tuple[int, ...] = ()
    paid: tuple[int, ...] = ()
    won_at: tuple[tuple[int, int], ...] = ()


def least_budget(terms: Terms) -> int:
    """What its budget must hold at least, in fen: any money where a prize is not a coupon."""
    return int(any(tier.reward_fen for tier in terms.tiers))


def opening(terms: Terms, event: Event) -> Step[State]:
    """Somebody takes the task on."""
    del terms
    return Step(State(event.at, event.who))


def step(terms: Terms, state: State, event: Event) -> Step[State]:
    """``arrive_new`` and ``arrive_known`` bring a friend, ``registered`` and ``paid`` are deep actions,
    ``deleted`` and ``refunded`` take one back, ``settle`` pays the prizes won.
    """
    act = {
        "arrive_new": _arrive,
        "arrive_known": _arrive,
        "registered": _deep,
        "paid": _deep,
        "deleted": _undo,
        "refunded": _undo,
        "settle": _settle,
    }.get(event.kind)
    return take_event(act, terms, state, event)


def glance(terms: Terms, state: State) -> Glance:
    """At one glance: friends who count."""
    del terms
    return Glance(len(state.counted), 0, "")


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
                found.append(Promise(friend, owner, REFERRER, *prize, at, due, tier.stock, prize=True))
    return found


def _arrive(terms: Terms, state: State, event: Event) -> Step[State]:
    if event.who == state.owner:
        return Step(state, (), shape.invites_herself())
    if event.who in state.came:
        return Step(state, (), shape.came_before())
    if _late(terms, state, event):
        return Step(state, (), shape.out_of_window(event.at))
    if terms.new_only and event.kind == "arrive_known":
        return Step(state, (), shape.known_friend())
    return Step(replace(state, came=(*state.came, event.who)))


def _deep(terms: Terms, state: State, event: Event) -> Step[State]:
    if event.who not in state.came:
        return Step(state, (), Declined("not_invited", "friends who came by this task"))
    if event.kind != terms.trigger.removeprefix("invitee_"):
        return Step(state)
    if event.who in state.counted:
        return Step(state)
    if _late(terms, state, event):
        return Step(state, (), shape.out_of_window(event.at))
    return _recount(terms, replace(state, counted=(*state.counted, event.who)), event.at)


def _undo(terms: Terms, state: State, event: Event) -> Step[State]:
    if event.who not in state.counted or (event.kind == "deleted" and not terms.revoke_on_delete):
        return Step(state)
    return _recount(terms, replace(state, counted=_without(state.counted, event.who)), event.at)


def _settle(terms: Terms, state: State, event: Event) -> Step[State]:
    """Pay what is won, unpaid and past the return window; paying twice is paying once."""
    wait = terms.return_ms if terms.trigger == PAID else 0
    won_at = dict(state.won_at)
    due = [n for n in state.won if n not in state.paid and event.at >= won_at[n] + wait]
    pay = tuple(Effect("pay", state.owner, terms.tiers[n].reward_fen, terms.tiers[n].stock) for n in due)
    return Step(replace(state, paid=(*state.paid, *due)), pay)


def _recount(terms: Terms, state: State, at: Ms) -> Step[State]:
    """Prizes follow the count: a tier reached is promised, a promise unpaid falls with the count."""
    reached = [n for n, tier in enumerate(terms.tiers) if len(state.counted) >= tier.friends]
    gained = [n for n in reached if n not in state.won]
    lost = [n for n in state.won if n not in reached and n not in state.paid]
    effects = [_prize("reward", terms, state, n) for n in gained]
    effects += [_prize("void", terms, state, n) for n in lost]
    won = tuple(sorted((set(state.won) | set(gained)) - set(lost)))
    since = {**dict(state.won_at), **dict.fromkeys(gained, at)}
    return Step(replace(state, won=won, won_at=tuple((n, since[n]) for n in won)), tuple(effects))


def _prize(kind: str, terms: Terms, state: State, place: int) -> Effect:
    return Effect(kind, state.owner, terms.tiers[place].reward_fen, terms.tiers[place].stock)


def _late(terms: Terms, state: State, event: Event) -> bool:
    return event.at >= state.opened_at + terms.window_ms


def _without(people: Iterable[IdentifierId], who: IdentifierId) -> tuple[IdentifierId, ...]:
    return tuple(one for one in people if one != who)


def _deed(terms: Terms, one: Deeds, revoke: bool) -> tuple[Ms, str] | None:
    """When the friend's counting action was done and what it is called, None while it does not count."""
    if terms.revoke_on_delete and revoke and one.deleted_at is not None:
        return None
    if terms.trigger == REGISTERED:
        return None if one.registered_at is None else (one.registered_at, identifier_text(one.friend))
    kept = (o for o in one.orders if o.paid_fen > sum(fen for _, fen in o.refunds))
    first = next(kept, None)
    return None if first is None else (first.at, first.number)
