"""Handovers recorded, refused, written as requests, cancelled; each rule with its source."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from digitool import rules
from digitool.db.connection import connect
from digitool.errors import ConflictError, DigitoolError, NotFoundError, RefusedError, UsageError
from digitool.guides.codes import CodeDraft
from digitool.guides.codes import add as put_up
from digitool.guides.handover import operations as handing_over
from digitool.guides.handover.carried import carried
from digitool.guides.handover.requests import mark_requested, request_files
from digitool.model.days import DAY_MS, HOUR_MS, parse_instant
from digitool.workspace.desk import Desk
from digitool.workspace.locate import find_workspace
from tests.guides.leaving import (
    AT,
    GONE,
    TAKEN,
    answer,
    chain,
    group,
    hand_over,
    leave,
    result,
    serving,
    states,
    take,
    who,
)
from tests.guides.people import T0, added, event, left, take_contacts, take_events
from tests.ingest.chain import ask, failed_checks

from ..conftest import Cli

CHINA = "Asia/Shanghai"


def refused(kind: type[DigitoolError], call: Callable[[], Any]) -> DigitoolError:
    """The error of a call that must fail."""
    with pytest.raises(kind) as caught:
        call()
    return caught.value


def files(root: Path, handover: int = 1, at: int = AT) -> dict[str, Any]:
    """The request files by name, JSON read."""
    with closing(sqlite3.connect(root / "digitool.db")) as connection:
        connection.row_factory = sqlite3.Row
        found = request_files(connection, handover, at, CHINA)
    return {one.name: json.loads(one.text) if one.name.endswith("json") else one.text for one in found}


def index(told: dict[str, Any], handover: int = 1) -> list[dict[str, str]]:
    """The lines of the index."""
    return list(csv.DictReader(told[f"H{handover}-index.csv"].splitlines()))


def requested(root: Path, handover: int = 1, at: int = AT) -> None:
    """Keep that the requests were written."""
    mark_requested(Desk(root / "digitool.db", at), f"H{handover}")


def cancel(root: Path, handover: int = 1, at: int = AT) -> dict[str, Any]:
    """Take back what was not sent."""
    return handing_over.cancel(Desk(root / "digitool.db", at), f"H{handover}")


def test_a_plan_changes_nobodys_hands(workspace: Path) -> None:
    """Recording moves no binding and no friendship: only answers do."""
    root = chain(workspace, 4)
    before = serving(root, TAKEN)
    row, _draft = hand_over(root, kind="on_job", to=("lisi",))
    assert (row["handover"], row["customers"], row["friends"], row["not_moved"]) == ("H1", 4, 4, {})
    assert set(states(root).values()) == {("planned", "")}
    assert serving(root, TAKEN) == before == {who(n): ["zhangsan"] for n in range(1, 5)}


def test_the_same_key_is_the_same_handover(workspace: Path) -> None:
    """A replay gives the first result; the key with another receiver is refused; nothing is doubled."""
    root = chain(workspace, 3)
    first, _ = hand_over(root, kind="on_job", to=("lisi",), key="k")
    again, found = hand_over(root, kind="on_job", to=("lisi",), key="k")
    assert again == first and found is None
    refused(ConflictError, lambda: hand_over(root, kind="on_job", to=("wangwu",), key="k"))
    assert ask(root, "SELECT count(*) FROM guide_handover") == [(1,)]


def test_a_dry_run_keeps_nothing(workspace: Path) -> None:
    """It shows every customer and leaves no trace."""
    root = chain(workspace, 3)
    _row, found = hand_over(root, kind="on_job", to=("lisi",), dry_run=True)
    assert found is not None and [one.to for one in found.items] == ["lisi"] * 3
    assert ask(root, "SELECT count(*) FROM guide_handover") == [(0,)]


def test_nobody_is_in_two_handovers(workspace: Path) -> None:
    """While one is open a second finds nobody, whatever guide it is of; the database forbids it, too."""
    root = chain(workspace, 2)
    take_events(root, [added("wangwu", who(1), T0 + 50)], "second.xml")
    hand_over(root, kind="on_job", to=("lisi",))
    caught = refused(RefusedError, lambda: hand_over(root, kind="on_job", to=("qianqi",)))
    assert caught.code == "nothing_to_hand_over" and caught.values["reason"] == "in_handover"
    _row, found = hand_over(root, guide="wangwu", kind="on_job", to=("qianqi",), dry_run=True)
    assert found is not None and [one.reason for one in found.items] == ["in_handover"]
    with closing(sqlite3.connect(root / "digitool.db")) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute(
            "INSERT INTO guide_handover_item SELECT 2, what, subject, 'qianqi', state, reason, rule, at,"
            " code, asked_at, taken_at FROM guide_handover_item"
        )


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"guide": "zhangsam", "kind": "on_job"}, "no_guide"),
        ({"kind": "on_job", "to": ("lisy",)}, "no_guide"),
    ],
)
def test_an_unknown_guide_is_answered_with_the_nearest(
    workspace: Path, asked: dict[str, Any], code: str
) -> None:
    """A slip in the giver's or a receiver's name is not found, and the name that was meant is offered."""
    root = chain(workspace, 1)
    caught = refused(NotFoundError, lambda: hand_over(root, **asked))
    assert caught.code == code and caught.values["near"] in ("zhangsan", "lisi")


def test_a_receiver_must_be_somebody_else_at_work(workspace: Path) -> None:
    """Not the giver, not who has left by the cut-over, not who begins later."""
    root = chain(workspace, 1)
    leave(root, "2026-03-27", "lisi")
    text = (root / "digitool.toml").read_text("utf-8")
    (root / "digitool.toml").write_text(
        text.replace("[guides.wangwu]\n", "[guides.wangwu]\njoined = 2026-04-20\n"), "utf-8"
    )
    for to, code in (
        ("zhangsan", "same_guide"),
        ("lisi", "receiver_left"),
        ("wangwu", "receiver_not_started"),
    ):
        caught = refused(
            RefusedError, lambda to=to: hand_over(root, kind="on_job", to=(to,), cut_over=AT + 3 * DAY_MS)
        )
        assert caught.code == code
    _row, found = hand_over(root, kind="on_job", dry_run=True)
    assert found is not None and found.items[0].to in ("qianqi", "zhaoliu")


def test_receivers_without_room_are_refused_with_the_rule(workspace: Path) -> None:
    """The limit, what they hold, the rule and its source are told; other handovers' promises take room."""
    root = chain(workspace, 3)
    text = (root / "digitool.toml").read_text("utf-8")
    (root / "digitool.toml").write_text(
        text.replace("[guides.lisi]\n", "[guides.lisi]\ncapacity = 2\n"), "utf-8"
    )
    row, _ = hand_over(root, kind="on_job", to=("lisi",))
    assert (row["friends"], row["not_moved"]) == (2, {"no_room": 1})
    take_events(root, [added("wangwu", who(9), T0 + 50)], "more.xml")
    caught = refused(RefusedError, lambda: hand_over(root, guide="wangwu", kind="on_job", to=("lisi",)))
    assert caught.code == "no_capacity" and caught.values["rule"] == "handover.capacity"
    assert (caught.values["observed"], caught.values["limit"]) == (2, 2) and caught.values["source"]


