"""Group referral: friends who join the inviter's customer group, register and stay win a prize.

A friend counts while all three hold; who leaves the group does not count any more. The prize is a
coupon of a stock, never money: nobody is paid for heads.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from digitool.model.ids import IdentifierId, Ms, identifier_text
from digitool.referral.mechanics import shape
from digitool.referral.mechanics.promise import REFERRER, REGISTERED, Deeds, Promise, by_referrer
from digitool.referral.mechanics.shape import LINKS, TICK, Declined, Effect, Event, Glance, Step

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


@dataclass(frozen=True)
class State:
    """Friends by what they did: joined at, registered; ``prize`` is empty or given."""

    opened_at: int
    owner: IdentifierId
    joined: tuple[tuple[IdentifierId, int], ...] = ()
    registered: tuple[IdentifierId, ...] = ()
    prize: str = ""

    def staying(self, terms: Terms, at: Ms) -> int:
        """Friends who count at a time."""
        return sum(who in self.registered and at >= since + terms.stay_ms for who, since in self.joined)


def least_budget(terms: Terms) -> int:
    """What its budget must hold at least: nothing, for a prize is a coupon, and its money the stock's."""
    del terms
    return 0


def opening(terms: Terms, event: Event) -> Step[State]:
    """Somebody takes a group's link."""
    del terms
    return Step(State(event.at, event.who))


def step(terms: Terms, state: State, event: Event) -> Step[State]:
    """``join_new`` and ``join_known`` enter, ``registered`` deepens, ``leave`` goes; the clock counts."""
    refusal = None
    if event.kind in ("join_new", "join_known"):
        refusal = _why_not(terms, state, event)
        if refusal is None:
            state = replace(state, joined=(*state.joined, (event.who, event.at)))
    elif event.kind == "registered":
        if event.who not in state.registered:
            state = replace(state, registered=(*state.registered, event.who))
    elif event.kind == "leave":
        state = replace(state, joined=tuple(one for one in state.joined if one[0] != event.who))
    elif event.kind != "tick":
        refusal = shape.unknown_event(event.kind)
    if not state.prize and state.staying(terms, event.at) >= terms.friends:
        prize = Effect("reward", state.owner, 0, terms.stock)
        return Step(replace(state, prize="given"), (prize,), refusal)
    return Step(state, (), refusal)


def glance(terms: Terms, state: State) -> Glance:
    """At one glance: friends in the group."""
    del terms
    return Glance(len(state.joined), 0, state.prize)


def promises(terms: Terms, deeds: Iterable[Deeds], revoke: bool) -> list[Promise]:
    """The coupon of who brought enough friends into a group; it stands for the last friend it took."""
    del revoke  # leaving the group is what revokes here
    found = []
    for owner, friends in by_referrer(deeds).items():
        opened = min(one.since for one in friends)
        events = sorted(event for one in friends for event in _group_events(terms, one))
        now = opening(terms, Event(opened, "take", owner))
        for event in events:
            now = step(terms, now.state, event)
            if now.effects:
                made = (REGISTERED, identifier_text(event.who), 0, 0, event.at, event.at, terms.stock, True)
                found.append(Promise(event.who, owner, REFERRER, *made))
                break
    return found


def _why_not(terms: Terms, state: State, event: Event) -> Declined | None:
    if event.who == state.owner:
        return shape.invites_herself()
    if any(who == event.who for who, _ in state.joined):
        return shape.came_before()
    if event.at >= state.opened_at + terms.window_ms:
        return Declined("out_of_window", "within the window", event.at)
    if terms.new_only and event.kind == "join_known":
        return shape.known_friend()
    return None


def _group_events(terms: Terms, one: Deeds) -> list[Event]:
    """A friend's stays in groups and her registration; the clock counts as soon as a stay is long enough."""
    events = [] if one.registered_at is None else [Event(one.registered_at, "registered", one.friend)]
    for joined, left in one.stays:
        events.append(Event(joined, "join_new" if one.fresh else "join_known", one.friend))
        if joined + terms.stay_ms <= (one.until if left is None else left):
            events.append(Event(Ms(joined + terms.stay_ms), TICK, one.friend))
        if left is not None:
            events.append(Event(left, "leave", one.friend))
    return events
