"""What a coupon takes off: face, percentage, ceiling, threshold, a live rule."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.campaign.simulation.coupon_value import Coupon
from digitool.coupons.rules.cart import bare_cart
from digitool.coupons.rules.evaluation import PresentedCoupon
from digitool.coupons.rules.evaluator import evaluate
from digitool.coupons.rules.states import RECEIVED, Life
from digitool.coupons.rules.terms import Budget, Terms
from digitool.errors import RefusedError


def tenth(basket_fen: np.ndarray) -> np.ndarray:
    """A live rule: a tenth off everything."""
    return basket_fen // 10


@pytest.mark.parametrize(
    ("coupon", "expected"),
    [
        (Coupon(1_000), [400, 1_000, 1_000]),
        (Coupon(1_000, threshold_fen=5_000), [0, 1_000, 1_000]),
        (Coupon(percent_bp=2_000), [80, 1_000, 4_000]),
        (Coupon(percent_bp=2_000, ceiling_fen=1_500), [80, 1_000, 1_500]),
        (Coupon(evaluate=tenth), [40, 500, 2_000]),
    ],
)
def test_discounts_by_hand(coupon: Coupon, expected: list[int]) -> None:
    """Baskets of 4, 50 and 200 yuan."""
    assert coupon.discount(np.array([400, 5_000, 20_000])).tolist() == expected


@given(st.integers(0, 10**7), st.integers(0, 10**6), st.integers(0, 10_000), st.integers(0, 10**6))
def test_a_discount_is_never_more_than_the_basket(
    basket: int, face: int, percent: int, threshold: int
) -> None:
    """Between nothing and the whole basket, and nothing below the threshold."""
    coupon = Coupon(face, threshold, percent)
    off = int(coupon.discount(np.array([basket]))[0])
    assert 0 <= off <= basket
    assert off == 0 or basket >= threshold


@given(
    st.sampled_from(["amount", "percent"]),
    st.integers(1, 10_000),
    st.integers(0, 30_000),
    st.integers(0, 3_000),
    st.sampled_from(["initial", "before", "after"]),
    st.lists(st.integers(1, 100_000), min_size=1, max_size=20),
)
def test_a_stocks_coupon_is_worth_what_the_live_evaluator_says(
    kind: str, value: int, minimum: int, most: int, base: str, baskets: list[int]
) -> None:
    """The simulation's arithmetic and a till's agree to the fen, for every basket and every rule."""
    terms = Terms(kind, value, 100, min_spend_fen=minimum, most_fen=most, min_spend_base=base, valid_days=14)
    offer = PresentedCoupon("C", "S", terms, Life(RECEIVED, 0, 2, received=True))
    live = [evaluate(bare_cart(basket, 1), [offer]).discount_fen for basket in baskets]
    assert Coupon.of_terms(terms).discount(np.array(baskets)).tolist() == live


def test_a_stocks_limits_become_the_coupons() -> None:
    """The tighter of total and count budget is the quota, a money budget over all time the budget."""
    budgets = (Budget("count", "total", 70), Budget("money", "total", 9_000), Budget("money", "day", 100))
    coupon = Coupon.of_terms(Terms("amount", 1_000, 100, valid_days=7, budgets=budgets))
    assert (coupon.quota, coupon.budget_fen, coupon.validity_days) == (70, 9_000, 7.0)


@pytest.mark.parametrize("kind", ["exchange", "free_shipping"])
def test_coupons_whose_worth_depends_on_goods_are_not_simulated(kind: str) -> None:
    """An amount does not tell what they are worth: exit 6, with a way out."""
    with pytest.raises(RefusedError, match=kind):
        Coupon.of_terms(Terms(kind, 100, 10, valid_days=7))
