"""A broadcast from its file to its closing: batches, results, replies, keys, bad input."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.errors import ConflictError, DataError, NotFoundError, RefusedError, UsageError
from digitool.guides.broadcast import operations as broadcasts
from digitool.guides.broadcast.drafting import listed_customers
from digitool.guides.broadcast.message import batch_size, read_message
from digitool.guides.broadcast.requests import batches, request_files
from digitool.guides.broadcast.send_results import Delivery, read_results
from digitool.guides.contact import consents
from digitool.model.days import parse_instant
from tests.conftest import Cli
from tests.guides.hall import Hall, why

ZONE = "Asia/Shanghai"


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    """A hall where zhangsan holds everybody; its books must be clean when a test ends."""
    hall = Hall(tmp_path / "digitool.db")
    hall.hold("zhangsan", *range(1, 21))
    yield hall
    differences = hall.differences()
    hall.close()
    assert differences == []


def wecom(*entries: tuple[str, int], cursor: str = "") -> bytes:
    """An answer of get_groupmsg_send_result: (external_userid, status)."""
    listed = [
        {"external_userid": who, "userid": "zhangsan", "status": status, "send_time": 1772424000}
        for who, status in entries
    ]
    page = {"errcode": 0, "errmsg": "ok", "next_cursor": cursor, "send_list": listed}
    return json.dumps(page).encode()


def deliveries(data: bytes) -> list[Delivery]:
    """What the file says."""
    return read_results(data, "result.json", ZONE).deliveries


def test_life_of_a_broadcast(hall: Hall) -> None:
    """Planned, sent, failed and unanswered add up; WeCom's statuses lead there; closing is for good."""
    plan = hall.record([1, 2, 3, 4])["plan"]
    first = hall.results(plan, deliveries(wecom(("v1", 1), ("v2", 2), ("v3", 3), ("v4", 0), ("vX", 1))))
    assert (first["sent"], first["failed"], first["planned"], first["unknown"]) == (1, 2, 1, 1)
    assert first["state"] == "open"
    assert [row[1:] for row in hall.contacts(2)] == [("failed", "not_a_friend")]
    assert [row[1:] for row in hall.contacts(3)] == [("failed", "cap_reached")]
    last = hall.results(plan, [], close=True)
    assert (last["unanswered"], last["state"]) == (1, "closed")
    late = hall.results(plan, deliveries(wecom(("v4", 1), ("v1", 2))))
    assert (late["sent"], late["failed"], late["updated"]) == (2, 2, 1)  # what was sent stays sent


def test_results_close_a_broadcast_by_themselves(hall: Hall) -> None:
    """When no message is left to send the broadcast is closed, and the same results again change nothing."""
    plan = hall.record([1, 2])["plan"]
    told = deliveries(wecom(("v1", 1), ("v2", 1)))
    assert hall.results(plan, told)["state"] == "closed"
    again = hall.results(plan, told)
    assert (again["sent"], again["updated"]) == (2, 0)
    assert [row["sent"] for row in broadcasts.plan_rows(hall.connection)] == [2]


def test_failed_messages_free_the_cap(hall: Hall) -> None:
    """What was not delivered does not count against a cap, what waits does."""
    hall.policy(most_in_7_days=1)
    plan = hall.record([1, 2, 3])["plan"]
    assert set(why(hall.rows([1, 2, 3])).values()) == {"week_budget"}
    hall.results(plan, deliveries(wecom(("v1", 2), ("v2", 1))))
    assert set(why(hall.rows([1, 2, 3]))) == {"P2", "P3"}


def test_csv_results_with_replies(hall: Hall) -> None:
    """A small CSV by customer does the same, and knows when somebody replied."""
    plan = hall.record([1, 2, 3])["plan"]
    text = (
        "customer,status,sent_at,reply_at\nP1,sent,2026-03-02 13:00:00,2026-03-02 14:00:00\n"
        "v2,失败,,\nI3,unanswered,,\n"
    )
    with pytest.raises(DataError):
        read_results(text.encode(), "r.csv", ZONE)
    row = hall.results(
        plan, read_results(text.replace("失败", "发送失败").encode(), "r.csv", ZONE).deliveries
    )
    assert (row["sent"], row["failed"], row["unanswered"], row["replied"]) == (1, 1, 1, 1)


