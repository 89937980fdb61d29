"""Every verb on every kind of campaign: a JSON line is no back door, and nothing is answered by a fault."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from digitool.cli.entry import run
from digitool.communities import operations
from digitool.communities.requests import VERBS
from digitool.coupons.stocks import create_stock
from digitool.db.connection import connect
from digitool.referral import campaigns
from digitool.referral.campaigns import Offer
from digitool.referral.mechanics.shape import LINKS, ROUNDS, RUNS, mechanics
from digitool.referral.runs import operations as runs
from digitool.words import chinese
from digitool.workspace.desk import Desk
from digitool.workspace.keys import read_key
from tests.coupons.shop import DAY, NOON, TEN
from tests.streams import stdin_with

Outcome = tuple[int, str]
Ask = Callable[..., Outcome]

OFFERS: dict[str, dict[str, Any]] = {
    "group_buy": {"size": 2, "price_fen": 100, "window_ms": DAY},
    "bargain": {"start_fen": 900, "floor_fen": 500, "helpers": 2, "window_ms": DAY},
    "red_packet": {"total_fen": 600, "people": 3, "window_ms": DAY, "seed": "s"},
    "community_round": {"price_fen": 100, "window_ms": DAY, "rate_bp": 1_000, "most_fen": 500},
    "refer_friend": {"reward_fen": 100},
    "share_link": {"rate_bp": 500, "window_ms": DAY},
    "referral_task": {"tiers": [(1, 500)], "window_ms": DAY},
    "group_referral": {"friends": 1, "stock": "GIFT", "window_ms": DAY},
}
OPENED_BY = {"bargain": "referral bargain open", "red_packet": "referral packet send"}
"""A customer's own command to begin a run; where there is none, that of a group."""

PAIRS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"do": "start", "campaign": "K", "customer": "P5"}, "OPEN K --customer P5"),
    ({"do": "start", "campaign": "K", "community": "wrA"}, "community open K wrA"),
    ({"do": "start", "campaign": "K", "community": "wrB"}, "community open K wrB"),
    ({"do": "join", "run": "R", "customer": "P5"}, "referral group join R --customer P5"),
    ({"do": "pay", "run": "R", "customer": "P5", "amount_fen": 100},
     "referral group pay R --customer P5 --amount 1.00"),
    ({"do": "quit", "run": "R", "customer": "P5"}, "referral group quit R --customer P5"),
    ({"do": "return", "run": "R", "customer": "P5"}, "referral group return R --customer P5"),
    ({"do": "return", "run": "R", "customer": "P5"}, "referral bargain return R --customer P5"),
    ({"do": "help", "run": "R", "customer": "P5"}, "referral bargain help R --customer P5"),
    ({"do": "buy", "run": "R", "customer": "P5", "amount_fen": 100},
     "referral bargain buy R --customer P5 --amount 1.00"),
    ({"do": "open", "run": "R", "customer": "P5"}, "referral packet open R --customer P5"),
    ({"do": "order", "run": "R", "customer": "P5", "pieces": 2},
     "community order R --customer P5 --pieces 2"),
    ({"do": "pickup", "run": "R", "code": "AAAA-AAAA-AAAAA"}, "community pickup R AAAA-AAAA-AAAAA"),
    ({"do": "return", "run": "R", "order": "X"}, "community return R X"),
    ({"do": "arrive", "run": "R"}, "community arrive R"),
    ({"do": "settle", "run": "R"}, "community settle R"),
    ({"do": "link", "campaign": "K", "customer": "P5"}, "referral link K --customer P5"),
    ({"do": "link", "campaign": "K", "customer": "P99"}, "referral link K --customer P99"),
    ({"do": "arrive", "link": "0000-0000-00000", "customer": "P5"},
     "referral arrive 0000-0000-00000 --customer P5"),
    ({"do": "settle", "campaign": "K"}, "referral settle K"),
    ({"do": "expire"}, "referral expire"),
)  # fmt: skip
"""A request, and the command of the same room that it must not say more than."""


