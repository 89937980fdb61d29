"""Caps on rewards: a conditional count in the database, so that no order of events can pass them.

A count stands on the identifier that something was promised to, and a person's is the sum over all that
are hers today, as of coupons: a second account does not start from zero, and a merge loses nothing. What
is taken back gives its count back.
"""

from __future__ import annotations

import json
import sqlite3
from typing import NamedTuple

from digitool.db.tally import run
from digitool.identity.finding import members_of
from digitool.referral.limits import Limits

_TAKE = """
INSERT INTO referral_quota (campaign, measure, bucket, used, cap)
SELECT :campaign, :measure, :bucket, :more, :cap
WHERE :more + (SELECT coalesce(sum(used), 0) FROM referral_quota WHERE campaign = :campaign
               AND measure = :measure AND bucket IN (SELECT value FROM json_each(:buckets))) <= :cap
ON CONFLICT (campaign, measure, bucket) DO UPDATE SET used = used + excluded.used
"""
_GIVE = (
    "UPDATE referral_quota SET used = used - :more"
    " WHERE campaign = :campaign AND measure = :measure AND bucket = :bucket AND used >= :more"
)


class Claim(NamedTuple):
    """Money that somebody is to get: the identifier, fen, the business day, and how many rewards it is."""

    payee: int
    amount_fen: int
    day: int
    rewards: int = 1


def take(connection: sqlite3.Connection, campaign: int, limits: Limits, claim: Claim) -> str:
    """Count a claim under every cap; the name of the first cap that it would pass, empty when none.

    A cap that is passed leaves no count behind.
    """
    connection.execute("SAVEPOINT caps")
    for measure, bucket, more, cap in moves(limits, claim):
        buckets = _together(connection, measure, bucket)
        row = {"campaign": campaign, "measure": measure, "bucket": bucket, "more": more, "cap": cap}
        if connection.execute(_TAKE, {**row, "buckets": json.dumps(buckets)}).rowcount != 1:
            connection.execute("ROLLBACK TO caps")
            connection.execute("RELEASE caps")
            return f"cap_{measure}"
    connection.execute("RELEASE caps")
    return ""


def give_back(connection: sqlite3.Connection, campaign: int, limits: Limits, claim: Claim) -> None:
    """Undo `take`, in whole or part. Raises sqlite3.IntegrityError when a counter would fall below zero."""
    for measure, bucket, more, _ in moves(limits, claim):
        row = {"campaign": campaign, "measure": measure, "bucket": bucket, "more": more}
        if connection.execute(_GIVE, row).rowcount != 1:
            raise sqlite3.IntegrityError(f"counter {measure} of campaign {campaign} is out of step")


def moves(limits: Limits, claim: Claim) -> list[tuple[str, int, int, int]]:
    """What a claim counts: measure, bucket, how much, and the cap; caps that are not set count nothing."""
    counted = [
        ("person_fen", claim.payee, claim.amount_fen, limits.person_fen),
        ("person_count", claim.payee, claim.rewards, limits.person_count),
        ("day_fen", claim.day, claim.amount_fen, limits.day_fen),
        ("household_fen", claim.payee, claim.amount_fen, limits.household_fen),
    ]
    return [one for one in counted if one[3] and one[2]]


def _together(connection: sqlite3.Connection, measure: str, bucket: int) -> list[int]:
    """The buckets that share a cap today: a person's identifiers, all of her household, or the day."""
    if measure == "day_fen":
        return [bucket]
    row = connection.execute("SELECT person FROM identifier WHERE id = ?", (bucket,)).fetchone()
    persons = {int(row[0])} if row else set()
    if measure == "household_fen" and row:
        persons |= {int(one[0]) for one in run(connection, "coupons", "household", {"person": row[0]})}
    return [bucket, *(one for person in persons for one in members_of(connection, person) if one != bucket)]
