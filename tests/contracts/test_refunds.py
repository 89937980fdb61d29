"""What was given back means one thing: every statement that adds refunds up counts each of them once."""

from __future__ import annotations

import re

from digitool.db.schema.making import SCHEMA

from .templates import PACKAGE

ROWS_ONLY = {
    "flow/tallies/lone_refunds.sql": "lists refunds one by one",
    "flow/tallies/store_days_with_facts.sql": "asks for days only",
    "reconcile/tallies/days.sql": "asks for days only",
    "official_store/tallies/wrong_sales.sql": "compares orders of our own with their refunds",
    "referral/tallies/wrong_run_sales.sql": "compares rounds of our own with their refunds, one by one",
}
"""Statements that look at refunds without adding them up, and why."""

UNDER_WAY = "guides/tallies/credits.sql"
"""An order with a refund under way is not settled yet, so this asks for one that does not count, too."""

_ALL = re.compile(r"(?i)\b(FROM|JOIN)\s+refund\b")
_ASKS = re.compile(r"(?i)\b(FROM|JOIN)\s+(refund|lone_refund|given_back)\b")
_SEEKS = re.compile(r"(?i)\b(purchase NOT IN|NOT EXISTS) \(SELECT (1|id) FROM purchase\b")


def test_every_sum_of_refunds_is_by_teller() -> None:
    """A bill and an order system tell of the same money: who adds both up takes it off twice."""
    asking = {
        str(file.relative_to(PACKAGE)): text
        for file in PACKAGE.rglob("*.sql")
        if file != SCHEMA and _ASKS.search(text := file.read_text("utf-8"))
    }
    assert len(asking) > 7
    assert {name for name, text in asking.items() if "teller" not in text} == {*ROWS_ONLY, UNDER_WAY}


def test_what_was_told_until_an_instant_is_never_added_up() -> None:
    """Each row of the view is a sum already: the largest counts, or whether one reaches the price."""
    asking = {
        str(file.relative_to(PACKAGE)): text
        for file in PACKAGE.rglob("*.sql")
        if file.name != "schema.sql" and "given_back_until" in (text := file.read_text("utf-8"))
    }
    assert len(asking) > 10
    assert [
        name
        for name, text in asking.items()
        if not re.search(r"max\((least\(p\.amount_fen, )?(\w\.)?fen\)|b\.fen >= ", text)
    ] == []


def test_which_refunds_count_is_said_once() -> None:
    """By the view of what was given back; who asks for all refunds does not add them up."""
    asking = {
        str(file.relative_to(PACKAGE))
        for file in PACKAGE.rglob("*.sql")
        if file != SCHEMA and _ALL.search(file.read_text("utf-8"))
    }
    assert asking == {*ROWS_ONLY, UNDER_WAY} - {"flow/tallies/lone_refunds.sql"}


def test_a_refund_without_a_purchase_means_one_thing() -> None:
    """Who asks for refunds whose purchase nobody knows asks the view of that name."""
    seeking = {
        str(file.relative_to(PACKAGE))
        for file in PACKAGE.rglob("*.sql")
        if _ASKS.search(text := file.read_text("utf-8")) and _SEEKS.search(text)
    }
    assert seeking == {"db/schema/schema.sql"}


def test_only_the_room_of_facts_asks_for_refunds_in_code() -> None:
    """Elsewhere a statement stands in a tally, where the test above sees it."""
    rooms = {"facts", "ingest"}
    wrong = [
        str(file.relative_to(PACKAGE))
        for file in PACKAGE.rglob("*.py")
        if file.relative_to(PACKAGE).parts[0] not in rooms and _ASKS.search(file.read_text("utf-8"))
    ]
    assert wrong == []
