"""WeCom callbacks: read as they come, each once, in any order, thousands in one second."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest

from digitool.errors import DataError
from digitool.model.ids import Identifier
from digitool.model.records import (
    GroupChat,
    GroupEvent,
    GroupMember,
    Reject,
    RelationEvent,
    Skip,
    Warn,
)
from digitool.sources import ReadOptions
from tests.guides.people import (
    DAY,
    GUIDES,
    HOUR,
    T0,
    added,
    event,
    founded,
    left,
    relations,
    state_of,
    take_contacts,
    take_events,
)
from tests.ingest.chain import ask, failed_checks, load
from tests.sources.made import items_of

from ..conftest import Cli

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
OPTIONS = ReadOptions(corp_id="ww")


def read(path: Path, text: str) -> list[Any]:
    """What a log of events reads as."""
    path.write_text(text, "utf-8")
    return items_of(path, OPTIONS)


def chat(change: str, at: int, **fields: str) -> str:
    """One callback about a customer group."""
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    return (
        "<xml><ToUserName>ww</ToUserName><MsgType>event</MsgType><Event>change_external_chat</Event>"
        f"<ChatId>wr1</ChatId><ChangeType>{change}</ChangeType><CreateTime>{at}</CreateTime>{inner}</xml>"
    )


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the shared samples are not beside this checkout")
def test_the_shared_samples_read_as_their_manifest_says() -> None:
    """An addition with its code, a deletion by the customer, a failed handover, two who joined a group."""
    found: dict[str, list[Any]] = {
        name: items_of(SAMPLES / f"wecom_event_{name}.xml", OPTIONS)
        for name in ("add_external_contact", "del_follow_user", "transfer_fail", "change_external_chat")
    }
    who = Identifier("wecom_external_userid", "ww", "woSYNTHETIC000000000000000000001")
    at = 1_772_326_801_000
    assert found["add_external_contact"] == [RelationEvent(1, at, "zhangsan", who, "added", "S001-shelf")]
    assert found["del_follow_user"] == [RelationEvent(1, at, "zhangsan", who, "by_customer")]
    assert found["transfer_fail"] == [RelationEvent(1, at, "zhangsan", who, "refused")]
    assert [(one.chat, one.who.value[-1], one.join_scene) for one in found["change_external_chat"]] == [
        ("wrSYNTHETIC0000000000000000001", "1", 3),
        ("wrSYNTHETIC0000000000000000001", "2", 3),
    ]
    with pytest.raises(DataError) as caught:
        items_of(SAMPLES / "wecom_event.bad_unclosed.xml", OPTIONS)
    assert caught.value.code == "bad_xml"


def test_every_change_has_its_meaning(tmp_path: Path) -> None:
    """Who ended it, whether a handover did, why one failed; changes that say nothing are skipped."""
    log = [
        event("add_half_external_contact", "a", "wm1", T0, State="S1"),
        event("edit_external_contact", "a", "wm1", T0),
        event("del_external_contact", "a", "wm1", T0),
        event("del_external_contact", "a", "wm1", T0, Source="DELETE_BY_TRANSFER"),
        event("transfer_fail", "a", "wm1", T0, FailReason="customer_limit_exceed"),
        event("msg_audit_approved", "a", "wm1", T0),
        event("add_external_contact", "a", "wm1", T0).replace("change_external_contact", "change_contact"),
    ]
    found = read(tmp_path / "log.xml", "\n".join(log))
    assert [one.kind for one in found if isinstance(one, RelationEvent)] == [
        "half",
        "edited",
        "by_guide",
        "by_transfer",
        "taker_full",
    ]
    assert [one for one in found if isinstance(one, Skip)] == [Skip(6, "other_event"), Skip(7, "other_event")]


def test_json_lines_and_a_providers_suite_read_the_same(tmp_path: Path) -> None:
    """The XML in JSON lines, its fields as names, and InfoType with TimeStamp are the same event."""
    plain = read(tmp_path / "one.xml", added("a", "wm1", T0, State="S1"))
    wrapped = json.dumps({"xml": added("a", "wm1", T0, State="S1")})
    named = json.dumps(
        {
            "SuiteId": "s",
            "InfoType": "change_external_contact",
            "TimeStamp": T0,
            "ChangeType": "add_external_contact",
            "UserID": "a",
            "ExternalUserID": "wm1",
            "State": "S1",
        }
    )
    lines = read(tmp_path / "many.jsonl", f"{wrapped}\n{named}\n")
    assert [one._replace(line=1) for one in lines] == [*plain, *plain]


def test_members_of_a_group_in_either_spelling_and_no_colleagues(tmp_path: Path) -> None:
    """MemChangeList as items or as one comma list; a colleague's id is skipped; the end of the group."""
    log = [
        chat("create", T0),
        chat("update", T0, UpdateDetail="add_member", JoinScene="3", MemChangeList="wm1,zhangsan"),
        chat("update", T0 + 9, UpdateDetail="del_member", QuitScene="1", MemChangeList="<Item>wm1</Item>"),
        chat("update", T0, UpdateDetail="change_name"),
        chat("dismiss", T0 + 20),
    ]
    one = Identifier("wecom_external_userid", "ww", "wm1")
    assert read(tmp_path / "log.xml", "".join(log)) == [
        GroupChat(1, 0, "wr1"),
        GroupMember(line=2, at=T0 * 1000, chat="wr1", who=one, join_scene=3),
        Skip(2, "staff_member"),
        GroupEvent(3, T0 * 1000 + 9_000, "wr1", one, 1),
        Skip(4, "other_event"),
        GroupEvent(5, T0 * 1000 + 20_000, "wr1"),
        Warn("read_groups_again", ANY, {"count": 1, "chats": "wr1"}),
    ]


