"""Refunds: parts sum to the whole, coupons come back with their goods, and nothing is given twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.coupons.terms import Terms
from digitool.errors import ConflictError, DigitoolError, NotFoundError, UsageError
from digitool.official_store.refunds import Owed, withdraw
from tests.official_store.counter import DAY, Counter

TEN = Terms("amount", 1000, 50, min_spend_fen=5000, valid_days=3)


@given(st.integers(0, 10**6), st.lists(st.integers(0, 5), min_size=1, max_size=8))
def test_parts_of_a_line_sum_to_it(fen: int, steps: list[int]) -> None:
    """In whatever steps the pieces come back, the money sums to the line, and no step is off by a fen."""
    pieces = sum(steps) or 1
    owed, back = Owed(fen, pieces), 0
    for step in steps if sum(steps) else [1]:
        part = owed.part(step)
        assert abs(part - fen * step / pieces) < 1
        back, owed = back + part, owed.without(step)
    assert (back, owed.left_fen) == (fen, 0)


@given(
    st.lists(st.tuples(st.integers(0, 9999), st.integers(1, 9)), min_size=1, max_size=5), st.integers(0, 9999)
)
def test_withdrawn_discount_stays_with_kept_goods(lines: list[tuple[int, int]], fen: int) -> None:
    """What is withdrawn lands on kept lines, never above their room, and comes back when they do."""
    owed = [Owed(amount, pieces, pieces // 2) for amount, pieces in lines]
    before = sum(one.left_fen for one in owed)
    room = [pieces * 7 for _, pieces in lines]
    after, taken = withdraw(owed, room, fen)
    assert taken == min(fen, sum(room))
    assert sum(one.left_fen for one in after) == before + taken
    assert all(new.left_fen - old.left_fen <= most for new, old, most in zip(after, owed, room, strict=True))


def test_partial_refunds_sum_to_the_payment(counter: Counter) -> None:
    """Piece by piece, with a coupon that does not divide evenly, the refunds sum to what was paid."""
    counter.stock(A1=7, B2=2)
    coupon = counter.coupon(TEN)
    number = counter.paid("A1=7", "B2", customer=1, coupons=(coupon,))
    paid = counter.row(number)["payable_fen"]
    parts = [counter.refund(number, {"A1": 1}) for _ in range(6)]
    parts += [counter.refund(number, {"B2": 1})]
    assert counter.coupon_state(coupon) == "redeemed"
    parts += [counter.refund(number)]
    assert sum(parts) == paid == counter.row(number)["refunded_fen"]
    assert (counter.row(number)["state"], counter.coupon_state(coupon)) == ("refunded", "received")
    assert (counter.free("A1"), counter.free("B2")) == (7, 2)
    facts = counter.connection.execute("SELECT sum(amount_fen), count(*) FROM refund").fetchone()
    assert tuple(facts) == (paid, 8)


def test_one_refund_of_all_is_the_sum_of_many(counter: Counter) -> None:
    """Two pieces at once bring what one and one bring."""
    counter.stock(A1=99)
    coupon = counter.coupon(Terms("amount", 1001, 5, valid_days=3, max_stack=1))
    one = counter.paid("A1=7", customer=1, coupons=(coupon,))
    singly = [counter.refund(one, {"A1": 1}) for _ in range(3)]
    other = counter.coupon(Terms("amount", 1001, 5, valid_days=3), code="TWO")
    two = counter.paid("A1=7", customer=1, coupons=(other,))
    assert counter.refund(two, {"A1": 3}) == sum(singly)


def test_never_more_than_was_sold(counter: Counter) -> None:
    """More pieces than are left, goods of another order, a second full refund: nothing is changed."""
    counter.stock(A1=9, B2=9)
    number = counter.paid("A1=2")
    counter.refund(number, {"A1": 1})
    before = counter.dump()
    for pieces, code, kind in (
        ({"A1": 2}, "over_returned", ConflictError),
        ({"B2": 1}, "not_in_order", NotFoundError),
        ({"A1": 0}, "bad_quantity", UsageError),
        ({"A1": -1}, "bad_quantity", UsageError),
        ({}, "bad_return", UsageError),
    ):
        with pytest.raises(kind) as caught:
            counter.refund(number, pieces)
        assert caught.value.code == code
    assert counter.dump() == before
    counter.refund(number)
    with pytest.raises(ConflictError) as again:
        counter.refund(number)
    assert again.value.code == "already_refunded"


def test_unpaid_orders_have_nothing_to_refund(counter: Counter) -> None:
    """An order that is not paid is cancelled, not refunded."""
    counter.stock(A1=9)
    with pytest.raises(ConflictError) as caught:
        counter.refund(counter.order("A1"))
    assert caught.value.code == "not_paid"


def test_damaged_goods_stay_off_the_shelf(counter: Counter) -> None:
    """Without restocking the money goes back and the stock does not; goods may come back elsewhere."""
    counter.stock(A1=5)
    number = counter.paid("A1=3")
    counter.refund(number, {"A1": 1}, restock=False)
    assert counter.free("A1") == 2
    counter.refund(number, {"A1": 1}, location="S002")
    assert (counter.free("A1"), counter.free("A1", "S002")) == (2, 1)


def test_the_delivery_fee_comes_back_with_the_last_piece(counter: Counter) -> None:
    """The fee is given back at the end, or stays with the chain when the refund says so."""
    counter.stock(A1=9)
    number = counter.paid("A1=2")
    assert counter.refund(number, {"A1": 1}) == 1999
    assert counter.refund(number, {"A1": 1}) == 1999 + 800
    kept = counter.paid("A1=2")
    assert counter.refund(kept, keep_shipping=True) == 2 * 1999
    assert counter.row(kept)["state"] == "refunded"


def test_revert_withdraws_the_discount_of_kept_goods(counter: Counter) -> None:
    """When kept goods miss the minimum spend, their discount is withdrawn and the coupon comes back."""
    counter.stock(A1=9, B2=9)
    coupon = counter.coupon(TEN)
    number = counter.paid("A1", "B2", customer=1, coupons=(coupon,))  # 19.99 + 45.50 - 10.00
    paid = counter.row(number)["payable_fen"]
    lines = counter.connection.execute("SELECT paid_fen, discount_fen FROM official_order_line").fetchall()
    part = counter.refund(number, {"B2": 1}, policy="revert")
    assert part == lines[1]["paid_fen"] - lines[0]["discount_fen"]
    assert counter.coupon_state(coupon) == "received"
    rest = counter.refund(number)
    assert (rest, part + rest) == (1999 + 800, paid)


def test_a_withdrawn_discount_never_asks_for_money(counter: Counter) -> None:
    """When the withdrawn discount is more than the goods bring, the refund is nothing, not a debt."""
    counter.stock(A1=9, C3=9)
    coupon = counter.coupon(Terms("amount", 20_000, 5, min_spend_fen=31_000, valid_days=3))
    number = counter.paid("A1", "C3", customer=1, coupons=(coupon,))
    paid = counter.row(number)["payable_fen"]
    part = counter.refund(number, {"A1": 1}, policy="revert")
    assert part == 0
    assert counter.refund(number) == paid


def test_a_late_return_does_not_bring_an_old_coupon_to_life(counter: Counter) -> None:
    """A full refund after the coupon's end leaves it expired."""
    counter.stock(A1=9, B2=9)
    coupon = counter.coupon(TEN)
    number = counter.paid("B2=2", customer=1, coupons=(coupon,))
    counter.at += 5 * DAY
    counter.refund(number)
    assert counter.coupon_state(coupon) == "expired"


def test_a_refund_number_is_used_once(counter: Counter) -> None:
    """The refund's own number links it to the bill, and cannot be given twice."""
    counter.stock(A1=9)
    number = counter.paid("A1=3")
    counter.refund(number, {"A1": 1}, number="wechatpay-refund:5030")
    assert counter.connection.execute("SELECT number FROM refund").fetchone()[0] == "wechatpay-refund:5030"
    with pytest.raises(DigitoolError) as caught:
        counter.refund(number, {"A1": 1}, number="wechatpay-refund:5030")
    assert caught.value.code == "refund_used"
