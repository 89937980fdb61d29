"""The referral and community commands as a manager types them: each mechanic from offer to the books."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Cli, Done
from tests.people import move_in

Do = Callable[..., Done]
NOON = "2026-03-02T12:00:00+08:00"


@pytest.fixture
def street(workspace: Path) -> Path:
    """A workspace with six customers and a customer group."""
    with (workspace / "digitool.toml").open("a", encoding="utf-8") as file:
        file.write('\n[stores.S901]\nname = "North"\n')
    move_in(workspace, 6, chat_of="g")
    return workspace


@pytest.fixture
def do(cli: Cli, street: Path) -> Do:
    """Run ``digitool ... --json`` in the street at noon, or at another time."""

    def run(words: str, *, exit: int = 0, at: str = NOON, stdin: str = "", json: bool = True) -> Done:
        env = {"DIGITOOL_AS_OF": at, "DIGITOOL_ACTOR": "manager"}
        done = cli(*words.split(), *(["--json"] if json else []), cwd=street, env=env, stdin=stdin)
        assert done.exit == exit, done
        return done

    return run


@pytest.fixture(autouse=True)
def clean(do: Do) -> Any:
    """``digitool check`` finds nothing after a test."""
    yield
    assert [row for row in do("check").rows if not row["passed"]] == []


def test_a_group_from_offer_to_a_return(do: Do) -> None:
    """offer, open, pay, join, pay, return: the group succeeds, one order goes back, the run tells it all."""
    do("referral group offer TEA --size 2 --price 39.00")
    do("referral group open TEA --customer P1 --order G-1")
    do("referral group pay TEA-1 --customer P1 --amount 39.00")
    do("referral group join TEA-1 --customer P2")
    row = do("referral group pay TEA-1 --customer P2 --amount 39.00 --key p2").rows[0]
    assert row["state"] == "succeeded"
    assert do("referral group pay TEA-1 --customer P2 --amount 39.00 --key p2").rows[0] == row
    do("referral group return TEA-1 --customer P2")
    full = do("referral group join TEA-1 --customer P3", exit=5).error
    assert full["code"] == "group_succeeded"
    events = [one["event"] for one in do("referral show TEA-1").rows]
    assert events == ["start", "pay", "join", "pay", "return", "now: succeeded"]


def test_a_late_group_fails_by_the_clock(do: Do) -> None:
    """A group past its hours is shown as failed at once, and expire writes the refunds down."""
    do("referral group offer TEA --size 2 --price 39.00 --hours 24")
    do("referral group open TEA --customer P1 --order G-1")
    do("referral group pay TEA-1 --customer P1 --amount 39.00")
    late = "2026-03-03T12:00:01+08:00"
    assert do("referral runs TEA", at=late).rows[0]["state"] == "failed"
    row = do("referral expire", at=late).rows[0]
    assert (row["state"], row["effect"]) == ("failed", "free I1; refund I1 39.00")
    assert do("referral expire", at=late).rows == []


def test_a_bargain_and_a_packet(do: Do) -> None:
    """Helpers bring the price to the floor exactly; a packet's shares come from its budget."""
    do("referral bargain offer POT --price 99.00 --floor 79.00 --helpers 2")
    do("referral bargain open POT --customer P1")
    do("referral bargain help POT-1 --customer P2")
    row = do("referral bargain help POT-1 --customer P3").rows[0]
    assert row["price_fen"] == 7_900
    do("referral bargain buy POT-1 --customer P1 --amount 79.00 --order B-1")
    do("referral packet offer RED --total 8.88 --people 3 --budget 10.00")
    do("referral packet send RED --customer P1")
    do("referral packet send RED --customer P2", exit=6)
    do("referral packet open RED-1 --customer P2")
    do("referral packet open RED-1 --customer P4")
    assert do("referral packet open RED-1 --customer P3").rows[0]["state"] == "empty"


