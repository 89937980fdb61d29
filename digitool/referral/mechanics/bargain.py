"""Bargain (price-chop) on a declared path: how many friends are needed is shown before the first asks.

Cuts are no lottery: WeChat names random or unknowable amounts as abuse of sharing (December 2020), so
the path is fixed by the terms and the last helper takes exactly what is left to the floor.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

from digitool.ledger.portions import portion
from digitool.model.ids import IdentifierId
from digitool.referral.mechanics import shape
from digitool.referral.mechanics.shape import RUNS, TICK, Declined, Effect, Event, Glance, Step

NAME, TITLE = "bargain", "bargain"
GOES_BY = RUNS

PIECES = 1
"""A bargain is for one piece of the goods."""

EQUAL, GEOMETRIC = "equal", "geometric"


@dataclass(frozen=True)
class Terms:
    """From ``start_fen`` to ``floor_fen`` by ``helpers`` cuts within ``window_ms``.

    ``path`` is ``equal`` (the gap in equal parts) or ``geometric`` (each helper cuts ``cut_bp`` basis
    points of what is left, the last one the rest). ``buy_early`` lets the person buy at any price reached.
    """

    start_fen: int
    floor_fen: int
    helpers: int
    window_ms: int
    path: str = EQUAL
    cut_bp: int = 0
    buy_early: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.floor_fen < self.start_fen:
            raise ValueError("the floor must lie below the start price, and not below 0")
        if self.helpers < 1 or self.window_ms < 1:
            raise ValueError("a bargain needs helpers and a window")
        if self.helpers > self.start_fen - self.floor_fen:
            raise ValueError("more helpers than fen between start and floor: a cut would be nothing")
        if self.path not in (EQUAL, GEOMETRIC) or (self.path == GEOMETRIC) != (0 < self.cut_bp < 10_000):
            raise ValueError("a path is equal, or geometric with a cut between 0 and 100%")


@dataclass(frozen=True)
class State:
    """Who asked, who helped, the price now; ``ended`` is bought, failed or empty while it runs.

    ``order`` is what was bought, ``returned`` whether it came back.
    """

    opened_at: int
    owner: IdentifierId
    price_fen: int
    helped: tuple[IdentifierId, ...] = ()
    ended: str = ""
    order: str = ""
    returned: bool = False


def least_budget(terms: Terms) -> int:
    """What its budget must hold at least: nothing, for it sells."""
    del terms
    return 0


def opening(terms: Terms, event: Event) -> Step[State]:
    """Somebody starts a bargain."""
    return Step(State(event.at, event.who, terms.start_fen))


def step(terms: Terms, state: State, event: Event) -> Step[State]:
    """``help`` cuts the next piece, ``buy`` pays the price reached, ``return`` gives the goods back; the
    clock fails what is late.
    """
    if not state.ended and event.at >= state.opened_at + terms.window_ms:
        state = replace(state, ended="failed")
    if event.kind == TICK:
        return Step(state)
    if event.kind == "return":
        return _return(state, event)
    if state.ended:
        return Step(state, (), Declined(f"bargain_{state.ended}", "while the bargain runs", state.ended))
    if event.kind == "help":
        return _help(terms, state, event)
    if event.kind == "buy":
        return _buy(terms, state, event)
    return Step(state, (), shape.unknown_event(event.kind))


def glance(terms: Terms, state: State) -> Glance:
    """At one glance: helpers so far, and the price they reached."""
    return Glance(len(state.helped), terms.helpers, state.ended, state.price_fen)


def _help(terms: Terms, state: State, event: Event) -> Step[State]:
    if event.who == state.owner:
        return Step(state, (), Declined("own_bargain", "nobody helps the own bargain"))
    if event.who in state.helped:
        return Step(state, (), Declined("helped_before", "one help for each person", 2, 1))
    if len(state.helped) == terms.helpers:
        return Step(state, (), Declined("floor_reached", "helpers needed", terms.helpers, terms.helpers))
    cut = cuts(terms)[len(state.helped)]
    state = replace(state, price_fen=state.price_fen - cut, helped=(*state.helped, event.who))
    return Step(state, (Effect("cut", event.who, cut, event.ref),))


def _buy(terms: Terms, state: State, event: Event) -> Step[State]:
    if event.who != state.owner:
        return Step(state, (), Declined("not_owner", "only the owner buys"))
    if not terms.buy_early and state.price_fen > terms.floor_fen:
        return Step(state, (), Declined("floor_not_reached", "price at the floor", state.price_fen,
                                       terms.floor_fen))  # fmt: skip
    if event.amount_fen != state.price_fen:
        return Step(state, (), Declined("wrong_amount", "the price reached", event.amount_fen,
                                       state.price_fen))  # fmt: skip
    sold = (
        Effect("hold", event.who, 0, event.ref, PIECES),
        Effect("fulfil", event.who, state.price_fen, event.ref, PIECES),
    )
    return Step(replace(state, ended="bought", order=event.ref), sold)


def _return(state: State, event: Event) -> Step[State]:
    """Goods given back by who bought them: refunded and back on the shelf, once."""
    if state.ended != "bought":
        return Step(state, (), Declined("not_bought", "goods that were bought", state.ended or "open"))
    if event.who != state.owner:
        return Step(state, (), Declined("not_owner", "only the owner gives back"))
    if state.returned:
        return Step(state, (), shape.refunded_before())
    back = (
        Effect("refund", event.who, state.price_fen, state.order),
        Effect("restock", event.who, 0, state.order, PIECES),
    )
    return Step(replace(state, returned=True), back)


@lru_cache(maxsize=256)
def cuts(terms: Terms) -> tuple[int, ...]:
    """The declared cut of every helper, in fen: each at least 1, together start - floor."""
    gap = terms.start_fen - terms.floor_fen
    if terms.path == EQUAL:
        return tuple(portion(gap, place, 1, terms.helpers) for place in range(terms.helpers))
    found: list[int] = []
    for after in range(terms.helpers - 1, -1, -1):
        left = gap - sum(found)
        found.append(left if after == 0 else max(1, min(left * terms.cut_bp // 10_000, left - after)))
    return tuple(found)


def helpers_to(gap_fen: int, target_fen: int, cut_bp: int) -> int:
    """Helpers that bring ``gap_fen`` down to ``target_fen`` when each cuts ``cut_bp`` of what is left.

    ceil(log(target / gap) / log(1 - cut)): 100 yuan to 5 yuan at 12% takes 24. Raises ValueError for a
    target that no number of cuts reaches.
    """
    if target_fen <= 0 or not 0 < cut_bp < 10_000:
        raise ValueError("a geometric path needs a target above 0 and a cut between 0 and 100%")
    if target_fen >= gap_fen:
        return 0
    return math.ceil(math.log(target_fen / gap_fen) / math.log1p(-cut_bp / 10_000))
