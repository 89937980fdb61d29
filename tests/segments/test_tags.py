"""Tags: people are counted once, and rules put and take away exactly what they say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from digitool.db.checks import run_checks
from digitool.db.reading import reader
from digitool.errors import ConflictError, RefusedError, UsageError
from digitool.segments.finding import load_rules, load_segment
from digitool.segments.members import customers
from digitool.segments.metrics import coverage, coverage_total, rule_tags, tag_rows
from digitool.segments.operations import refresh_tags
from digitool.workspace.desk import Desk
from digitool.workspace.locate import Workspace
from tests.ingest.chain import ask, load, wecom_page

from .conftest import AT

NOW = 1_772_700_000_000
DAY = 86_400_000


def refresh(root: Path, at: int = NOW, *names: str, **asked: Any) -> list[tuple[str, int, int, int]]:
    """Refresh the rules; (tag, customers, added, removed) of each."""
    workspace = Workspace(root)
    desk = Desk(workspace.database, at, workspace.settings, **asked)
    done = refresh_tags(desk, load_rules(workspace, names), every=not names)
    return [(row["tag"], row["customers"], row["added"], row["removed"]) for row in done["rows"]]


def write(root: Path, name: str, text: str) -> None:
    """Put a segment file into the workspace."""
    (root / "segments" / f"{name}.toml").write_text(text, "utf-8")


def test_the_same_tag_of_two_guides_is_one_person_with_it(chain: Path) -> None:
    """Two guides tagged one customer with one tag: one person, two placements; ids are shown by name."""
    with reader(chain / "digitool.db") as connection:
        everyone = len(customers(connection))
        rows = {row["tag"]: row for row in tag_rows(connection, NOW, everyone)}
    assert everyone == 3
    assert {tag: (row["persons"], row["guides"], row["placements"]) for tag, row in rows.items()} == {
        "金卡": (2, 2, 3),
        "母婴": (1, 1, 1),
    }
    assert {row["group"] for row in rows.values()} == {"会员等级"}


def test_coverage_counts_a_guides_own_tags_and_anybodys(chain: Path) -> None:
    """Coverage by guide has her customers below the line; the chain counts each customer once."""
    with reader(chain / "digitool.db") as connection:
        found = {one.guide: one[1:] for one in coverage(connection, NOW)}
        assert found == {"zhangsan": (1, 1, 1), "lisi": (3, 2, 2)}
        assert coverage_total(connection, NOW) == (3, 2)
        assert coverage_total(connection, NOW, ["zhangsan"]) == (1, 1)


def test_names_of_tags_may_come_before_or_after_the_customers(chain: Path, workspace: Path) -> None:
    """Personal tags are told from corp tags, and a name with its id is the tag of that id."""
    told = [
        {"tag_name": "金卡", "tag_id": "et1", "group_name": "会员等级", "type": 1},
        {"tag_name": "爱喝茶", "type": 2},
    ]
    page = {
        "errcode": 0,
        "external_contact": {"external_userid": "wm3", "name": "丙", "type": 1},
        "follow_user": [{"userid": "lisi", "createtime": AT + 99, "tags": told, "add_way": 1}],
    }
    file = chain / "one.json"
    file.write_text(json.dumps(page, ensure_ascii=False), "utf-8")
    load(chain, file)
    with reader(chain / "digitool.db") as connection:
        rows = {(row["tag"], row["kind"]): row["persons"] for row in tag_rows(connection, NOW, 3)}
    assert rows == {("金卡", "corp"): 3, ("母婴", "corp"): 1, ("爱喝茶", "personal"): 1}


def test_a_rule_tags_whom_it_matches_and_repeats_change_nothing(chain: Path) -> None:
    """The first refresh tags one customer; the second, at the same or a later time, changes nothing."""
    assert refresh(chain) == [("高价值", 1, 1, 0)]
    assert refresh(chain) == [("高价值", 1, 0, 0)]
    assert refresh(chain, NOW + DAY) == [("高价值", 1, 0, 0)]
    assert len(ask(chain, "SELECT * FROM auto_tag")) == 1


def test_who_no_longer_matches_loses_the_tag_and_may_get_it_again(chain: Path) -> None:
    """A changed rule ends the tag at its moment; history stays, and a new match begins a new span."""
    refresh(chain)
    write(chain, "high_value", 'tag = "高价值"\n[[all]]\norders = ">=9"\n')
    assert refresh(chain, NOW + DAY) == [("高价值", 0, 0, 1)]
    write(chain, "high_value", 'tag = "高价值"\n[[all]]\norders = ">=1"\n')
    assert refresh(chain, NOW + 2 * DAY) == [("高价值", 2, 2, 0)]
    (person,) = {row[0] for row in ask(chain, "SELECT identifier FROM auto_tag WHERE since = ?", NOW)}
    with reader(chain / "digitool.db") as connection:
        held = [bool(rule_tags(connection, [person], NOW + n * DAY)) for n in (-1, 0, 1, 2)]
        assert [one for one in run_checks(connection, ["tags-by-rule"]) if not one.passed] == []
    assert held == [False, True, False, True]


def test_ended_and_matched_at_one_moment_is_as_if_never_ended(chain: Path) -> None:
    """Two refreshes at the same moment with a rule that changed and changed back leave one open span."""
    refresh(chain)
    write(chain, "high_value", 'tag = "高价值"\n[[all]]\norders = ">=9"\n')
    refresh(chain)
    write(chain, "high_value", 'tag = "高价值"\n[[all]]\norders = ">=2"\n')
    refresh(chain)
    assert ask(chain, "SELECT since, until FROM auto_tag") == [(NOW, None)]


def test_tags_of_a_rule_that_is_gone_are_taken_away(chain: Path) -> None:
    """Without its file, or under another tag, what the rule put ends; naming other rules leaves it."""
    refresh(chain)
    write(chain, "other", 'tag = "全部"\n[[all]]\norders = ">=0"\n')
    assert refresh(chain, NOW, "other") == [("全部", 3, 3, 0)]
    write(chain, "high_value", 'tag = "大客户"\n[[all]]\norders = ">=2"\n')
    assert refresh(chain, NOW + DAY, "high_value") == [("大客户", 1, 1, 0), ("高价值", 0, 0, 1)]
    (chain / "segments" / "other.toml").unlink()
    assert ("全部", 0, 0, 3) in refresh(chain, NOW + DAY)


def test_a_rule_tag_is_a_condition_of_other_segments_but_not_of_rules(chain: Path) -> None:
    """tags_any finds tags by rule; in a file that puts a tag it sees those put by people only."""
    refresh(chain)
    workspace = Workspace(chain)
    plain = '[[all]]\ntags_any = "高价值"\n'
    write(chain, "plain", plain)
    write(chain, "rule", 'tag = "又一个"\n' + plain)
    from digitool.segments.members import segment_members

    with reader(workspace.database) as connection:
        sizes = [
            len(segment_members(connection, load_segment(workspace, name), NOW, workspace.settings))
            for name in ("plain", "rule")
        ]
    assert sizes == [1, 0]


def test_a_key_replays_and_refuses_other_rules(chain: Path) -> None:
    """The same key gives the first answer again, also after the rule changed; other names conflict."""
    first = refresh(chain, NOW, key="morning")
    write(chain, "high_value", 'tag = "高价值"\n[[all]]\norders = ">=9"\n')
    assert refresh(chain, NOW, key="morning") == first
    with pytest.raises(ConflictError):
        refresh(chain, NOW, "high_value", key="morning")


def test_a_dry_run_shows_and_writes_nothing(chain: Path) -> None:
    """What would be tagged is shown, and no row is there afterwards."""
    assert refresh(chain, NOW, dry_run=True) == [("高价值", 1, 1, 0)]
    assert ask(chain, "SELECT * FROM auto_tag") == []


def test_history_is_written_forward_only(chain: Path) -> None:
    """A refresh before the last one is refused by rule."""
    refresh(chain)
    with pytest.raises(RefusedError) as caught:
        refresh(chain, NOW - 1)
    assert caught.value.code == "refresh_in_the_past"


def test_rules_that_contradict_each_other_are_refused(chain: Path) -> None:
    """Two files with one tag, and a named file without a tag, are usage errors; nothing is written."""
    write(chain, "twin", 'tag = "高价值"\n[[all]]\norders = ">=1"\n')
    with pytest.raises(UsageError) as twice:
        refresh(chain)
    with pytest.raises(UsageError) as none:
        refresh(chain, NOW, "friends")
    assert (twice.value.code, none.value.code) == ("tag_twice", "rule_without_tag")
    assert ask(chain, "SELECT * FROM auto_tag") == []


def test_a_merge_leaves_one_tagged_person(chain: Path) -> None:
    """Two tagged customers who turn out to be one are one person with the tag, and lose it together."""
    write(chain, "high_value", 'tag = "高价值"\n[[all]]\norders = ">=1"\n')
    assert refresh(chain) == [("高价值", 2, 2, 0)]
    page = chain / "more.json"
    same = [
        {"id": one, "guide": "lisi", "at": AT + more, "unionid": "u1"}
        for one, more in (("wm1", 60), ("wm2", 90))
    ]
    page.write_text(wecom_page(same), "utf-8")
    load(chain, page)
    assert refresh(chain, NOW + DAY) == [("高价值", 1, 0, 0)]
    write(chain, "high_value", 'tag = "高价值"\n[[all]]\norders = ">=9"\n')
    assert refresh(chain, NOW + 2 * DAY) == [("高价值", 0, 0, 2)]
