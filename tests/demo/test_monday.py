"""Monday's work of a manager on the demo chain, from the terminal, in both languages."""

from __future__ import annotations

import pytest

from tests.conftest import Cli
from tests.demo.conftest import Town

GUIDES = [f"G{number:03d}" for number in range(1, 10)]

LANGUAGES = pytest.mark.parametrize("language", ["en", "zh"])

QUESTIONS = {
    "lost": ("guide", "lost", "--last", "1w"),
    "untagged": ("guide", "untagged"),
    "todo": ("guide", "todo"),
    "handover": ("guide", "handover", "G009", "--dry-run"),
    "rank": ("guide", "rank", "--last", "4w"),
    "commission": ("guide", "commission", "preview", "--last", "30d"),
    "store": ("official-store", "report"),
    "coupons": ("coupon", "report"),
    "referral": ("referral", "report"),
    "audit": ("referral", "audit"),
    "community": ("community", "report"),
}


@LANGUAGES
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_has_an_answer(question: str, language: str, town: Town, cli: Cli) -> None:
    """Exit 0 with rows, on a screen and for a machine."""
    asked = (*QUESTIONS[question], *town.monday, "--lang", language, "-w", town.root)
    shown = cli(*asked)
    assert shown.exit == 0, shown.err
    assert len(shown.out.splitlines()) > 1
    assert cli(*asked, "--json").rows


@pytest.mark.parametrize("guide", GUIDES)
def test_every_guide_has_a_list_for_today(guide: str, town: Town, cli: Cli) -> None:
    """Each of the nine has customers to contact, with a reason; nobody stands on two lists."""
    rows = cli("guide", "todo", guide, "--json", *town.monday, "-w", town.root).rows
    assert rows
    assert {row["guide"] for row in rows} == {guide}
    assert all(row["reason"] for row in rows)


def test_no_customer_is_on_two_lists(town: Town, cli: Cli) -> None:
    """The lists of all guides together name every customer once."""
    rows = cli("guide", "todo", "--limit", "0", "--json", *town.monday, "-w", town.root).rows
    customers = [row["customer"] for row in rows]
    assert len(customers) == len(set(customers)) > 0


def test_a_guide_leaves_on_friday(town: Town, cli: Cli) -> None:
    """G009's customers are all in the plan, each to somebody else, and planning changes nothing."""
    held = cli("guide", "relations", "G009", "--status", "active", "--limit", "0", "--json", *town.monday,
               "-w", town.root).rows  # fmt: skip
    rows = cli("guide", "handover", "G009", "--dry-run", "--limit", "0", "--json", *town.monday,
               "-w", town.root).rows  # fmt: skip
    planned = {row["customer"] for row in rows}
    assert {row["customer"] for row in held} <= planned
    assert all(row["from"] == "G009" != row["to"] for row in rows)
    again = cli("guide", "relations", "G009", "--status", "active", "--limit", "0", "--json", *town.monday,
                "-w", town.root).rows  # fmt: skip
    assert again == held


@LANGUAGES
def test_a_commission_with_a_refund_is_explained(language: str, town: Town, cli: Cli) -> None:
    """An order of which a part came back says what was earned, and what was taken back for it."""
    rows = cli("guide", "commission", "preview", *town.period, "--limit", "0", "--json", "-w", town.root).rows
    number = next(row["order"] for row in rows if row["order"].startswith("DEMO-") and row["taken_back_fen"])
    done = cli("guide", "commission", "why", number, "--lang", language, "-w", town.root)
    assert done.exit == 0, done.err
    assert number in done.out
    assert len(done.out.splitlines()) > 2


def test_a_coupon_and_a_group_buy_share_a_budget(town: Town, cli: Cli) -> None:
    """The two files of the demo can be checked and compared as they are."""
    files = [str(town.root / "campaigns" / name) for name in ("coupon.toml", "group-buy.toml")]
    for file in files:
        lint = cli("campaign", "lint", file, "-w", town.root)
        assert lint.exit == 0, lint.out + lint.err
    rows = cli("campaign", "compare", *files, "--runs", "50", "--json", *town.at_end, "-w", town.root).rows
    assert {"a_p50", "b_p50", "p_b_better"} <= rows[0].keys()