def test_leaving_or_moving_must_be_said(workspace: Path) -> None:
    """Two interfaces: without a word, and without a leave date on the roster, nothing is guessed."""
    root = chain(workspace, 1)
    assert refused(UsageError, lambda: hand_over(root)).code == "leaves_or_moves"
    assert refused(UsageError, lambda: hand_over(root, kind="resigned")).code == "when_does_she_leave"
    unsaid = refused(UsageError, lambda: hand_over(root, kind="resigned", cut_over=GONE))
    assert unsaid.code == "not_leaving" and unsaid.values["day"] == "2026-03-28"
    leave(root)
    assert refused(UsageError, lambda: hand_over(root, cut_over=GONE - 1)).code == "leaves_later"
    late = refused(RefusedError, lambda: hand_over(root, kind="on_job", cut_over=GONE + 1))
    assert (late.code, late.values["rule"]) == ("has_left", "handover.on_job")
    row, _ = hand_over(root)
    assert (row["kind"], row["cut_over"]) == ("resigned", GONE)


def test_a_handover_does_not_reach_into_the_past(workspace: Path) -> None:
    """A cut-over before now is refused; of who has long left it is now: what nobody served stays so."""
    root = chain(workspace, 2, leaves=True)
    past = refused(RefusedError, lambda: hand_over(root, cut_over=AT - 1))
    assert past.code == "cut_over_past"
    row, _ = hand_over(root, at=GONE + DAY_MS)
    assert row["cut_over"] == GONE + DAY_MS