@pytest.fixture(scope="module")
def street(pristine: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a campaign of every mechanic, a run of each that has runs, and two groups."""
    root = tmp_path_factory.mktemp("ways") / "chain"
    shutil.copytree(pristine, root)
    connection = connect(root / "digitool.db")
    connection.executemany(
        "INSERT INTO identifier (id, ns, scope, value, person) VALUES (?, 1, 0, ?, ?)",
        [(n, f"v{n}", n) for n in range(1, 9)],
    )
    connection.executemany(
        "INSERT INTO group_chat (id, chat, name, owner, status, created_at, batch)"
        " VALUES (?, ?, '', 'g', '0', 0, 0)",
        [(1, "wrA"), (2, "wrB")],
    )
    desk = Desk(connection, NOON, secret_of=lambda: read_key(root / "digitool.key"))
    create_stock(desk.at_counter("", ""), "GIFT", TEN)
    operations.appoint_leader(desk, "wrA", 1)
    for name, terms in OFFERS.items():
        campaigns.open_campaign(desk, Offer(name, name, NOON, NOON + 9 * DAY, terms, "", 6_000))
        if mechanics()[name].GOES_BY == RUNS:
            runs.start_run(desk, name, 1)
    operations.open_round(desk, "community_round", "wrA")
    connection.close()
    return root


@pytest.fixture
def ask(street: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Run a command as a dry run where it writes: its exit code, and the code of its error."""
    monkeypatch.setenv("DIGITOOL_AS_OF", "2026-03-02T12:30:00+08:00")

    def answer(words: str, line: dict[str, Any] | None = None) -> Outcome:
        monkeypatch.setattr(sys, "stdin", stdin_with(json.dumps(line)))
        dry = (
            []
            if words.split()[1] in ("report", "audit", "tree", "runs", "show", "list", "payouts")
            else ["-n"]
        )
        code = run([*shlex.split(words), "-w", str(street), *dry, *([] if line else ["--json"])])
        out, err = capsys.readouterr()
        if line:
            told = json.loads(out)
            return code, "" if told["ok"] else told["error"]["code"]
        return code, json.loads(err.splitlines()[-1])["code"] if code else ""

    return answer


def test_the_walk_knows_every_mechanic_and_every_verb() -> None:
    """A new mechanic or verb has to say here which command it belongs to."""
    assert OFFERS.keys() == mechanics().keys()
    assert {request["do"] for request, _ in PAIRS} == VERBS.keys()
    ways = {mechanic.GOES_BY for mechanic in mechanics().values()}
    assert ways == {LINKS, RUNS, ROUNDS}
    assert all(mechanic.TITLE in chinese() for mechanic in mechanics().values())


@pytest.mark.parametrize("name", OFFERS)
def test_a_line_is_refused_as_its_room_s_own_command_refuses(ask: Ask, name: str) -> None:
    """All verbs on a campaign, or run, of every mechanic: the same code from both, and never a fault."""
    for request, words in PAIRS:
        line = {key: {"K": name, "R": f"{name}-1"}.get(value, value) for key, value in request.items()}
        own = words.replace("OPEN", OPENED_BY.get(name, "referral group open"))
        own = " ".join({"K": name, "R": f"{name}-1"}.get(word, word) for word in own.split())
        code, told = ask("referral run -", line)
        assert (told, code) == (ask(own)[1], 3 if told else 0), (line, own)
        assert told != "bug"


@pytest.mark.parametrize("name", OFFERS)
def test_begun_by_the_command_of_its_own_mechanic_alone(ask: Ask, name: str) -> None:
    """A group's command opens no bargain, and none of them a round or what goes by links."""
    for mechanic, words in {"group_buy": "referral group open", **OPENED_BY}.items():
        code, told = ask(f"{words} {name} --customer P5")
        expected = {LINKS: "by_links", ROUNDS: "by_rounds", RUNS: "other_mechanic"}[mechanics()[name].GOES_BY]
        assert told == ("" if name == mechanic else expected)
        assert code == (0 if name == mechanic else 6)


@pytest.mark.parametrize("name", OFFERS)
@pytest.mark.parametrize("verb", ["settle", "report", "tree", "runs", "pay", "payouts"])
def test_every_verb_answers_for_every_campaign(ask: Ask, name: str, verb: str) -> None:
    """An answer, or a refusal by rule that says what to type: never a fault, never an empty answer to a
    question that has no meaning there.
    """
    links = mechanics()[name].GOES_BY == LINKS
    fits = {"settle": links, "report": links, "tree": links, "runs": not links}.get(verb, True)
    code, told = ask(f"referral {verb} {name}")
    if fits:
        assert (code, told) == (0, "")
    else:
        assert (code, told) == (6, f"by_{mechanics()[name].GOES_BY}")


@pytest.mark.parametrize("verb", ["settle", "report", "tree", "runs", "pay", "payouts"])
def test_no_verb_takes_a_campaign_that_there_is_not(ask: Ask, verb: str) -> None:
    """A mistyped campaign is not found, by every verb."""
    assert ask(f"referral {verb} NONE") == (4, "no_such_campaign")


@pytest.mark.parametrize(
    "line",
    [
        {"do": "start", "campaign": "community_round", "customer": "P5", "community": "wrA"},
        {"do": "settle", "campaign": "refer_friend", "run": "community_round-1"},
        {"do": "join", "run": "group_buy-1", "customer": "P5", "amount_fen": 100},
        {"do": "link", "campaign": "refer_friend", "customer": "P5", "role": "boss"},
        {"do": "order", "run": "community_round-1", "customer": "P5", "pieces": 1.5},
        {"do": "order", "run": "community_round-1", "customer": "P5", "pieces": 40_000_000},
    ],
    ids=json.dumps,
)
def test_fields_that_do_not_belong_together_are_refused(ask: Ask, line: dict[str, Any]) -> None:
    """A field of another verb, or a value that no command takes, is an error of usage."""
    code, told = ask("referral run -", line)
    assert code == 3
    assert told in {"bad_request", "bad_role", "bad_quantity"}
