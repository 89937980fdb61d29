"""Caps on rewards: a conditional count in the database, so that no order of events can pass them.

A count stands on the identifier that something was promised to, and a person's is the sum over all that
are hers today, as of coupons: a second account does not start from zero, and a merge loses nothing. What
is taken back gives its count back.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from digitool.coupons.rules.limits import Move
from digitool.db.port import Connection
from digitool.db.statements import changed, out_of_step, savepoint
from digitool.errors import Phrase
from digitool.identity.households import household_of
from digitool.identity.stored.finding import members_of
from digitool.model.ids import Day, IdentifierId, PersonId
from digitool.referral.limits import Limits

_TAKE = """
INSERT INTO referral_quota AS q (campaign, measure, bucket, used, cap)
SELECT :campaign, :measure, :bucket, :n, :cap
WHERE :n + (SELECT coalesce(sum(used), 0) FROM referral_quota WHERE campaign = :campaign
               AND measure = :measure AND bucket IN ints(:buckets)) <= :cap
ON CONFLICT (campaign, measure, bucket) DO UPDATE SET used = q.used + excluded.used
"""
_GIVE = (
    "UPDATE referral_quota SET used = used - :n"
    " WHERE campaign = :campaign AND measure = :measure AND bucket = :bucket AND used >= :n"
)


class RewardClaim(NamedTuple):
    """Money that somebody is to get: the identifier, fen, the business day, and how many rewards it is."""

    payee: IdentifierId
    amount_fen: int
    day: Day
    rewards: int = 1


def take_quota(connection: Connection, campaign: int, limits: Limits, claim: RewardClaim) -> str:
    """Count a claim under every cap; the name of the first cap that it would pass, empty when none.

    A cap that is passed leaves no count behind.
    """
    with savepoint(connection) as counted:
        for move in moves(limits, claim):
            buckets = json.dumps(_together(connection, move.measure, move.bucket))
            row = {**move._asdict(), "campaign": campaign, "buckets": buckets}
            if changed(connection, _TAKE, row) != 1:
                counted.undo()
                return f"cap_{move.measure}"
    return ""


def give_back_quota(connection: Connection, campaign: int, limits: Limits, claim: RewardClaim) -> None:
    """Undo `take_quota`, in whole or part. Raises DamageError ``out_of_step`` where a count falls below 0."""
    for move in moves(limits, claim):
        if changed(connection, _GIVE, {**move._asdict(), "campaign": campaign}) != 1:
            names: dict[str, object] = {"measure": move.measure, "campaign": campaign}
            raise out_of_step(Phrase("the count {measure} of referral campaign {campaign}", names))


def moves(limits: Limits, claim: RewardClaim) -> list[Move]:
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
    persons = [] if row is None else [PersonId(row[0])]
    if measure == "household_fen" and row:
        persons = household_of(connection, row[0])
    return [bucket, *(one for person in persons for one in members_of(connection, person) if one != bucket)]