def test_a_message_goes_to_customers_of_who_stays_and_is_short(workspace: Path) -> None:
    """200 characters on the job, none for who has left; the error names rule, limit and source."""
    root = chain(workspace, 1, leaves=True)
    long = refused(RefusedError, lambda: hand_over(root, kind="on_job", message="好" * 201))
    assert (long.values["observed"], long.values["limit"], long.values["rule"]) == (
        201,
        200,
        "handover.on_job",
    )
    none = refused(RefusedError, lambda: hand_over(root, message="您好"))
    assert none.code == "no_message" and "--moves" in str(none.hint)
    hand_over(root, kind="on_job", message="好" * 200)
    assert files(root)["H1-0001.json"]["transfer_success_msg"] == "好" * 200


def test_two_transfers_in_90_days_and_no_third(workspace: Path) -> None:
    """The third on-job transfer of a customer is refused with rule and source; on day 91 it is free again."""
    root = chain(workspace, 2)
    for number, (giver, receiver) in enumerate((("zhangsan", "lisi"), ("lisi", "wangwu"))):
        hand_over(root, at=AT + number * HOUR_MS, guide=giver, kind="on_job", to=(receiver,))
        result(root, {who(1): 1}, AT + number * HOUR_MS + 1000)
    moment = TAKEN + 3 * DAY_MS
    third: dict[str, Any] = {"guide": "wangwu", "kind": "on_job", "to": ("qianqi",)}
    caught = refused(RefusedError, lambda: hand_over(root, at=moment, **third))
    assert (caught.values["reason"], caught.values["rule"]) == ("too_often", "handover.on_job")
    assert caught.values["source"] == rules.at("handover.on_job", 20_000).source
    _row, found = hand_over(root, at=moment, dry_run=True, **third)
    assert found is not None and [(one.state, one.rule) for one in found.items] == [
        ("limit_reached", "handover.on_job")
    ]
    last = parse_instant("2026-06-23 23:59:59")  # the 90th day, the transfers' own day counted
    refused(RefusedError, lambda: hand_over(root, at=last, **third))
    hand_over(root, at=last + 1000, **third)


def test_transfers_that_only_wecom_tells_of_count_too(workspace: Path) -> None:
    """Transfers of guides at work that only callbacks show are counted; of one who had left they are not."""
    root = chain(workspace, 1)
    hops = (("zhangsan", "lisi"), ("lisi", "wangwu"))
    events = []
    for number, (giver, receiver) in enumerate(hops, 1):
        at = T0 + number * 86_400
        events.append(event("del_external_contact", giver, who(1), at, Source="DELETE_BY_TRANSFER"))
        events.append(added(receiver, who(1), at + 1))
    take_events(root, events, "hops.xml")
    third: dict[str, Any] = {"guide": "wangwu", "kind": "on_job", "to": ("qianqi",), "dry_run": True}
    _row, found = hand_over(root, **third)
    assert found is not None and found.items[0].reason == "too_often"
    leave(root, "2026-03-01")
    _row, found = hand_over(root, **third)
    assert found is not None and found.items[0].state == "planned"


def test_who_left_over_a_year_ago_can_hand_over_nobody(workspace: Path) -> None:
    """The platform's year is over: expired, with the rule."""
    root = chain(workspace, 1)
    leave(root, "2025-03-01")
    caught = refused(RefusedError, lambda: hand_over(root))
    assert (caught.values["reason"], caught.values["rule"]) == ("left_too_long_ago", "handover.resigned")
    _row, found = hand_over(root, dry_run=True)
    assert found is not None and found.items[0].state == "expired"


def test_staff_and_unconfirmed_customers_stay(workspace: Path) -> None:
    """A colleague among the friends, and a customer whom the guide never confirmed, are not transferred."""
    root = chain(workspace, 1, more='\n[staff]\nexternal_userids = ["wmStaff"]\n')
    take_events(
        root,
        [added("zhangsan", "wmStaff", T0), event("add_half_external_contact", "zhangsan", "wmHalf", T0)],
        "odd.xml",
    )
    row, _ = hand_over(root, kind="on_job", to=("lisi",))
    assert row["not_moved"] == {"not_confirmed": 1, "staff": 1}
    assert states(root) == {who(1): ("planned", ""), "wmStaff": ("stays", ""), "wmHalf": ("stays", "")}