def test_a_friend_brings_a_reward_by_way_of_the_queue(do: Do) -> None:
    """offer, link, arrive, order, settle, approve, pay, report, tree: one friend, one payee, one payment."""
    do("referral friend offer F20 --reward 20.00 --budget 100.00 --return-days 7")
    link = do("referral link F20 --customer P1").rows[0]["link"]
    assert do(f"referral arrive {link} --customer P2").rows[0]["attributed"] is True
    assert do(f"referral arrive {link} --customer P1").rows[0]["reason"] == "self_referral"
    later = "2026-03-02T13:00:00+08:00"
    do("official-store catalogue add A1 --title Tea --price 50.00")
    do("official-store inventory receive A1=5 --at web")
    do("official-store order create A1 --customer P2 --order O1", at=later)
    do("official-store order pay O1", at=later)
    assert do("referral settle", at=later).rows[0]["promised"] == 1
    due = "2026-03-12T13:00:00+08:00"
    assert do("referral settle F20", at=due).rows[0]["approved"] == 1
    assert do("referral pay", at=due).rows[0]["amount_fen"] == 2_000
    report = do("referral report F20", at=due).rows[0]
    assert (report["seeds"], report["invitees"], report["new_customers"], report["cac_fen"]) == (
        1,
        1,
        1,
        2_000,
    )
    dot = do("referral tree F20 --export dot", at=due, json=False).out
    assert '"I1" -> "I2";' in dot
    assert do("referral audit").rows == []


def test_json_lines_run_every_mechanic(do: Do, street: Path) -> None:
    """One line in, one line out; refused lines say why and the exit code is 3."""
    do("referral group offer TEA --size 2 --price 39.00")
    steps = [
        {"do": "start", "campaign": "TEA", "customer": "P1", "order": "G-1"},
        {"do": "pay", "run": "TEA-1", "customer": "P1", "amount_fen": 3_900},
        {"do": "join", "run": "TEA-1", "customer": "P1"},
        {"do": "join", "run": "TEA-1", "customer": "P2", "colour": "red"},
        {"do": "fly"},
    ]
    text = "\n".join(map(json.dumps, steps))
    lines = [
        json.loads(line)
        for line in do("referral run - --key k", stdin=text, exit=3, json=False).out.splitlines()
    ]
    assert [line["ok"] for line in lines] == [True, True, False, False, False]
    assert [line["error"]["code"] for line in lines[2:]] == ["joined_before", "bad_request", "unknown_verb"]
    again = do("referral run - --key k", stdin=text, exit=3, json=False).out.splitlines()
    assert [json.loads(line) for line in again] == lines


def test_a_community_round(do: Do) -> None:
    """appoint, offer, open, order, arrive, pickup, settle: the leader's share of others' kept orders."""
    do("community appoint wrA --customer P1 --store S901")
    do("community offer FRUIT --price 24.90 --percent 10 --hours 48 --return-days 0 --budget 50.00")
    do("community open FRUIT wrA")
    code = do("community order FRUIT-1 --customer P2 --pieces 2").rows[0]["pickup_code"]
    later = "2026-03-05T12:00:00+08:00"
    do(f"community pickup FRUIT-1 {code}", at=later, exit=5)
    do("community arrive FRUIT-1", at=later)
    do(f"community pickup FRUIT-1 {code}", at=later)
    row = do("community settle FRUIT-1", at=later).rows[0]
    assert row["effect"] == "void I1 45.02; commission I1 4.98"
    report = do("community report --last 7d", at="2026-03-06T12:00:00+08:00").rows[0]
    assert (report["orders"], report["gmv_fen"], report["leader_commission_fen"]) == (1, 4_980, 498)


@pytest.mark.parametrize(
    ("words", "exit", "code"),
    [
        ("referral group offer X --size 1 --price 39.00", 2, "bad_terms"),
        ("referral bargain offer X --price 9.00 --floor 9.00 --helpers 3", 2, "bad_terms"),
        ("referral packet offer X --total 0.05 --people 10 --budget 1.00", 2, "bad_terms"),
        ("referral packet offer X --total 500.00 --people 2 --budget 5000.00", 6, "platform_limit"),
        ("referral friend offer X --reward 1.00 --budget 0.00", 2, "no_budget"),
        ("referral group open NONE --customer P1", 4, "no_such_campaign"),
        ("referral show NONE-1", 4, "no_such_run"),
        ("referral approve R99", 4, "no_such_case"),
        ("referral approve x", 2, "bad_case"),
        ("community open FRUIT wrZ", 4, "no_such_campaign"),
    ],
)
def test_bad_input_has_its_own_refusal(do: Do, words: str, exit: int, code: str) -> None:
    """Each mistake has its code, its exit code, a hint, and changes nothing."""
    error = do(words, exit=exit).error
    assert error["code"] == code
    assert error["hint"]
