"""Who serves whom: the bindings of one customer, folded from all that happened. Pure.

A binding is the chain's decision about a customer (who serves her, who is paid); a relation is a friendship
in WeCom. What happened is a set of deeds, and the same set gives the same bindings whatever came first
(BD5). Within a scope spans [start, end) never overlap and gaps mean that nobody serves her (BD1, BD2).
Times are UTC ms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from digitool.model.days import DAY_MS
from digitool.model.ids import Ms
from digitool.workspace.policies.binding import FOREVER, BindingPolicy

TRANSFER, LOST, ADDED, SCAN, PURCHASE = "transfer", "lost", "added", "scan", "purchase"
"""What can happen. ``transfer`` is a decision of the chain, from ``guide`` to ``to``."""

_TURN = {TRANSFER: 0, LOST: 1, ADDED: 2, SCAN: 3, PURCHASE: 4, "left": 5}
"""What comes first in one millisecond."""

ALWAYS = Ms(2**62)
"""An instant that never comes."""


class Deed(NamedTuple):
    """One thing that happened between a customer and a guide."""

    at: Ms
    kind: str
    guide: str
    to: str = ""
    why: str = ""


class RosterGuide(NamedTuple):
    """A guide of the roster: her store, the instant at which she is gone (None while she stays), her name."""

    store: str = ""
    gone_at: int | None = None
    name: str = ""


class Binding(NamedTuple):
    """A guide serves the customer from ``start`` until before ``end`` (None: open).

    ``scope`` is where there is one guide at a time: empty for the chain, a store, or the guide herself.
    ``basis`` is the consent or contract that it rests on: added, scan, purchase or transfer (BD6).
    ``began`` and ``ended`` say why.
    """

    scope: str
    start: int
    guide: str
    store: str
    basis: str
    began: str
    end: int | None = None
    ended: str = ""


@dataclass(frozen=True)
class BindingRules:
    """The chain's policy and its roster, as they decide about bindings."""

    policy: BindingPolicy = field(default_factory=BindingPolicy)
    roster: Mapping[str, RosterGuide] = field(default_factory=dict)

    def scope(self, guide: str) -> str:
        """Where ``guide`` is the only one: see `Binding`."""
        mode = self.policy.mode
        if mode == "first_per_store":
            return self.member(guide).store
        return guide if mode == "every_friend" else ""

    def member(self, guide: str) -> RosterGuide:
        """The guide's line of the roster; who is not on it works in no store and never leaves."""
        return self.roster.get(guide, _STRANGER)

    def lock_ms(self, kind: str) -> int | None:
        """How long a trigger keeps others away; None when it does not bind at all."""
        policy = self.policy
        if policy.mode != "lock":
            return _days(policy.protection_days) if kind in (ADDED, TRANSFER) else None
        locks = {ADDED: policy.added_days, SCAN: policy.scan_days, PURCHASE: policy.purchase_days}
        days = max(locks.values()) if kind == TRANSFER else locks[kind]
        return _days(days) if days else None


def _days(days: int) -> int:
    return ALWAYS if days >= FOREVER else days * DAY_MS


_STRANGER = RosterGuide()


def bindings_of(deeds: Iterable[Deed], rules: BindingRules) -> list[Binding]:
    """All bindings of one customer, by scope and start."""
    told = set(deeds)
    named = {guide for deed in told for guide in (deed.guide, deed.to) if guide}
    for guide in named:
        gone = rules.member(guide).gone_at
        if gone is not None:
            told.add(Deed(Ms(gone), "left", guide))
    scopes = {scope: _Scope(scope, rules) for scope in map(rules.scope, named)}
    for deed in sorted(told, key=lambda one: (one.at, _TURN[one.kind], one)):
        concerned = [
            scopes[name] for name in {rules.scope(guide) for guide in (deed.guide, deed.to) if guide}
        ]
        if all(scope.allows(deed) for scope in concerned):
            for scope in concerned:
                scope.take(deed)
    return sorted(one for scope in scopes.values() for one in scope.close())


def served_by(bindings: Iterable[Binding], at: Ms, store: str = "") -> Binding | None:
    """Who serves the customer at an instant; of several, the guide of ``store``, then the oldest."""
    running = [one for one in bindings if one.start <= at and (one.end is None or at < one.end)]
    return min(running, key=lambda one: (one.store != store, one.start, one.guide), default=None)


