"""What a manager asks of communities: how groups grow and sell, who is in one, and what to offer it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from digitool.communities.operations import find_group
from digitool.db.port import Connection
from digitool.db.tally import run
from digitool.model.days import DAY_MS, Span
from digitool.model.ids import Ms, identifier_text
from digitool.model.results import Rate

MIN_BUYERS = 3
"""Members who must have bought an article before it is recommended to their group."""


def group_row(counts: Mapping[str, Any], rounds: Mapping[str, Any] | None) -> dict[str, Any]:
    """One community: members now, joins, leaves and net of the period, and its rounds (fen)."""
    return {
        "community": counts["chat"],
        "name": counts["name"],
        "owner": counts["owner"],
        "leader": identifier_text(counts["leader"]) if counts["leader"] else "",
        "members": counts["members"],
        "joined": counts["joined"],
        "left": counts["gone"],
        "net": counts["joined"] - counts["gone"],
        "digital": Rate(counts["digital"], counts["members"]),
        "buyers": Rate(counts["buyers"], counts["members"]),
        "tagged": Rate(counts["tagged"], counts["members"]),
        "rounds": rounds["rounds"] if rounds else 0,
        "orders": rounds["orders"] if rounds else 0,
        "gmv_fen": rounds["gmv_fen"] if rounds else 0,
        "leader_commission_fen": rounds["leader_commission_fen"] if rounds else 0,
        "held_fen": rounds["held_fen"] if rounds else 0,
    }


_RECOMMENDED = 10
"""Most articles that are recommended to a group."""


def recommended(items: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Articles that the group's buyers like more than other buyers do, and that most of them lack still.

    ``lift`` is the share of buyers inside over the share outside, each smoothed by one buyer, so that
    rare articles do not win by chance; ``room`` are the group's buyers who have not bought it.
    """
    rows = []
    for one in items:
        inside, outside, members, others = one["inside"], one["outside"], one["members"], one["others"]
        if inside < MIN_BUYERS:
            continue
        lift = ((inside + 1) / (members + 2)) / ((outside + 1) / (others + 2))
        rows.append(
            {
                "item": one["item"],
                "title": one["title"],
                "inside": Rate(inside, members),
                "outside": Rate(outside, others),
                "lift": round(lift, 2),
                "room": members - inside,
            }
        )
    rows.sort(key=lambda row: (-row["lift"], -row["room"], row["item"]))
    return [row for row in rows if row["room"] > 0][:_RECOMMENDED]


LOOK_BACK_MS = 90 * DAY_MS


def group_report(connection: Connection, span: Span, chat: str | None = None) -> list[dict[str, Any]]:
    """A row for every customer group (or one) over a span of time; members as of its end."""
    if chat is not None:
        find_group(connection, chat)
    start, end = span
    rounds = {
        row["chat"]: row for row in run(connection, "communities", "rounds", {"start": start, "end": end})
    }
    asked: dict[str, object] = {"start": start, "end": end, "at": end, "chat": chat}
    groups = run(connection, "communities", "groups", asked)
    return [group_row(dict(row), dict(rounds[row["id"]]) if row["id"] in rounds else None) for row in groups]


def portrait(connection: Connection, chat: str, at: Ms) -> list[dict[str, Any]]:
    """The tags of a group's members, by people, with the share of members that has each."""
    find_group(connection, chat)
    rows = run(connection, "communities", "tags", {"chat": chat, "at": at})
    return [
        {"tag": row["tag"], "people": row["people"], "share": Rate(row["people"], row["members"])}
        for row in rows
    ]


def recommend(connection: Connection, chat: str, at: Ms) -> list[dict[str, Any]]:
    """What to offer a group: articles of the last 90 days by lift over other buyers."""
    find_group(connection, chat)
    asked: dict[str, object] = {"chat": chat, "at": at, "start": at - LOOK_BACK_MS, "end": at}
    return recommended(map(dict, run(connection, "communities", "items", asked)))
