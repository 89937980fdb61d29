"""Refunds: parts sum to the whole, coupons come back with their goods, and nothing is given twice."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitool.coupons.rules.returns import KEEP, REVERT, CouponUse, SoldLine
from digitool.coupons.rules.terms import Terms
from digitool.coupons.till.reversing import reverse_coupon
from digitool.errors import ConflictError, DigitoolError, NotFoundError, RefusedError, UsageError
from digitool.official_store.catalogue.operations import Item
from digitool.official_store.orders.refunding import Return
from digitool.official_store.orders.settlement import Fee, Good, Owed, settle_return, spread
from digitool.workspace.desk import Desk
from digitool.workspace.policies.official_store import OfficialStorePolicy
from tests.coupons.shop import remove, scratch_directory
from tests.official_store.counter import DAY, SETTINGS, Counter

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


@given(st.lists(st.tuples(st.integers(0, 999), st.integers(0, 999)), min_size=1, max_size=5), st.data())
def test_a_refund_is_spread_over_lines_within_their_room(lines: list[tuple[int, int]], data: Any) -> None:
    """Together the amount, never above a line's room; a line takes its own part before another's."""
    parts, rooms = [part for part, _ in lines], [room for _, room in lines]
    amount = data.draw(st.integers(0, sum(rooms)))
    found = spread(amount, parts, rooms)
    assert sum(found) == amount
    assert all(0 <= fen <= room for fen, room in zip(found, rooms, strict=True))


class Story:
    """One order as the pure settlement sees it, through returns in whatever steps."""

    def __init__(self, data: Any) -> None:
        self.pieces = data.draw(st.lists(st.integers(1, 5), min_size=1, max_size=4))
        self.price = [data.draw(st.integers(1, 40)) for _ in self.pieces]
        self.fee = data.draw(st.integers(0, 9))
        left = [price * n for price, n in zip(self.price, self.pieces, strict=True)]
        fee = self.fee
        self.uses: list[CouponUse] = []
        for _ in range(data.draw(st.integers(0, 3))):
            terms = Terms("amount", 1, 9, min_spend_fen=data.draw(st.integers(0, 200)), valid_days=1)
            if fee and data.draw(st.booleans()):
                lines = [
                    SoldLine(str(n), price, count, left[n], 0) for n, (price, count) in enumerate(self.sold)
                ]
                self.uses.append(CouponUse(tuple(lines), terms, data.draw(st.integers(0, fee))))
                fee -= self.uses[-1].shipping_fen
                continue
            off = [data.draw(st.integers(0, fen)) for fen in left]
            lines = [
                SoldLine(str(n), price, count, left[n], off[n]) for n, (price, count) in enumerate(self.sold)
            ]
            self.uses.append(CouponUse(tuple(lines), terms))
            left = [fen - gone for fen, gone in zip(left, off, strict=True)]
        self.paid, self.paid_fee = left, fee
        self.owed = [Owed(fen, n) for fen, n in zip(left, self.pieces, strict=True)]
        self.back = [0] * len(self.pieces)
        self.refunded = [0] * len(self.pieces)
        self.amount = 0

    @property
    def sold(self) -> list[tuple[int, int]]:
        """Price and pieces of each line."""
        return list(zip(self.price, self.pieces, strict=True))

    def give_back(self, back: list[int], policy: str) -> None:
        """Some pieces of each line come back."""
        whole = [old + new for old, new in zip(self.back, back, strict=True)] == self.pieces
        goods = [
            Good(str(n), self.price[n], new, self.owed[n],
                 self.paid[n] - self.refunded[n] if self.back[n] + new else 0)
            for n, new in enumerate(back)
        ]  # fmt: skip
        fee = Fee(self.fee, whole, self.paid_fee - (self.amount - sum(self.refunded)))
        done = settle_return(goods, fee, self.uses, policy)
        assert done.amount_fen >= 0
        self.back = [old + new for old, new in zip(self.back, back, strict=True)]
        self.refunded = [old + new for old, new in zip(self.refunded, done.refunded, strict=True)]
        self.owed, self.amount = list(done.owed), self.amount + done.amount_fen
        for one in done.uses:
            assert not one.complete or one.use.live_fen == 0
        self.uses = [one.use for one in done.uses if not one.complete]
        self.check(whole)

    def check(self, whole: bool) -> None:
        """Price of kept goods = money kept + discount that stands: line by line, and for the order."""
        for n, (price, pieces) in enumerate(self.sold):
            live = sum(line.live_fen for use in self.uses for line in use.lines if line.line == str(n))
            assert price * (pieces - self.back[n]) == self.owed[n].left_fen + live
            assert 0 <= self.refunded[n] <= self.paid[n]
        kept = sum(price * (n - back) for (price, n), back in zip(self.sold, self.back, strict=True))
        fee = 0 if whole else self.fee
        money = sum(self.paid) + self.paid_fee - self.amount
        assert kept + fee == money + sum(use.live_fen for use in self.uses)
        assert 0 <= self.amount - sum(self.refunded) <= self.paid_fee


@given(st.data())
def test_kept_goods_are_what_was_paid_and_the_discount_that_stands(data: Any) -> None:
    """Any lines, stacked coupons, delivery and returns of either policy: sides agree, parts sum to wholes."""
    story = Story(data)
    while any(left := [n - back for n, back in zip(story.pieces, story.back, strict=True)]):
        back = [data.draw(st.integers(0, one)) for one in left]
        if not any(back):
            back = left
        story.give_back(back, data.draw(st.sampled_from([KEEP, REVERT])))
    assert (story.uses, story.refunded) == ([], story.paid)
    assert story.amount == sum(story.paid) + story.paid_fee


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


def test_lines_add_up_to_the_order_after_a_revert(counter: Counter) -> None:
    """What is withheld for kept goods stands on no line as given back, and comes back with those goods."""
    counter.stock(A1=9, B2=9)
    number = counter.paid("A1", "B2", customer=1, coupons=(counter.coupon(TEN),))
    for pieces in ({"B2": 1}, {"A1": 1}):
        counter.refund(number, pieces, policy="revert")
        lines = counter.connection.execute(
            "SELECT paid_fen, refunded_fen FROM official_order_line"
        ).fetchall()
        assert all(refunded <= paid for paid, refunded in lines)
        fee = counter.row(number)["refunded_fen"] - sum(refunded for _, refunded in lines)
        assert fee == (800 if pieces == {"A1": 1} else 0)


def test_a_discount_that_the_refund_does_not_cover_stays_with_its_coupon(counter: Counter) -> None:
    """The goods that come back bring what they cost; the coupon stays used and serves no second order."""
    counter.stock(A1=9, C3=9)
    coupon = counter.coupon(Terms("amount", 20_000, 5, min_spend_fen=31_000, valid_days=3, per_person=5))
    number = counter.paid("A1", "C3", customer=1, coupons=(coupon,))
    paid = counter.row(number)["payable_fen"]
    line = counter.connection.execute("SELECT paid_fen FROM official_order_line ORDER BY position").fetchone()
    row = counter.do("refund", number, Return({"A1": 1}, policy="revert"))["rows"][0]
    assert (row["amount_fen"], row["withdrawn_fen"]) == (line["paid_fen"], 0)
    assert row["kept_discount_fen"] == 29_900 + 800 - (paid - row["amount_fen"])
    assert counter.coupon_state(coupon) == "redeemed"
    with pytest.raises(DigitoolError) as again:
        counter.paid("A1", "C3", customer=1, coupons=(coupon,))
    assert again.value.code == "already_redeemed"
    assert row["amount_fen"] + counter.refund(number) == paid
    assert counter.coupon_state(coupon) == "received"


def test_free_delivery_stays_used_while_the_chain_keeps_the_fee(counter: Counter) -> None:
    """The coupon that paid the delivery is not free again when the fee is not given back."""
    counter.stock(A1=9)
    free = Terms("free_shipping", 0, 5, valid_days=3, per_person=5)
    kept, given = counter.coupon(free, code="K"), counter.coupon(free, code="G")
    counter.refund(counter.paid("A1", customer=1, coupons=(kept,)), keep_shipping=True)
    counter.refund(counter.paid("A1", customer=1, coupons=(given,)))
    assert (counter.coupon_state(kept), counter.coupon_state(given)) == ("redeemed", "received")


def test_a_coupon_of_an_order_is_not_taken_back_alone(counter: Counter) -> None:
    """`coupon reverse` on an order that is kept here would free the coupon and leave the goods."""
    counter.stock(B2=9)
    coupon = counter.coupon(Terms("amount", 1000, 5, valid_days=3))
    counter.paid("B2", customer=1, coupons=(coupon,))
    with pytest.raises(RefusedError) as refusal:
        reverse_coupon(Desk(counter.connection, counter.at, actor="till"), coupon)
    assert refusal.value.code == "own_order"
    assert counter.coupon_state(coupon) == "redeemed"


CHEAP = OfficialStorePolicy(delivery_fee=3)
OFFERS = (
    Terms("amount", 7, 99, min_spend_fen=20, valid_days=3, per_person=99, stack_class="coupon"),
    Terms("percent", 3333, 99, min_spend_fen=15, valid_days=3, per_person=99, stack_class="member"),
    Terms("free_shipping", 2, 99, valid_days=3, per_person=99, stack_class="referral"),
    Terms(
        "percent", 5000, 99, valid_days=3, per_person=99, stack_class="payment", products=frozenset({"A1"})
    ),
)


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_stacked_coupons_and_partial_refunds_leave_books_that_agree(data: Any) -> None:
    """Orders with up to four coupons, refunds of either policy, the same coupons again: every check holds."""
    directory = scratch_directory()
    counter = Counter(directory / "digitool.db", settings=replace(SETTINGS, official_store=CHEAP))
    try:
        counter.do("save", [Item("A1", "Tea", "drinks", 11), Item("B2", "Cup", "china", 4)])
        counter.stock(A1=99, B2=99)
        coupons = [counter.coupon(terms, code=f"S{n}") for n, terms in enumerate(OFFERS)]
        orders: list[str] = []
        for _ in range(data.draw(st.integers(1, 6))):
            lines = [f"{one}={data.draw(st.integers(1, 4))}" for one in ("A1", "B2")]
            held = [code for code in coupons if counter.coupon_state(code) == "received"]
            chosen = tuple(code for code in held if data.draw(st.booleans()))
            with suppress(DigitoolError):
                orders.append(counter.paid(*lines, customer=1, coupons=chosen))
            if not orders:
                continue
            pieces = {one: data.draw(st.integers(1, 3)) for one in ("A1", "B2") if data.draw(st.booleans())}
            policy, kept = data.draw(st.sampled_from([KEEP, REVERT])), data.draw(st.booleans())
            with suppress(DigitoolError):
                number = data.draw(st.sampled_from(orders))
                counter.refund(number, pieces or None, policy=policy, keep_shipping=kept)
            assert counter.differences() == []
    finally:
        counter.close()
        remove(directory)


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
