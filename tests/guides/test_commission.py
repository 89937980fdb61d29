"""Commission of one order: rules, rounding, shares, refunds; exact to the fen, whatever came first."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.guides.commission.attribution import WHOLE, AttributedOrder, Credit, shares
from digitool.guides.commission.rates import CommissionLine, RatedPart, Rates, taken_back, total, uncapped
from digitool.workspace.policies.commission import CommissionPolicy, CommissionRule

SALE = AttributedOrder(1, "o1", 0, 100, "S1", "store", 10_000, 0, False, "", "", None, "")
HISTORIES = 10_000


def rates(*rules: CommissionRule, base: int = 100) -> Rates:
    """A base rate of 1% and rules."""
    return Rates.ordered(CommissionPolicy(rate=base), rules)


def rule(name: str, **fields: object) -> CommissionRule:
    """A rule of 5%."""
    return CommissionRule(name, 500, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ((), ""),
        ((rule("a"), rule("b")), "a"),
        ((rule("a"), rule("b", priority=1)), "b"),
        ((rule("all"), rule("goods", products=("SKU",))), "goods"),
        ((rule("cat", categories=("care",)), rule("goods", products=("SKU",))), "goods"),
        ((rule("store", stores=("S1",)), rule("cat", categories=("care",))), "cat"),
        ((rule("a_channel", channels=("store",)), rule("store", stores=("S1",))), "store"),
        ((rule("a", priority=2), rule("goods", products=("SKU",), priority=1)), "a"),
        ((rule("other", stores=("S2",)), rule("web", channels=("official_store",))), ""),
        ((rule("over", end=100), rule("to_come", start=101)), ""),
        ((rule("last_day", start=100, end=101),), "last_day"),
        ((rule("both", products=("SKU",), categories=("food",)),), ""),
    ],
)
def test_the_highest_priority_then_the_most_exact_rule_counts(
    rules: tuple[CommissionRule, ...], expected: str
) -> None:
    """Product beats category beats store beats channel at the same priority; dates are half open."""
    found = rates(*rules).parts(SALE, [CommissionLine("SKU", "care", 10_000)])
    assert [one.rule for one in found] == [expected]
    assert rates(*reversed(rules)).parts(SALE, [CommissionLine("SKU", "care", 10_000)]) == found


def test_lines_have_their_own_rates_and_a_discount_lies_on_all_of_them() -> None:
    """Tag prices of 150.00 paid with 100.00: bases are scaled and sum to what was paid."""
    found = rates(rule("goods", products=("A",))).parts(
        SALE, [CommissionLine("A", "", 5_000), CommissionLine("B", "", 5_000), CommissionLine("A", "", 5_000)]
    )
    assert found == (RatedPart("", 100, 3_333), RatedPart("goods", 500, 6_667))
    assert total(found, 10_000, 3_000) == 367


def test_the_cap_holds_for_all_guides_of_an_order_together() -> None:
    """A rate above the cap is cut to it, rounded down."""
    parts = rates(CommissionRule("mad", 9_000)).parts(SALE._replace(amount_fen=9_999))
    assert (uncapped(parts), total(parts, 9_999, 3_000)) == (8_999, 2_999)


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), max_size=6), st.integers(0, WHOLE))
def test_bases_sum_to_the_amount_and_the_commission_is_the_exact_one_rounded(
    amount: int, costs: list[int], rate: int
) -> None:
    """However lines are priced: no fen of base is lost, and the commission is within half a fen."""
    goods = rates(CommissionRule("goods", rate, products=("0", "2", "4")), base=733)
    lines = [CommissionLine(str(n), "", cost) for n, cost in enumerate(costs)]
    parts = goods.parts(SALE._replace(amount_fen=amount), lines)
    assert sum(one.base_fen for one in parts) == amount
    exact = sum((Fraction(one.base_fen * one.rate_bp, WHOLE) for one in parts), Fraction(0))
    assert abs(uncapped(parts) - exact) <= Fraction(1, 2)
    assert total(parts, amount, 3_000) <= min(uncapped(parts), amount * 3_000 // WHOLE)


def history(draw: random.Random) -> None:
    """One random order with one or two guides and its refunds: every promise about it."""
    amount = draw.choice([draw.randint(1, 300), draw.randint(1, 500_000)])
    part = draw.choice([0, 1, 3_333, draw.randint(1, 9_999)])
    given_to = [Credit("a", "share", WHOLE - part, True, "named")]
    if part:
        given_to.append(Credit("b", "service", part, True, "own_guide"))
    names = [str(draw.randint(0, 3)) for _ in range(draw.randint(0, 4))]
    lines = [CommissionLine(name, "", draw.randint(0, 50_000)) for name in names]
    known = rates(
        rule("x", products=("1",)), rule("y", products=("2",), priority=3), base=draw.randint(0, 4_000)
    )
    parts = known.parts(SALE._replace(amount_fen=amount), lines)
    whole = total(parts, amount, 3_000)
    earned = shares(whole, tuple(given_to))
    assert sum(earned) == whole <= amount * 3_000 // WHOLE
    refunds: list[int] = []
    while sum(refunds) < amount and draw.random() < 0.8:
        refunds.append(draw.randint(1, amount - sum(refunds)))
    for fen in earned:
        steps, so_far, back = [], 0, 0
        for refund in refunds:
            so_far += refund
            now = taken_back(fen, amount, so_far)
            steps.append(now - back)
            back = now
        assert min(steps, default=0) >= 0
        draw.shuffle(refunds)
        assert back == sum(steps) == taken_back(fen, amount, sum(refunds))
        assert abs(back - Fraction(fen * sum(refunds), amount)) < 1
        assert fen - back <= Fraction(3_000 * (amount - sum(refunds)), WHOLE) + 1
        assert taken_back(fen, amount, amount) == fen


def test_ten_thousand_random_histories_are_exact_to_the_fen() -> None:
    """LG7, LG8: order-independent, within a fen of the exact share, and a full refund leaves 0."""
    draw = random.Random(20260401)
    for _ in range(HISTORIES):
        history(draw)


def test_an_order_of_nothing_earns_nothing() -> None:
    """A free order neither divides by zero nor owes anybody."""
    parts = rates().parts(SALE._replace(amount_fen=0))
    assert (total(parts, 0, 3_000), taken_back(0, 0, 0)) == (0, 0)
