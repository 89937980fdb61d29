"""Caps on rewards: a conditional count in the database, so that no order of events can pass them."""

from __future__ import annotations

import sqlite3

from digitool.db.tally import run
from digitool.db.writing import Work
from digitool.official_store.calls import Call
from digitool.referral.limits import Limits
from digitool.referral.promises import Promise

_TAKE = (
    "INSERT INTO referral_quota (campaign, measure, bucket, used, cap) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (campaign, measure, bucket) DO UPDATE SET used = used + excluded.used"
)


def take(work: Work, call: Call, campaign: int, limits: Limits, promise: Promise) -> str:
    """Count a promise under every cap; the name of the first cap that it would pass, empty when none.

    A cap that is passed leaves no count behind.
    """
    day = call.calendar().day(promise.made_at)
    wanted = [
        ("person_fen", promise.payee, promise.amount_fen, limits.person_fen),
        ("person_count", promise.payee, 1, limits.person_count),
        ("day_fen", day, promise.amount_fen, limits.day_fen),
    ]
    if limits.household_fen:
        home = _household(work.connection, promise.payee)
        wanted.append(("household_fen", home, promise.amount_fen, limits.household_fen))
    work.connection.execute("SAVEPOINT caps")
    for measure, bucket, more, cap in wanted:
        if cap and not _count(work.connection, (campaign, measure, bucket, more, cap)):
            work.connection.execute("ROLLBACK TO caps")
            work.connection.execute("RELEASE caps")
            return f"cap_{measure}"
    work.connection.execute("RELEASE caps")
    return ""


def _count(connection: sqlite3.Connection, row: tuple[int, str, int, int, int]) -> bool:
    try:
        connection.execute(_TAKE, row)
    except sqlite3.IntegrityError:
        return False
    return True


def _household(connection: sqlite3.Connection, person: int) -> int:
    """The smallest person of a household: its bucket."""
    others = run(connection, "coupons", "household", {"person": person})
    return min([person, *(int(row[0]) for row in others)])
