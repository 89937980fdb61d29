"""The tag list of WeCom: what the ids in customer exports mean."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from itertools import permutations

import pytest

from digitool.evidence.keeping import tell
from digitool.facts.relations import TAG, TAG_NAME, tag_name_row, tag_rows
from digitool.facts.source import Source
from digitool.model.records import HeldContact, Reject, TagMeaning
from digitool.sources import format_named
from tests.sources.made import OPTIONS, document

LIST = {
    "errcode": 0,
    "tag_group": [
        {
            "group_id": "g1",
            "group_name": "会员等级",
            "tag": [{"id": "et1", "name": "金卡"}, {"id": "et2", "name": "银卡"}],
        },
        {"group_id": "g2", "group_name": "来源", "tag": [{"id": "et3"}]},
    ],
}
AT = OPTIONS.at or 0


def read(name: str, page: object) -> list[object]:
    """What a format reads from one page."""
    return list(format_named(name).read(document(json.dumps(page, ensure_ascii=False)), OPTIONS))


def test_each_tag_is_a_name_with_its_group() -> None:
    """Every tag is one record with the time of the list; one without a name is a reject, not a loss."""
    first, second, third = read("wecom-tags", LIST)
    assert first == TagMeaning(1, "et1", "金卡", "会员等级", AT)
    assert second == TagMeaning(2, "et2", "银卡", "会员等级", AT)
    assert isinstance(third, Reject) and third.line == 3


def test_personal_tags_are_told_from_corp_tags() -> None:
    """Type 2 is a tag that only this guide sees; ids with names teach what the ids mean."""
    tags = [
        {"group_name": "会员等级", "tag_name": "金卡", "tag_id": "et1", "type": 1},
        {"tag_name": "爱喝茶", "type": 2},
    ]
    page = {
        "errcode": 0,
        "external_contact": {"external_userid": "wm1", "name": "甲"},
        "follow_user": [{"userid": "lisi", "createtime": 1_772_300_000, "tags": tags}],
    }
    (contact,) = read("wecom-contacts", page)
    assert isinstance(contact, HeldContact)
    assert (contact.tags, contact.personal) == (("金卡", "爱喝茶"), ("爱喝茶",))
    assert contact.tag_names == (TagMeaning(1, "et1", "金卡", "会员等级", AT),)


@pytest.fixture
def db() -> sqlite3.Connection:
    """The two tables of tags, with the constraints that they have in a workspace."""
    from tests.segments.world import template

    made = sqlite3.connect(":memory:")
    template().backup(made)
    return made


def test_the_latest_name_of_a_tag_stands_whichever_comes_first(db: sqlite3.Connection) -> None:
    """Lists of several days give the same meaning in every order of import, and repeats change nothing."""
    told = [
        TagMeaning(1, "et1", "金卡", "等级", 10),
        TagMeaning(1, "et1", "白金", "等级", 20),
        TagMeaning(1, "et1", "铜", "", 0),
    ]
    with closing(db):
        for order in permutations(told):
            db.execute("DELETE FROM tag_name")
            db.execute("DELETE FROM tag_name_told")
            for batch, one in enumerate(order, 1):
                tell(db, TAG_NAME, [tag_name_row(one, Source(batch, 1))])
            stands = "SELECT code, name, tag_group, told_at FROM tag_name"
            assert db.execute(stands).fetchall() == [("et1", "白金", "等级", 20)]
            again = tell(db, TAG_NAME, [tag_name_row(one, Source(4, 1)) for one in order])
            assert not any(one.new for one in again)


@pytest.mark.parametrize("personal_first", [True, False])
def test_a_name_that_is_also_a_corp_tag_is_one(db: sqlite3.Connection, personal_first: bool) -> None:
    """One tag of one guide on one customer has one kind, whichever file came first."""
    with closing(db):
        for batch, personal in enumerate((personal_first, not personal_first), 1):
            tags = ("金卡",)
            tell(db, TAG, tag_rows(1, "lisi", tags, tags if personal else (), Source(batch, 1)))
        assert db.execute("SELECT tag, kind FROM relation_tag").fetchall() == [("金卡", "corp")]
