"""What friends did since they came, read from the facts: orders, registration, leaving, coming again."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from digitool.db.port import Connection, StoredRow
from digitool.db.tally import run
from digitool.model.ids import Ms
from digitool.referral.mechanics.promise import Deeds, FriendOrder
from digitool.referral.rewards.signals import Edge


class Friend(NamedTuple):
    """One referral as the facts have it: the deeds, and the edge that fraud signals look at."""

    deeds: Deeds
    edge: Edge
    link: int


def friends_of(connection: Connection, campaign: int, at: Ms) -> list[Friend]:
    """All referrals of a campaign (its row id) with their deeds until ``at``, in the order of arrival."""
    asked: dict[str, object] = {"campaign": campaign, "at": at}
    orders: dict[int, list[FriendOrder]] = defaultdict(list)
    payers: dict[int, int] = {}
    for row in run(connection, "referral", "orders", asked):
        refunds = tuple(sorted((when, fen) for when, fen in json.loads(row["refunds"]) if when <= at))
        orders[row["friend"]].append(
            FriendOrder(row["number"], row["at"], row["amount_fen"], _within(row, refunds))
        )
        payers.setdefault(row["friend"], row["payer"])
    return [
        _friend(row, tuple(orders[row["friend"]]), payers.get(row["friend"], 0), at)
        for row in run(connection, "referral", "friends", asked)
    ]


def distinct(friends: Sequence[Friend]) -> list[Friend]:
    """Friends who still are people of their own: the first referral of a person, never of the referrer.

    Persons may turn out to be one after they were referred; what they did must count once.
    """
    found: dict[int, Friend] = {}
    for one in friends:
        if one.edge.friend != one.edge.referrer:
            found.setdefault(one.edge.friend, one)
    return list(found.values())


def _friend(row: StoredRow, orders: Sequence[FriendOrder], payer: int, at: Ms) -> Friend:
    deeds = Deeds(
        row["friend"],
        row["referrer"],
        row["at"],
        bool(row["fresh"]),
        tuple(orders),
        row["registered_at"],
        row["deleted_at"],
        row["opened_at"],
        tuple((joined, left) for joined, left in sorted(json.loads(row["stays"]), key=lambda s: s[0])),
        at,
    )
    first = orders[0].at if orders else 0
    edge = Edge(
        row["referrer_person"],
        row["friend_person"],
        row["at"],
        row["known_at"] or row["at"],
        first,
        max(row["seen_at"] or 0, orders[-1].at if orders else 0),
        payer,
        row["deleted_at"] or 0,
        row["role"] == "guide",
        bool(row["store"]),
    )
    return Friend(deeds, edge, row["link"])


def _within(row: StoredRow, refunds: tuple[tuple[Ms, int], ...]) -> tuple[tuple[Ms, int], ...]:
    """Refunds that fit into what was paid: a bill may tell of more than the order knows."""
    left, kept = row["amount_fen"], []
    for when, fen in refunds:
        if part := min(fen, left):
            kept.append((when, part))
            left -= part
    return tuple(kept)
