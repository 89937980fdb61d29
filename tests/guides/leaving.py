"""A chain in which zhangsan hands over her customers, and WeCom's answers as files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from digitool.guides.handover import operations as handing_over
from digitool.guides.handover.operations import HandoverDraft
from digitool.guides.handover.terms import AskedHandover
from digitool.model.days import parse_instant
from digitool.workspace.desk import Desk
from digitool.workspace.locate import find_workspace
from tests.guides.people import T0, added, founded, take_events
from tests.ingest.chain import ask, load

AT = parse_instant("2026-03-26 10:00:00")
"""When handovers are recorded in these tests; imports happen later, at `chain.NOW`."""
GONE = parse_instant("2026-03-28 03:00:00")
"""When zhangsan's first day away begins: her store's business day starts at 3."""
TAKEN = parse_instant("2026-03-29 12:00:00")
"""When WeCom says that a customer was taken over."""


def chain(root: Path, customers: int = 6, *, leaves: bool = False, more: str = "") -> Path:
    """A workspace where zhangsan holds customers C1, C2 and so on, and perhaps leaves on 2026-03-28."""
    founded(root, more)
    if leaves:
        leave(root)
    if customers:
        take_events(root, [added("zhangsan", who(n), T0 + n) for n in range(1, customers + 1)])
    return root


def leave(root: Path, day: str = "2026-03-28", guide: str = "zhangsan") -> None:
    """Write into the roster that a guide leaves."""
    file = root / "digitool.toml"
    head = f"[guides.{guide}]\n"
    file.write_text(file.read_text("utf-8").replace(head, f"{head}left = {day}\n"), "utf-8")


def who(n: int) -> str:
    """The WeCom id of a customer."""
    return f"wmC{n:03d}"


def hand_over(
    root: Path, *, at: int = AT, guide: str = "zhangsan", key: str | None = None, **asked: Any
) -> tuple[dict[str, Any], HandoverDraft | None]:
    """Record a handover."""
    workspace = find_workspace(root, {})
    dry = asked.pop("dry_run", False)
    desk = Desk(workspace.database, at, workspace.settings, key=key, dry_run=dry)
    return handing_over.record_handover(desk, AskedHandover(guide, **asked))


def states(root: Path, handover: int = 1) -> dict[str, tuple[str, str]]:
    """WeCom id (or chat) to state and code of a handover's entries."""
    rows = ask(
        root,
        "SELECT coalesce(c.chat, i.value), t.state, t.code FROM guide_handover_item t"
        " LEFT JOIN identifier i ON i.id = t.subject AND t.what <> 'group'"
        " LEFT JOIN group_chat c ON c.id = t.subject AND t.what = 'group' WHERE t.handover = ?",
        handover,
    )
    return {whom: (state, code) for whom, state, code in rows}


def serving(root: Path, at: int) -> dict[str, list[str]]:
    """WeCom id to the guides who serve the customer at an instant (UTC ms)."""
    found: dict[str, list[str]] = {}
    for whom, guide in ask(
        root,
        "SELECT i.value, b.guide FROM guide_binding b JOIN identifier i ON i.id = b.person"
        " WHERE b.from_at <= ?1 AND (b.to_at IS NULL OR b.to_at > ?1)",
        at,
    ):
        found.setdefault(whom, []).append(guide)
    return found


def answer(root: Path, errors: Mapping[str, int], **page: Any) -> Any:
    """Import the answer of transfer_customer."""
    entries = [{"external_userid": one, "errcode": code} for one, code in errors.items()]
    return take(root, {"errcode": 0, "errmsg": "ok", "customer": entries, **page})


def result(root: Path, statuses: Mapping[str, int], at: int = TAKEN) -> Any:
    """Import the answer of transfer_result; who is done was taken over at an instant (UTC ms)."""
    entries = [
        {"external_userid": one, "status": status, "takeover_time": at // 1000 if status == 1 else 0}
        for one, status in statuses.items()
    ]
    return take(root, {"errcode": 0, "errmsg": "ok", "customer": entries, "next_cursor": ""})


def take(root: Path, page: Mapping[str, Any], at: int | None = None) -> Any:
    """Import one page, as it was at a time (s) where one is given."""
    file = root / f"page{len(list(root.glob('page*')))}.json"
    file.write_text(json.dumps(page), "utf-8")
    return load(root, file, read={"at": at * 1000} if at is not None else {})


def group(root: Path, chat: str, owner: str, at: int | None = None) -> Any:
    """Import a customer group with its owner, as it was at a time (s)."""
    told = {"chat_id": chat, "name": "tea", "owner": owner, "create_time": T0, "member_list": []}
    return take(root, {"errcode": 0, "group_chat": told}, at=at)


def received(items: Iterable[Any]) -> dict[int, str]:
    """Person to receiver in a plan."""
    return {one.person: one.to for one in items}