@pytest.mark.parametrize(
    "listed", [{}, {"MemChangeList": ""}, {"MemChangeList": "<Item></Item>"}, {"UpdateDetail": ""}]
)
def test_a_group_event_without_its_members_is_refused(tmp_path: Path, listed: dict[str, str]) -> None:
    """It says only that somebody came or went: never known, and the way on is to read the group again."""
    fields = {"UpdateDetail": "add_member", "MemChangeCnt": "2", **listed}
    (reject,) = read(tmp_path / "log.xml", chat("update", T0, **fields))
    assert isinstance(reject, Reject)
    assert (reject.code, reject.value) == ("no_members", "wr1")
    assert "groupchat/get" in reject.hint


def test_a_group_event_that_names_too_few_is_told(tmp_path: Path) -> None:
    """Those it names are taken, and that there were more is said."""
    log = chat("update", T0, UpdateDetail="add_member", MemChangeCnt="3", MemChangeList="wm1,wm2")
    found = read(tmp_path / "log.xml", log)
    assert [type(one) for one in found] == [Warn, GroupMember, GroupMember]
    assert isinstance(found[0], Warn) and found[0].values == {"chat": "wr1", "count": 3, "named": 2}


@pytest.mark.parametrize(
    "text",
    [
        "<xml><ToUserName>ww</ToUserName><AgentID>1</AgentID><Encrypt>c2VjcmV0</Encrypt></xml>",
        '{"ToUserName": "ww", "Encrypt": "c2VjcmV0"}',
        '{"xml": "<xml><ToUserName>ww</ToUserName><Encrypt>c2VjcmV0</Encrypt></xml>"}\n{"xml": "x"}\n',
    ],
)
def test_encrypted_callbacks_are_refused_with_the_way_out(workspace: Path, text: str) -> None:
    """Nothing of it is readable without the key, and the refusal says who has it."""
    founded(workspace)
    (workspace / "in.xml").write_text(text, "utf-8")
    with pytest.raises(DataError) as caught:
        load(workspace, workspace / "in.xml")
    assert caught.value.code == "encrypted_event"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<xml><ToUserName>a</ToUserName><MsgType>event</MsgType><UserID><![CDATA[x</xml>", "bad_xml"),
        ("<xml><ToUserName>a</ToUserName><MsgType>event</MsgType></a></xml>", "bad_xml"),
        ("<xml><!DOCTYPE x><ToUserName>a</ToUserName><MsgType>event</MsgType></xml>", "doctype"),
    ],
)
def test_hostile_or_cut_events_are_refused_whole(tmp_path: Path, text: str, code: str) -> None:
    """Cut off inside CDATA, tags that do not match, a document type."""
    with pytest.raises(DataError) as caught:
        read(tmp_path / "log.xml", text)
    assert caught.value.code == code


def test_what_ends_an_event_inside_a_text_ends_nothing(tmp_path: Path) -> None:
    """A code that is called </xml> stays a text."""
    found = read(tmp_path / "log.xml", added("a", "wm1", T0, State="x</xml>y") + added("a", "wm2", T0))
    assert [one.state for one in found] == ["x</xml>y", ""]


def test_an_event_without_a_guide_is_a_reject_and_the_others_count(workspace: Path) -> None:
    """One broken event does not cost the log."""
    outcome = take_events(founded(workspace), [added("", "wm1", T0), added("zhangsan", "wm2", T0)])
    assert (outcome.accepted, outcome.rejected) == (1, 1)


