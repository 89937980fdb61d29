"""What is written for a platform reaches exactly those who were decided on: each writer, played by its
platform.
"""

from __future__ import annotations

import ast
import csv
import json
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import digitool
from digitool.coupons import campaigns
from digitool.coupons.campaigns import Participant, Record
from digitool.db.writing import Work
from digitool.errors import NotFoundError, RefusedError
from digitool.guides.broadcast import operations as broadcasts
from digitool.guides.broadcast.drafting import draft
from digitool.guides.broadcast.message import Message
from digitool.guides.broadcast.requests import File, request_files
from digitool.guides.contact.consents import Word, tell_consent
from digitool.guides.contact.policy import CHANNELS
from digitool.guides.handover import requests as handover_requests
from digitool.guides.handover.states import STATES
from digitool.workspace.desk import Desk
from tests.conftest import Cli
from tests.guides.hall import Hall, audience, why

PEOPLE = range(1, 11)
GUIDES = ("ann", "bea", "cat")
CHINA = "Asia/Shanghai"
WRITERS = {"guides/broadcast/requests.py", "guides/handover/requests.py"}
"""Modules that write request files; each is tried below."""


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """An empty hall of twenty customers."""
    hall = Hall(tmp_path / "digitool.db")
    yield hall
    hall.close()


def test_every_writer_of_requests_is_tried_here() -> None:
    """A new module with request files is played by its platform here, too."""
    package = Path(digitool.__file__).parent
    found = {
        file.relative_to(package).as_posix()
        for file in package.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name == "request_files"
    }
    assert found == WRITERS


def person_of(hall: Hall, identifier: int) -> int:
    """Who an identifier is today."""
    row = hall.connection.execute("SELECT person FROM identifier WHERE id = ?", (identifier,)).fetchone()
    return int(row[0])


def friends(hall: Hall, guide: str) -> set[int]:
    """Identifiers that a guide holds now, confirmed by both sides."""
    rows = hall.connection.execute(
        "SELECT identifier FROM relation WHERE guide = ? AND lost_at IS NULL AND NOT half", (guide,)
    )
    return {row[0] for row in rows}


def delivered(hall: Hall, channel: str, files: Iterable[File]) -> Counter[int]:
    """Messages that persons get when the platform does what the files say."""
    got: Counter[int] = Counter()
    for file in files:
        if file.name.endswith("index.csv"):
            continue
        if channel == "moments":  # a post is seen by every friend of who posts it
            senders = json.loads(file.text)["visible_range"]["sender_list"]["user_list"]
            seen = {person_of(hall, one) for guide in senders for one in friends(hall, guide)}
            got.update(seen)
        elif channel == "wecom":  # goes to those of the list whom the sender holds
            body = json.loads(file.text)
            wanted = {int(one.removeprefix("v")) for one in body["external_userid"]}
            assert wanted <= friends(hall, body["sender"])
            got.update(person_of(hall, one) for one in wanted)
        else:
            got.update(person_of(hall, one) for one in _addressed(channel, file.text))
    return got


def _addressed(channel: str, text: str) -> list[int]:
    if channel == "sms":
        return [int(row["customer"].removeprefix("P")) for row in csv.DictReader(text.splitlines())]
    if channel == "subscribe":
        return [int(json.loads(line)["touser"].removeprefix("v")) for line in text.splitlines()]
    return [int(one.removeprefix("v")) for one in json.loads(text)["touser"]]


def hold_out(hall: Hall, people: Iterable[int]) -> None:
    """Start a campaign that holds some people out."""
    desk = Desk(hall.connection, hall.at)

    def act(work: Work) -> dict[str, Any]:
        day = desk.day()
        one = Record("spring", day, day + 9, hall.at + 10**9, 1_000, campaigns.Costs(0))
        arms = [Participant(who, who, who, "holdout" if who in people else "treated") for who in PEOPLE]
        campaigns.keep_in(work, desk, one, arms)
        return {}

    desk.write("test.start", {}, act)


@st.composite
def chains(draw: st.DrawFn) -> dict[str, Any]:
    """Who holds whom, who refused, who is held out, who is one person, who is staff, and a message."""
    some = st.sets(st.sampled_from(PEOPLE), max_size=3)
    friendship = st.tuples(st.sampled_from(GUIDES), st.sampled_from(PEOPLE))
    return {
        "held": draw(st.lists(friendship, min_size=6, unique=True)),
        "refused": draw(some), "out": draw(some), "staff": draw(some), "written": draw(some),
        "merged": draw(st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)), max_size=2)),
        "to": draw(st.sets(st.sampled_from(PEOPLE), min_size=3)) if draw(st.booleans()) else set(PEOPLE),
        "campaign": draw(st.sampled_from(["", "spring"])),
        "guides": tuple(draw(st.sets(st.sampled_from(GUIDES), max_size=2))),
        "later": draw(some), "added": draw(some), "channel": draw(st.sampled_from(sorted(CHANNELS))),
    }  # fmt: skip


