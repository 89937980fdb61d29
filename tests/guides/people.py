"""A chain with guides, WeCom events as files, and short ways to look at relations and bindings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tests.ingest.chain import SETTINGS, ask, load, wecom_page

ROSTER = (
    SETTINGS
    + """
[guides.lisi]
name = "李思"
store = "S001"

[guides.wangwu]
name = "王吾"
store = "S002"

[guides.zhaoliu]
name = "赵柳"
store = "S002"

[guides.qianqi]
name = "钱琪"
store = "S001"
"""
)
GUIDES = ("zhangsan", "lisi", "wangwu", "zhaoliu", "qianqi")
T0 = 1_772_326_800
"""2026-03-01 09:00 in China, epoch seconds."""
HOUR, DAY = 3_600, 86_400


def founded(root: Path, more: str = "") -> Path:
    """The workspace with five guides and, after them, more settings."""
    (root / "digitool.toml").write_text(ROSTER + more, "utf-8")
    return root


def event(change: str, guide: str, who: str, at: int, **fields: str) -> str:
    """One callback about a customer, as WeCom sends it after decryption; ``at`` in epoch seconds."""
    told = {
        "ToUserName": "wwmadeup",
        "FromUserName": "sys",
        "MsgType": "event",
        "Event": "change_external_contact",
        "ChangeType": change,
        "UserID": guide,
        "ExternalUserID": who,
        **fields,
    }
    inner = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in told.items())
    return f"<xml>{inner}<CreateTime>{at}</CreateTime></xml>"


def added(guide: str, who: str, at: int, **fields: str) -> str:
    """A customer was added."""
    return event("add_external_contact", guide, who, at, **fields)


def left(guide: str, who: str, at: int) -> str:
    """A customer deleted her guide."""
    return event("del_follow_user", guide, who, at)


def take_events(root: Path, events: Iterable[str], name: str = "events.xml") -> Any:
    """Import a log of events."""
    path = root / name
    path.write_text("\n".join(events), "utf-8")
    return load(root, path)


def take_contacts(root: Path, customers: Sequence[dict[str, Any]], **read: Any) -> Any:
    """Import a page of customers; ``full`` and ``at`` say that it is the whole list."""
    path = root / f"contacts{len(list(root.glob('contacts*')))}.json"
    path.write_text(wecom_page(customers), "utf-8")
    return load(root, path, read=read)


def relations(root: Path) -> list[tuple[Any, ...]]:
    """Guide, customer's WeCom id, added, lost (epoch seconds), by whom: every episode in order."""
    rows = ask(
        root,
        "SELECT r.guide, i.value, r.added_at, r.lost_at, r.lost_by FROM relation r"
        " JOIN identifier i ON i.id = r.identifier ORDER BY 1, 2, 3",
    )
    return [(guide, who, at // 1000, end and end // 1000, by) for guide, who, at, end, by in rows]


def bindings(root: Path) -> list[tuple[Any, ...]]:
    """WeCom id of the person, guide, from, to (epoch seconds), why it began and ended."""
    rows = ask(
        root,
        "SELECT i.value, b.guide, b.from_at, b.to_at, b.began, b.ended FROM guide_binding b"
        " JOIN identifier i ON i.id = b.person ORDER BY 1, b.scope, b.from_at",
    )
    return [(who, guide, at // 1000, end and end // 1000, *why) for who, guide, at, end, *why in rows]


def state_of(root: Path) -> dict[str, Any]:
    """Everything that events decide: episodes, touches, reach, group stays and bindings, without numbers."""
    touches = ask(
        root,
        "SELECT i.value, t.at, p.code, p.scene, p.store FROM touch t JOIN identifier i ON i.id = t.identifier"
        " JOIN touchpoint p ON p.id = t.touchpoint",
    )
    stays = ask(
        root,
        "SELECT c.chat, i.value, m.joined_at, m.left_at FROM group_member m"
        " JOIN identifier i ON i.id = m.identifier JOIN group_chat c ON c.id = m.chat",
    )
    return {
        "relations": relations(root),
        "details": sorted(
            ask(root, "SELECT guide, added_at, add_way, state, half, mutual_at FROM relation"), key=repr
        ),
        "touches": sorted(touches),
        "stays": sorted(stays, key=repr),
        "bindings": bindings(root),
        "store_day": sorted(ask(root, "SELECT * FROM store_day"), key=repr),
        "scene_day": sorted(ask(root, "SELECT * FROM scene_day"), key=repr),
    }