def test_a_customer_who_is_no_friend_moves_by_decision(workspace: Path) -> None:
    """Where a binding outlives the friendship, it moves at the cut-over without asking the platform."""
    root = chain(workspace, 2, more="\n[binding]\nends_when_lost = false\n")
    take_events(root, [left("zhangsan", who(1), T0 + 999)], "gone.xml")
    row, _ = hand_over(root, kind="on_job", to=("lisi",), cut_over=GONE)
    assert (row["friends"], row["bindings"]) == (1, 1)
    assert states(root)[who(1)][0] == "done"
    assert serving(root, GONE - 1)[who(1)] == ["zhangsan"]
    assert serving(root, GONE)[who(1)] == ["lisi"]


def test_requests_are_of_100_even_batches_and_say_when(workspace: Path) -> None:
    """250 customers are three calls; on the job they are sent a day before the cut-over."""
    root = chain(workspace, 250)
    hand_over(root, kind="on_job", to=("lisi",), cut_over=GONE)
    told = files(root)
    calls = [one for one in index(told) if one["call"] == "externalcontact/transfer_customer"]
    assert [int(one["count"]) for one in calls] == [83, 83, 84]
    assert {one["send_on"] for one in calls} == {"2026-03-27"}
    asked = [value for one in calls for value in told[one["file"]]["external_userid"]]
    assert sorted(asked) == [who(n) for n in range(1, 251)]
    assert told["H1-0001.json"]["handover_userid"] == "zhangsan"
    assert "transfer_success_msg" not in told["H1-0001.json"]
    requested(root)
    assert {state for state, _code in states(root).values()} == {"requested"}
    assert files(root) == told


def test_groups_go_300_a_day_and_twice_in_90_days(workspace: Path) -> None:
    """650 groups of one owner are three days of calls of at most 100; done when a group shows its owner."""
    root = chain(workspace, 1)
    with closing(sqlite3.connect(root / "digitool.db")) as connection, connection:
        connection.executemany(
            "INSERT INTO group_chat (chat, name, owner, status, created_at, batch) VALUES (?, '', 'zhangsan',"
            " '', 0, 1)",
            [(f"wr{n:04d}",) for n in range(650)],
        )
    hand_over(root, kind="on_job", to=("lisi", "qianqi"))
    lines = [one for one in index(files(root)) if "groupchat" in one["call"]]
    assert {one["call"] for one in lines} == {"externalcontact/groupchat/onjob_transfer"}
    per_day: dict[str, int] = {}
    for one in lines:
        assert int(one["count"]) <= 100
        per_day[one["send_on"]] = per_day.get(one["send_on"], 0) + int(one["count"])
    assert list(per_day.values()) == [300, 300, 50]
    group(root, "wr0000", "qianqi", at=T0 + 1)  # the plan says lisi: this is no proof of it
    group(root, "wr0001", "qianqi", at=T0 + 1)
    assert states(root)["wr0000"][0] == "planned" and states(root)["wr0001"][0] == "done"


def test_groups_that_failed_keep_their_own_code(workspace: Path) -> None:
    """failed_chat_list ends only the groups that it names; an empty one ends none."""
    root = chain(workspace, 1)
    group(root, "wrA", "zhangsan")
    group(root, "wrB", "zhangsan")
    hand_over(root, kind="on_job", to=("lisi",))
    take(root, {"errcode": 0, "failed_chat_list": []})
    assert states(root)["wrA"] == states(root)["wrB"] == ("planned", "")
    take(root, {"errcode": 0, "failed_chat_list": [{"chat_id": "wrA", "errcode": 90502, "errmsg": "x"}]})
    assert states(root)["wrA"] == ("failed", "90502") and states(root)["wrB"] == ("planned", "")


def test_cancelling_takes_back_only_what_the_platform_has_not(workspace: Path) -> None:
    """Planned and requested are cancelled, waiting goes on; a result that comes nevertheless counts."""
    root = chain(workspace, 3)
    hand_over(root, kind="on_job", to=("lisi",))
    answer(root, {who(1): 0})
    assert cancel(root)["cancelled"] == 2
    assert [state for state, _ in (states(root)[who(n)] for n in (1, 2, 3))] == [
        "waiting", "cancelled", "cancelled",
    ]  # fmt: skip
    result(root, {who(2): 1})
    assert states(root)[who(2)][0] == "done" and serving(root, TAKEN)[who(2)] == ["lisi"]
    hand_over(root, at=TAKEN + DAY_MS, kind="on_job", to=("qianqi",))
    assert set(states(root, 2)) == {who(1), who(3)} and states(root, 2)[who(1)][0] == "stays"


