"""One call of a coupon operation: the database, the clock, who asks, and where.

The same functions serve a command (which opens the database for one write) and a loop at a till (which
keeps its connection open).
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from digitool.coupons.offers import STANDARD, Policy
from digitool.coupons.states import LOCK_MS
from digitool.db.actor import actor_of
from digitool.db.writing import Request, Work, operation, transaction
from digitool.ledger.journals import Stamp
from digitool.model.calendar import CHINA_DAYS, Calendar


@dataclass
class Call:
    """Who writes where and when. ``at`` is UTC ms; without a ``key`` a repeat is a new write.

    ``lock_ms`` is how long a lock keeps a coupon for an order.
    """

    database: Path | sqlite3.Connection
    at: int
    actor: str = field(default_factory=actor_of)
    key: str | None = None
    dry_run: bool = False
    store: str = ""
    channel: str = ""
    calendar: Calendar = CHINA_DAYS
    policy: Policy = STANDARD
    lock_ms: int = LOCK_MS

    @property
    def day(self) -> int:
        """The business day number of the call."""
        return self.calendar.day(self.at)

    def write(self, kind: str, params: dict[str, Any]) -> AbstractContextManager[Work]:
        """Begin the one transaction of this call; ``params`` decide what counts as the same request."""
        request = Request(kind, self.at, params, self.key, self.actor, self.dry_run)
        if isinstance(self.database, Path):
            return operation(self.database, request)
        return transaction(self.database, request)

    def stamp(self, work: Work, kind: str, source: str) -> Stamp:
        """Who and what stands behind a journal of this call."""
        return Stamp(work.seq, kind, self.day, self.at, self.actor, work.key or work.operation, source)


def secret(code: str) -> str:
    """A digest that stands for a code in recorded parameters, so that a log never shows it."""
    plain = code.upper().replace("-", "").replace(" ", "")
    return hashlib.blake2b(plain.encode(), digest_size=12).hexdigest()
