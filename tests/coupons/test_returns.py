"""Goods that come back: every fen accounted for, in whatever steps."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.coupons.rules.returns import KEEP, REVERT, Beside, CouponUse, SoldLine, return_goods, room_of
from digitool.coupons.rules.terms import Terms
from digitool.errors import RefusedError
from tests.coupons.shop import Shop, cart_of

TERMS = Terms("amount", 2000, 100, min_spend_fen=10_000, valid_days=14)
PLENTY = 10**9


@given(st.integers(1, 7), st.integers(0, 9999), st.lists(st.integers(1, 3), max_size=7))
def test_partial_returns_lose_no_fen(quantity: int, discount: int, steps: list[int]) -> None:
    """Pieces that come back in any steps take back the line's discount exactly, never more on the way."""
    use = CouponUse((SoldLine("1", 10_000, quantity, 10_000 * quantity, discount),), TERMS)
    back = returned = 0
    for pieces in [*steps, quantity]:
        pieces = min(pieces, quantity - returned)
        answer = return_goods(use, {"1": pieces}, KEEP, 0)
        assert answer.back_fen >= 0
        back, returned, use = back + answer.back_fen, returned + pieces, answer.use
        assert abs(back * quantity - discount * returned) < quantity
    assert answer.complete
    assert back == discount


def test_keep_and_revert_differ_below_the_minimum() -> None:
    """100.00 with 20.00 off, half comes back: kept goods keep 10.00, or lose it."""
    use = CouponUse((SoldLine("a", 5000, 1, 5000, 1000), SoldLine("b", 5000, 1, 5000, 1000)), TERMS)
    keep = return_goods(use, {"a": 1}, KEEP, PLENTY)
    assert (keep.back_fen, keep.withdrawn_fen, keep.complete) == (1000, 0, False)
    revert = return_goods(use, {"a": 1}, REVERT, PLENTY)
    assert (revert.back_fen, revert.withdrawn_fen, revert.complete) == (2000, 1000, True)


@pytest.mark.parametrize(("room", "complete"), [(999, False), (1000, True)])
def test_a_discount_is_withdrawn_whole_or_not_at_all(room: int, complete: bool) -> None:
    """One fen less than the discount of kept goods in the refund, and the coupon stays in use."""
    use = CouponUse((SoldLine("a", 5000, 1, 5000, 1000), SoldLine("b", 5000, 1, 5000, 1000)), TERMS)
    answer = return_goods(use, {"a": 1}, REVERT, room)
    assert answer.complete == complete
    assert answer.use.live_fen == (0 if complete else 1000)


@pytest.mark.parametrize(("base", "complete"), [("initial", False), ("before", True), ("after", True)])
def test_revert_measures_kept_goods_by_the_stock_s_own_base(base: str, complete: bool) -> None:
    """Kept goods of 120.00 at tag price, 95.00 before the coupon: only "initial" is still earned."""
    terms = replace(TERMS, min_spend_base=base)
    use = CouponUse((SoldLine("a", 12_000, 1, 9500, 1000), SoldLine("b", 5000, 1, 5000, 1000)), terms)
    assert return_goods(use, {"b": 1}, REVERT, PLENTY).complete == complete


@pytest.mark.parametrize("back", [{"x": 1}, {"a": 2}, {"a": -1}])
def test_impossible_returns_raise(back: dict[str, int]) -> None:
    """Unknown lines, more pieces than sold, and negative pieces are errors."""
    with pytest.raises(ValueError, match=r"x|a"):
        return_goods(CouponUse((SoldLine("a", 100, 1, 100, 10),), TERMS), back, KEEP, 0)


def test_the_room_of_a_return_counts_every_coupon_of_the_order() -> None:
    """50.00 less 10.00 and 5.00 bring 35.00; what the other coupon withdrew for this return is gone."""
    first = SoldLine("a", 5000, 1, 5000, 1000), SoldLine("b", 5000, 1, 5000, 1000)
    second = CouponUse((SoldLine("a", 5000, 1, 4000, 500), SoldLine("b", 5000, 1, 4000, 500)), TERMS)
    assert room_of(second, {"a": 1}, [Beside(first, 0, ended=False)]) == 3500
    same = tuple(line._replace(returned=int(line.line == "a")) for line in first)
    assert room_of(second, {"a": 1}, [Beside(same, 0, ended=True)]) == 3500 - 1000
    before = tuple(line._replace(returned=int(line.line == "b")) for line in first)
    assert room_of(second, {"a": 1}, [Beside(before, 0, ended=True)]) == 4500


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
    """Policy revert: the refund covers the rest of the discount, and the coupon can be used again."""
    (code,) = shop.give(shop.stock(), 1)
    cart = cart_of({"product": "A", "price_fen": 6000}, {"product": "B", "price_fen": 6000}, at=shop.at)
    shop.do("redeem", [code], "O1", cart)
    (row,) = shop.do("reverse", code, {"1": 1}, "revert")["rows"]
    assert (row["back_fen"], row["withdrawn_fen"], row["discount_fen"]) == (2000, 1000, 0)
    assert row["state"] == "received"
    shop.redeem(code, "O2")


def test_a_coupon_is_never_free_while_a_till_s_refund_does_not_cover_it(shop: Shop) -> None:
    """99.00 and 39.90 with 100.00 off: the cup alone comes back, the tea keeps its discount, once."""
    (code,) = shop.give(shop.stock(value=10_000, min_spend_fen=12_000), 1)
    cart = cart_of({"product": "A", "price_fen": 9900}, {"product": "B", "price_fen": 3990}, at=shop.at)
    shop.do("redeem", [code], "O1", cart)
    (row,) = shop.do("reverse", code, {"2": 1}, "revert")["rows"]
    assert (row["state"], row["withdrawn_fen"]) == ("redeemed", 0)
    assert row["discount_fen"] == 10_000 - row["back_fen"] > 0
    (row,) = shop.do("reverse", code, {"1": 1}, "revert")["rows"]
    assert (row["state"], row["discount_fen"]) == ("received", 0)


def test_two_coupons_do_not_withdraw_from_one_refund_twice(shop: Shop) -> None:
    """Each alone would fit into what the goods brought; together they do not, so the second stays in use."""
    stock = shop.stock(value=3000, min_spend_base="initial", max_stack=2)
    codes = shop.give(stock, 1) + shop.give(stock, 1)
    cart = cart_of({"product": "A", "price_fen": 7000}, {"product": "B", "price_fen": 5000}, at=shop.at)
    shop.do("redeem", codes, "O1", cart)
    rows = [shop.do("reverse", code, {"2": 1}, "revert")["rows"][0] for code in codes]
    assert [row["state"] for row in rows] == ["received", "redeemed"]


@pytest.mark.parametrize("order", ["official_store:W1", "scan_and_go:B1"])
def test_a_till_does_not_touch_coupons_of_orders_that_are_kept_here(shop: Shop, order: str) -> None:
    """Redeem, lock and release by such a number are refused, and name what to do instead."""
    (code,) = shop.give(shop.stock(), 1)
    for job in (
        lambda: shop.redeem(code, order),
        lambda: shop.lock(code, order),
        lambda: shop.do("release", code, order),
    ):
        with pytest.raises(RefusedError) as refusal:
            job()
        assert refusal.value.code == "own_order"
        assert refusal.value.try_next
