"""What the platforms' interfaces answer besides orders: names of corp tags, visits of the mini-program."""

from __future__ import annotations

import json
from collections import defaultdict

from digitool.demo.files.outbox import OutFile
from digitool.demo.world import plan
from digitool.demo.world.clock import DAY, compact_day
from digitool.demo.world.making import World

TAGS = (
    ("会员价值", (("etDEMO0001", "高价值"), ("etDEMO0002", "潜力"))),
    ("家庭", (("etDEMO0003", "有孩子"),)),
)
"""Groups of tags with their ids and names."""

UNSEEN, PASSING = 4, 60
"""Visitors whom no code ever named, for each who was seen opening it; and those of every day."""


def tag_list(world: World) -> list[OutFile]:
    """One ``get_corp_tag_list`` answer."""
    made = (world.size.first_day - 200) * DAY
    groups = [
        {
            "group_id": f"etDEMOGROUP{place}",
            "group_name": name,
            "create_time": made,
            "order": place,
            "tag": [{"id": code, "name": text, "create_time": made, "order": 0} for code, text in tags],
        }
        for place, (name, tags) in enumerate(TAGS, 1)
    ]
    answer = {"errcode": 0, "errmsg": "ok", "tag_group": groups}
    count = sum(len(tags) for _, tags in TAGS)
    return [OutFile("wecom_corp_tags.json", "wecom-tags", _json(answer), count)]


def visitors(world: World) -> dict[int, int]:
    """Visitors of the mini-program by calendar day: always more people than the chain has a name for."""
    seen: dict[int, set[int]] = defaultdict(set)
    for touch in world.touches:
        if touch.app == plan.MINI_PROGRAM:
            seen[touch.at // DAY].add(touch.person)
    days = range(world.size.first_day, world.size.end_day)
    return {day: PASSING + UNSEEN * len(seen[day]) for day in days}


def daily_visits(world: World) -> list[OutFile]:
    """``getweanalysisappiddailyvisittrend`` answers of all days, one after the other."""
    rows = [
        {
            "ref_date": compact_day(day * DAY),
            "session_cnt": count * 2,
            "visit_pv": count * 5,
            "visit_uv": count,
            "visit_uv_new": count // 3,
            "stay_time_uv": 84.5,
            "stay_time_session": 40.2,
            "visit_depth": 2.5,
        }
        for day, count in visitors(world).items()
    ]
    data = _json({"list": rows})
    return [OutFile("mini_program_daily.json", "mini-program-analytics", data, len(rows))]


def _json(answer: object) -> bytes:
    return (json.dumps(answer, ensure_ascii=False, indent=1) + "\n").encode()
