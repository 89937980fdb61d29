"""Red packet: a sum split among people who open it, by the double-mean rule, exact to the fen.

With ``L`` fen left for ``m`` people the next share is uniform on 1 .. 2L/m - 1, the last takes the rest:
every share has mean total / people, each is at least 1 fen, and the shares sum to the total. The seed
makes the split replayable. Rules of the payment platform (smallest, largest) come from `digitool.rules`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from digitool.errors import RefusedError
from digitool.model.ids import Day, IdentifierId
from digitool.referral.chance import drawn_below
from digitool.referral.mechanics import shape
from digitool.referral.mechanics.shape import RUNS, TICK, Declined, Effect, Event, Glance, Step
from digitool.rules.reader import at

NAME, TITLE = "red_packet", "red packet"
GOES_BY = RUNS


@dataclass(frozen=True)
class Terms:
    """A packet of ``total_fen`` for ``people``; what is not opened in ``window_ms`` goes back.

    ``least_fen`` and ``most_fen`` bound one share (a payment platform's limits); where ``most_fen`` is 0
    only the total bounds it.
    """

    total_fen: int
    people: int
    window_ms: int
    seed: str
    least_fen: int = 1
    most_fen: int = 0

    def __post_init__(self) -> None:
        if self.people < 1 or self.window_ms < 1 or self.least_fen < 1:
            raise ValueError("a red packet needs people, a window and shares of at least 1 fen")
        if self.total_fen < self.people * self.least_fen:
            raise ValueError("the total does not give everybody the smallest share")
        if self.most_fen and self.total_fen > self.people * self.most_fen:
            raise ValueError("the total is more than everybody's largest share")


@dataclass(frozen=True)
class State:
    """Who opened which share; ``ended`` once empty or returned."""

    opened_at: int
    sender: IdentifierId
    shares: tuple[tuple[IdentifierId, int], ...] = ()
    ended: str = ""

    @property
    def taken_fen(self) -> int:
        """What has been given out."""
        return sum(fen for _, fen in self.shares)


def least_budget(terms: Terms) -> int:
    """What its budget must hold at least, in fen: the total, set aside when a packet is sent."""
    return terms.total_fen


def require_lawful(terms: Terms, day: Day) -> None:
    """Raises RefusedError ``platform_limit`` for a packet that the payment platform does not take."""
    rule = at("red_packet.split", day)
    each = terms.total_fen // terms.people
    fits = (
        terms.people >= rule.number("least_people")
        and rule.number("least_fen_each") <= each <= rule.number("most_fen_each")
        and rule.number("least_fen") <= terms.total_fen <= rule.number("most_fen")
    )
    if fits:
        return
    raise RefusedError(
        "platform_limit",
        "the payment platform does not take such a packet: {observed} fen for each of {people} people",
        hint="allowed are {least} to {limit} fen each, at most {most} in all, for at least {fewest} people",
        observed=each,
        people=terms.people,
        least=rule.number("least_fen_each"),
        limit=rule.number("most_fen_each"),
        most=rule.number("most_fen"),
        fewest=rule.number("least_people"),
        rule=rule.id,
        source=rule.source,
    )


def opening(terms: Terms, event: Event) -> Step[State]:
    """Somebody sends the packet: its total is set aside at once."""
    return Step(State(event.at, event.who), (Effect("reserve", event.who, terms.total_fen, event.ref),))


def step(terms: Terms, state: State, event: Event) -> Step[State]:
    """``open`` takes the next share; the clock returns what nobody opened."""
    if not state.ended and event.at >= state.opened_at + terms.window_ms:
        left = terms.total_fen - state.taken_fen
        state = replace(state, ended="returned")
        back = (Effect("release", state.sender, left),)
        return Step(state, back, None if event.kind == TICK else _over(terms, event))
    if event.kind != "open":
        return Step(
            state,
            (),
            None if event.kind == TICK else shape.unknown_event(event.kind),
        )
    if state.ended:
        return Step(state, (), Declined("packet_empty", "one share for each of the people", terms.people))
    if any(who == event.who for who, _ in state.shares):
        return Step(state, (), Declined("opened_before", "one share for each person", 2, 1))
    share = next_share(terms, len(state.shares), terms.total_fen - state.taken_fen)
    shares = (*state.shares, (event.who, share))
    ended = "empty" if len(shares) == terms.people else ""
    return Step(replace(state, shares=shares, ended=ended), (Effect("reward", event.who, share, event.ref),))


def glance(terms: Terms, state: State) -> Glance:
    """At one glance: people who opened it."""
    return Glance(len(state.shares), terms.people, state.ended)


def next_share(terms: Terms, place: int, left_fen: int) -> int:
    """The share of the person at ``place`` (from 0) with ``left_fen`` still in the packet.

    The bounds of a share narrow the draw, never the sum: what is left must still fit those to come.
    """
    after = terms.people - place - 1
    if after == 0:
        return left_fen
    low = max(terms.least_fen, left_fen - after * terms.most_fen if terms.most_fen else 0)
    spare = left_fen - (after + 1) * terms.least_fen
    reach, part = divmod(2 * spare, after + 1)
    # two draws: the second rounds 2L/m up as often as its fraction says, so that the mean is exactly L/m
    reach += drawn_below(terms.seed, 2 * place + 1, after + 1) < part
    share = terms.least_fen + drawn_below(terms.seed, 2 * place, reach + 1)
    high = min(terms.most_fen or share, left_fen - after * terms.least_fen)
    return max(low, min(share, high))


def all_shares(terms: Terms) -> tuple[int, ...]:
    """All shares in the order of opening, in fen; they sum to the total."""
    shares: list[int] = []
    for place in range(terms.people):
        shares.append(next_share(terms, place, terms.total_fen - sum(shares)))
    return tuple(shares)


def _over(terms: Terms, event: Event) -> Declined:
    return Declined("packet_returned", "opened within its window", event.at, terms.window_ms)
