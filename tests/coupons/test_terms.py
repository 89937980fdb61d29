"""The rules of a stock: what is accepted, how they are kept, and how people type them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.coupons import typed
from digitool.coupons.rules.terms import Budget, Terms, from_json, require_valid, to_json
from digitool.coupons.rules.windows import FOREVER, bucket, validity
from digitool.errors import UsageError
from digitool.model.calendar import Calendar
from digitool.model.days import day_date, format_instant, parse_instant

GOOD = Terms("amount", 2000, 100, valid_days=14)
names = st.frozensets(st.text(max_size=8), max_size=4)


@given(
    st.integers(1, 10**12),
    st.integers(1, 10**5),
    names,
    names,
    st.lists(
        st.builds(Budget, st.just("money"), st.sampled_from(["day", "week"]), st.integers(1, 99)), max_size=1
    ),
)
def test_terms_read_back(
    value: int, total: int, products: frozenset[str], stores: frozenset[str], budgets: list[Budget]
) -> None:
    """Stored terms are the terms that were created, and equal terms are equal text."""
    terms = replace(GOOD, value=value, total=total, products=products, stores=stores, budgets=tuple(budgets))
    assert from_json(to_json(terms)) == terms
    assert to_json(from_json(to_json(terms))) == to_json(terms)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "gift"},
        {"value": 0},
        {"value": -1},
        {"value": 10**12 + 1},
        {"value": 1.5},
        {"value": True},
        {"kind": "percent", "value": 10_001},
        {"total": 0},
        {"total": 10**9 + 1},
        {"per_person": -1},
        {"min_spend_fen": 10**12 + 1},
        {"min_spend_base": "later"},
        {"percent_base": "later"},
        {"stack_class": "gift"},
        {"exclusive_with": frozenset({"gift"})},
        {"max_stack": 0},
        {"valid_days": 0},
        {"valid_days": 0, "valid_from": 10, "valid_to": 10},
        {"kind": "exchange"},
        {"budgets": (Budget("money", "year", 1),)},
        {"budgets": (Budget("people", "day", 1),)},
        {"budgets": (Budget("money", "day", 0),)},
        {"budgets": (Budget("money", "day", 1), Budget("money", "day", 2))},
        {"value": 10**12, "total": 10**7},
    ],
)
def test_impossible_terms_are_refused(change: dict[str, Any]) -> None:
    """Each impossible rule is a usage error, found before anything is stored."""
    with pytest.raises(UsageError) as caught:
        require_valid(replace(GOOD, **change))
    assert caught.value.code == "bad_terms"


def test_fourteen_days_are_fourteen_business_days() -> None:
    """A coupon received on Monday noon ends when the second Sunday's business day ends, at 03:00."""
    calendar = Calendar("Asia/Shanghai", 3)
    received = parse_instant("2026-03-02 12:00:00")
    start, end = validity(GOOD, received, calendar)
    assert start == received
    assert format_instant(end) == "2026-03-16T03:00:00+08:00"


def test_next_day_start_moves_both_ends() -> None:
    """With a start on the next day there are still fourteen days."""
    received = parse_instant("2026-03-02 12:00:00")
    start, end = validity(replace(GOOD, starts_next_day=True), received, Calendar())
    assert format_instant(start) == "2026-03-03T00:00:00+08:00"
    assert format_instant(end) == "2026-03-17T00:00:00+08:00"


def test_fixed_end_cuts_days_short() -> None:
    """Days from receipt never pass the stock's own end; a stock without days has its own span."""
    end = parse_instant("2026-03-05 00:00:00")
    terms = replace(GOOD, valid_to=end)
    assert validity(terms, parse_instant("2026-03-02 12:00:00"), Calendar())[1] == end
    fixed = replace(GOOD, valid_days=0, valid_from=5, valid_to=0)
    assert validity(fixed, 99, Calendar()) == (5, FOREVER)


@given(st.integers(0, 40_000))
def test_windows_hold_their_day(day: int) -> None:
    """Each window starts on or before its day: weeks on Monday, months on the first."""
    week, month = bucket("week", day), bucket("month", day)
    assert week <= day < week + 7
    assert day_date(week).weekday() == 0
    assert day_date(month).day == 1
    assert day_date(month).month == day_date(day).month
    assert bucket("total", day) == 0


@pytest.mark.parametrize(("text", "points"), [("15%", 1500), ("15", 1500), ("8.5折", 1500), ("0.5%", 50)])
def test_percentages_as_people_type_them(text: str, points: int) -> None:
    """Percent off and Chinese tenths mean the same number of basis points."""
    assert typed.read_value("percent", text) == points


@pytest.mark.parametrize("text", ["", "x", "15.123%", "-5%", "1e1%", "１５%"])
def test_other_percentages_are_refused(text: str) -> None:
    """What is not a percentage is a usage error."""
    with pytest.raises(UsageError):
        typed.read_value("percent", text)


def test_budgets_and_pieces_as_people_type_them() -> None:
    """Budgets are read in yuan or coupons; goods that come back by line."""
    assert typed.read_budget("money/day=500.00") == Budget("money", "day", 50_000)
    assert typed.read_budget("count/week=200") == Budget("count", "week", 200)
    assert typed.read_pieces("L1=2") == ("L1", 2)
    for bad in ("money/year=5", "count/day=5.5", "money/day"):
        with pytest.raises(UsageError):
            typed.read_budget(bad)
