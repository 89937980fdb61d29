"""Made-up chains as databases: customers, purchases, guides and coupons with a truth that the tests know."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from digitool.campaign.models.bg_nbd import BgNbd
from digitool.coupons.giving.issuing import issue_coupons
from digitool.coupons.rules.cart import bare_cart
from digitool.coupons.rules.terms import Terms
from digitool.coupons.stocks import create_stock
from digitool.coupons.till.redeeming import redeem_coupons
from digitool.db.connection import connect
from digitool.db.schema.making import create_database
from digitool.model.days import DAY_MS, HOUR_MS
from digitool.workspace.desk import Desk
from tests.bound import bind_key

FIRST = 20_000
"""The first day of made-up logs."""

NOON = 4 * HOUR_MS
"""Noon in China, after midnight UTC."""

KEY = bytes(range(32))
"""The workspace key of these chains: it decides the arms."""


def at(day: int) -> int:
    """Noon of a business day in China, UTC ms."""
    return day * DAY_MS + NOON


@lru_cache(maxsize=1)
def _empty() -> bytes:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "digitool.db"
        create_database(path)
        return path.read_bytes()


class World:
    """One database; identifiers are their own persons until merged."""

    def __init__(self, path: Path, customers: int, stores: Sequence[str] = ("S001", "S002", "S003")) -> None:
        path.write_bytes(_empty())
        bind_key(path)
        self.path, self.connection = path, connect(path)
        self._purchase = self._refund = 0
        self._many(
            "INSERT INTO identifier (id, ns, scope, value, person) VALUES (?, 1, 0, ?, ?)",
            ((n, f"v{n}", n) for n in range(1, customers + 1)),
        )
        for number, code in enumerate(stores, 1):
            self.open_store(number, code)

    def open_store(self, number: int, code: str) -> None:
        """A store of the chain."""
        self._many(
            "INSERT INTO store (id, code, name, zone, cutoff_hour, hours)"
            " VALUES (?, ?, ?, 'Asia/Shanghai', 0, '{}')",
            [(number, code, code)],
        )

    @staticmethod
    def opened(path: Path) -> World:
        """A world that is there already."""
        world = object.__new__(World)
        world.path, world.connection, world._refund = path, connect(path), 0
        world._purchase = world.connection.execute("SELECT coalesce(max(id), 0) FROM purchase").fetchone()[0]
        return world

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def copy(self, path: Path) -> World:
        """The same world in another file."""
        shutil.copyfile(self.path, path)
        other = object.__new__(World)
        other.__dict__.update(self.__dict__, path=path, connection=connect(path))
        return other

    def _many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        self.connection.execute("BEGIN")
        self.connection.executemany(statement, rows)
        self.connection.execute("COMMIT")

    def buy(
        self, person: object, day: object, fen: object, store: object = 1, *, state: str = "paid"
    ) -> list[int]:
        """Purchases as columns or single values; their ids."""
        columns = np.broadcast_arrays(
            *(np.atleast_1d(np.asarray(one, dtype=np.int64)) for one in (person, day, fen, store))
        )
        rows, ids = [], []
        for who, when, worth, where in zip(*(column.tolist() for column in columns)):
            self._purchase += 1
            ids.append(self._purchase)
            moment = at(when) + self._purchase % 1_000
            rows.append((self._purchase, f"n{self._purchase}", "", moment, when, where, worth, state, who))
        self._many(
            "INSERT INTO purchase (id, number, order_no, at, day, store, channel, amount_fen, state, party,"
            " guide, referrer, batch, line) VALUES (?, ?, ?, ?, ?, ?, 'store', ?, ?, ?, '', '', 1, 1)",
            rows,
        )
        return ids

    def refund(self, purchase: int, day: int, fen: int) -> None:
        """Give money back."""
        self._refund += 1
        self._many(
            "INSERT INTO refund (id, number, purchase, at, day, amount_fen, state, batch, line)"
            " VALUES (?, ?, ?, ?, ?, ?, 'SUCCESS', 1, 1)",
            [(self._refund, f"r{self._refund}", purchase, at(day), day, fen)],
        )

    def add(self, person: int, guide: str, day: int, lost: int | None = None, by: str = "") -> None:
        """A guide adds a customer, who may leave."""
        self._many(
            "INSERT INTO relation (guide, identifier, added_at, add_way, state, lost_at, batch, line,"
            " lost_by) VALUES (?, ?, ?, 1, '', ?, 1, 1, ?)",
            [(guide, person, at(day), None if lost is None else at(lost), by)],
        )

    def staff(self, person: int) -> None:
        """Somebody employed."""
        self._many("INSERT INTO staff_identifier (identifier) VALUES (?)", [(person,)])

    def merge(self, younger: int, older: int) -> None:
        """Two identifiers become one person."""
        self._many("UPDATE identifier SET person = ? WHERE person = ?", [(older, younger)])

    def merge_all(self, younger: np.ndarray, older: np.ndarray) -> None:
        """Each of the younger becomes the older one at its place."""
        self._many("UPDATE identifier SET person = ? WHERE person = ?", zip(older.tolist(), younger.tolist()))

    def split(self, identifier: int) -> None:
        """An identifier becomes a person of its own again."""
        self._many("UPDATE identifier SET person = id WHERE id = ?", [(identifier,)])

    def identifier(self, number: int, person: int) -> None:
        """One more identifier of a person."""
        self._many(
            "INSERT INTO identifier (id, ns, scope, value, person) VALUES (?, 1, 0, ?, ?)",
            [(number, f"v{number}", person)],
        )

    def household(self, hub: int, *persons: int) -> None:
        """People who share a phone."""
        self._many(
            "INSERT INTO household_member (hub, person, reason) VALUES (?, ?, 'phone')",
            [(hub, person) for person in persons],
        )

    def consent(self, person: int, day: int, *, given: bool) -> None:
        """What a customer list says of contacting her."""
        self._many(
            "INSERT INTO membership (identifier, at, member, consent, store, batch, line)"
            " VALUES (?, ?, 1, ?, 0, 1, 1)",
            [(person, at(day), given)],
        )

    def message(self, person: int, guide: str, day: int, *, replied: bool = False, plan: int = 0) -> None:
        """A message that was delivered."""
        self._many(
            "INSERT INTO guide_contact (day, plan, identifier, channel, at, guide, state, result, sent_at,"
            " reply_at) VALUES (?, ?, ?, 1, ?, ?, 'sent', '', ?, ?)",
            [(day, plan, person, at(day), guide, at(day), at(day) + HOUR_MS if replied else None)],
        )

    def desk(self, day: int, **changes: Any) -> Desk:
        """The desk at a till, at noon of a day."""
        usual = Desk(self.connection, at(day), secret_of=lambda: KEY, actor="test")
        return replace(usual.at_counter("S001"), **changes)

    def stock(self, code: str, holders: Sequence[int], day: int, terms: Terms) -> list[str]:
        """Create a stock and give a coupon to each holder; their codes."""
        create_stock(self.desk(day), code, terms)
        return [row["coupon"] for row in issue_coupons(self.desk(day), code, list(holders))["rows"]]

    def redeem(self, code: str, customer: int, day: int, fen: int) -> None:
        """Use a coupon at a till; the purchase itself is `buy`'s."""
        redeem_coupons(self.desk(day), [code], f"order-{code}", bare_cart(fen, at(day)), customer)

    def rows(self, query: str) -> list[sqlite3.Row]:
        """The answer of a query."""
        return self.connection.execute(query).fetchall()


