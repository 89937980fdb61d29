"""A database with orders, refunds and bindings, and short names for settling and paying commissions."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

from digitool.db.checks import run_checks
from digitool.db.connection import connect
from digitool.guides.binding.rules import sync_rules
from digitool.guides.binding.stored import refresh
from digitool.guides.commission import operations as settling
from digitool.guides.commission.earnings import expense, paid_out, payable, receivable
from digitool.ledger.journals import balance
from digitool.model.days import local_day, parse_instant
from digitool.model.ids import Identifier
from digitool.model.keys import key64
from digitool.workspace.desk import Desk
from digitool.workspace.policies.commission import CommissionPolicy, CommissionRule
from digitool.workspace.settings import Guide, Settings, Store
from tests.coupons.shop import new_database

DAY = 86_400_000
NOON = parse_instant("2026-04-01 12:00:00")
TODAY = local_day(NOON, "Asia/Shanghai")
GUIDES = {
    "ann": Guide("ann", "安安", "S1", (Identifier("wx_unionid", "", "u-ann"),)),
    "bea": Guide("bea", "贝贝", "S2"),
    "cat": Guide("cat", "凯凯", "S1"),
}
POLICY = CommissionPolicy(rate=500)
SETTINGS = Settings(stores={"S1": Store("S1"), "S2": Store("S2")}, guides=GUIDES, commission=POLICY)
LEDGER = ("ledger-balances", "ledger-journals", "ledger-reversals", "ledger-chart")


class Counter:
    """One chain at one moment; customers P1 to P20; orders are 30 days old unless said otherwise."""

    def __init__(self, path: Path, settings: Settings = SETTINGS) -> None:
        self.path = new_database(path)
        self.connection: sqlite3.Connection = connect(self.path)
        self.connection.executemany(
            "INSERT INTO store (id, code, name, zone, cutoff_hour, hours)"
            " VALUES (?, ?, '', 'Asia/Shanghai', 0, '{}')",
            [(1, "S1"), (2, "S2")],
        )
        self.settings = settings
        self.at = NOON
        self.steps = 0
        sync_rules(self.connection, settings)

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def set(self, **changes: Any) -> None:
        """Change the chain's commission policy."""
        self.settings = replace(self.settings, commission=replace(self.settings.commission, **changes))

    def rule(self, name: str, rate: int, **fields: Any) -> None:
        """Add a rule."""
        rules = {**self.settings.commission_rules, name: CommissionRule(name, rate, **fields)}
        self.settings = replace(self.settings, commission_rules=rules)

    def bind(self, customer: int, guide: str, days_ago: int = 400) -> None:
        """Let the chain decide that a guide serves a customer from some day on."""
        self.connection.execute(
            "INSERT INTO guide_move (identifier, from_guide, to_guide, at, reason, operation)"
            " VALUES (?, '', ?, ?, 'given', 1)",
            (customer, guide, self.at - days_ago * DAY),
        )
        refresh(self.connection, [customer])

    def order(self, number: str, fen: int = 10_000, customer: int | None = 1, **facts: Any) -> int:
        """A paid order: guide, referrer, store (1, 2; 0 online), channel, days_ago, lines may be said."""
        store = facts.get("store", 1)
        at = self.at - facts.get("days_ago", 30) * DAY
        key = key64(number)
        self.connection.execute(
            "INSERT INTO purchase (id, number, order_no, at, day, store, channel, amount_fen, state, party,"
            " guide, referrer, batch, line) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)",
            (
                *(key, f"test:{number}", number, at, local_day(at, "Asia/Shanghai"), store),
                *(facts.get("channel", "store" if store else "official_store"), fen),
                *(facts.get("state", "paid"), customer, facts.get("guide", ""), facts.get("referrer", "")),
            ),
        )
        self.connection.executemany(
            "INSERT INTO purchase_line VALUES (?, ?, ?, '', 1, ?)",
            [(key, place, item, cost) for place, (item, cost) in enumerate(facts.get("lines", ()), 1)],
        )
        return key

    def refund(self, number: str, fen: int, name: str = "", **facts: Any) -> None:
        """Money given back on an order; ``by`` names the source, ``state`` may be said."""
        self.steps += 1
        told = f"{facts.get('by', 'shop')}-refund:{name or self.steps}"
        at = self.at - facts.get("days_ago", 1) * DAY
        self.connection.execute(
            "INSERT INTO refund (id, number, purchase, at, day, amount_fen, state, batch, line)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0)",
            (key64(told), told, key64(number), at, local_day(at, "Asia/Shanghai"), fen,
             facts.get("state", "SUCCESS")),
        )  # fmt: skip

    def desk(self, **changes: Any) -> Desk:
        """The surroundings of one operation now."""
        return replace(Desk(self.connection, self.at, self.settings, actor="tester"), **changes)

    def settle(self, until: int | None = None, **changes: Any) -> dict[str, dict[str, Any]]:
        """Settle; rows by guide."""
        return {row["guide"]: row for row in settling.settle_commissions(self.desk(**changes), until)["rows"]}

    def pay(self, **changes: Any) -> dict[str, dict[str, Any]]:
        """Pay; rows by guide."""
        return {row["guide"]: row for row in settling.pay_commissions(self.desk(**changes))["rows"]}

    def rows(self) -> list[tuple[Any, ...]]:
        """Order, guide, relation, earned, taken back, state: every settled commission."""
        found = self.connection.execute(
            "SELECT number, guide, relation, earned_fen, back_fen, state FROM guide_commission"
            " ORDER BY 1, place"
        )
        return [tuple(row) for row in found]

    def stored(self) -> list[tuple[Any, ...]]:
        """Every column of settled commissions but the operation."""
        found = self.connection.execute("SELECT * FROM guide_commission ORDER BY purchase, place")
        return [tuple(row)[:-1] for row in found]

    def books(self, guide: str = "ann") -> dict[str, int]:
        """What the ledger says of a guide: cost, owed, owes, paid."""
        return {
            "cost": balance(self.connection, expense(guide)),
            "owed": -balance(self.connection, payable(guide)),
            "owes": balance(self.connection, receivable(guide)),
            "paid": -balance(self.connection, paid_out(guide)),
        }

    def differences(self) -> list[str]:
        """What the checks of commissions, bindings and the ledger find."""
        names = ["guide-commission", "guide-bindings", *LEDGER]
        return [f"{one.check}: {one.detail}" for one in run_checks(self.connection, names) if not one.passed]
