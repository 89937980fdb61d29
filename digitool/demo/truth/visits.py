"""Visits and payments as the definitions say, counted one by one."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import NamedTuple

from digitool.demo.truth.people import Clusters
from digitool.demo.world import plan
from digitool.demo.world.clock import HOUR
from digitool.demo.world.happenings import Payment
from digitool.demo.world.making import World
from digitool.demo.world.people import Id, Person, openid

VISIT_GAP = 3 * HOUR

SCANNED = 1
"""WeCom's add_way of a customer who scanned a code, and so stood before the guide."""


class Visit(NamedTuple):
    """A digitized visit: store place, business day and clock hour (hours since 1970) of its start."""

    store: int
    day: int
    hour: int


class Transaction(NamedTuple):
    """A transaction: a till payment that stands, by somebody who is not staff; ``cause`` when unknown."""

    at: int
    store: int
    day: int
    amount: int
    cause: str


def payer(paid: Payment) -> Id | None:
    """The identifier that paid, None where the bill names nobody."""
    return Id(paid.app, paid.openid) if paid.openid else None


def digitized_visits(world: World, clusters: Clusters) -> list[Visit]:
    """Every visit with at least one touch or payment of a known person who is not staff."""
    moments: dict[tuple[int, int], list[int]] = defaultdict(list)
    for store, at, who in _presences(world):
        number = clusters.of.get(who)
        if number is not None and number in clusters.known:
            moments[number, store].append(at)
    visits = []
    for (_number, store), times in moments.items():
        here, last = world.chain.stores[store], None
        for at in sorted(times):
            if last is None or at - last >= VISIT_GAP:
                visits.append(Visit(store, here.business_day(at), at // HOUR))
            last = at
    return visits


def _presences(world: World) -> list[tuple[int, int, Id]]:
    """(store, time, identifier) of everything that proves somebody stood in a store."""
    people = world.people
    touches = [
        (touch.store, touch.at, openid(people[touch.person], touch.app))
        for touch in world.touches
        if touch.store >= 0 and touch.scene in plan.STORE_SCENES
    ]
    added = [
        (world.chain.guides[one.guide].store, one.at, Id("external", people[one.person].external))
        for one in world.added
        if one.way == SCANNED
    ]
    payments = [
        (paid.store, paid.at, who)
        for paid in world.payments
        if paid.store >= 0 and not paid.revoked and (who := payer(paid)) is not None
    ]
    return touches + added + payments


def sales(world: World, clusters: Clusters) -> list[Transaction]:
    """All transactions, each with the cause for which its payer is unknown, or an empty cause."""
    staff = {one for person in world.people if person.staff for one in _wallets(person)}
    found = []
    for paid in world.payments:
        who = payer(paid)
        if paid.store < 0 or paid.revoked or who in staff:
            continue
        day = world.chain.stores[paid.store].business_day(paid.at)
        found.append(Transaction(paid.at, paid.store, day, paid.amount, _cause(who, clusters)))
    return found


def _wallets(person: Person) -> list[Id]:
    return [openid(person, app) for app in (plan.OFFICIAL_ACCOUNT, plan.MINI_PROGRAM, plan.ACQUIRER)]


def _cause(who: Id | None, clusters: Clusters) -> str:
    if who is None:
        return "no_payer_id"
    if clusters.of.get(who) in clusters.known:
        return ""
    return "other_appid" if who.kind == plan.ACQUIRER else "never_seen"


def causes(found: list[Transaction]) -> dict[str, dict[str, int]]:
    """Unmatched payments and their amount (fen) by cause."""
    payments: Counter[str] = Counter()
    amounts: Counter[str] = Counter()
    for sale in found:
        payments[sale.cause] += 1
        amounts[sale.cause] += sale.amount
    return {
        cause: {"payments": payments[cause], "amount_fen": amounts[cause]}
        for cause in ("never_seen", "no_payer_id", "other_appid")
    }