def made_up_log(customers: int, days: int, law: BgNbd, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Purchases (person, day) of customers 1 to n who come in the first half and buy by a BG/NBD law."""
    rng = np.random.default_rng(seed)
    rate = rng.gamma(law.r, 1 / law.alpha, customers) / 7.0
    leave = np.clip(rng.beta(law.a, law.b, customers), 1e-9, 1)
    clock = rng.uniform(0, days / 2, customers)
    person, day = [np.arange(1, customers + 1)], [clock]
    alive = np.ones(customers, dtype=bool)
    while alive.any():
        clock = clock + rng.exponential(size=customers) / rate
        alive &= clock < days
        person.append(np.flatnonzero(alive) + 1)
        day.append(clock[alive])
        alive &= rng.random(customers) >= leave
    return np.concatenate(person), FIRST + np.concatenate(day).astype(np.int64)


def made_up_fen(person: np.ndarray, shape: float = 5.0, spread: float = 4.0, seed: int = 1) -> np.ndarray:
    """Gamma-Gamma baskets of mean 80 yuan for a log's purchases (m,)."""
    rng = np.random.default_rng(seed)
    nu = rng.gamma(spread, 1.0, int(person.max()) + 1) / (8_000.0 * (spread - 1) / shape)
    return np.maximum(np.rint(rng.gamma(shape, 1.0, person.size) / nu[person]), 1).astype(np.int64)
