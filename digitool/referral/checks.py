"""What `digitool check` recomputes of referral: runs from their events, money from its journals."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from itertools import groupby

from digitool.ledger.chart import Account
from digitool.ledger.journals import balance
from digitool.referral.mechanic import Effect
from digitool.referral.runs import load
from digitool.referral.signals import Edge, rings


def runs(connection: sqlite3.Connection) -> list[str]:
    """Every run is the fold of its events, and what followed is what the mechanic says."""
    wrong = []
    for (code,) in connection.execute("SELECT code FROM referral_run ORDER BY id"):
        run = load(connection, code)
        seen = run.mechanic.glance(run.terms, run.now.state)
        people = seen.people if seen.places else 0
        if (run.row["taken"], run.row["ended"]) != (people, seen.ended):
            wrong.append(
                f"{code}: stored {run.row['taken']} {run.row['ended']!r}, events say {people} {seen.ended!r}"
            )
        stored = [
            Effect(*row)
            for row in connection.execute(
                "SELECT kind, who, amount_fen, ref FROM referral_effect WHERE run = ? ORDER BY event, place",
                (run.row["id"],),
            )
        ]
        if tuple(stored) != run.now.effects:
            wrong.append(f"{code}: what followed is not what its events say")
    return wrong


def money(connection: sqlite3.Connection) -> list[str]:
    """Deposits of open groups, what packets set aside, and sales are what the ledger has for the campaign."""
    wrong = []
    for row in connection.execute(_MONEY):
        unit = f"referral:{row['code']}"
        held = balance(connection, Account("deposits_held", unit))
        aside = balance(connection, Account("budget_reserved", unit))
        sold = balance(connection, Account("payments_received", unit))
        if (held, aside, sold) != (row["held"], row["aside"], row["sold"]):
            wrong.append(
                f"{unit}: the ledger has {held} deposited, {aside} set aside, {sold} sold,"
                f" the runs {row['held']}, {row['aside']}, {row['sold']} fen"
            )
    return wrong


def rewards(connection: sqlite3.Connection) -> list[str]:
    """What campaigns by links have promised and owe or paid is what the ledger has for them, to the fen."""
    wrong = []
    for row in connection.execute(_REWARDS):
        unit = f"referral:{row['code']}"
        names = ("budget_available", "budget_reserved", "budget_spent")
        booked = tuple(balance(connection, Account(name, unit)) for name in names)
        said = (row["budget_fen"] - row["aside"] - row["spent"], row["aside"], row["spent"])
        if booked != said:
            wrong.append(
                f"{unit}: the ledger has {booked} available, set aside, spent, the rewards {said} fen"
            )
    return wrong


_REWARDS = """
SELECT c.code, c.budget_fen,
    coalesce(sum(CASE WHEN w.state IN ('pending', 'held') THEN w.amount_fen - w.back_fen END), 0) AS aside,
    coalesce(sum(CASE WHEN w.state IN ('approved', 'paid') THEN w.amount_fen - w.back_fen END), 0) AS spent
FROM referral_campaign AS c LEFT JOIN referral_reward AS w ON w.campaign = c.id
WHERE c.mechanic IN ('refer_friend', 'share_link', 'referral_task', 'group_referral')
GROUP BY c.id
"""

_MONEY = """
SELECT c.code,
       coalesce(sum(CASE e.kind WHEN 'charge' THEN e.amount_fen WHEN 'fulfil' THEN
           -(e.amount_fen * EXISTS (SELECT 1 FROM referral_effect AS paid
             WHERE paid.run = e.run AND paid.kind = 'charge' AND paid.ref = e.ref))
         WHEN 'refund' THEN -(e.amount_fen * NOT EXISTS (SELECT 1 FROM referral_effect AS sold
             WHERE sold.run = e.run AND sold.kind = 'fulfil' AND sold.ref = e.ref)) END), 0) AS held,
       coalesce(sum(CASE e.kind WHEN 'reserve' THEN e.amount_fen
         WHEN 'release' THEN -e.amount_fen WHEN 'reward' THEN -e.amount_fen END), 0) AS aside,
       coalesce(sum(CASE e.kind WHEN 'fulfil' THEN e.amount_fen WHEN 'refund' THEN
           -(e.amount_fen * EXISTS (SELECT 1 FROM referral_effect AS sold
             WHERE sold.run = e.run AND sold.kind = 'fulfil' AND sold.ref = e.ref)) END), 0) AS sold
FROM referral_campaign AS c JOIN referral_run AS r ON r.campaign = c.id
JOIN referral_effect AS e ON e.run = r.id
GROUP BY c.id
"""


def referrers(connection: sqlite3.Connection) -> list[str]:
    """BD7: within a campaign nobody brought herself and no referrals go in a circle, as they are stored."""
    wrong = [
        f"campaign {row['campaign']}: {row['friend']} is her own referrer"
        for row in connection.execute("SELECT campaign, friend FROM referral WHERE friend = referrer")
    ]
    rows = connection.execute("SELECT campaign, referrer, friend, at FROM referral ORDER BY campaign, at")
    for campaign, found in groupby(rows, key=lambda row: row["campaign"]):
        edges = [Edge(row["referrer"], row["friend"], row["at"]) for row in found]
        wrong += [
            f"campaign {campaign}: {edges[place].referrer} and {edges[place].friend} brought each other"
            for place in rings(edges)
            if edges[place].referrer != edges[place].friend
        ]
    return wrong


CHECKS: dict[str, Callable[[sqlite3.Connection], list[str]]] = {
    "referral-runs": runs,
    "referral-money": money,
    "referral-rewards": rewards,
    "referral-referrers": referrers,
}