def test_same_second_scans_of_five_customers_and_two_guides_all_count(workspace: Path) -> None:
    """WxJava keyed callbacks on second and guide, and lost customers who scanned together (PR 3002)."""
    log = [added(guide, f"wm{n}", T0) for n in range(5) for guide in ("zhangsan", "lisi")]
    outcome = take_events(founded(workspace), log)
    assert (outcome.accepted, outcome.known) == (10, 0)
    assert len(relations(workspace)) == 10


def test_a_repeated_delivery_counts_once(workspace: Path) -> None:
    """WeCom delivers up to four times: the second file is all known, and nothing moved."""
    founded(workspace)
    log = [added("zhangsan", "wm1", T0), left("zhangsan", "wm1", T0 + DAY)]
    take_events(workspace, [*log, *log])
    before = state_of(workspace)
    again = take_events(workspace, log * 2, "again.xml")
    assert (again.accepted, again.known) == (0, 4)
    assert state_of(workspace) == before
    assert relations(workspace) == [("zhangsan", "wm1", T0, T0 + DAY, "customer")]


def test_an_event_and_an_export_are_one_addition_and_one_touch(new_chain: Callable[[], Path]) -> None:
    """The export says how and since when, the event the code; either may come first."""
    states = []
    for first in ("event", "export"):
        root = founded(new_chain())
        for turn in (first, "export" if first == "event" else "event"):
            if turn == "event":
                take_events(root, [added("zhangsan", "wm1", T0 + 1, State="S001-shelf")])
            else:
                take_contacts(root, [{"id": "wm1", "guide": "zhangsan", "at": T0}])
        states.append(state_of(root))
    assert states[0] == states[1]
    assert states[0]["relations"] == [("zhangsan", "wm1", T0, None, "")]
    assert [row[1:3] for row in states[0]["touches"]] == [(T0 * 1000, "S001-shelf")]


def test_members_who_left_a_group_are_not_reachable_by_it(workspace: Path, cli: Cli) -> None:
    """Joined and left is a stay with an end; the dissolved group ends the others."""
    founded(workspace)
    log = [
        chat("update", T0, UpdateDetail="add_member", JoinScene="3", MemChangeList="wm1,wm2"),
        chat("update", T0 + HOUR, UpdateDetail="del_member", QuitScene="0", MemChangeList="wm1"),
        chat("dismiss", T0 + DAY),
    ]
    take_events(workspace, log)
    assert [(row[1], row[3]) for row in state_of(workspace)["stays"]] == [
        ("wm1", (T0 + HOUR) * 1000),
        ("wm2", (T0 + DAY) * 1000),
    ]
    done = cli("check", "--json", cwd=workspace)
    assert failed_checks(done.rows) == []


def history(seed: int, pairs: int, events: int) -> list[str]:
    """A log in order of time: customers come, confirm, go, come back; the last 500 in one second."""
    draw = random.Random(seed)
    log = []
    for number in range(events - 500):
        guide, who = draw.choice(GUIDES), f"wm{draw.randrange(pairs)}"
        kinds = ["add_external_contact", "add_half_external_contact", "del_follow_user"]
        kinds += ["del_external_contact", "edit_external_contact", "add_external_contact"]
        state = draw.choice(["", "S001-shelf", "S002-door"])
        log.append(event(draw.choice(kinds), guide, who, T0 + number * 97, State=state))
    return log + [added(GUIDES[n % 5], f"rush{n}", T0 + 40 * DAY, State="S001-shelf") for n in range(500)]


def test_callback_replay_of_10000_events(new_chain: Callable[[], Path], cli: Cli) -> None:
    """Duplicated and shuffled, with 500 in one second, the state equals the ordered replay."""
    log = history(seed=4, pairs=400, events=10_000)
    ordered, shuffled = founded(new_chain()), founded(new_chain())
    assert take_events(ordered, log).accepted == 10_000
    told = log + random.Random(5).sample(log, 2_000)
    random.Random(6).shuffle(told)
    first, second = take_events(shuffled, told[:5_000], "a.xml"), take_events(shuffled, told[5_000:], "b.xml")
    assert (first.accepted + second.accepted, first.known + second.known) == (10_000, 2_000)
    assert state_of(shuffled) == state_of(ordered)
    assert sum(who.startswith("rush") for _guide, who, *_rest in relations(ordered)) == 500
    assert ask(ordered, "SELECT count(*) FROM relation_mark") == [(10_000,)]
    assert failed_checks(cli("check", "--json", cwd=shuffled).rows) == []
