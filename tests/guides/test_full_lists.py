"""A list that misses a page looks like customers who left: nobody is lost by it unasked, nor for ever."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from digitool.errors import DataError, RefusedError
from tests.guides.people import DAY, HOUR, T0, added, founded, left, relations, take_contacts, take_events
from tests.ingest.chain import ask, failed_checks, load, stored, wecom_page

from ..conftest import Cli

AT, NEXT = (T0 + 3 * DAY) * 1000, (T0 + 4 * DAY) * 1000
HELD = [f"wm{n:03d}" for n in range(40)]


def page(whose: list[str], after: str = "", **more: Any) -> str:
    """One page of zhangsan's customers, with the cursor of the next one."""
    found = json.loads(wecom_page([{"id": who, "guide": "zhangsan", "at": T0} for who in whose]))
    return json.dumps({**found, "next_cursor": after, **more}, ensure_ascii=False)


def take(root: Path, text: str, at: int = AT, **options: Any) -> Any:
    """Import a text as zhangsan's full list."""
    (root / "list.json").write_text(text, "utf-8")
    return load(root, root / "list.json", read={"full": True, "at": at, "guide": "zhangsan"}, **options)


def active(root: Path) -> int:
    """How many customers zhangsan holds."""
    return sum(row[3] is None for row in relations(root) if row[0] == "zhangsan")


@pytest.fixture
def shop(workspace: Path) -> Path:
    """A guide with 40 customers."""
    founded(workspace)
    take(workspace, page(HELD), (T0 + DAY) * 1000)
    assert active(workspace) == 40
    return workspace


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"errcode": 84061, "errmsg": "no", "external_userid": []}', "no_relation"),
        ('{"errcode": 0, "external_userid": []}', "many_lost"),
        ('{"errcode": 0, "external_contact_list": []}', "many_lost"),
        (page(HELD[:30]), "many_lost"),
        (page(HELD[30:]), "many_lost"),
    ],
)
def test_a_list_that_ends_too_many_is_refused_and_changes_nothing(shop: Path, text: str, code: str) -> None:
    """An empty page, a false 84061, one page of four that was lost: a rule, not 40 customers, gives way."""
    before = stored(shop)
    with pytest.raises(RefusedError) as caught:
        take(shop, text)
    assert (caught.value.code, caught.value.values["held"]) == (code, 40)
    assert stored(shop) == before


def test_a_few_may_go_and_a_yes_lets_more_go(shop: Path) -> None:
    """Up to a fifth is everyday; more is taken when somebody says that it is so."""
    take(shop, page(HELD[8:]))
    assert active(shop) == 32
    take(shop, '{"errcode": 0, "external_userid": []}', NEXT, agreed=True)
    assert active(shop) == 0


def test_not_even_a_yes_makes_84061_true(shop: Path) -> None:
    """WeCom answers so when she has customers, so it never ends anybody; with none known it is fine."""
    with pytest.raises(RefusedError):
        take(shop, '{"errcode": 84061, "errmsg": "no"}', agreed=True)
    (shop / "none.json").write_text('{"errcode": 84061, "errmsg": "no"}', "utf-8")
    load(shop, shop / "none.json", read={"full": True, "at": AT, "guide": "lisi"})
    assert active(shop) == 40


def test_the_limit_is_a_setting(workspace: Path) -> None:
    """A chain may allow less, or nothing, without a question."""
    founded(workspace, "\n[lists]\nmost_lost_percent = 0\nfew = 0\n")
    take(workspace, page(HELD))
    with pytest.raises(RefusedError):
        take(workspace, page(HELD[1:]), NEXT)


def test_who_was_only_missed_is_back_when_a_list_shows_her(shop: Path, cli: Cli) -> None:
    """The next day's right list heals what a bad one ended: the same relation goes on."""
    take(shop, page(HELD[:10]), agreed=True)
    assert active(shop) == 10
    take(shop, page(HELD), NEXT)
    assert active(shop) == 40
    assert {row[2:] for row in relations(shop)} == {(T0, None, "")}
    assert failed_checks(cli("check", "--json", cwd=shop).rows) == []


def test_who_deleted_her_guide_is_not_back_by_a_list(shop: Path) -> None:
    """Her guide's list goes on showing her; only a new adding is one."""
    take_events(shop, [left("zhangsan", "wm000", T0 + 2 * DAY)])
    take(shop, page(HELD), NEXT)
    assert active(shop) == 39
    take_events(shop, [added("zhangsan", "wm000", T0 + 5 * DAY)])
    assert active(shop) == 40


