"""Caps on rewards: a conditional count in the database, so that no order of events can pass them.

A count stands on the identifier that something was promised to, and a person's is the sum over all that
are hers today, as of coupons: a second account does not start from zero, and a merge loses nothing. What
is taken back gives its count back.
"""

from __future__ import annotations

import json
import sqlite3
from typing import NamedTuple

from digitool.coupons.rules.limits import Move
from digitool.db.port import Connection
from digitool.identity.households import household_of
from digitool.identity.stored.finding import members_of
from digitool.referral.limits import Limits

_TAKE = """
INSERT INTO referral_quota (campaign, measure, bucket, used, cap)
SELECT :campaign, :measure, :bucket, :n, :cap
WHERE :n + (SELECT coalesce(sum(used), 0) FROM referral_quota WHERE campaign = :campaign
               AND measure = :measure AND bucket IN (SELECT value FROM json_each(:buckets))) <= :cap
ON CONFLICT (campaign, measure, bucket) DO UPDATE SET used = used + excluded.used
"""
_GIVE = (
    "UPDATE referral_quota SET used = used - :n"
    " WHERE campaign = :campaign AND measure = :measure AND bucket = :bucket AND used >= :n"
)


class Claim(NamedTuple):
    """Money that somebody is to get: the identifier, fen, the business day, and how many rewards it is."""

    payee: int
    amount_fen: int
    day: int
    rewards: int = 1


def take(connection: Connection, campaign: int, limits: Limits, claim: Claim) -> str:
    """Count a claim under every cap; the name of the first cap that it would pass, empty when none.

    A cap that is passed leaves no count behind.
    """
    connection.execute("SAVEPOINT caps")
    for move in moves(limits, claim):
        buckets = json.dumps(_together(connection, move.measure, move.bucket))
        row = {**move._asdict(), "campaign": campaign, "buckets": buckets}
        if connection.execute(_TAKE, row).rowcount != 1:
            connection.execute("ROLLBACK TO caps")
            connection.execute("RELEASE caps")
            return f"cap_{move.measure}"
    connection.execute("RELEASE caps")
    return ""


def give_back(connection: Connection, campaign: int, limits: Limits, claim: Claim) -> None:
    """Undo `take`, in whole or part. Raises sqlite3.IntegrityError when a counter would fall below zero."""
    for move in moves(limits, claim):
        if connection.execute(_GIVE, {**move._asdict(), "campaign": campaign}).rowcount != 1:
            raise sqlite3.IntegrityError(f"counter {move.measure} of campaign {campaign} is out of step")


def moves(limits: Limits, claim: Claim) -> list[Move]:
    """What a claim counts; caps that are not set count nothing."""
    counted = [
        Move("person_fen", claim.payee, claim.amount_fen, limits.person_fen),
        Move("person_count", claim.payee, claim.rewards, limits.person_count),
        Move("day_fen", claim.day, claim.amount_fen, limits.day_fen),
        Move("household_fen", claim.payee, claim.amount_fen, limits.household_fen),
    ]
    return [move for move in counted if move.cap and move.n]


def _together(connection: Connection, measure: str, bucket: int) -> list[int]:
    """The buckets that share a cap today: a person's identifiers, all of her household, or the day."""
    if measure == "day_fen":
        return [bucket]
    row = connection.execute("SELECT person FROM identifier WHERE id = ?", (bucket,)).fetchone()
    persons = [] if row is None else [row[0]]
    if measure == "household_fen" and row:
        persons = household_of(connection, row[0])
    return [bucket, *(one for person in persons for one in members_of(connection, person) if one != bucket)]
