"""G009 leaves on Friday: a manager hands her customers over from the terminal, from plan to last result."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from tests.guides.leaving import leave, who
from tests.guides.people import T0, added, founded, left, take_events
from tests.ingest.chain import failed_checks

from ..conftest import Cli, Done

G009 = """
[guides.G009]
name = "郭玖"
store = "S001"
language = "yue"
"""
WEDNESDAY, FRIDAY, MONDAY = (f"2026-03-{day}T10:00:00+08:00" for day in ("04", "06", "09"))
CUSTOMERS = 8
SATURDAY = 1_772_856_000
"""2026-03-07 12:00 in China, epoch seconds: when WeCom says that customers were taken over."""


@pytest.fixture
def root(workspace: Path) -> Path:
    """The chain as it is on Wednesday; G009 holds eight customers and owns a group."""
    founded(workspace, G009)
    events = [added("G009", who(n), T0 + n) for n in range(1, CUSTOMERS + 1)]
    events += [
        added("lisi", who(2), T0 + 60),
        added("wangwu", who(3), T0 - 60),
        left("G009", who(4), T0 + 90),
    ]
    take_events(workspace, events)
    page(workspace, "group.json", {"errcode": 0, "group_chat": chat("G009")})
    return workspace


def chat(owner: str) -> dict[str, Any]:
    """The customer group, with its owner."""
    return {"chat_id": "wrTea", "name": "福利群", "owner": owner, "create_time": T0, "member_list": []}


def page(root: Path, name: str, content: dict[str, Any]) -> Path:
    """An answer of WeCom as a file."""
    (root / name).write_text(json.dumps(content), "utf-8")
    return root / name


def test_g009_leaves_on_friday(root: Path, cli: Cli) -> None:
    """Plan, refusal without a leave date, requests, answers, results, today's list, checks, replays."""

    def run(*words: object, at: str = WEDNESDAY) -> Done:
        return cli(*words, "-w", root, "--json", "--as-of", at)

    assert run("import", root / "group.json").exit == 0
    asked = ("guide", "handover", "G009", "--leaves", "--on", "friday")

    # Wednesday: look, then write her last day into the roster, then record
    plan = run(*asked, "--dry-run")
    rows = {row["customer"]: row for row in plan.rows if row["what"] == "friend"}
    assert plan.exit == 0 and len(rows) == CUSTOMERS - 1
    assert all(row["from"] == "G009" and row["state"] == "planned" for row in rows.values())
    by_reason = {row["reason"]: row["to"] for row in rows.values()}
    assert by_reason["already_friend"] == "lisi" and by_reason["serves_her"] == "wangwu"
    what = {row["what"]: row for row in run(*asked, "--dry-run", "--by", "what").rows}
    assert what["friendships"]["count"] == 7 and what["groups"]["count"] == 1
    assert what["bindings"]["count"] == 6 and what["bindings"]["when"] == "2026-03-06T03:00:00+08:00"
    assert (what["orders_before"]["decision"], what["orders_after"]["decision"]) == ("stays", "moves")
    early = run(*asked)
    assert (early.exit, early.error["code"]) == (2, "not_leaving") and "left = 2026-03-06" in early.error[
        "hint"
    ]
    leave(root, "2026-03-06", "G009")
    recorded = run(*asked, "--key", "g009", "--requests", root / "outbox")
    assert recorded.exit == 0 and recorded.json["meta"]["handover"] == "H1"
    assert run(*asked, "--key", "g009").json["meta"] == recorded.json["meta"]
    index = list(csv.DictReader((root / "outbox" / "H1-index.csv").read_text("utf-8").splitlines()))
    assert {one["send_on"] for one in index if not one["call"].endswith("_result")} == {"2026-03-06"}
    sent = [
        value
        for one in index
        if one["call"].endswith("transfer_customer")
        for value in json.loads((root / "outbox" / one["file"]).read_text("utf-8"))["external_userid"]
    ]
    assert sorted(sent) == [who(n) for n in range(1, CUSTOMERS + 1) if n != 4]
    assert (root / "outbox" / "H1-0001.json").stat().st_mode & 0o077 == 0

    # Friday: WeCom takes the requests; nobody has moved by that
    codes = {who(n): 40096 if n == 8 else 0 for n in (1, 2, 3, 5, 6, 7, 8)}
    entries = [{"external_userid": one, "errcode": code} for one, code in codes.items()]
    answer = page(root, "answer.json", {"errcode": 0, "errmsg": "ok", "customer": entries})
    taken = run("guide", "handover-result", answer, at=FRIDAY)
    assert taken.exit == 0 and (taken.rows[0]["waiting"], taken.rows[0]["failed"]) == (6, 1)
    served = run("guide", "bind", "show", rows[next(iter(rows))]["customer"], at=FRIDAY)
    assert [(one["guide"], one["state"]) for one in served.rows] == [("G009", "ended")]

    # Monday: one declined, one still waits, the rest are done; the group has its new owner
    late = run("guide", "handovers", at=MONDAY)
    assert late.rows[0]["overdue"] == 6
    statuses = {who(1): 1, who(2): 1, who(3): 1, who(5): 3, who(6): 2, who(7): 1}
    entries = [
        {"external_userid": one, "status": status, "takeover_time": SATURDAY if status == 1 else 0}
        for one, status in statuses.items()
    ]
    results = page(root, "result.json", {"errcode": 0, "customer": entries, "next_cursor": ""})
    done = run("guide", "handover-result", results, at=MONDAY)
    assert (done.rows[0]["done"], done.rows[0]["refused"], done.rows[0]["waiting"]) == (4, 1, 1)
    owner = next(one["to"] for one in index if "groupchat" in one["call"])
    assert (
        run("import", page(root, "group2.json", {"errcode": 0, "group_chat": chat(owner)}), at=MONDAY).exit
        == 0
    )
    status = {row["customer"]: row for row in run("guide", "handovers", "H1", at=MONDAY).rows}
    assert status["wrTea"]["state"] == "done"
    ended = {one: status[row["customer"]]["state"] for one, row in zip(sent_order(), rows.values())}
    assert ended == {
        who(1): "done", who(2): "done", who(3): "done", who(5): "refused", who(6): "waiting", who(7): "done",
        who(8): "failed",
    }  # fmt: skip
    moved = [row for row in status.values() if row["state"] == "done" and row["what"] == "friend"]
    for row in moved:
        bound = run("guide", "bind", "show", row["customer"], at=MONDAY).rows
        now = [one["guide"] for one in bound if one["state"] == "active"]
        assert now == [row["to"]]
    lists = {row["customer"]: row["guide"] for row in run("guide", "todo", "--limit", "0", at=MONDAY).rows}
    listed = [row for row in moved if row["customer"] in lists]
    assert listed and all(lists[row["customer"]] == row["to"] for row in listed)
    assert "G009" not in lists.values()

    # replays change nothing, everything adds up, and Chinese is Chinese
    for file in (answer, results):
        again = run("guide", "handover-result", file, at=MONDAY)
        assert again.exit == 0 and again.rows == run("guide", "handovers", at=MONDAY).rows
    assert failed_checks(run("check", at=MONDAY).rows) == []
    said = cli("guide", "handovers", "H1", "-w", root, "--lang", "zh", "--as-of", MONDAY).out
    assert "已在新导购名下" in said and "客户拒绝" in said


def sent_order() -> list[str]:
    """The customers of the plan in the order of its rows: the order in which they were first seen."""
    return [who(n) for n in range(1, CUSTOMERS + 1) if n != 4]
