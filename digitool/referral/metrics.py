"""The figures of a referral campaign from its plain counts: growth, speed, quality and cost. Pure.

``k_factor`` is friends brought for each person who had a link; ``fission_ratio`` people who arrived for
each seed (a person who got a link without having been brought). Shares are never counted: a mini program
cannot learn of them. Sources: promotion research 4.4, simulation research 1.6.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

from digitool.model.results import Rate
from digitool.referral.deeds import Friend

AGAIN_MS = 30 * 86_400_000


def report_row(counts: Mapping[str, Any], friends: Sequence[Friend], at: int) -> dict[str, Any]:
    """One campaign's row; times in hours, money in fen, rates as `Rate`.

    ``cac_fen`` is the cost of rewards for each new customer as the campaign counts them; that these
    would not have come anyway is an assumption until a holdout says so.
    """
    new = [one for one in friends if one.deeds.fresh and one.deeds.orders]
    delays = _delays(friends)
    cost = counts["reward_fen"]
    return {
        "campaign": counts["code"],
        "seeds": counts["seeds"],
        "sharers": counts["sharers"],
        "arrivals": counts["invitees"] + counts["turned_away"],
        "invitees": counts["invitees"],
        "new_customers": len(new),
        "k_factor": Rate(counts["invitees"], counts["owners"]),
        "fission_ratio": Rate(counts["invitees"] + counts["turned_away"], counts["seeds"]),
        "depth": max(generations(friends).values(), default=0),
        "delay_hours": round(median(delays) / 3_600_000, 1) if delays else None,
        "retained": came_again(new, at),
        "cost_fen": cost,
        "cac_fen": cost // len(new) if new else None,
        "held": counts["held"],
        "held_fen": counts["held_fen"],
        "refused": counts["refused"],
    }


def generations(friends: Iterable[Friend]) -> dict[int, int]:
    """How far each friend is from a seed: 1 for who was brought by one. Friends in the order of time."""
    depth: dict[int, int] = {}
    for one in friends:
        depth[one.deeds.friend] = depth.get(one.deeds.referrer, 0) + 1
    return depth


def came_again(new: Sequence[Friend], at: int) -> Rate:
    """New customers whose first order is 30 days old who bought again within those days."""
    old = [one for one in new if one.deeds.orders[0].at + AGAIN_MS <= at]
    again = sum(
        len(one.deeds.orders) > 1 and one.deeds.orders[1].at < one.deeds.orders[0].at + AGAIN_MS
        for one in old
    )
    return Rate(again, len(old))


def _delays(friends: Sequence[Friend]) -> list[int]:
    """Milliseconds between a person's own arrival and each friend whom she brought."""
    came = {one.deeds.friend: one.deeds.came_at for one in friends}
    return [one.deeds.came_at - came[one.deeds.referrer] for one in friends if one.deeds.referrer in came]
