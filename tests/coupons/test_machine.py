"""One state machine over the public operations, with the plain model beside it.

After every step the states of all coupons, the report and every integrity check are compared. Default
size is small; `pytest -m slow` runs 200 examples of 50 steps, DIGITOOL_EXAMPLES sets more.
"""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from digitool.coupons.metrics import report
from digitool.coupons.terms import Budget, Terms
from digitool.db.connection import connect
from digitool.errors import DigitoolError
from tests.coupons.model import Model, Use
from tests.coupons.shop import DAY, HOUR, MINUTE, NOON, Shop, remove, scratch_directory

STOCKS = {
    "FACE": Terms("amount", 2000, 4, min_spend_fen=10_000, valid_days=3, per_person=1, public=True),
    "RATE": Terms(
        "percent",
        1500,
        5,
        most_fen=3000,
        valid_days=14,
        budgets=(Budget("money", "total", 5000), Budget("count", "day", 2)),
    ),
    "PAYS": Terms(
        "amount",
        700,
        6,
        valid_days=5,
        max_stack=2,
        stack_class="payment",
        exclusive_with=frozenset({"member"}),
    ),
    "HOME": Terms(
        "amount",
        300,
        4,
        valid_days=9,
        stack_class="member",
        per_household=1,
        starts_next_day=True,
        public=True,
    ),
    "LEFT": Terms("amount", 9000, 3, min_spend_fen=9900, min_spend_base="initial", valid_days=2),
}
CUSTOMERS = 5
HOUSEHOLD = (2, 3)
customers = st.integers(1, CUSTOMERS)
stocks = st.sampled_from(sorted(STOCKS))
ORDERS = {f"O{n}": fen for n, fen in enumerate((999, 9999, *[10_000] * 4, *[25_000] * 4))}
orders = st.sampled_from(sorted(ORDERS))
amounts = st.sampled_from([None, None, None, 9999])
holders = st.sampled_from([None, None, *range(1, CUSTOMERS + 1)])


