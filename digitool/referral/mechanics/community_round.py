"""Community group buying: a leader's neighbours order until the cut-off, goods arrive, neighbours pick up.

One run is one leader's round in one community. Too few orders at the cut-off refund everybody. The
leader earns a share of her own group's paid and unreturned orders only, never of her own purchases and
never of another leader's; it is settled once, after the return window. The most that she can earn is
promised, and set aside, when she opens the round; what she does not earn of it is void.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from digitool.model.ids import IdentifierId, Ms
from digitool.referral.mechanics.shape import ROUNDS, Declined, Effect, Event, Glance, Step, take_event

NAME, TITLE = "community_round", "community round"
GOES_BY = ROUNDS

SHARE = "share"
"""What the leader's promise, and what becomes of it, are called in a run."""


@dataclass(frozen=True)
class Terms:
    """Orders of whole pieces at ``price_fen`` for ``window_ms``; ``min_orders`` make the round worth it.

    ``rate_bp`` is the leader's share, ``most_fen`` the most that one round brings her; goods may be
    returned for ``return_ms`` after the cut-off.
    """

    price_fen: int
    window_ms: int
    min_orders: int = 1
    rate_bp: int = 0
    return_ms: int = 7 * 86_400_000
    most_fen: int = 0

    def __post_init__(self) -> None:
        if self.price_fen < 1 or self.window_ms < 1 or self.min_orders < 1 or self.return_ms < 0:
            raise ValueError("a round needs a price, a window and at least one order")
        if not 0 <= self.rate_bp <= 10_000:
            raise ValueError("a leader's share lies between 0 and 100%")
        if (self.rate_bp > 0) != (self.most_fen > 0) or self.most_fen < 0:
            raise ValueError("a leader's share needs the most that one round brings her")


class RoundOrder(NamedTuple):
    """One neighbour's order: its number, what was paid for how many pieces, and how far it is.

    ``state`` is paid, picked_up or returned.
    """

    who: IdentifierId
    ref: str
    paid_fen: int
    pieces: int
    state: str = "paid"


@dataclass(frozen=True)
class State:
    """The leader's round; ``ended`` is cut_off, arrived, settled, failed, or empty while orders come in."""

    opened_at: int
    leader: IdentifierId
    orders: tuple[RoundOrder, ...] = ()
    ended: str = ""

    @property
    def kept_fen(self) -> int:
        """What the leader earns on: paid, not returned, not her own."""
        return sum(o.paid_fen for o in self.orders if o.state != "returned" and o.who != self.leader)


def least_budget(terms: Terms) -> int:
    """What its budget must hold at least, in fen: the most that a leader can earn, set aside for a round."""
    return terms.most_fen


def opening(terms: Terms, event: Event) -> Step[State]:
    """A leader opens her round: the most that it can bring her is promised."""
    promise = (Effect("promise", event.who, terms.most_fen, SHARE),) if terms.most_fen else ()
    return Step(State(event.at, event.who), promise)


def step(terms: Terms, state: State, event: Event) -> Step[State]:
    """``order`` pays, ``arrive`` brings the goods, ``pickup`` hands out, ``return`` refunds, ``settle`` pays
    the leader; the clock cuts off.
    """
    state, effects = _clock(terms, state, event.at)
    act = {"order": _order, "arrive": _arrive, "pickup": _pickup, "return": _return, "settle": _settle}.get(
        event.kind
    )
    return take_event(act, terms, state, event, effects)


def glance(terms: Terms, state: State) -> Glance:
    """At one glance: orders so far."""
    return Glance(len(state.orders), 0, state.ended, terms.price_fen)


def _clock(terms: Terms, state: State, at: Ms) -> tuple[State, tuple[Effect, ...]]:
    """The cut-off: enough orders become sales, too few are refunded."""
    if state.ended or at < state.opened_at + terms.window_ms:
        return state, ()
    kept = [one for one in state.orders if one.state != "returned"]
    if len(kept) < terms.min_orders:
        back = tuple(effect for one in kept for effect in _back(one, "free"))
        gone = tuple(one._replace(state="returned") for one in state.orders)
        return replace(state, ended="failed", orders=gone), (*back, *_void(terms, state, 0))
    return replace(state, ended="cut_off"), tuple(
        Effect("fulfil", one.who, one.paid_fen, one.ref, one.pieces) for one in kept
    )