def test_a_deletion_after_a_false_absence_counts_as_what_it_is(shop: Path) -> None:
    """Who was missed and deletes later had been there: the event says when and by whom, for good."""
    take(shop, page(HELD[1:]))
    take_events(shop, [left("zhangsan", "wm000", T0 + 3 * DAY + HOUR)])
    take(shop, page(HELD), NEXT)
    assert [row[3:] for row in relations(shop) if row[1] == "wm000"] == [(T0 + 3 * DAY + HOUR, "customer")]


def test_a_list_without_a_time_says_whom_it_cannot_bring_back(shop: Path) -> None:
    """It is not known to be later than the one that missed her; a time makes it so."""
    take(shop, page(HELD[1:]))
    outcome = take_contacts(shop, [{"id": who, "guide": "zhangsan", "at": T0} for who in HELD])
    assert [(one.code, one.values["count"]) for one in outcome.warnings] == [("undated_list", 1)]
    assert active(shop) == 39


@pytest.mark.parametrize(
    "text",
    [
        page(HELD[:20], "c1"),
        page(HELD[:20], "c1") + page(HELD[:20], "c1") + page(HELD[20:]),
        page(HELD[20:]) + page(HELD[:20], "c1"),
        page(HELD[:20], "c1", cursor="") + page(HELD[30:], "", cursor="c2"),
        page(HELD[20:], "", cursor="c1"),
    ],
)
def test_a_broken_chain_of_pages_is_no_full_list(shop: Path, text: str) -> None:
    """A last page that goes on, a page twice, one that does not follow: refused, and nobody is lost."""
    with pytest.raises(DataError) as caught:
        take(shop, text, agreed=True)
    assert caught.value.code == "not_full"
    assert active(shop) == 40


def test_a_whole_chain_of_pages_is_one_list(shop: Path) -> None:
    """Pages in order, with or without the cursors that they were asked for."""
    asked = page(HELD[:20], "c1", cursor="") + page(HELD[20:39], "", cursor="c1")
    assert take(shop, asked).rejected == 0
    assert active(shop) == 39
    take(shop, page(HELD[:20], "c1") + page(HELD[20:]), NEXT)
    assert active(shop) == 40


def test_pages_in_files_of_their_own_are_no_full_lists(shop: Path, cli: Cli) -> None:
    """None of several files is imported as full when one of them goes on in another."""
    (shop / "1.json").write_text(page(HELD[:20], "c1"), "utf-8")
    (shop / "2.json").write_text(page(HELD[20:]), "utf-8")
    options = ("--full", "--guide", "zhangsan", "--at", "2026-03-05T09:00:00+08:00", "--yes", "--json")
    done = cli("import", "2.json", "1.json", *options, cwd=shop)
    assert (done.exit, done.error["code"]) == (3, "not_full")
    assert active(shop) == 40


def test_the_command_says_the_numbers_and_the_way_on(shop: Path, cli: Cli) -> None:
    """Exit 6 with how many of how many; with --yes it is done."""
    (shop / "list.json").write_text(page(HELD[:10]), "utf-8")
    options = ("--full", "--guide", "zhangsan", "--at", "2026-03-05T09:00:00+08:00")
    done = cli("import", "list.json", *options, "--lang", "en", cwd=shop)
    assert done.exit == 6
    assert "30 of the 40 customers of zhangsan" in done.err and "--yes" in done.err
    assert cli("import", "list.json", *options, "--yes", cwd=shop).exit == 0
    assert active(shop) == 10


MEMBERS = [f"wm{n:03d}" for n in range(10)]


def group(who: list[str], **more: Any) -> str:
    """The answer of groupchat/get with these customers, and the owner."""
    listed = [{"userid": "zhangsan", "type": 1, "join_time": T0}]
    listed += [{"userid": one, "type": 2, "join_time": T0 + n} for n, one in enumerate(who)]
    chat = {
        "chat_id": "wr1",
        "name": "群",
        "owner": "zhangsan",
        "create_time": T0,
        "member_list": listed,
        **more,
    }
    return json.dumps({"errcode": 0, "group_chat": chat})