@pytest.mark.parametrize(
    "data",
    [
        b"{",
        b"[]x",
        b'{"errcode": 41048, "errmsg": "not found"}',
        b'{"errcode": 0, "send_list": [{"external_userid": "a", "status": 9}]}',
        b'{"errcode": 0, "send_list": [{"status": 1}]}',
        b'{"errcode": 0, "send_list": {}}',
        b"a,b\n1,2\n",
        b"customer,status\nP1,maybe\n",
        b"customer,status,sent_at\nP1,sent,yesterday\n",
        b"\xff\xfe\x00",
    ],
)
def test_bad_results_are_refused(data: bytes) -> None:
    """A file that is not what it should be is a data error, never a traceback or a silent nothing."""
    with pytest.raises(DataError):
        read_results(data, "r", ZONE)


def test_another_page_is_noticed() -> None:
    """A page with a next_cursor is not the last one."""
    assert read_results(wecom(("v1", 1), cursor="c"), "r", ZONE).more
    assert not read_results(wecom(("v1", 1)), "r", ZONE).more


def test_recording_twice_is_recording_once(hall: Hall) -> None:
    """The same key gives the first plan back; the same name for the same day is refused."""
    first = hall.record([1, 2], name="Tea", key="k")
    assert hall.record([1, 2], name="Tea", key="k") == first
    with pytest.raises(ConflictError) as error:
        hall.record([1, 2], name="Tea")
    assert error.value.code == "plan_exists"
    assert len(broadcasts.plan_rows(hall.connection)) == 1


def test_nothing_is_recorded_in_quiet_hours(hall: Hall) -> None:
    """A recorded plan is refused at night, and where nobody may be written to."""
    hall.at = parse_instant("2026-03-02 22:30:00")
    with pytest.raises(RefusedError) as night:
        hall.record([1])
    assert night.value.code == "quiet_hours"
    hall.at = parse_instant("2026-03-03 12:00:00")
    hall.word(1, "withdraw")
    with pytest.raises(RefusedError) as nobody:
        hall.record([1])
    assert nobody.value.code == "nobody_to_send"


def test_withdrawal_stops_what_is_planned(hall: Hall) -> None:
    """Whoever refuses is taken out of recorded plans at once, and out of their request files."""
    plan = hall.record([1, 2])
    row = consents.tell_consent(hall.desk(), 1, consents.Word("withdraw"))
    assert (row["stopped"], row["refused"][0]) == (1, "wecom")
    assert hall.contacts(1)[0][1:] == ("failed", "opted_out")
    files = list(request_files(hall.connection, broadcasts.find_plan(hall.connection, 1), hall.at))
    assert json.loads(files[0].text)["external_userid"] == ["v2"]
    assert plan["send"] == 2


def test_consent_of_an_undelivered_message_comes_back(hall: Hall) -> None:
    """A subscribe message that was not delivered gives its consent back, once."""
    hall.word(1, "give", "subscribe")
    plan = hall.record([1], channel="subscribe")["plan"]
    assert consents.consents_left(hall.connection, 1, "subscribe") == 0
    for _ in range(2):
        hall.results(plan, [Delivery("v1", "failed", "refused")])
        assert consents.consents_left(hall.connection, 1, "subscribe") == 1


def test_the_database_refuses_a_consent_that_is_not_there(hall: Hall) -> None:
    """The second wall: no use without a consent, no edit of the ledger, no consent without a basis."""
    use = (
        "INSERT INTO guide_consent (identifier, channel, kind, n, at, day, basis, plan, operation)"
        " VALUES (1, 'subscribe', ?, 1, 1, 1, '', 0, 0)"
    )
    with pytest.raises(sqlite3.IntegrityError):
        hall.connection.execute(use, ("use",))
    with pytest.raises(sqlite3.IntegrityError):
        hall.connection.execute(use, ("give",))
    hall.word(1, "give", "subscribe")
    for statement in (
        "UPDATE guide_consent SET n = 9",
        "DELETE FROM guide_consent",
        "DELETE FROM guide_contact",
    ):
        hall.contact(2)
        with pytest.raises(sqlite3.IntegrityError):
            hall.connection.execute(statement)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        (("give", "subscribe"), "no_basis"),
        (("give", "telex", 1, "x"), "no_such_channel"),
        (("use", "wecom"), "not_counted"),
        (("give", "subscribe", 0, "x"), "bad_times"),
    ],
)
def test_bad_words_are_refused(word: tuple[Any, ...], code: str) -> None:
    """A consent without basis, an unknown channel and a useless count are usage errors."""
    with pytest.raises(UsageError) as error:
        consents.Word(*word)
    assert error.value.code == code


