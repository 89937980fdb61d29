"""What a coupon takes off: face, percentage, ceiling, threshold, a live rule."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.campaign.coupon_value import Coupon


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