@given(chains())
@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
def test_requests_reach_whom_was_decided_on(chain: dict[str, Any]) -> None:
    """Each channel: the platform, given the files, reaches every SEND and nobody else, or nothing is written.

    Files that are written again later leave out who refused since; a post that somebody else would then see
    is refused.
    """
    with tempfile.TemporaryDirectory() as root:
        known_by = "phone" if chain["channel"] == "sms" else "wx_openid"
        hall = Hall(Path(root) / "digitool.db", len(PEOPLE), known_by=known_by)
        try:
            _play(hall, chain)
        finally:
            hall.close()


def _play(hall: Hall, chain: dict[str, Any]) -> None:
    channel = chain["channel"]
    hall.policy(most_in_7_days=1)
    for guide in GUIDES:
        hall.hold(guide, *[one for name, one in chain["held"] if name == guide])
    for one in PEOPLE:
        if channel in ("sms", "subscribe"):
            hall.word(one, "give", channel, days_ago=9)
    for one in chain["refused"]:
        hall.word(one, "withdraw")
    for one in chain["written"]:
        hall.contact(one, 2)
    for one in chain["staff"]:
        hall.connection.execute("INSERT INTO staff_identifier (identifier) VALUES (?)", (one,))
    hold_out(hall, chain["out"])
    for younger, older in chain["merged"]:
        hall.merge(max(younger, older), person_of(hall, min(younger, older)))
    guides = chain["guides"] if channel in ("wecom", "moments") else ()
    told = {"channel": channel, "campaign": chain["campaign"], "guides": guides}
    message = hall.message(**told, text="tea 拒收请回复R")
    found = draft(hall.connection, message, audience(chain["to"]), hall.settings, hall.at)
    sent = {one.person for one in found.decisions.sendings()}
    try:
        plan, _ = broadcasts.record_broadcast(hall.desk(), message, audience(chain["to"]))
    except RefusedError as error:
        assert error.code == "nobody_to_send" if not sent else error.code == "moments_seen_by_others"
        assert not sent or _onlookers(hall, found.decisions.by_guide(), sent)
        return
    row = broadcasts.find_plan(hall.connection, broadcasts.plan_number(plan["plan"]))
    reached = delivered(hall, channel, request_files(hall.connection, row, hall.at))
    staff = {person_of(hall, one) for one in chain["staff"]}
    assert set(reached) - staff == sent
    assert set(reached.values()) <= {1}
    _later(hall, chain, row, sent)


def _onlookers(hall: Hall, senders: Iterable[str], sent: set[int]) -> set[int]:
    """Friends of the senders, no staff, to whom the message does not go."""
    rows = hall.connection.execute(
        "SELECT i.person FROM staff_identifier AS s JOIN identifier AS i ON i.id = s.identifier"
    )
    staff = {row[0] for row in rows}
    seen = {person_of(hall, one) for guide in senders for one in friends(hall, guide)}
    return seen - sent - staff


def _later(hall: Hall, chain: dict[str, Any], row: sqlite3.Row, sent: set[int]) -> None:
    """Some refuse, by their own word or by a list, and guides add others; the files are written again."""
    hall.at += 60_000
    channel, refused = chain["channel"], set()
    for number, one in enumerate(sorted(chain["later"])):
        refused.add(person_of(hall, one))
        if number % 2:
            tell_consent(hall.desk(), person_of(hall, one), Word("withdraw"))
        else:
            hall.connection.execute(
                "INSERT INTO membership (identifier, at, member, consent, store, batch, line)"
                " VALUES (?, ?, 1, 0, 0, 1, 1)",
                (one, hall.at),
            )
    for one in chain["added"]:
        if one not in friends(hall, "ann"):
            hall.hold("ann", one, at=hall.at)
    rows = hall.connection.execute(
        "SELECT DISTINCT guide FROM guide_contact WHERE plan > 0 AND state = 'planned'"
    )
    senders = [one[0] for one in rows]
    try:
        reached = delivered(hall, channel, request_files(hall.connection, row, hall.at))
    except RefusedError as error:
        assert (error.code, channel) == ("moments_seen_since", "moments")
        assert _onlookers(hall, senders, sent - refused)
        return
    staff = {person_of(hall, one) for one in chain["staff"]}
    assert set(reached) - staff == sent - refused


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["friend", "group", "binding"]), st.integers(1, 10), st.sampled_from(GUIDES),
            st.sampled_from(sorted(STATES)),
        ),
        max_size=12, unique_by=lambda one: one[:2],
    ),
    st.sampled_from(["on_job", "resigned"]),
)  # fmt: skip
@settings(max_examples=20)
def test_handover_requests_ask_for_what_is_open(items: list[tuple[str, int, str, str]], kind: str) -> None:
    """Of a handover the files ask for every friend and group that is planned or requested, from and to
    whom.
    """
    with tempfile.TemporaryDirectory() as root:
        hall = Hall(Path(root) / "digitool.db", 10)
        run = hall.connection.execute
        run("INSERT INTO guide_handover (id, guide, kind, at, cut_over, customers, message, operation)"
            " VALUES (1, 'zoe', ?, ?, ?, 0, '', 1)", (kind, hall.at, hall.at))  # fmt: skip
        for number in range(1, 11):
            run("INSERT INTO group_chat (id, chat, name, owner, status, created_at, batch)"
                " VALUES (?, ?, '', 'zoe', '', 0, 1)", (number, f"g{number}"))  # fmt: skip
        for what, subject, to, state in items:
            run("INSERT INTO guide_handover_item (handover, what, subject, to_guide, state, reason, rule, at,"
                " code) VALUES (1, ?, ?, ?, ?, '', '', 0, '')", (what, subject, to, state))  # fmt: skip
        files = handover_requests.request_files(hall.connection, 1, hall.at, CHINA)
        asked = []
        for body in (json.loads(one.text) for one in files if one.name.endswith(".json")):
            to = body.get("takeover_userid", body.get("new_owner"))
            asked += [("friend", int(one.removeprefix("v")), to) for one in body.get("external_userid", ())]
            asked += [("group", int(one.removeprefix("g")), to) for one in body.get("chat_id_list", ())]
            assert body.get("handover_userid", "zoe") == "zoe"
        hall.close()
    wanted = [one[:3] for one in items if one[0] != "binding" and one[3] in ("planned", "requested")]
    assert sorted(asked) == sorted(wanted)