@given(st.integers(0, 60_000), st.integers(1, 12_000))
def test_batches_are_full_and_complete(n: int, size: int) -> None:
    """Batches hold everybody once, none is above the size, and none is needlessly small."""
    found = batches(range(n), size)
    assert [one for batch in found for one in batch] == list(range(n))
    assert len(found) == -(-n // size)
    assert all(len(batch) <= size for batch in found)
    if found:
        assert max(map(len, found)) - min(map(len, found)) <= 1


def test_requests_have_one_sender_and_the_size_of_the_api(tmp_path: Path) -> None:
    """20,001 customers of one guide go in three calls, each naming her as the only sender."""
    hall = Hall(tmp_path / "digitool.db", 20_005)
    hall.hold("a", *range(1, 20_002))
    hall.hold("b", 20_002, 20_003)
    hall.record(range(1, 20_004), text="新茶")
    files = list(request_files(hall.connection, broadcasts.find_plan(hall.connection, 1), hall.at))
    hall.close()
    bodies = [json.loads(one.text) for one in files[:-1]]
    assert [len(one["external_userid"]) for one in bodies] == [6667, 6667, 6667, 2]
    assert [one["sender"] for one in bodies] == ["a", "a", "a", "b"]
    assert bodies[0]["text"] == {"content": "新茶"} and bodies[0]["chat_type"] == "single"
    assert files[-1].text.splitlines()[1] == "B1-0001.json,a,6667"
    assert batch_size("wecom", 20_000) == 10_000


def test_other_channels_have_their_own_files(hall: Hall) -> None:
    """A service account takes a list of openids, a subscription a line each, Moments the guides."""
    hall.word(1, "give", "subscribe")
    shapes = {}
    for channel, customers in (("service_account", 2), ("subscribe", 2), ("moments", 20)):
        number = broadcasts.plan_number(hall.record(range(1, customers + 1), channel=channel)["plan"])
        plan = broadcasts.find_plan(hall.connection, number)
        shapes[channel] = json.loads(next(request_files(hall.connection, plan, hall.at)).text)
    assert shapes["service_account"]["touser"] == ["v1", "v2"]
    assert shapes["subscribe"]["touser"] == "v1"
    assert shapes["moments"]["visible_range"]["sender_list"]["user_list"] == ["zhangsan"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": "茶" * 1334}, "text_too_long"),
        ({"channel": "sms", "text": "new tea"}, "no_opt_out"),
    ],
)
def test_texts_that_the_platform_does_not_take(hall: Hall, changes: dict[str, str], code: str) -> None:
    """A text over 4,000 bytes and a text message without an opt-out are refused with rule and limit."""
    with pytest.raises(RefusedError) as error:
        hall.plan([1], **changes)
    assert error.value.code == code and error.value.values["rule"]


def test_a_promised_stock_must_be_open(hall: Hall) -> None:
    """A message that promises coupons of a stock that does not exist is not planned."""
    with pytest.raises(NotFoundError) as error:
        hall.plan([1], stock="TEN20")
    assert error.value.code == "no_open_stock"


@pytest.mark.parametrize(
    ("tables", "key"),
    [
        ({"channel": "wecom", "text": "a", "customers": "x.csv", "segmnt": "y"}, "segmnt"),
        ({"channel": "wechat", "text": "a", "customers": "x.csv"}, "channel"),
        ({"channel": "wecom", "customers": "x.csv"}, "text"),
        ({"channel": "wecom", "text": " ", "customers": "x.csv"}, "text"),
        ({"channel": "wecom", "text": 7, "customers": "x.csv"}, "text"),
        ({"channel": "wecom", "text": "a"}, "segment"),
        ({"channel": "wecom", "text": "a", "customers": "x.csv", "segment": "y"}, "customers"),
        ({"channel": "wecom", "text": "a", "customers": "x.csv", "send_at": "soon"}, "send_at"),
        ({"channel": "wecom", "text": "a" * 10_001, "customers": "x.csv"}, "text"),
    ],
)
def test_bad_message_files(tables: dict[str, Any], key: str) -> None:
    """A wrong key or value of a message plan is named, with its line."""
    with pytest.raises(UsageError) as error:
        read_message(tables, "", Path("m.toml"), ZONE)
    assert error.value.values["key"] == key


