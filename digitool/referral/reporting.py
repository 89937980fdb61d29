"""What a manager asks of referral: the campaign report, the queue of doubts, and the tree.

``k_factor`` is friends brought for each person who had a link; ``fission_ratio`` people who arrived for
each seed (a person who got a link without having been brought). Shares are never counted: a mini program
cannot learn of them. Sources: promotion research 4.4, simulation research 1.6.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median
from typing import Any, NamedTuple

from digitool.db.port import Connection, StoredRow
from digitool.db.tally import run
from digitool.model.ids import Ms, identifier_text
from digitool.model.results import Rate
from digitool.referral.campaigns import find_campaign, require_way
from digitool.referral.mechanics.shape import LINKS, going_by
from digitool.referral.rewards.deciding import reward_row
from digitool.referral.rewards.deeds import Friend, friends_of

AGAIN_MS = 30 * 86_400_000
NOBODY = Rate(0, 0)


class Beside(NamedTuple):
    """What the friends are compared with: other new customers who bought again, and first buyers by arm."""

    others: Rate = NOBODY
    treated: Rate = NOBODY
    holdout: Rate = NOBODY


def report_row(
    counts: Mapping[str, Any], friends: Sequence[Friend], at: Ms, beside: Beside | None = None
) -> dict[str, Any]:
    """One campaign's row; times in hours, money in fen, rates as `Rate`.

    ``cac_fen`` is the cost of rewards for each new customer as the campaign counts them, on the
    assumption that nobody would have come anyway; ``cac_holdout_fen`` counts only the share that a
    holdout did not reach by itself (None without one).
    """
    beside = beside or Beside()
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
        "retained_others": beside.others,
        "cost_fen": cost,
        "cac_fen": cost // len(new) if new else None,
        "cac_holdout_fen": cost_beyond(cost, len(new), beside.treated, beside.holdout),
        "held": counts["held"],
        "held_fen": counts["held_fen"],
        "refused": counts["refused"],
    }


def cost_beyond(cost_fen: int, new: int, treated: Rate, holdout: Rate) -> int | None:
    """Fen for each new customer beyond those who come by themselves: cost / (new x (1 - q0 / q1)).

    ``q1`` and ``q0`` are the shares of the treated and the holdout who bought for the first time. None
    where an arm is empty or the holdout did as well.
    """
    (bought, people), (alone, kept_out) = treated, holdout
    lift = bought * kept_out - alone * people
    if not (new and people and kept_out) or lift <= 0:
        return None
    return cost_fen * bought * kept_out // (new * lift)


def generations(friends: Iterable[Friend]) -> dict[int, int]:
    """How far each friend (a person of today) is from a seed: 1 for who was brought by one.

    Friends in the order of time.
    """
    depth: dict[int, int] = {}
    for one in friends:
        depth.setdefault(one.edge.friend, depth.get(one.edge.referrer, 0) + 1)
    return depth


def came_again(new: Sequence[Friend], at: Ms) -> Rate:
    """New customers whose first order is 30 days old who bought again within those days."""
    old = [one for one in new if one.deeds.orders[0].at + AGAIN_MS <= at]
    again = sum(
        len(one.deeds.orders) > 1 and one.deeds.orders[1].at < one.deeds.orders[0].at + AGAIN_MS
        for one in old
    )
    return Rate(again, len(old))


def _delays(friends: Sequence[Friend]) -> list[int]:
    """Milliseconds between a person's own arrival and each friend whom she brought."""
    came = {one.edge.friend: one.edge.came_at for one in reversed(friends)}
    return [one.edge.came_at - came[one.edge.referrer] for one in friends if one.edge.referrer in came]


QUEUE = 10
"""Cases that one manager decides at a sitting."""
FACTS = 3
VOID_SCORE = 60


def campaign_report(connection: Connection, campaign: str | None, at: Ms) -> list[dict[str, Any]]:
    """A row for every campaign that goes by links, as of ``at``. Raises NotFoundError, RefusedError."""
    if campaign is not None:
        require_way(find_campaign(connection, campaign), LINKS)
    asked: dict[str, object] = {"campaign": campaign, "links": json.dumps(going_by(LINKS)), "at": at}
    rows = run(connection, "referral", "campaign", asked)
    return [
        report_row(dict(row), friends_of(connection, row["id"], at), at, _beside(connection, row, at))
        for row in rows
    ]


def _beside(connection: Connection, row: StoredRow, at: Ms) -> Beside:
    """Other new customers of the campaign's window, and the arms of the campaign that it belongs to."""
    span = {"opens": row["opens_at"], "closes": row["closes_at"], "again": AGAIN_MS}
    others = run(connection, "referral", "others", {"campaign": row["id"], "at": at, **span})[0]
    found = run(connection, "referral", "arms", {"campaign": row["id"], "at": at})
    arms = {one["arm"]: Rate(one["bought"], one["people"]) for one in found}
    return Beside(Rate(others["again"], others["people"]), **arms)


def audit_queue(connection: Connection, limit: int = QUEUE) -> list[dict[str, Any]]:
    """Held rewards, the most doubtful first: up to three facts each, and what to do by default."""
    held = connection.execute(
        "SELECT r.*, c.code AS campaign_code FROM referral_reward AS r"
        " JOIN referral_campaign AS c ON c.id = r.campaign WHERE r.state = 'held'"
        " ORDER BY r.score DESC, r.amount_fen DESC, r.id LIMIT ?",
        (limit,),
    ).fetchall()
    rows = []
    for reward in held:
        signals = connection.execute(
            "SELECT * FROM referral_signal WHERE reward = ? ORDER BY weight DESC, signal LIMIT ?",
            (reward["id"], FACTS),
        ).fetchall()
        action = "void" if reward["score"] >= VOID_SCORE else "approve"
        rows += [
            reward_row(
                reward,
                signal=signal["signal"],
                observed=signal["observed"],
                limit=signal["usual"],
                score=reward["score"],
                action=action,
            )
            for signal in signals
        ]
    return rows


def edges_of(connection: Connection, campaign: str, at: Ms) -> list[dict[str, Any]]:
    """Every referral of a campaign as an edge, in the order of time. Raises NotFoundError, RefusedError."""
    row = find_campaign(connection, campaign)
    require_way(row, LINKS)
    return [
        {
            "referrer": identifier_text(one.deeds.referrer),
            "customer": identifier_text(one.deeds.friend),
            "at": one.deeds.came_at,
            "new": one.deeds.fresh,
            "orders": len(one.deeds.orders),
        }
        for one in friends_of(connection, row["id"], at)
    ]


def dot(campaign: str, edges: list[dict[str, Any]]) -> Iterator[str]:
    """A tree in the DOT language of Graphviz, line by line; people who bought are filled."""
    yield f'digraph "{campaign}" {{'
    yield "  rankdir=LR; node [shape=circle];"
    for one in edges:
        if one["orders"]:
            yield f'  "{one["customer"]}" [style=filled];'
        yield f'  "{one["referrer"]}" -> "{one["customer"]}";'
    yield "}"
