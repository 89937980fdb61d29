"""One call of an official store operation: the database, the clock, who asks, the settings and the key.

The same functions serve a command (which opens the database for one write) and a loop of many orders
(which keeps its connection open). Functions that end in ``_in`` work inside a write of the caller.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from digitool.coupons.calls import Call as CouponCall
from digitool.coupons.offers import policy_of
from digitool.db.actor import actor_of
from digitool.db.reading import reader
from digitool.db.writing import Request, Work, operation, transaction
from digitool.errors import NotFoundError
from digitool.ledger.journals import Stamp
from digitool.model.calendar import Calendar
from digitool.model.days import format_instant
from digitool.model.text import mask_value, nearest
from digitool.workspace.policies.official_store import OfficialStorePolicy
from digitool.workspace.settings import Settings

WEB = "web"
"""The location of the stock that the official store sends from."""
OFFICIAL_STORE, STORE = "official_store", "store"
"""Channels of purchases, as imports name them."""
MINUTE_MS = 60_000


@dataclass(frozen=True)
class Call:
    """Who writes where and when. ``at`` is UTC ms; ``secret`` is the workspace key."""

    database: Path | sqlite3.Connection
    at: int
    settings: Settings = field(default_factory=Settings)
    secret: bytes = b""
    actor: str = field(default_factory=actor_of)
    key: str | None = None
    dry_run: bool = False

    @property
    def policy(self) -> OfficialStorePolicy:
        """The ``[official_store]`` table."""
        return self.settings.official_store

    def write(self, kind: str, params: dict[str, Any]) -> AbstractContextManager[Work]:
        """Begin the one transaction of this call; ``params`` decide what counts as the same request."""
        request = Request(kind, self.at, params, self.key, self.actor, self.dry_run)
        if isinstance(self.database, Path):
            return operation(self.database, request)
        return transaction(self.database, request)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The database for questions: the open connection, or one of its own."""
        if isinstance(self.database, Path):
            with reader(self.database) as connection:
                yield connection
        else:
            yield self.database

    def calendar(self, location: str = WEB) -> Calendar:
        """The calendar of a store, or the chain's."""
        place = self.settings.stores.get(location) or self.settings.chain
        return place.calendar

    def day(self, location: str = WEB) -> int:
        """The business day of the call at a location."""
        return self.calendar(location).day(self.at)

    def moment(self, at: int | None) -> str | None:
        """An instant of a result as text in the chain's zone; None stays None."""
        return None if at is None else format_instant(at, self.settings.chain.zone)

    def require_location(self, code: str) -> str:
        """The code of a store, or ``web``. Raises NotFoundError ``no_such_store``."""
        return code if code == WEB else self.require_store(code)

    def require_store(self, code: str) -> str:
        """The code of a store. Raises NotFoundError ``no_such_store`` with the nearest one."""
        known = list(self.settings.stores)
        if code in known:
            return code
        near = nearest(code, known)
        raise NotFoundError(
            "no_such_store",
            "there is no store {store}",
            hint="did you mean {near}?" if near else "the stores are: {known}",
            store=mask_value(code) or "-",
            near=near,
            known=", ".join(known[:20]),
        )

    def coupons(self, store: str, channel: str) -> CouponCall:
        """The same call for the coupon room."""
        return CouponCall(
            self.database,
            self.at,
            self.actor,
            key=self.key,
            dry_run=self.dry_run,
            store=store,
            channel=channel,
            calendar=self.calendar(store),
            policy=policy_of(self.settings.coupons),
        )

    def stamp(self, work: Work, kind: str, source: str) -> Stamp:
        """Who and what stands behind a journal of this call."""
        key = work.key or work.operation
        return Stamp(work.seq, kind, self.day(), self.at, self.actor, key, source)

    def on(self, connection: sqlite3.Connection, key: str | None) -> Call:
        """The same call on an open connection, under another key: for loops."""
        return replace(self, database=connection, key=key)
