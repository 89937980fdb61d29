"""Share link of a guide or a key opinion leader (KOL): a share of what people who came by it paid.

One payee for each order, whoever shared on; the base is the order's paid and unreturned money. The
commission of an order waits out its return window, and refunds take it back in proportion.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from digitool.ledger.portions import clawback
from digitool.model.ids import IdentifierId, Ms
from digitool.referral.mechanics import shape
from digitool.referral.mechanics.promise import PAID, REFERRER, Deeds, Promise, is_gone
from digitool.referral.mechanics.shape import LINKS, Declined, Effect, Event, Glance, Step, fold, take_event

NAME, TITLE = "share_link", "share-link offer"
GOES_BY = LINKS


@dataclass(frozen=True)
class Terms:
    """``rate_bp`` basis points of each order, at most ``most_fen`` an order (0: no limit).

    ``return_ms`` is how long a commission is pending, ``window_ms`` how long the link earns.
    """

    rate_bp: int
    window_ms: int
    most_fen: int = 0
    return_ms: int = 7 * 86_400_000

    def __post_init__(self) -> None:
        if not 0 < self.rate_bp <= 10_000:
            raise ValueError("a commission is more than 0 and at most 100% of an order")
        if self.window_ms < 1 or self.most_fen < 0 or self.return_ms < 0:
            raise ValueError("a link needs a window; limits must not be negative")


class LinkOrder(NamedTuple):
    """One order by the link: its money and commission, what went back of both, whether it is settled."""

    ref: str
    at: Ms
    paid_fen: int
    commission_fen: int
    refunded_fen: int = 0
    back_fen: int = 0
    settled: bool = False


@dataclass(frozen=True)
class State:
    """Whose link it is, who came by it, and the orders it earned on."""

    opened_at: int
    owner: IdentifierId
    came: tuple[IdentifierId, ...] = ()
    orders: tuple[LinkOrder, ...] = ()


def least_budget(terms: Terms) -> int:
    """What its budget must hold at least, in fen: any money, for it pays a share of every order."""
    del terms
    return 1


def opening(terms: Terms, event: Event) -> Step[State]:
    """A guide or KOL gets a link."""
    del terms
    return Step(State(event.at, event.who))


def step(terms: Terms, state: State, event: Event) -> Step[State]:
    """``arrive`` is somebody by the link, ``paid`` an order, ``refunded`` money back, ``settle`` pays."""
    act = {"arrive": _arrive, "paid": _paid, "refunded": _refunded, "settle": _settle}.get(event.kind)
    return take_event(act, terms, state, event)


def glance(terms: Terms, state: State) -> Glance:
    """At one glance: people who came by the link."""
    del terms
    return Glance(len(state.came), 0, "")


def promises(terms: Terms, deeds: Iterable[Deeds], revoke: bool) -> list[Promise]:
    """A commission for every order of the people who came by the link."""
    found = []
    for one in deeds:
        events = [Event(one.since, "link", one.referrer), Event(one.came_at, "arrive", one.friend)]
        for order in one.orders:
            events.append(Event(order.at, "paid", one.friend, order.number, order.paid_fen))
            events += [Event(at, "refunded", one.friend, order.number, fen) for at, fen in order.refunds]
        for sold in fold(opening, step, terms, events).state.orders:
            due = Ms(sold.at + terms.return_ms)
            back = sold.commission_fen if is_gone(one, due, revoke) else sold.back_fen
            deed = (PAID, sold.ref, sold.commission_fen, back, sold.at, due)
            found += [Promise(one.friend, one.referrer, REFERRER, *deed)] if sold.commission_fen else []
    return found


def _arrive(terms: Terms, state: State, event: Event) -> Step[State]:
    if event.who == state.owner:
        return Step(state, (), Declined("self_referral", "nobody earns on the own purchases"))
    if event.at >= state.opened_at + terms.window_ms:
        return Step(state, (), Declined("out_of_window", "within the link's window", event.at))
    if event.who in state.came:
        return Step(state)
    return Step(replace(state, came=(*state.came, event.who)))


def _paid(terms: Terms, state: State, event: Event) -> Step[State]:
    if event.who not in state.came:
        return Step(state, (), Declined("not_invited", "people who came by this link"))
    if any(order.ref == event.ref for order in state.orders):
        return Step(state, (), Declined("counted_before", "one commission for each order", 2, 1))
    if event.amount_fen < 1 or event.at >= state.opened_at + terms.window_ms:
        return Step(state, (), Declined("out_of_window", "a paid order within the window", event.amount_fen))
    earned = event.amount_fen * terms.rate_bp // 10_000
    earned = min(earned, terms.most_fen) if terms.most_fen else earned
    order = LinkOrder(event.ref, event.at, event.amount_fen, earned)
    return Step(
        replace(state, orders=(*state.orders, order)),
        (Effect("reward", state.owner, earned, event.ref),) if earned else (),
    )


def _refunded(terms: Terms, state: State, event: Event) -> Step[State]:
    del terms
    place = next((n for n, order in enumerate(state.orders) if order.ref == event.ref), None)
    if place is None:
        return Step(state, (), Declined("not_counted", "orders that earned a commission", event.ref))
    order = state.orders[place]
    if not 0 < event.amount_fen <= order.paid_fen - order.refunded_fen:
        return Step(state, (), shape.refund_too_large(event.amount_fen, order.paid_fen - order.refunded_fen))
    take = clawback(order.commission_fen, order.paid_fen, order.refunded_fen, event.amount_fen)
    after = order._replace(refunded_fen=order.refunded_fen + event.amount_fen, back_fen=order.back_fen + take)
    kind = "owe" if order.settled else "void"
    orders = (*state.orders[:place], after, *state.orders[place + 1 :])
    return Step(replace(state, orders=orders), (Effect(kind, state.owner, take, order.ref),) if take else ())


def _settle(terms: Terms, state: State, event: Event) -> Step[State]:
    """Pay every order whose return window is over; settling twice pays once."""
    due = [not order.settled and event.at >= order.at + terms.return_ms for order in state.orders]
    pay = [
        Effect("pay", state.owner, order.commission_fen - order.back_fen, order.ref)
        for order, now in zip(state.orders, due)
        if now and order.commission_fen > order.back_fen
    ]
    orders = tuple(order._replace(settled=order.settled or now) for order, now in zip(state.orders, due))
    return Step(replace(state, orders=orders), tuple(pay))
