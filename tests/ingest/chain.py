"""A small chain with two stores, and short ways to import into it and to look at what became of it."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from digitool.db.reading import open_reader
from digitool.ingest.outcome import FileOutcome, ImportOptions
from digitool.ingest.run import import_file
from digitool.workspace.desk import Desk
from digitool.workspace.locate import find_workspace

SETTINGS = """
[chain]
name = "禾禾生活"
zone = "Asia/Shanghai"
cutoff_hour = 3
language = "en"
corp_id = "wwmadeup"
own_appids = ["wxmadeup"]
programme = "club"

[stores.S001]
name = "一店"
open = "09:00-22:00"

[stores.S002]
name = "二店"
cutoff_hour = 0
open = "10:00-21:00"

[touchpoints."S001-shelf"]
scene = "shelf"
store = "S001"

[touchpoints."S001-pay"]
scene = "pay"
store = "S001"

[touchpoints."S002-door"]
scene = "entrance"
store = "S002"

[sensors.D1]
store = "S001"

[sensors.D2]
store = "S002"

[guides.zhangsan]
name = "张珊"
store = "S001"

[[bills]]
merchant = "1900000001"
device = "TILL2"
store = "S002"

[[bills]]
merchant = "1900000001"
store = "S001"
"""

NOW = 1_775_000_000_000
"""The clock of imports in these tests: 2026-03-31, UTC ms."""

TOUCH_HEAD = "ref,at,store,touchpoint,namespace,scope,identity"
PURCHASE_HEAD = "at,order_no,amount,pay_no,store,phone,item,title,quantity,state"
TRAFFIC_HEAD = "start,end,sensor,entered,left"
CUSTOMER_HEAD = "phone,openid,unionid,external_userid,at,name,member,consent,store"


def load(root: Path, file: Path, *, dry_run: bool = False, **options: Any) -> FileOutcome:
    """Import one file into the workspace at ``root``."""
    workspace = find_workspace(root, {})
    desk = Desk(workspace.database, NOW, workspace.settings, lambda: workspace.key, "tester", dry_run=dry_run)
    return import_file(desk, workspace, file, ImportOptions(**options))


def table(path: Path, head: str, rows: Iterable[str]) -> Path:
    """Write a table of text rows; returns its path."""
    path.write_text("\n".join([head, *rows, ""]), "utf-8")
    return path


def touch_row(number: int, who: str, at: str, store: str = "S001", touchpoint: str = "S001-shelf") -> str:
    """One row under `TOUCH_HEAD`."""
    return f"e{number},{at},{store},{touchpoint},wx_openid,wxmadeup,{who}"


def ask(root: Path, sql: str, *params: object) -> list[tuple[Any, ...]]:
    """Rows of one question to the database."""
    with closing(open_reader(root / "digitool.db")) as connection:
        return [tuple(row) for row in connection.execute(sql, params)]


def _told(sql: str) -> str:
    """The question with ``WHO(column)`` saying an identifier by what it is, not by its number."""
    return re.sub(r"WHO\(([a-z.]+)\)", _WHO, sql)


_WHO = (
    r"(SELECT n.name || '|' || coalesce(s.name, '') || '|' || i.value FROM identifier i"
    r" JOIN identifier_namespace n ON n.code = i.ns LEFT JOIN identifier_scope s ON s.id = i.scope"
    r" WHERE i.id = \1)"
)

_FIGURES = (
    "store_day",
    "store_refund",
    "scene_day",
    "presence",
    "hour_visits",
    "person_sales",
    "cohort",
    "scene_set",
)

_FACTS = {
    "touch": "SELECT WHO(t.identifier), t.at, p.code, p.scene, p.store, p.physical, t.ref"
    " FROM touch t JOIN touchpoint p ON p.id = t.touchpoint",
    "purchase": "SELECT number, order_no, at, day, store, channel, amount_fen, state, guide, referrer,"
    " WHO(p.party) FROM purchase p",
    "line": "SELECT p.number, l.position, l.item, l.title, l.quantity, l.amount_fen FROM purchase_line l"
    " JOIN purchase p ON p.id = l.purchase",
    "refund": "SELECT r.number, p.number, r.at, r.day, r.amount_fen, r.state FROM refund r"
    " LEFT JOIN purchase p ON p.id = r.purchase",
    "traffic": "SELECT s.code, t.at, t.kind, t.gate, t.start, t.entered, t.exited FROM traffic t"
    " JOIN sensor s ON s.id = t.sensor",
    "relation": "SELECT r.guide, WHO(r.identifier), r.added_at, r.add_way, r.state, r.half, r.lost_at,"
    " r.lost_by FROM relation r",
    "tag": "SELECT WHO(t.identifier), t.guide, t.tag FROM relation_tag t",
    "membership": "SELECT WHO(m.identifier), m.at, m.member, m.consent, m.store FROM membership m",
    "group": "SELECT c.chat, WHO(g.identifier), g.joined_at FROM group_member g"
    " JOIN group_chat c ON c.id = g.chat",
}

Portrait = dict[str, Any]


def portrait(root: Path) -> Portrait:
    """Everything that files say, and every figure counted from it; no provenance and no row numbers."""
    seen: Portrait = {name: sorted(ask(root, _told(sql)), key=repr) for name, sql in _FACTS.items()}
    seen |= {name: sorted(ask(root, "SELECT * FROM " + name), key=repr) for name in _FIGURES}
    persons: dict[int, set[str]] = {}
    for person, who in ask(root, _told("SELECT person, WHO(x.id) FROM identifier x")):
        persons.setdefault(person, set()).add(who)
    seen["persons"] = sorted(sorted(group) for group in persons.values())
    return seen


def differing(one: Portrait, other: Portrait) -> dict[str, Any]:
    """What is only in one of two portraits, by part: empty when they are the same."""
    parts = {}
    for name in one:
        if one[name] != other[name]:
            left, right = (Counter(map(repr, side[name])) for side in (one, other))
            parts[name] = ([*(left - right)][:3], [*(right - left)][:3])
    return parts


def stored(root: Path) -> list[str]:
    """The whole database as SQL text, to compare it before and after."""
    with closing(sqlite3.connect(root / "digitool.db")) as connection:
        return list(connection.iterdump())


def failed_checks(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of ``digitool check --json`` that did not pass."""
    return [row for row in rows if not row["passed"]]


def wecom_page(customers: Sequence[dict[str, Any]]) -> str:
    """A batch/get_by_user page: id, guide, at (s), perhaps unionid, phone, tags, state, name."""
    entries = [
        {
            "external_contact": {
                "external_userid": one["id"],
                "name": one.get("name", "甲"),
                "type": 1,
                **({"unionid": one["unionid"]} if "unionid" in one else {}),
            },
            "follow_info": {
                "userid": one["guide"],
                "createtime": one["at"],
                "tag_id": one.get("tags", []),
                "remark_mobiles": [one["phone"]] if "phone" in one else [],
                "add_way": 1,
                "state": one.get("state", ""),
            },
        }
        for one in customers
    ]
    return json.dumps({"errcode": 0, "external_contact_list": entries}, ensure_ascii=False)
