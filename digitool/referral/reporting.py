"""What a manager asks of referral: the campaign report, the queue of doubts, and the tree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from digitool.db.port import Connection, StoredRow
from digitool.db.tally import run
from digitool.identity.stored.finding import identifier_text
from digitool.model.ids import Ms
from digitool.model.results import Rate
from digitool.referral.campaigns import find_campaign, require_way
from digitool.referral.mechanics.shape import LINKS
from digitool.referral.metrics import AGAIN_MS, Beside, report_row
from digitool.referral.rewards.deciding import reward_row
from digitool.referral.rewards.deeds import friends_of

QUEUE = 10
"""Cases that one manager decides at a sitting."""
FACTS = 3
VOID_SCORE = 60


def campaign_report(connection: Connection, campaign: str | None, at: Ms) -> list[dict[str, Any]]:
    """A row for every campaign that goes by links, as of ``at``. Raises NotFoundError, RefusedError."""
    if campaign is not None:
        require_way(find_campaign(connection, campaign), LINKS)
    rows = run(connection, "referral", "campaign", {"campaign": campaign, "at": at})
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
