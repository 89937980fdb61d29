"""Caps on rewards: a conditional count in the database, so that no order of events can pass them."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from digitool.db.tally import run
from digitool.db.writing import Work
from digitool.official_store.calls import Call
from digitool.referral.limits import Limits

_TAKE = (
    "INSERT INTO referral_quota (campaign, measure, bucket, used, cap) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (campaign, measure, bucket) DO UPDATE SET used = used + excluded.used"
)


class Claim(NamedTuple):
    """Money that somebody is to get: the identifier, fen, and the moment (UTC ms) that names the day."""

    payee: int
    amount_fen: int
    at: int


def take(work: Work, call: Call, campaign: int, limits: Limits, claim: Claim) -> str:
    """Count a claim under every cap; the name of the first cap that it would pass, empty when none.

    A cap that is passed leaves no count behind. Whatever identifier somebody comes with, the count is
    that of the person.
    """
    day = call.calendar().day(claim.at)
    person = _person(work.connection, claim.payee)
    wanted = [
        ("person_fen", person, claim.amount_fen, limits.person_fen),
        ("person_count", person, 1, limits.person_count),
        ("day_fen", day, claim.amount_fen, limits.day_fen),
    ]
    if limits.household_fen:
        home = _household(work.connection, person)
        wanted.append(("household_fen", home, claim.amount_fen, limits.household_fen))
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


def _person(connection: sqlite3.Connection, identifier: int) -> int:
    """The person of today behind an identifier."""
    row = connection.execute("SELECT person FROM identifier WHERE id = ?", (identifier,)).fetchone()
    return int(row[0]) if row else identifier


def _household(connection: sqlite3.Connection, person: int) -> int:
    """The smallest person of a household: its bucket."""
    others = run(connection, "coupons", "household", {"person": person})
    return min([person, *(int(row[0]) for row in others)])
