"""What a manager asks of communities: how groups grow and sell, who is in one, and what to offer it."""

from __future__ import annotations

from typing import Any

from digitool.communities.metrics import group_row, recommended
from digitool.communities.operations import find_group
from digitool.db.port import Connection
from digitool.db.tally import run
from digitool.model.days import DAY_MS, Span
from digitool.model.ids import Ms
from digitool.model.results import Rate

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


def recommend(connection: Connection, chat: str, at: Ms, limit: int = 10) -> list[dict[str, Any]]:
    """What to offer a group: articles of the last 90 days by lift over other buyers."""
    find_group(connection, chat)
    asked: dict[str, object] = {"chat": chat, "at": at, "start": at - LOOK_BACK_MS, "end": at}
    return recommended(map(dict, run(connection, "communities", "items", asked)), limit)
