"""Group-buy (pin tuan): enough people buy together within a window, or everybody's money goes back.

A seat is a real person's: there is no event that adds anybody else. A join holds a seat until it is
paid or its minutes are over, so paid and held seats together never exceed the size. The leader who
quits is followed by the earliest paid member; the last one who quits closes the group.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from digitool.model.ids import IdentifierId, Ms
from digitool.referral.mechanics import shape
from digitool.referral.mechanics.shape import RUNS, Declined, Effect, Event, Glance, Step, take_event

NAME, TITLE = "group_buy", "group-buy"
GOES_BY = RUNS

PIECES = 1
"""A seat is one piece of the goods."""


@dataclass(frozen=True)
class Terms:
    """``size`` people pay ``price_fen`` each within ``window_ms`` of the opening.

    ``hold_ms`` is how long a seat waits for its payment.
    """

    size: int
    price_fen: int
    window_ms: int
    hold_ms: int = 15 * 60_000

    def __post_init__(self) -> None:
        if self.size < 2:
            raise ValueError("a group needs at least 2 people")
        if self.price_fen < 1 or self.window_ms < 1 or self.hold_ms < 1:
            raise ValueError("a group needs a price, a window and a time to pay")


class Seat(NamedTuple):
    """One person's place: since when, the order, and whether it is paid."""

    who: IdentifierId
    at: Ms
    ref: str
    paid: bool = False


@dataclass(frozen=True)
class State:
    """The seats in order of joining; ``ended`` is succeeded, failed, cancelled or empty while open.

    ``refunded`` are the orders whose money went back: once each.
    """

    opened_at: int
    seats: tuple[Seat, ...]
    ended: str = ""
    refunded: tuple[str, ...] = ()

    @property
    def paid(self) -> int:
        """Paid seats."""
        return sum(seat.paid for seat in self.seats)

    @property
    def leader(self) -> int:
        """The earliest member who is still there, 0 when nobody is."""
        return self.seats[0].who if self.seats else 0


def least_budget(terms: Terms) -> int:
    """What its budget must hold at least: nothing, for it sells."""
    del terms
    return 0


def opening(terms: Terms, event: Event) -> Step[State]:
    """Somebody opens a group and holds its first seat; the window runs from here."""
    del terms
    seat = Seat(event.who, event.at, event.ref)
    return Step(State(event.at, (seat,)), (_hold(seat),))


def step(terms: Terms, state: State, event: Event) -> Step[State]:
    """``join`` holds a seat, ``pay`` pays it, ``quit`` leaves, ``return`` gives goods back after success."""
    state, effects = _clock(terms, state, event.at)
    act = {"join": _join, "pay": _pay, "quit": _quit, "return": _return}.get(event.kind)
    return take_event(act, terms, state, event, effects)


def glance(terms: Terms, state: State) -> Glance:
    """At one glance: seats held or paid."""
    return Glance(len(state.seats), terms.size, state.ended, terms.price_fen)


def _clock(terms: Terms, state: State, at: Ms) -> tuple[State, tuple[Effect, ...]]:
    """What time alone has done: unpaid seats are free again, a late group fails and refunds everyone."""
    if state.ended:
        return state, ()
    if at >= state.opened_at + terms.window_ms:
        return _close(terms, state, "failed")
    kept = tuple(seat for seat in state.seats if seat.paid or at < seat.at + terms.hold_ms)
    free = tuple(_free(seat) for seat in state.seats if seat not in kept)
    return replace(state, seats=kept, ended="" if kept else "cancelled"), free


def _join(terms: Terms, state: State, event: Event) -> Step[State]:
    if state.ended:
        return Step(state, (), Declined(f"group_{state.ended}", "while the group is open", state.ended))
    if any(seat.who == event.who for seat in state.seats):
        return Step(state, (), Declined("joined_before", "one seat for each person", 2, 1))
    if len(state.seats) == terms.size:
        return Step(state, (), Declined("group_full", "seats of the group", terms.size, terms.size))
    seat = Seat(event.who, event.at, event.ref)
    return Step(replace(state, seats=(*state.seats, seat)), (_hold(seat),))


def _pay(terms: Terms, state: State, event: Event) -> Step[State]:
    """A payment needs a seat that is held for it: without one it is refused, and nothing is charged."""
    place = next((n for n, seat in enumerate(state.seats) if seat.who == event.who), None)
    if place is not None and state.seats[place].paid:
        return Step(state, (), Declined("paid_before", "one payment for each seat", 2, 1))
    if event.amount_fen != terms.price_fen:
        return Step(state, (), Declined("wrong_amount", "the group's price", event.amount_fen,
                                       terms.price_fen))  # fmt: skip
    if state.ended or place is None:
        return Step(state, (), Declined("no_seat", "a seat held for its payment", state.ended or "free"))
    if event.ref not in ("", state.seats[place].ref):
        return Step(
            state, (), Declined("wrong_order", "the seat's own order", event.ref, state.seats[place].ref)
        )
    seats = list(state.seats)
    seats[place] = seats[place]._replace(paid=True)
    state = replace(state, seats=tuple(seats))
    took = (Effect("charge", event.who, terms.price_fen, seats[place].ref),)
    if state.paid < terms.size:
        return Step(state, took)
    sold = tuple(Effect("fulfil", seat.who, terms.price_fen, seat.ref, PIECES) for seat in seats)
    return Step(replace(state, ended="succeeded"), took + sold)


def _quit(terms: Terms, state: State, event: Event) -> Step[State]:
    if state.ended:
        return Step(state, (), Declined(f"group_{state.ended}", "while the group is open", state.ended))
    seat = next((seat for seat in state.seats if seat.who == event.who), None)
    if seat is None:
        return Step(state, (), Declined("not_member", "members leave"))
    left = tuple(one for one in state.seats if one is not seat)
    back = (_free(seat), *((Effect("refund", seat.who, terms.price_fen, seat.ref),) if seat.paid else ()))
    # a seat that was only held cannot lead: paid members come first
    left = tuple(sorted(left, key=lambda one: (not one.paid, one.at)))
    refunded = (*state.refunded, seat.ref) if seat.paid else state.refunded
    return Step(replace(state, seats=left, ended="" if left else "cancelled", refunded=refunded), back)


def _return(terms: Terms, state: State, event: Event) -> Step[State]:
    """Goods given back after success: refunded and back on the shelf, the group stays a success."""
    seat = next((seat for seat in state.seats if seat.who == event.who), None)
    if state.ended != "succeeded" or seat is None:
        return Step(state, (), Declined("not_bought", "orders of a group that succeeded", state.ended))
    if seat.ref in state.refunded:
        return Step(state, (), shape.refunded_before())
    back = (
        Effect("refund", seat.who, terms.price_fen, seat.ref),
        Effect("restock", seat.who, 0, seat.ref, PIECES),
    )
    return Step(replace(state, refunded=(*state.refunded, seat.ref)), back)


def _close(terms: Terms, state: State, ended: str) -> tuple[State, tuple[Effect, ...]]:
    paid = [seat for seat in state.seats if seat.paid]
    back = tuple(Effect("refund", seat.who, terms.price_fen, seat.ref) for seat in paid)
    refunded = (*state.refunded, *(seat.ref for seat in paid))
    return replace(state, seats=(), ended=ended, refunded=refunded), (*map(_free, state.seats), *back)


def _hold(seat: Seat) -> Effect:
    """A seat keeps a piece of the goods until it is sold or free."""
    return Effect("hold", seat.who, 0, seat.ref, PIECES)


def _free(seat: Seat) -> Effect:
    return Effect("free", seat.who, 0, seat.ref, PIECES)
