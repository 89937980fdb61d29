"""A database with customers whom guides hold, and short names for planning and recording broadcasts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from digitool.db.checks import run_checks
from digitool.db.connection import connect
from digitool.guides.broadcast import operations as broadcasts
from digitool.guides.broadcast.drafting import Audience, BroadcastDraft, draft
from digitool.guides.broadcast.message import Message
from digitool.guides.broadcast.plan import DecisionRows
from digitool.guides.broadcast.send_results import Delivery
from digitool.guides.contact.reach import persons_of
from digitool.model.days import local_day, parse_instant
from digitool.workspace.desk import Desk
from digitool.workspace.policies.contact import ContactPolicy
from digitool.workspace.settings import Guide, Settings
from tests.coupons.shop import new_database

NOON = parse_instant("2026-03-02 12:00:00")
DAY = 86_400_000
LOOSE = ContactPolicy(most_in_7_days=100, most_in_30_days=400)
"""A chain without a budget of its own: only the platform limits."""


class Hall:
    """One database and one clock; customers P1 to P20 unless more are asked for."""

    def __init__(
        self, path: Path, customers: int = 20, policy: ContactPolicy = LOOSE, known_by: str = "wx_openid"
    ) -> None:
        self.path = new_database(path, customers)
        self.connection: sqlite3.Connection = connect(self.path)
        self.connection.execute("INSERT INTO identifier_namespace (code, name) VALUES (1, ?)", (known_by,))
        self.settings = Settings(contact=policy)
        self.at = NOON
        self.names = 0

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def policy(self, **changes: Any) -> None:
        """Change the chain's contact policy."""
        self.settings = replace(self.settings, contact=replace(self.settings.contact, **changes))

    def hold(self, guide: str, *customers: int, at: int = 0) -> None:
        """A guide has added customers."""
        self.connection.execute("BEGIN")  # one commit for all of them
        self.connection.executemany(
            "INSERT INTO relation (guide, identifier, added_at, add_way, state, batch, line)"
            " VALUES (?, ?, ?, 1, '', 0, 0)",
            [(guide, one, at or self.at - 90 * DAY) for one in customers],
        )
        self.connection.execute("COMMIT")

    def bind(self, guide: str, customer: int, scope: str = "") -> None:
        """A customer is served by a guide."""
        self.connection.execute(
            "INSERT INTO guide_binding (person, scope, from_at, guide, store, basis, began, ended)"
            " VALUES (?, ?, 1, ?, '', 'added', 'added', '')",
            (customer, scope, guide),
        )

    def contact(self, customer: int, days_ago: int = 0, guide: str = "", channel: int = 1) -> None:
        """A customer was written to."""
        at = self.at - days_ago * DAY
        self.connection.execute(
            "INSERT OR IGNORE INTO guide_contact (day, plan, identifier, channel, at, guide, state, result)"
            " VALUES (?, 0, ?, ?, ?, ?, 'sent', '')",
            (local_day(at, "Asia/Shanghai"), customer, channel, at + self._next(), guide),
        )

    def word(self, customer: int, kind: str, channel: str = "", **more: Any) -> None:
        """A customer said something about being written to; ``n`` and ``days_ago`` may be given."""
        at = self.at - more.get("days_ago", 0) * DAY
        self.connection.execute(
            "INSERT INTO guide_consent (identifier, channel, kind, n, at, day, basis, plan, operation)"
            " VALUES (?, ?, ?, ?, ?, ?, 'form', 0, 0)",
            (customer, channel, kind, more.get("n", 1), at, local_day(at, "Asia/Shanghai")),
        )

    def merge(self, younger: int, older: int) -> None:
        """Two customers are one person."""
        self.connection.execute("UPDATE identifier SET person = ? WHERE person = ?", (older, younger))

    def leaves(self, guide: str, day: int) -> None:
        """A guide leaves on a day."""
        guides = {**self.settings.guides, guide: Guide(guide, left=day)}
        self.settings = replace(self.settings, guides=guides)

    def message(self, **changes: Any) -> Message:
        """A short WeCom message."""
        return Message(**{"name": "Tea", "channel": "wecom", "text": "tea", **changes})

    def plan(self, customers: Iterable[int] = range(1, 21), **changes: Any) -> BroadcastDraft:
        """Plan a message to customers now."""
        message = self.message(**changes)
        return draft(self.connection, message, audience(customers), self.settings, self.at)

    def rows(self, customers: Iterable[int] = range(1, 21), **changes: Any) -> list[dict[str, Any]]:
        """The decisions as rows."""
        found = self.plan(customers, **changes)
        return list(DecisionRows(found.decisions, found.era.id))

    def desk(self, key: str | None = None) -> Desk:
        """The desk here and now; it opens the database for each write."""
        return Desk(self.path, self.at, self.settings, key=key)

    def record(self, customers: Iterable[int] = range(1, 21), **changes: Any) -> dict[str, Any]:
        """Plan and record a message under a name of its own."""
        key = changes.pop("key", None)
        named = {"name": f"message {self._next()}", **changes}
        found, _draft = broadcasts.record_broadcast(
            self.desk(key), self.message(**named), audience(customers)
        )
        return found

    def results(self, plan: str, deliveries: Sequence[Delivery], *, close: bool = False) -> dict[str, Any]:
        """Take results of a plan."""
        return broadcasts.import_results(self.desk(), plan, deliveries, close=close)

    def contacts(self, customer: int) -> list[tuple[Any, ...]]:
        """Day, state and result of everything that a customer was sent, in order."""
        rows = self.connection.execute(
            "SELECT day, state, result FROM guide_contact WHERE identifier = ? ORDER BY at", (customer,)
        )
        return [tuple(row) for row in rows]

    def differences(self) -> list[str]:
        """What the checks of contacts find."""
        names = ["database", "guide-consents", "guide-broadcasts", "guide-contact-caps"]
        return [f"{one.check}: {one.detail}" for one in run_checks(self.connection, names) if not one.passed]

    def _next(self) -> int:
        self.names += 1
        return self.names


def audience(customers: Iterable[int]) -> Audience:
    """These customers, as their persons."""
    return lambda connection: persons_of(connection, list(customers))


def why(rows: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Customer to reason, of those who are skipped."""
    return {row["customer"]: row["reason"] for row in rows if row["decision"] == "skip"}