def _order(terms: Terms, state: State, event: Event) -> Step[State]:
    if state.ended:
        return Step(state, (), Declined("round_closed", "before the cut-off", state.ended))
    if event.amount_fen < 1 or event.amount_fen % terms.price_fen:
        return Step(state, (), Declined("wrong_amount", "whole pieces at the round's price", event.amount_fen,
                                       terms.price_fen))  # fmt: skip
    if any(one.ref == event.ref for one in state.orders):
        return Step(state, (), Declined("ordered_before", "one order for each number", 2, 1))
    order = RoundOrder(event.who, event.ref, event.amount_fen, event.amount_fen // terms.price_fen)
    paid = (
        Effect("hold", event.who, 0, event.ref, order.pieces),
        Effect("charge", event.who, event.amount_fen, event.ref),
    )
    return Step(replace(state, orders=(*state.orders, order)), paid)


def _arrive(terms: Terms, state: State, event: Event) -> Step[State]:
    del terms, event
    if state.ended != "cut_off":
        return Step(
            state, (), Declined("not_cut_off", "goods arrive after the cut-off", state.ended or "open")
        )
    return Step(replace(state, ended="arrived"))


def _pickup(terms: Terms, state: State, event: Event) -> Step[State]:
    del terms
    order = _find(state, event.ref)
    if state.ended not in ("arrived", "settled"):
        return Step(state, (), Declined("not_arrived", "goods that are there", state.ended))
    if order is None or order.state != "paid":
        seen = order.state if order else "-"
        return Step(state, (), Declined("not_waiting", "orders that wait to be picked up", seen))
    return Step(_with(state, order._replace(state="picked_up")))


def _return(terms: Terms, state: State, event: Event) -> Step[State]:
    order = _find(state, event.ref)
    if order is None or order.state == "returned":
        return Step(state, (), Declined("not_bought", "orders that were not given back before"))
    if state.ended == "settled" or event.at >= _last_return(terms, state):
        return Step(state, (), Declined("return_window", "within the return window", event.at))
    goods = "restock" if state.ended else "free"  # before the cut-off they have not left the shelf
    return Step(_with(state, order._replace(state="returned")), _back(order, goods))


def _settle(terms: Terms, state: State, event: Event) -> Step[State]:
    """Pay the leader once: rate x what her own group paid and kept, rounded down, within her promise."""
    if state.ended == "settled":
        return Step(state)
    if state.ended not in ("cut_off", "arrived"):
        return Step(state, (), Declined("not_cut_off", "after the cut-off", state.ended or "open"))
    if event.at < _last_return(terms, state):
        return Step(state, (), Declined("return_window", "after the return window", event.at))
    earned = min(state.kept_fen * terms.rate_bp // 10_000, terms.most_fen)
    pay = (Effect("commission", state.leader, earned, SHARE),) if earned else ()
    return Step(replace(state, ended="settled"), (*_void(terms, state, earned), *pay))


def _void(terms: Terms, state: State, earned_fen: int) -> tuple[Effect, ...]:
    """What was promised to the leader and not earned."""
    left = terms.most_fen - earned_fen
    return (Effect("void", state.leader, left, SHARE),) if left else ()


def _back(order: RoundOrder, goods: str) -> tuple[Effect, ...]:
    """An order's money goes back, and its goods are free or on the shelf again."""
    return (
        Effect("refund", order.who, order.paid_fen, order.ref),
        Effect(goods, order.who, 0, order.ref, order.pieces),
    )


def _last_return(terms: Terms, state: State) -> int:
    return state.opened_at + terms.window_ms + terms.return_ms


def _find(state: State, ref: str) -> RoundOrder | None:
    return next((one for one in state.orders if one.ref == ref), None)


def _with(state: State, order: RoundOrder) -> State:
    return replace(state, orders=tuple(order if one.ref == order.ref else one for one in state.orders))
