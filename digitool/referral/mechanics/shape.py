"""The one shape of every mechanic, and what runs are made of: events, and steps that take them.

A mechanic is a module of `referral.mechanics` with ``NAME``, ``TITLE`` (what people call it: a template),
``GOES_BY`` (`LINKS`, `RUNS` or `ROUNDS`: who begins it, and how), ``Terms`` (a frozen dataclass that
refuses impossible values with ValueError), and ``least_budget(terms) -> int``: what its budget must hold,
in fen (0 needs none; what a run sets aside when it begins; else 1, any money). One that gives coupons also
has ``stocks(terms) -> list[str]``, and one that a law or a platform bounds ``require_lawful(terms, day)``,
by the rules of a business day.

One that goes by links has ``promises(terms, deeds, revoke) -> list[Promise]`` (`mechanics.promise`). The
others have ``State``, ``opening(terms, event) -> Step``, ``step(terms, state, event) -> Step`` and
``glance(terms, state) -> Glance``. A run is its list of events; its state is their fold, so any run can be
replayed and explained, live and in simulations. An event carries its own time, and a ``tick`` says only
what time it is. Nothing here knows a database, a clock or a screen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Generic, NamedTuple, TypeVar

from digitool.model.ids import NOBODY_KNOWN, IdentifierId, Ms

S = TypeVar("S")

TICK = "tick"

LINKS, RUNS, ROUNDS = "links", "runs", "rounds"
"""How a campaign goes: by links that people share, by runs that any customer begins, or by rounds that the
leader of a community begins there."""


class Event(NamedTuple):
    """Something that happened: UTC ms, what, who did it (a person's identifier), and the order or payment."""

    at: Ms
    kind: str
    who: IdentifierId = NOBODY_KNOWN
    ref: str = ""
    amount_fen: int = 0


class Effect(NamedTuple):
    """What must follow: ``charge``, ``refund``, ``fulfil``, ``reward``, ``void``, ``pay`` ... (fen).

    ``pieces`` of the goods are held, sold, freed or put back by it.
    """

    kind: str
    who: IdentifierId
    amount_fen: int = 0
    ref: str = ""
    pieces: int = 0


class Declined(NamedTuple):
    """Why an event was not taken: a code, the rule's name, what was seen and what is allowed."""

    code: str
    rule: str
    observed: int | str = ""
    limit: int | str = ""


def unknown_event(kind: str) -> Declined:
    """An event that the mechanic does not know."""
    return Declined("unknown_event", "an event of this mechanic", kind)


def refunded_before() -> Declined:
    """An order was refunded a second time."""
    return Declined("refunded_before", "one refund for each order", 2, 1)


class Glance(NamedTuple):
    """A state at one glance: people in it of the places there are (0: no limit), how it ended, its price."""

    people: int
    places: int
    ended: str
    price_fen: int | None = None


@dataclass(frozen=True)
class Step(Generic[S]):
    """The state after an event, and what follows. A refused event leaves the state as it was.

    A refusal may still come with effects: the clock acts before the event does.
    """

    state: S
    effects: tuple[Effect, ...] = ()
    refusal: Declined | None = None


def take_event(
    act: Callable[[Any, S, Event], Step[S]] | None,
    terms: Any,  # noqa: ANN401 - the mechanic's own
    state: S,
    event: Event,
    before: tuple[Effect, ...] = (),
) -> Step[S]:
    """Let an act of a mechanic take an event, after what the clock did ``before``; a tick is only the clock.

    Without an act the event is not one of this mechanic.
    """
    if event.kind == TICK:
        return Step(state, before)
    if act is None:
        return Step(state, before, unknown_event(event.kind))
    done = act(terms, state, event)
    return Step(done.state, before + done.effects, done.refusal)


@lru_cache(maxsize=1)
def mechanics() -> dict[str, Any]:
    """Every mechanic's module by its name."""
    from digitool.referral import mechanics as package

    modules = (import_module(f"{package.__name__}.{one.name}") for one in iter_modules(package.__path__))
    return {module.NAME: module for module in modules if hasattr(module, "NAME")}


def going_by(way: str) -> list[str]:
    """The names of the mechanics that go by `LINKS`, `RUNS` or `ROUNDS`."""
    return [name for name, mechanic in mechanics().items() if way == mechanic.GOES_BY]


def replay(mechanic: Any, terms: Any, events: Iterable[Event]) -> Step[Any]:  # noqa: ANN401 - any mechanic's
    """Fold a run from its first event on: the last state and all effects. A refused event is skipped."""
    events = iter(events)
    now = mechanic.opening(terms, next(events))
    effects = list(now.effects)
    for event in events:
        now = mechanic.step(terms, now.state, event)
        effects += now.effects
    return Step(now.state, tuple(effects), now.refusal)