def test_a_post_that_others_would_see_is_refused_with_a_way_on(hall: Hall) -> None:
    """One opted-out friend stops the post, by number and reason; without her guide, or by WeCom, it goes."""
    hall.hold("ann", *range(1, 9))
    hall.hold("bea", *range(9, 13))
    hall.word(3, "withdraw")
    with pytest.raises(RefusedError) as error:
        hall.record(range(1, 13), channel="moments")
    assert (error.value.code, error.value.exit) == ("moments_seen_by_others", 6)
    assert error.value.values["reasons"] == "opted_out 1"
    assert (error.value.values["clear"], error.value.values["guides"]) == ("bea", "ann 1")
    assert hall.record(range(1, 13), channel="moments", guides=("bea",))["send"] == 4
    assert hall.record(range(1, 9), channel="wecom")["send"] == 7


def test_friends_outside_the_list_see_a_post_too(hall: Hall) -> None:
    """A post for some of a guide's customers is seen by all: it is refused, and the plan says by how many."""
    hall.hold("ann", *range(1, 9))
    found = hall.plan(range(1, 5), channel="moments").onlookers
    assert (found.people, dict(found.reasons), dict(found.guides)) == (4, {"not_asked": 4}, {"ann": 4})
    with pytest.raises(RefusedError) as error:
        hall.record(range(1, 5), channel="moments")
    assert "guides = " not in error.value.hint  # no guide is clear
    hall.word(7, "complaint")
    assert dict(hall.plan(range(1, 5), channel="moments").onlookers.reasons) == {
        "not_asked": 3,
        "complaint": 1,
    }


def test_only_named_guides_send(hall: Hall) -> None:
    """With guides in the file nobody else writes, and nobody writes to another guide's own customer."""
    hall.hold("ann", 1, 2, 3)
    hall.hold("bea", 3, 4)
    hall.bind("ann", 3)
    rows = hall.rows([1, 2, 3, 4], guides=("bea",))
    assert {row["customer"]: row["guide"] for row in rows if row["decision"] == "send"} == {"P4": "bea"}
    assert why(rows) == {"P1": "unreachable", "P2": "unreachable", "P3": "unreachable"}
    hall.leaves("cat", 0)
    with pytest.raises(NotFoundError) as error:
        hall.plan([1], guides=("ct",))
    assert error.value.code == "no_such_guide"


def test_the_command_refuses_and_says_so_before(workspace: Path, cli: Cli) -> None:
    """A dry plan of a post tells how many others would see it; --record exits with 6 and leaves no plan."""
    hall = Hall.__new__(Hall)
    Hall.__init__(hall, workspace / "hall.db")
    hall.hold("ann", *range(1, 5))
    hall.close()
    (workspace / "hall.db").replace(workspace / "digitool.db")
    (workspace / "ids.csv").write_text("P1\nP2\n", "utf-8")
    (workspace / "post.toml").write_text(
        'channel = "moments"\ntext = "tea"\ncustomers = "ids.csv"\n', "utf-8"
    )
    when = {"DIGITOOL_AS_OF": "2026-03-02T12:00:00+08:00"}
    seen = cli("guide", "broadcast", "post.toml", "--json", cwd=workspace, env=when)
    assert seen.exit == 0 and seen.json["meta"]["seen_by_others"] == {"not_asked": 2}, seen.err
    done = cli("guide", "broadcast", "post.toml", "--record", "--json", cwd=workspace, env=when)
    assert (done.exit, done.error["code"]) == (6, "moments_seen_by_others"), done.err
    assert done.error["message"].startswith("2 customers")
    assert cli("guide", "plans", "--json", cwd=workspace, env=when).rows == []


def test_messages_know_their_guides_from_the_file() -> None:
    """The key guides is a list of names."""
    from digitool.guides.broadcast.message import read_message

    tables = {"channel": "moments", "text": "a", "segment": "x", "guides": ["ann", "bea"]}
    found: Message = read_message(tables, "", Path("m.toml"), CHINA)
    assert found.guides == ("ann", "bea")
