"""The customers of a workspace as the model's arrays, read from facts in a few set-based questions.

A customer is a person who bought or is held by a guide. Staff never count, refunds are netted, and
several purchases of one business day are one. A person who was added and has not bought yet is known
since that day: she stands in the segment of prospects, because her first purchase follows another law.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import chain
from typing import NamedTuple

import numpy as np

from digitool.campaign.arrays import Bools, Floats, Ints, floats, ints
from digitool.campaign.history.messages import read_messages
from digitool.campaign.history.purchase_log import NOWHERE, WEEK, Cut, PurchaseLog, histories_before
from digitool.campaign.models.beta_binomial import CustomerFactor
from digitool.campaign.models.bg_nbd import BuyerHistories
from digitool.campaign.simulation.inputs import Customers
from digitool.db.port import Connection
from digitool.db.statements import ask, bare
from digitool.db.tally import sql
from digitool.facts.home_stores import home_stores
from digitool.identity.households import heads_of_all
from digitool.model.days import DAY_MS
from digitool.model.ids import Ms

NO_STORE = ""
"""The code that stands for customers of no store; always the last place of `Roster.stores`."""


@dataclass(frozen=True)
class Roster:
    """Customers at an instant, arrays (n,) in ascending order of person id.

    ``customers``: the core's columns; ``store`` and ``guide`` are places in ``stores`` and ``guides``
    (guide -1 for none), ``segment`` is 0 until a calibration is applied. ``home``: place of the home store,
    `NOWHERE` for none; the core's store is then the usual one of her guide. ``bought``: has a purchase.
    ``reachable``: some channel is open; ``refused``: her newest word is no. ``contacts_30``: messages of
    30 days. ``household``: the smallest person id of her household.
    ``day``: the business day at whose start the arrays stand (facts of that day are not in them).
    """

    persons: Ints
    customers: Customers
    stores: tuple[str, ...]
    guides: tuple[str, ...]
    home: Ints
    bought: Bools
    reachable: Bools
    refused: Bools
    contacts_30: Ints
    household: Ints
    day: int

    def __len__(self) -> int:
        return int(self.persons.size)

    def places(self, persons: Collection[int]) -> Ints:
        """Where persons stand in the arrays; those who are no customers are left out."""
        wanted = np.unique(np.fromiter(persons, dtype=np.int64, count=len(persons)))
        return ints(np.flatnonzero(np.isin(self.persons, wanted)))

    def only(self, rows: Ints) -> Roster:
        """The customers at ascending places ``rows``."""
        one, history = self.customers, self.customers.history
        customers = Customers(
            BuyerHistories(history.frequency[rows], history.recency[rows], history.age[rows]),
            one.basket_fen[rows], one.basket_count[rows], one.store[rows], one.guide[rows],
            one.segment[rows], one.factor[rows], one.contacts_7[rows],
        )  # fmt: skip
        return Roster(
            self.persons[rows], customers, self.stores, self.guides, self.home[rows], self.bought[rows],
            self.reachable[rows], self.refused[rows], self.contacts_30[rows], self.household[rows], self.day,
        )  # fmt: skip


class Held(NamedTuple):
    """Relations of persons with guides: days since, which guide (place in ``guides``), still held."""

    person: Ints
    days: Ints
    guide: Ints
    held: Bools
    guides: tuple[str, ...]


def store_codes(connection: Connection) -> tuple[tuple[str, ...], dict[int, int]]:
    """Store codes by place, `NO_STORE` last, and the place of each store id."""
    rows = connection.execute("SELECT id, code FROM store ORDER BY code").fetchall()
    codes = (*(row["code"] for row in rows), NO_STORE)
    return codes, {row["id"]: place for place, row in enumerate(rows)}


def read_log(connection: Connection, at: int) -> PurchaseLog:
    """Everything that customers bought before ``at`` (UTC ms), each with her home store by then.

    About 3 s a million purchases.
    """
    log = read_purchases(connection, at)
    buyers, row = np.unique(log.person, return_inverse=True)
    return replace(log, store=home_places(connection, buyers, at)[row])


def read_purchases(connection: Connection, at: int) -> PurchaseLog:
    """The same without home stores, in two thirds of the time."""
    return PurchaseLog.of(*columns(connection, "purchases", 3, at))


def home_places(connection: Connection, persons: Ints, at: int) -> Ints:
    """Places in `store_codes` (n,) of home stores before ``at`` (UTC ms), `NOWHERE` for who has none."""
    _, places = store_codes(connection)
    homes = home_stores(connection, Ms(at - 1), persons.tolist())
    return ints([places.get(homes.get(one, 0), NOWHERE) for one in persons.tolist()])


def customers_of(
    connection: Connection, persons: Collection[int] | None, at: int, day: int | None = None
) -> Roster:
    """The customers among ``persons`` (all where None) as known before ``at`` (UTC ms).

    Histories end before business ``day``; without it where the purchases end (`PurchaseLog.span`), since
    silence after the last import is not silence of customers.
    """
    codes, _ = store_codes(connection)
    log, held = read_purchases(connection, at), read_held(connection, at)
    bought = histories_before(log, log.span[1] if day is None else day)
    held = held._replace(days=np.minimum(held.days, max(0, bought.day - 1 - log.span[0])))
    everybody = np.union1d(bought.persons, held.person[held.held])
    homes = home_places(connection, everybody, at)
    roster = _roster(bought, held, everybody, homes, codes)
    return _asked(_signs(connection, roster, at), persons)


def _asked(roster: Roster, persons: Collection[int] | None) -> Roster:
    return roster if persons is None else roster.only(roster.places(persons))


def read_held(connection: Connection, at: int) -> Held:
    """All relations of customers with guides that began before ``at``."""
    rows = ask(connection, sql("campaign", "held"), {"at": at}).fetchall()
    guides = tuple(sorted({row["guide"] for row in rows if row["guide"]}))
    place = {guide: number for number, guide in enumerate(guides)}
    return Held(
        ints([row["person"] for row in rows]),
        ints([(at - row["added_at"]) // DAY_MS for row in rows]),
        ints([place.get(row["guide"], -1) for row in rows]),
        np.array([row["held"] for row in rows], dtype=np.bool_),
        guides,
    )


def _roster(bought: Cut, held: Held, everybody: Ints, home: Ints, codes: tuple[str, ...]) -> Roster:
    """Buyers with their histories, and people who are held and have not bought."""
    n = everybody.size
    places = np.searchsorted(everybody, bought.persons)
    frequency, recency, count, basket = (np.zeros(n) for _ in range(4))
    guide = np.full(n, -1, dtype=np.int64)
    age = _weeks_since_added(held, everybody)
    frequency[places], recency[places] = bought.history.frequency, bought.history.recency
    age[places], count[places] = bought.history.age, bought.baskets
    basket[places] = bought.basket_fen
    current = np.flatnonzero(held.held)  # the newest relation comes last, and so it wins
    guide[np.searchsorted(everybody, held.person[current])] = held.guide[current]
    store = _by_guide(home, guide)
    customers = Customers.of(
        BuyerHistories.of(frequency, recency, age), basket_fen=basket, basket_count=count,
        store=np.where(store == NOWHERE, len(codes) - 1, store), guide=guide,
    )  # fmt: skip
    nobody = np.zeros(n, dtype=np.bool_)
    return Roster(
        everybody, customers, codes, held.guides, home, count > 0, nobody, nobody,
        np.zeros(n, dtype=np.int64), everybody, bought.day,
    )  # fmt: skip


def _weeks_since_added(held: Held, everybody: Ints) -> Floats:
    """Weeks (n,) since each person was first added by a guide, 0 for who never was."""
    days = np.zeros(everybody.size, dtype=np.int64)
    known = np.isin(held.person, everybody)
    np.maximum.at(days, np.searchsorted(everybody, held.person[known]), held.days[known])
    return floats(days / WEEK)


def _by_guide(store: Ints, guide: Ints) -> Ints:
    """Stores (n,), those without one taken from where the other customers of their guide buy."""
    known = (store != NOWHERE) & (guide >= 0)
    if not known.any():
        return store
    width = int(store.max()) + 1
    counts = np.bincount(guide[known] * width + store[known], minlength=(int(guide.max()) + 1) * width)
    usual = counts.reshape(-1, width)
    usual_store = np.where(usual.sum(axis=1) > 0, usual.argmax(axis=1), NOWHERE)
    return ints(np.where((store == NOWHERE) & (guide >= 0), usual_store[guide], store))


def _signs(connection: Connection, roster: Roster, at: int) -> Roster:
    """The roster with channels, refusals, messages, households and coupon habits."""
    reachable = np.isin(roster.persons, columns(connection, "reachable", 1, at)[0])
    refused = np.isin(roster.persons, columns(connection, "refused", 1, at)[0])
    offered = columns(connection, "coupon_habits", 3, at)
    messages = read_messages(connection, at)
    return replace(
        roster,
        customers=replace(
            roster.customers,
            factor=habit_factors(roster.persons, offered),
            contacts_7=messages.counts(roster.persons, at, 7),
        ),
        reachable=reachable & ~refused,
        refused=refused,
        contacts_30=messages.counts(roster.persons, at, 30),
        household=households(connection, roster.persons),
    )


def habit_factors(persons: Ints, offered: list[Ints]) -> Floats:
    """w_i (n,) from (person, coupons ended or used, of these used); mean 1 over those persons."""
    received, redeemed = np.zeros(persons.size), np.zeros(persons.size)
    if persons.size == 0:
        return received
    mine = np.isin(offered[0], persons)
    at = np.searchsorted(persons, offered[0][mine])
    received[at], redeemed[at] = offered[1][mine], offered[2][mine]
    factor = CustomerFactor().of(redeemed, received)
    return floats(factor / factor.mean())


def households(connection: Connection, persons: Ints) -> Ints:
    """The smallest person id (n,) of each person's household."""
    head = heads_of_all(connection)
    return ints([head.get(person, person) for person in persons.tolist()])


def columns(connection: Connection, tally: str, width: int, at: int) -> list[Ints]:
    """The answer of a tally of whole numbers as columns."""
    rows = bare(connection, sql("campaign", tally), {"at": at})
    flat = np.fromiter(chain.from_iterable(rows), dtype=np.int64)
    return list(flat.reshape(-1, width).T)
