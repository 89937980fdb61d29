"""Goods that come back: every fen accounted for, in whatever steps."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.coupons.returns import KEEP, REVERT, Sold, return_goods
from digitool.coupons.terms import Terms
from tests.coupons.shop import Shop, cart_of

TERMS = Terms("amount", 2000, 100, min_spend_fen=10_000, valid_days=14)


@given(st.integers(1, 7), st.integers(0, 9999), st.lists(st.integers(1, 3), max_size=7))
def test_partial_returns_lose_no_fen(quantity: int, discount: int, steps: list[int]) -> None:
    """Pieces that come back in any steps take back the line's discount exactly, never more on the way."""
    lines = (Sold("1", 10_000, quantity, 10_000 * quantity, discount),)
    back = returned = 0
    for pieces in [*steps, quantity]:
        pieces = min(pieces, quantity - returned)
        answer = return_goods(lines, {"1": pieces}, TERMS, KEEP)
        assert answer.back_fen >= 0
        back, returned, lines = back + answer.back_fen, returned + pieces, answer.lines
        assert abs(back * quantity - discount * returned) < quantity
    assert answer.complete
    assert back == discount


def test_keep_and_revert_differ_below_the_minimum() -> None:
    """100.00 with 20.00 off, half comes back: kept goods keep 10.00, or lose it."""
    lines = (Sold("a", 5000, 1, 5000, 1000), Sold("b", 5000, 1, 5000, 1000))
    keep = return_goods(lines, {"a": 1}, TERMS, KEEP)
    assert (keep.back_fen, keep.withdrawn_fen, keep.complete) == (1000, 0, False)
    revert = return_goods(lines, {"a": 1}, TERMS, REVERT)
    assert (revert.back_fen, revert.withdrawn_fen, revert.complete) == (1000, 1000, True)


@pytest.mark.parametrize(("base", "complete"), [("initial", False), ("before", True), ("after", True)])
def test_revert_measures_kept_goods_by_the_stock_s_own_base(base: str, complete: bool) -> None:
    """Kept goods of 120.00 at tag price, 95.00 before the coupon: only "initial" is still earned."""
    lines = (Sold("a", 12_000, 1, 9500, 1000), Sold("b", 5000, 1, 5000, 1000))
    answer = return_goods(lines, {"b": 1}, replace(TERMS, min_spend_base=base), REVERT)
    assert answer.complete == complete


@pytest.mark.parametrize("back", [{"x": 1}, {"a": 2}, {"a": -1}])
def test_impossible_returns_raise(back: dict[str, int]) -> None:
    """Unknown lines, more pieces than sold, and negative pieces are errors."""
    with pytest.raises(ValueError, match=r"x|a"):
        return_goods((Sold("a", 100, 1, 100, 10),), back, TERMS, KEEP)


def test_partial_return_in_the_books(shop: Shop) -> None:
    """Two lines share 20.00; one comes back, then the other: the coupon is free after the second."""
    (code,) = shop.give(shop.stock(), 1)
    cart = cart_of(
        {"product": "A", "price_fen": 9999, "quantity": 3}, {"product": "B", "price_fen": 5001}, at=shop.at
    )
    shop.do("redeem", [code], "O1", cart)
    backs = []
    for lines in ({"1": 1}, {"1": 2}, {"2": 1}):
        (row,) = shop.do("reverse", code, lines)["rows"]
        backs.append(row["back_fen"])
        assert shop.differences() == []
    assert sum(backs) == 2000
    assert shop.state(code)["state"] == "received"


def test_return_that_misses_the_minimum_takes_the_coupon_back_when_asked(shop: Shop) -> None:
    """Policy revert: the rest of the discount is withdrawn and the coupon can be used again."""
    (code,) = shop.give(shop.stock(), 1)
    cart = cart_of({"product": "A", "price_fen": 6000}, {"product": "B", "price_fen": 6000}, at=shop.at)
    shop.do("redeem", [code], "O1", cart)
    (row,) = shop.do("reverse", code, {"1": 1}, "revert")["rows"]
    assert (row["back_fen"], row["withdrawn_fen"], row["discount_fen"]) == (2000, 1000, 0)
    assert row["state"] == "received"
    shop.redeem(code, "O2")