class _Scope:
    """The one guide of a customer in one scope while deeds are taken in order of time."""

    def __init__(self, scope: str, rules: BindingRules) -> None:
        self._scope, self._rules = scope, rules
        self._done: list[Binding] = []
        self._now: Binding | None = None
        self._renewed = self._locked = 0
        self._before = ""
        self._friends: dict[str, int] = {}

    def allows(self, deed: Deed) -> bool:
        """Whether a deed can happen here as time stands then: a transfer is whole or not at all.

        It does not move a customer whom somebody else than ``guide`` serves in her own right, nor move
        her to a guide who is gone.
        """
        self._expire(deed.at)
        if deed.kind != TRANSFER:
            return True
        owner = self._now.guide if self._now else ""
        free = owner in ("", deed.guide, deed.to) or deed.guide in ("", self._before)
        return free and not self._gone(deed.to, deed.at)

    def take(self, deed: Deed) -> None:
        """Let one deed happen."""
        if deed.kind == TRANSFER:
            self._transfer(deed)
        elif deed.kind in (LOST, "left"):
            self._part(deed)
        elif not self._gone(deed.guide, deed.at):
            if deed.kind == ADDED:
                self._friends.setdefault(deed.guide, deed.at)
            self._trigger(deed)

    def close(self) -> list[Binding]:
        """All bindings of the scope; one that runs out later ends there."""
        self._expire(Ms(ALWAYS - 1))
        return [one for one in [*self._done, *([self._now] if self._now else [])] if one.end != one.start]

    def _trigger(self, deed: Deed) -> None:
        lock = self._rules.lock_ms(deed.kind)
        now = self._now
        if now is not None and now.guide == deed.guide:
            self._renewed = deed.at
            self._locked = max(self._locked, deed.at + lock if lock and self._is_lock else 0)
        elif lock is not None and (now is None or deed.at >= self._locked):
            self._end(deed.at, "taken_over")
            self._begin(deed.guide, deed.at, deed.kind, deed.kind)

    def _transfer(self, deed: Deed) -> None:
        """End here what was handed over, and begin here what is taken over."""
        now, here = self._now, self._rules.scope(deed.to) == self._scope
        if here and now is not None and now.guide == deed.to:
            return
        if here or (now is not None and now.guide == deed.guide):
            self._end(deed.at, TRANSFER)
        if here:
            self._begin(deed.to, deed.at, TRANSFER, deed.why or TRANSFER)

    def _part(self, deed: Deed) -> None:
        """Customer and guide are friends no more, or the guide is gone: the next friend serves her.

        After a guide who has left nobody follows by herself: the chain hands her customers over.
        """
        self._friends.pop(deed.guide, None)
        if self._now is None or self._now.guide != deed.guide:
            return
        if deed.kind == "left":
            self._end(deed.at, "left")
        elif self._rules.policy.ends_when_lost:
            self._end(deed.at, LOST)
            if self._friends and self._rules.lock_ms(ADDED) is not None:
                heir = min(self._friends, key=lambda guide: (self._friends[guide], guide))
                self._begin(heir, deed.at, ADDED, "next_friend")
                self._before = deed.guide

    def _begin(self, guide: str, at: Ms, basis: str, why: str) -> None:
        self._now = Binding(self._scope, at, guide, self._rules.member(guide).store, basis, why)
        self._renewed, self._before = at, ""
        self._locked = at + (self._rules.lock_ms(basis) or 0)

    def _end(self, at: Ms, why: str) -> None:
        if self._now is not None:
            self._done.append(self._now._replace(end=at, ended=why))
            self._now = None

    def _expire(self, at: Ms) -> None:
        """End a binding that ran out by ``at``, at the moment when it did."""
        valid = self._rules.policy.validity_days
        if self._now is not None and valid and self._renewed + valid * DAY_MS <= at:
            self._end(Ms(self._renewed + valid * DAY_MS), "expired")

    def _gone(self, guide: str, at: Ms) -> bool:
        gone = self._rules.member(guide).gone_at
        return gone is not None and at >= gone

    @property
    def _is_lock(self) -> bool:
        return self._rules.policy.mode == "lock"
