"""A small chain with friends, tags and purchases, imported from files as WeCom and tills write them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Cli
from tests.ingest.chain import SETTINGS, load, table, wecom_page

AT = 1_772_300_000
"""When the customers were added, in seconds: 2026-03-01 01:33 in Shanghai."""

HIGH = 'name = "高价值客户"\ntag = "高价值"\n[[all]]\norders = ">=2"\n'
FRIENDS = '[[any]]\nguide = "zhangsan"\n[[any]]\nguide = "lisi"\n[[not]]\nlost = true\n'


@pytest.fixture
def chain(workspace: Path) -> Path:
    """Three customers: wm1 of two guides and tagged by both, wm2 tagged by lisi, wm3 by nobody.

    wm1 bought twice under her unionid's openid-less phone, wm2 once; two segment files are there.
    """
    (workspace / "digitool.toml").write_text(SETTINGS, "utf-8")
    people = [
        {"id": "wm1", "guide": "zhangsan", "at": AT, "phone": "13800138001", "tags": ["et1"]},
        {"id": "wm1", "guide": "lisi", "at": AT + 60, "tags": ["et1", "et2"]},
        {"id": "wm2", "guide": "lisi", "at": AT + 90, "phone": "13800138002", "tags": ["et1"]},
        {"id": "wm3", "guide": "lisi", "at": AT + 99},
    ]
    page = workspace / "contacts.json"
    page.write_text(wecom_page(people), "utf-8")
    load(workspace, page)
    groups = [
        {"group_name": "会员等级", "tag": [{"id": "et1", "name": "金卡"}, {"id": "et2", "name": "母婴"}]}
    ]
    names = workspace / "tags.json"
    names.write_text(json.dumps({"errcode": 0, "tag_group": groups}, ensure_ascii=False), "utf-8")
    load(workspace, names)
    rows = [
        f"2026-03-0{day} 10:00:00,o{day},100.00,,S001,{phone},6901,奶粉,1,paid"
        for day, phone in ((2, "13800138001"), (3, "13800138001"), (4, "13800138002"))
    ]
    head = "at,order_no,amount,pay_no,store,phone,item,title,quantity,state"
    load(workspace, table(workspace / "orders.csv", head, rows))
    (workspace / "segments").mkdir()
    (workspace / "segments" / "high_value.toml").write_text(HIGH, "utf-8")
    (workspace / "segments" / "friends.toml").write_text(FRIENDS, "utf-8")
    return workspace


@pytest.fixture
def cli(forked_cli: Cli) -> Cli:
    """Commands of this room, each in a fork."""
    return forked_cli