def test_the_database_knows_the_steps(workspace: Path) -> None:
    """Nothing leaves done, entries are not rewritten, and no line is ever deleted."""
    root = chain(workspace, 1)
    hand_over(root, kind="on_job", to=("lisi",))
    result(root, {who(1): 1})
    with closing(sqlite3.connect(root / "digitool.db")) as connection:
        for statement in (
            "UPDATE guide_handover_item SET state = 'waiting'",
            "UPDATE guide_handover_item SET to_guide = 'wangwu'",
            "DELETE FROM guide_handover_item",
            "UPDATE guide_handover SET cut_over = 0",
            "DELETE FROM guide_handover",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(statement)


def test_commands_refuse_with_hints_and_codes(workspace: Path, cli: Cli) -> None:
    """Exit codes 2, 4 and 6, each with what to do next."""
    root = chain(workspace, 1)
    flags = ("-w", root, "--json", "--as-of", "2026-03-26T10:00:00+08:00")
    unknown = cli("guide", "handover", "zhangsam", "--moves", *flags)
    assert unknown.exit == 4 and "zhangsan" in unknown.error["hint"]
    both = cli("guide", "handover", "zhangsan", "--moves", "--leaves", *flags)
    assert (both.exit, both.error["code"]) == (2, "leaves_and_moves")
    herself = cli("guide", "handover", "zhangsan", "--moves", "--to", "zhangsan", *flags)
    assert (herself.exit, herself.error["code"]) == (6, "same_guide")
    when = cli("guide", "handover", "zhangsan", "--moves", "--cut-over", "soon", *flags)
    assert (when.exit, when.error["code"]) == (2, "bad_cut_over")
    missing = cli("guide", "handovers", "H9", *flags)
    assert (missing.exit, missing.error["code"]) == (4, "no_such_handover")
    assert failed_checks(cli("check", *flags[:3]).rows) == []


def test_what_hangs_on_a_customer_is_counted(workspace: Path) -> None:
    """Tags go with the customer; live codes wait for a hand; what cannot be counted is unknown, not zero."""
    root = chain(workspace, 2)
    told = {"id": who(1), "guide": "zhangsan", "at": T0 + 1, "tags": ["etTea", "etMilk"]}
    take_contacts(root, [told])
    workspace_found = find_workspace(root, {})
    draft = CodeDraft("S001-till", ("zhangsan",), (), "S001", "till")
    put_up(Desk(workspace_found.database, AT, workspace_found.settings), draft)
    _row, found = hand_over(root, kind="on_job", to=("lisi",), cut_over=GONE, dry_run=True)
    assert found is not None
    with closing(connect(root / "digitool.db")) as connection:
        lines = {one["what"]: one for one in carried(connection, workspace_found.settings, found, AT)}
    counts = {name: one["count"] for name, one in lines.items()}
    assert counts == {
        "friendships": 2, "bindings": 2, "groups": 0, "corp_tags": 2, "personal_tags": 0,
        "names_and_phones": None, "tasks": 0, "coupons": 0, "messages": 0, "live_codes": 1,
        "orders_before": 0, "orders_after": None,
    }  # fmt: skip
    assert lines["corp_tags"]["decision"] == "follows" and lines["live_codes"]["decision"] == "by_hand"
    assert {one["when"] for one in lines.values()} == {None, GONE}


def test_what_hangs_on_another_id_of_the_customer_is_counted_too(workspace: Path) -> None:
    """A snooze of her openid, like her coupons and orders, goes with the person, not with the friendship."""
    root = chain(workspace, 1)
    _row, found = hand_over(root, kind="on_job", to=("lisi",), cut_over=GONE, dry_run=True)
    assert found is not None
    person, settings = found.items[0].person, find_workspace(root, {}).settings
    with closing(connect(root / "digitool.db")) as connection:
        connection.execute(
            "INSERT INTO identifier (id, ns, scope, value, mask, person)"
            " SELECT 999, ns, scope, 'other', 'o*', person FROM identifier WHERE id = ?",
            (person,),
        )
        connection.execute(
            "INSERT INTO guide_todo (identifier, guide, reason, state, at, day, until, operation)"
            " VALUES (999, 'zhangsan', 'birthday', 'snoozed', 0, 0, 99999, 1)"
        )
        lines = {one["what"]: one["count"] for one in carried(connection, settings, found, AT)}
    assert lines["tasks"] == 1