class Coupons(RuleBasedStateMachine):
    """Customers, coupons, orders, a clock, retries and crashes."""

    coupons = Bundle("coupons")

    def __init__(self) -> None:
        super().__init__()
        self.directory = scratch_directory()
        self.shop = Shop(self.directory / "digitool.db", CUSTOMERS)
        self.shop.household(*HOUSEHOLD)
        self.model = Model(STOCKS, {n: n for n in range(1, CUSTOMERS + 1)}, set(HOUSEHOLD), NOON)
        self.done: list[tuple[str, tuple[Any, ...], str, str]] = []
        for code, terms in STOCKS.items():
            self.shop.stock(code, terms)

    @initialize(target=coupons, owners=st.permutations(range(1, CUSTOMERS + 1)))
    def open_shop(self, owners: list[int]) -> Any:
        """Two customers hold a coupon of each stock, and one code is printed."""
        given = [self.issue(stock, who) for stock in sorted(STOCKS) for who in owners[:2]]
        printed = [self.print_code(stock) for stock in sorted(STOCKS)]
        return multiple(*(code for code in given + printed if isinstance(code, str)))

    def teardown(self) -> None:
        """Close and remove the database."""
        self.shop.close()
        remove(self.directory)

    def do(self, name: str, *args: Any, expected: str = "") -> dict[str, Any] | None:
        """One operation under its own key; it must fail exactly with the code that the model expects."""
        key = f"k{len(self.done)}"
        try:
            result = self.shop.do(name, *args, key=key)
        except DigitoolError as error:
            assert error.code == expected, f"{name}{args}: {error.code}, the model says {expected or 'yes'}"
            return None
        assert not expected, f"{name}{args}: accepted, the model says {expected}"
        self.done.append((name, args, key, json.dumps(result)))
        return result

    @rule(target=coupons, stock=stocks, who=customers)
    def issue(self, stock: str, who: int) -> Any:
        """The chain gives a coupon to a customer."""
        return self._given(stock, who, "issue", (stock, [who]), self.model.why_not_give(stock, who))

    @rule(target=coupons, stock=stocks, who=customers)
    def claim(self, stock: str, who: int) -> Any:
        """A customer takes a coupon."""
        why = self.model.why_not_give(stock, who, claim=True)
        return self._given(stock, who, "claim", (stock, who), why)

    @rule(target=coupons, stock=stocks)
    def print_code(self, stock: str) -> Any:
        """A code that nobody holds."""
        return self._given(stock, None, "issue", (stock, [], 1), self.model.why_not_give(stock, None))

    def _given(self, stock: str, who: int | None, name: str, args: tuple[Any, ...], why: str) -> Any:
        result = self.do(name, *args, expected=why)
        if result is None:
            return multiple()
        code = result["rows"][0]["coupon"]
        self.model.give(stock, who, code)
        return code

    @rule(code=coupons, who=customers)
    def receive(self, code: str, who: int) -> None:
        """A customer takes over a printed code."""
        piece, state = self.model.pieces[code], self.model.state(code)
        why = "other_person" if piece.owner else ""
        states = {"redeemed": "already_redeemed", "void": "void", "locked": "in_an_order"}
        if not why and state not in ("issued", "pending"):
            why = states.get(state, "ended")
        if not why:
            holders = [holder for stock, holder in self.model.given if stock == piece.stock]
            why = self.model._people_limit(piece.stock, who, holders)
        if not why and piece.lock:
            piece.lock = None  # it ran out
        if self.do("receive", code, who, expected=why):
            self.model.give(piece.stock, who, code)

    @rule(code=coupons, order=orders, amount=amounts, who=holders)
    def redeem(self, code: str, order: str, amount: int | None, who: int | None) -> None:
        """A coupon is used."""
        self._at_till("redeem", code, order, amount, who)

    @rule(code=coupons, order=orders)
    def redeem_plainly(self, code: str, order: str) -> None:
        """A coupon is used by whoever shows it, or by the first customer where somebody is needed."""
        self._at_till("redeem", code, order, None, None if self.model.pieces[code].owner else 1)

    @rule(code=coupons, order=orders, amount=amounts, who=holders)
    def lock(self, code: str, order: str, amount: int | None, who: int | None) -> None:
        """A coupon is kept for an order."""
        self._at_till("lock", code, order, amount, who)

    @rule(code=coupons, order=orders)
    def lock_then_pay(self, code: str, order: str) -> None:
        """A till keeps the coupon, then takes the money for the same order."""
        self._at_till("lock", code, order, None, None)
        self._at_till("redeem", code, order, None, None)

    def _at_till(self, name: str, code: str, order: str, asked: int | None, who: int | None) -> None:
        amount = asked or ORDERS[order]
        why = self.model.why_not_use(code, order, amount, who)
        piece = self.model.pieces[code]
        discount = self.model.discount(piece.stock, order, amount)
        left = self.model.left(order, amount)
        result = self.do(name, [code], order, self.shop.cart(amount), who, expected=why)
        if result is None:
            return
        assert (result["discount_fen"], result["payable_fen"]) == (discount, left - discount)
        use = Use(order, amount, discount, self.model.now, piece.owner or who)
        piece.use, piece.lock = (use, None) if name == "redeem" else (None, use)
        piece.received = piece.received or name == "redeem"

    @rule(code=coupons, order=orders)
    def release(self, code: str, order: str) -> None:
        """An order gives a lock up (one that ran out and was not touched since may be given up too)."""
        piece = self.model.pieces[code]
        lock = self.model.locked(piece)
        if lock is None and piece.lock is not None:
            return
        why = "" if lock and lock.order == order else "locked" if lock else "unused"
        if self.do("release", code, order, expected=why):
            piece.lock = None

    @rule(code=coupons)
    def reverse(self, code: str) -> None:
        """An order is cancelled."""
        piece = self.model.pieces[code]
        if self.do("reverse", code, expected="" if piece.use else "unused"):
            piece.use = None
            if piece.stock in self.model.stopped:
                piece.fate = "void"
            elif self.model.now >= piece.end:
                piece.fate = "expired"

    @rule(chance=st.randoms(use_true_random=False))
    def cancel_an_order(self, chance: Any) -> None:
        """One of the coupons in use comes back."""
        used = [code for code, piece in self.model.pieces.items() if piece.use]
        if used:
            self.reverse(chance.choice(used))

    @rule(chance=st.randoms(use_true_random=False))
    def give_a_lock_up(self, chance: Any) -> None:
        """One of the orders that hold a coupon lets it go."""
        held = [(code, piece.lock.order) for code, piece in self.model.pieces.items() if piece.lock]
        if held:
            self.release(*chance.choice(held))

    @rule(code=coupons, sure=st.integers(0, 3))
    def void(self, code: str, sure: int) -> None:
        """One coupon is withdrawn, even when its time is over."""
        if sure:
            return
        piece = self.model.pieces[code]
        why = "already_redeemed" if piece.use else piece.fate
        if self.do("void", code, expected=why):
            piece.fate, piece.lock = "void", None

    @rule(stock=stocks, sure=st.integers(0, 9))
    def stop(self, stock: str, sure: int) -> None:
        """A whole stock is stopped, now and then."""
        if sure or not self.do("void", stock):
            return
        self.model.stopped.add(stock)
        for piece in self.model.pieces.values():
            if piece.stock == stock and not piece.use and not piece.fate:
                piece.fate, piece.lock = "void", None

    @rule(stock=stocks)
    def expire(self, stock: str) -> None:
        """Ended coupons are booked out."""
        self.do("expire", stock)
        for code, piece in self.model.pieces.items():
            if piece.stock == stock and self.model.state(code) == "expired":
                piece.fate = "expired"

    @rule(span=st.sampled_from([1, MINUTE, 15 * MINUTE - 1, 15 * MINUTE, 9 * HOUR, DAY]))
    def wait(self, span: int) -> None:
        """Time passes."""
        self.shop.at += span
        self.model.now += span

    @rule(days=st.integers(2, 6))
    def wait_days(self, days: int) -> None:
        """Days pass, and some coupons end."""
        self.wait(days * DAY)

    @rule(younger=customers, older=customers)
    def merge(self, younger: int, older: int) -> None:
        """Two customers turn out to be one person; nobody of the household is touched."""
        persons = self.model.person
        a, b = sorted((persons[younger], persons[older]))
        if a != b and not {a, b} & set(HOUSEHOLD):
            self.shop.merge(b, a)
            self.model.person = {one: a if person == b else person for one, person in persons.items()}

    @rule(chance=st.randoms(use_true_random=False))
    def retry(self, chance: Any) -> None:
        """A script repeats a request: the same bytes, no effect; with another payload it is an error."""
        if not self.done:
            return
        name, args, key, first = chance.choice(self.done)
        before = self.shop.dump()
        assert json.dumps(self.shop.do(name, *args, key=key)) == first
        with pytest.raises(DigitoolError) as caught:
            self.shop.do("expire", "ZZZ", key=key)
        assert caught.value.code == "key_reused"
        assert self.shop.dump() == before

    @rule(code=coupons, order=orders, amount=amounts)
    def dry_run(self, code: str, order: str, amount: int | None) -> None:
        """A dry run says what would happen and changes nothing."""
        amount = amount or ORDERS[order]
        before = self.shop.dump()
        why = self.model.why_not_use(code, order, amount, None)
        try:
            self.shop.redeem(code, order, amount, dry_run=True)
            assert not why
        except DigitoolError as error:
            assert error.code == why
        assert self.shop.dump() == before

    @rule()
    def crash(self) -> None:
        """A process dies in the middle of a write and the database is opened again."""
        other = connect(self.shop.path)
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE coupon SET state = 'void' WHERE state = 'received'")
        other.execute("UPDATE coupon_quota SET used = used + 1 WHERE used + held < cap")
        other.close()
        self.shop.close()
        self.shop.connection = connect(self.shop.path)

    @invariant()
    def states_are_the_model_s(self) -> None:
        """Every coupon is seen in the state that the model has (CP3, INV-18)."""
        seen = {code: self.shop.state(code)["state"] for code in self.model.pieces}
        assert seen == {code: self.model.state(code) for code in self.model.pieces}

    @invariant()
    def report_is_the_model_s(self) -> None:
        """The report's counts are counts of the model; rates lie in [0, 1] (CP1, CP4, CP7)."""
        for one in report(self.shop.connection, self.shop.at):
            mine = [p for p in self.model.pieces.values() if p.stock == one.stock]
            assert one.issued == len(mine) <= one.total
            assert one.received == sum(p.received for p in mine)
            assert one.redeemed == sum(bool(p.use) for p in mine)
            assert one.discount_fen == sum(p.use.discount for p in mine if p.use)
            assert one.issued >= one.received >= one.redeemed
            parts = one.outstanding + one.locked + one.redeemed + one.expired + one.void
            assert parts == one.issued

    @invariant()
    def books_are_clean(self) -> None:
        """Every check recomputed from raw rows holds (INV-1, INV-2, CP2, CP5, CP6, LG1 to LG6)."""
        assert self.shop.differences() == []


def _run(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Coupons,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_shop_and_model_agree() -> None:
    """Random shops of 30 steps agree with the model after each."""
    _run(15, 30)


@pytest.mark.slow
def test_shop_and_model_agree_at_length() -> None:
    """200 shops of 50 steps, or as many as DIGITOOL_EXAMPLES says."""
    _run(int(os.environ.get("DIGITOOL_EXAMPLES", "200")), 50)