def test_an_empty_text_is_not_called_a_wrong_type() -> None:
    """What is wrong with a message plan is what its error says."""
    with pytest.raises(UsageError) as error:
        read_message({"channel": "wecom", "text": "", "segment": "y"}, "", Path("m.toml"), ZONE)
    assert "text is empty" in str(error.value)


@pytest.mark.parametrize(
    "text", ["", "customer\n", "P1\nnobody\n", "customer\nP1\nP99\n", "P0\n", "P1\n13800138000\n"]
)
def test_bad_lists_of_customers(hall: Hall, tmp_path: Path, text: str) -> None:
    """Ids that cannot be read or do not exist stop the plan, and phones in them are never shown."""
    file = tmp_path / "ids.csv"
    file.write_text(text)
    with pytest.raises(DataError) as error:
        listed_customers(file)(hall.connection)
    assert "13800138000" not in str(error.value)


def test_lists_take_persons_once(hall: Hall, tmp_path: Path) -> None:
    """Two ids of one person are one customer; a heading, blank lines and more columns do not matter."""
    hall.merge(2, 1)
    file = tmp_path / "ids.csv"
    file.write_text("\ufeffcustomer,name\nP1,x\n\nI2,y\np3,z\n", "utf-8")
    assert list(listed_customers(file)(hall.connection)) == [1, 3]


def test_commands_from_plan_to_close(cli: Cli, workspace: Path) -> None:
    """Plan, record with files, take results, close: by JSON and exit codes alone, and safe to repeat."""
    (workspace / "digitool.db").unlink()
    hall = Hall(workspace / "digitool.db")
    hall.hold("zhangsan", 1, 2, 3)
    hall.close()
    (workspace / "ids.csv").write_text("P1\nP2\nP3\nP4\n")
    (workspace / "tea.toml").write_text(
        'name = "Tea"\ncustomers = "ids.csv"\nchannel = "wecom"\ntext = "tea"\n', "utf-8"
    )
    env = {"DIGITOOL_AS_OF": "2026-03-02T12:00:00+08:00"}

    def run(*words: str) -> Any:
        return cli("guide", *words, "--json", cwd=workspace, env=env)

    rows = run("broadcast", "tea.toml").rows
    assert [(row["customer"], row["guide"], row["decision"], row["reason"]) for row in rows] == [
        ("P1", "zhangsan", "send", "only_guide"),
        ("P2", "zhangsan", "send", "only_guide"),
        ("P3", "zhangsan", "send", "only_guide"),
        ("P4", None, "skip", "unreachable"),
    ]
    assert run("plans").rows == []
    assert run("broadcast", "tea.toml", "--requests", "out").exit == 2
    first = run("broadcast", "tea.toml", "--record", "--requests", "out", "--key", "k")
    assert (first.exit, first.rows[0]["send"], first.rows[0]["skipped"]) == (0, 3, {"unreachable": 1})
    assert json.loads((workspace / "out" / "B1-0001.json").read_text())["sender"] == "zhangsan"
    assert (workspace / "out" / "B1-0001.json").stat().st_mode & 0o077 == 0
    again = run("broadcast", "tea.toml", "--record", "--requests", "out", "--key", "k")
    assert (again.exit, again.rows) == (0, first.rows)
    (workspace / "result.json").write_bytes(wecom(("v1", 1), ("v2", 1), ("v3", 3)))
    closed = run("results", "B1", "result.json").rows[0]
    assert (closed["state"], closed["sent"], closed["failed"]) == ("closed", 2, 1)
    assert run("results", "B9", "--close").exit == 4
    assert run("consent", "P1", "withdraw").rows[0]["refused"] == [
        "wecom", "moments", "service_account", "subscribe", "sms",
    ]  # fmt: skip
    by = run("broadcast", "tea.toml", "--by", "reason").rows
    assert {row["reason"]: row["customers"] for row in by if row["decision"] == "skip"} == {
        "opted_out": 1,
        "unreachable": 1,
    }
    for name in ("guide-consents", "guide-broadcasts", "guide-contact-caps"):
        assert cli("check", name, cwd=workspace, env=env).exit == 0