def take_group(root: Path, text: str, at: int | None = AT, **options: Any) -> Any:
    """Import a group as it was at a time."""
    (root / "group.json").write_text(text, "utf-8")
    return load(root, root / "group.json", read={"at": at}, **options)


def members(root: Path) -> dict[str, int | None]:
    """When each member left, by customer."""
    return dict(
        ask(
            root,
            "SELECT i.value, g.left_at FROM group_member g JOIN identifier i ON i.id = g.identifier",
        )
    )


def test_a_member_who_is_missing_from_a_later_list_has_left(workspace: Path, cli: Cli) -> None:
    """By the time of the list, and she is back when a later one shows her."""
    founded(workspace)
    take_group(workspace, group(MEMBERS))
    take_group(workspace, group(MEMBERS[1:]), NEXT)
    assert {who for who, at in members(workspace).items() if at} == {"wm000"}
    assert members(workspace)["wm000"] == NEXT
    take_group(workspace, group(MEMBERS), NEXT + DAY * 1000)
    assert set(members(workspace).values()) == {None}
    assert failed_checks(cli("check", "--json", cwd=workspace).rows) == []


def test_lists_of_a_group_give_the_same_members_in_any_order(workspace: Path) -> None:
    """An older list that comes later changes nothing that the newer one says."""
    founded(workspace)
    take_group(workspace, group(MEMBERS[1:]), NEXT)
    take_group(workspace, group(MEMBERS))
    assert {who for who, at in members(workspace).items() if at} == {"wm000"}


def test_an_empty_or_broken_or_undated_list_empties_no_group(workspace: Path) -> None:
    """No member, one that cannot be read, an error, no time: nobody leaves, and what is missing is said."""
    founded(workspace)
    take_group(workspace, group(MEMBERS))
    take_group(workspace, group([], member_list=[]), NEXT)
    bad = json.loads(group(MEMBERS[:9]))
    bad["group_chat"]["member_list"].append({"userid": "x", "type": 9, "join_time": T0})
    assert take_group(workspace, json.dumps(bad), NEXT).rejected == 1
    with pytest.raises(DataError):
        take_group(workspace, '{"errcode": 45009, "group_chat": {"chat_id": "wr1", "member_list": []}}', NEXT)
    undated = take_group(workspace, group(MEMBERS[:8]), None)
    assert [(one.code, one.values["count"]) for one in undated.warnings] == [("undated_group", 2)]
    assert set(members(workspace).values()) == {None}


def test_a_group_that_would_lose_too_many_is_refused(workspace: Path) -> None:
    """The same care as for a guide's customers: with a yes it is done."""
    founded(workspace)
    take_group(workspace, group(MEMBERS))
    with pytest.raises(RefusedError) as caught:
        take_group(workspace, group(MEMBERS[:4]), NEXT)
    assert (caught.value.code, caught.value.values["ended"]) == ("many_left", 6)
    take_group(workspace, group(MEMBERS[:4]), NEXT, agreed=True)
    assert sum(at is not None for at in members(workspace).values()) == 6


def batch_page(created: int) -> str:
    """The answer of batch/get_by_user with one customer, who was added at this second."""
    follow = {"userid": "zhangsan", "createtime": created}
    entry = {"external_contact": {"external_userid": "wmNEW"}, "follow_info": follow}
    return json.dumps({"errcode": 0, "external_contact_list": [entry]})


@pytest.mark.parametrize("full", [[], ["--full", "--guide", "zhangsan", "--yes"]])
@pytest.mark.parametrize("kind", ["contacts", "group"])
def test_a_list_is_not_taken_before_what_it_tells_of(
    shop: Path, cli: Cli, kind: str, full: list[str]
) -> None:
    """A time of --at before a customer of the list was added: exit 3, and nobody comes or goes."""
    text = batch_page(T0 + 60) if kind == "contacts" else group(MEMBERS[:1] + MEMBERS[2:])
    (shop / "list.json").write_text(text, "utf-8")
    held = active(shop)
    for language in ("en", "zh"):
        early = ("--at", "1999-03-29T10:00:00+08:00", *full, "--json", "--lang", language)
        done = cli("import", "list.json", *early, cwd=shop)
        assert (done.exit, done.error["code"]) == (3, "taken_before"), done.err
        assert "1999-03-29" in done.error["message"]
    assert active(shop) == held
    done = cli("import", "list.json", "--at", "2026-03-29T10:00:00+08:00", cwd=shop)
    assert done.exit == 0, done.err
