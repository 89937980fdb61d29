"""Defects found in peers' commission code (research, private-domain.md 4.1), each as a test of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from digitool.guides.commission.credits import EVER
from digitool.guides.commission.earnings import earnings_of
from digitool.workspace.policies.commission import CommissionPolicy

from .counter import Counter


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    """A chain that pays 5%."""
    made = Counter(tmp_path / "digitool.db")
    yield made
    made.close()


def test_defect_4_mall4cloud_every_guide_has_her_own_part_and_refunds_lessen_it(counter: Counter) -> None:
    """There the second guide's rates were copied from the first's, and a refund's sign was forgotten."""
    counter.set(own_guide_part=2_000)
    counter.bind(1, "bea")
    counter.order("o1", guide="ann")
    counter.settle()
    assert counter.rows() == [
        ("o1", "ann", "on_behalf", 400, 0, "settled"),
        ("o1", "bea", "service", 100, 0, "settled"),
    ]
    counter.refund("o1", 2_500)
    counter.settle()
    assert [row[4] for row in counter.rows()] == [100, 25]
    assert (counter.books("ann")["owed"], counter.books("bea")["owed"]) == (300, 75)


def test_defect_5_mall4cloud_pieces_refunded_one_by_one_leave_nothing(counter: Counter) -> None:
    """There each of three pieces took back amount / count in whole cents, and a cent stayed for ever."""
    counter.set(rate=1_000)
    counter.order("o1", 1_000, guide="ann")
    counter.settle()
    for piece, fen in enumerate((333, 333, 334)):
        counter.refund("o1", fen, f"piece {piece}")
        counter.settle()
        assert counter.differences() == []
    assert counter.rows() == [("o1", "ann", "on_behalf", 100, 100, "settled")]
    assert counter.books() == {"cost": 0, "owed": 0, "owes": 0, "paid": 0}


def test_defect_5_mall4cloud_what_cannot_be_taken_from_the_debt_becomes_a_claim(counter: Counter) -> None:
    """There a bucket that would go below zero returned early, with a line in the log only."""
    counter.order("o1", guide="ann")
    counter.settle()
    counter.pay()
    counter.refund("o1", 10_000)
    counter.settle()
    assert counter.books() == {"cost": 0, "owed": 0, "owes": 500, "paid": 500}
    assert counter.differences() == []


CHANGES: dict[str, Any] = {
    "rate": 900,
    "cap": 100,
    "freeze_days": 31,
    "pays": ("self",),
    "own_guide_part": 5_000,
}


@pytest.mark.parametrize("key", [one.name for one in fields(CommissionPolicy)])
def test_defect_9_kj_scrm_every_setting_changes_what_is_settled(counter: Counter, key: str) -> None:
    """There "performance_related" was read and the code that used it was commented out."""
    counter.bind(1, "bea")
    counter.order("o1", guide="ann")
    usual = counter.settle(dry_run=True)
    counter.set(**{key: CHANGES[key]})
    assert counter.settle(dry_run=True) != usual


def test_defect_9_kj_scrm_any_number_of_months_and_linear(counter: Counter) -> None:
    """There a month's filter compared every row with every other and stopped at four of them."""
    for month in range(9):
        counter.order(f"o{month}", guide="ann", days_ago=20 + 30 * month)
    read: list[str] = []
    counter.connection.set_trace_callback(read.append)
    found = list(earnings_of(counter.connection, counter.settings, EVER, counter.at))
    assert (len(found), sum("FROM purchase p" in text for text in read)) == (9, 1)
