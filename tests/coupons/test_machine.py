"""One state machine over the public operations, with the plain model beside it.

After every step the states of all coupons, the report and every integrity check are compared: 80 examples
of 50 steps, in four parts. ``pytest -m slow`` has 200 more, or as many as DIGITOOL_EXAMPLES says.

==============  ==========================================================================================
rule            where the machine would notice (R: rule, I: invariant, *: proved outside, by the named test)
==============  ==========================================================================================
INV-1, INV-2    I books_are_clean: coupon-quotas, coupon-accounts, ledger-balances
INV-3, INV-4    R retry (same bytes, no effect; another payload is an error)
INV-5           R merge, then the people limits of `Model._people_limit` at issue and at redemption
INV-6           R redeem without a customer of a stock that counts persons: ``needs_person``
INV-7           R claim and issue share one limit; * test_evaluator (classes)
INV-8, INV-10   R reverse, cancel_an_order (once; the second is ``unused``; counters never below zero)
INV-9           R lock_then_pay
INV-11          R return_pieces (only their part comes back); * test_returns (keep and revert)
INV-12          I books_are_clean: coupon-uses (lines sum to the discount); R _at_till (payable)
INV-13 to 15    R _at_till: `Model._stacking`, `Model._minimum`, `Model.discount`; * test_evaluator
INV-16          R wait, wait_days against count/day and money/week budgets
INV-17          R recap, resize (compare-and-swap, never below what is used)
INV-18          I states_are_the_model_s after R wait (a lock ends by the clock, to the millisecond)
CP1, CP4, CP7   I report_is_the_model_s
CP2, CP5, CP6   I books_are_clean: coupon-states, coupon-uses
CP3             I states_are_the_model_s; * test_states (the whole table of steps)
CP8             * test_codes, test_life (slips, swaps, strangers)
LG1, LG3, LG4   I books_are_clean: ledger-balances, ledger-reversals, ledger-chart
LG2, LG5, LG6   I books_are_clean: ledger-journals; I history_only_grows; * tests/ledger (each wall)
LG7             R return_pieces (shares add up to the fen); * tests/ledger portions
LG8, LG10       * tests/ledger (refunds, settling in parts)
==============  ==========================================================================================

IV1 to IV5 are the official store's: its own machine has them.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, seed, settings
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

from digitool.coupons.metrics import stock_report
from digitool.coupons.rules.cart import Cart
from digitool.coupons.rules.terms import Budget, Terms
from digitool.db.connection import connect
from digitool.errors import DigitoolError
from tests.coupons.model import Model, Use
from tests.coupons.shop import DAY, HOUR, MINUTE, NOON, Shop, cart_of, remove, scratch_directory

STOCKS = {
    "FACE": Terms("amount", 2000, 4, min_spend_fen=10_000, valid_days=3, per_person=1, public=True),
    "RATE": Terms(
        "percent",
        1500,
        5,
        most_fen=3000,
        valid_days=14,
        budgets=(Budget("money", "total", 5000), Budget("count", "day", 2), Budget("money", "week", 4500)),
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
PARTS = 4
CUSTOMERS = 5
HOUSEHOLD = (2, 3)
customers = st.integers(1, CUSTOMERS)
stocks = st.sampled_from(sorted(STOCKS))
ORDERS = {f"O{n}": fen for n, fen in enumerate((999, 9999, *[10_000] * 4, *[25_000] * 4))}
orders = st.sampled_from(sorted(ORDERS))
amounts = st.sampled_from([None, None, None, 9999])
BUDGETS = [*STOCKS["RATE"].budgets, Budget("count", "week", 3)]
holders = st.sampled_from([None, None, *range(1, CUSTOMERS + 1)])


class Coupons(RuleBasedStateMachine):
    """Customers, coupons, orders, a clock, retries and crashes."""

    coupons = Bundle("coupons")

    def __init__(self) -> None:
        super().__init__()
        self.directory = scratch_directory()
        self.shop = Shop(self.directory / "digitool.db", CUSTOMERS)
        self.shop.household(*HOUSEHOLD)
        self.model = Model(dict(STOCKS), {n: n for n in range(1, CUSTOMERS + 1)}, set(HOUSEHOLD), NOON)
        self.done: list[tuple[str, tuple[Any, ...], str, str]] = []
        self.entries = 0
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
        if not why and state not in ("issued", "received", "pending"):
            why = states.get(state, "ended")
        if not why:
            holders = [holder for stock, holder in self.model.given if stock == piece.stock]
            why = self.model._people_limit(piece.stock, who, holders)
        if self.do("receive", code, who, expected=why):
            self.model.receive(code, who)

    @rule(code=coupons, order=orders, amount=amounts, who=holders)
    def redeem(self, code: str, order: str, amount: int | None, who: int | None) -> None:
        """A coupon is used."""
        self._at_till("redeem", code, order, amount, who)

    @rule(chance=st.randoms(use_true_random=False), verb=st.sampled_from(["redeem", "redeem", "lock"]))
    def serve(self, chance: Any, verb: str) -> None:
        """A customer comes with a coupon that works, if one can be found."""
        for code in chance.sample(list(self.model.pieces), len(self.model.pieces)):
            order = chance.choice(sorted(ORDERS))
            who = None if self.model.pieces[code].owner else chance.randint(1, CUSTOMERS)
            if not self.model.why_not_use(code, order, ORDERS[order], who):
                self._at_till(verb, code, order, None, who)
                return

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
        goods, pieces = self._goods(amount)
        result = self.do(name, [code], order, goods, who, expected=why)
        if result is None:
            return
        assert (result["discount_fen"], result["payable_fen"]) == (discount, left - discount)
        use = Use(order, amount, discount, self.model.now, piece.owner or who, pieces)
        piece.use, piece.lock = (use, None) if name == "redeem" else (None, use)
        piece.received = piece.received or name == "redeem"

    def _goods(self, amount: int) -> tuple[Cart, int]:
        """A cart of one line that comes to an amount in three or four equal pieces."""
        pieces = 3 if amount % 4 else 4
        line = {"product": "A", "price_fen": amount // pieces, "quantity": pieces}
        return cart_of(line, at=self.shop.at), pieces

    @rule(chance=st.randoms(use_true_random=False), most=st.integers(1, 3))
    def return_pieces(self, chance: Any, most: int) -> None:
        """Some pieces of an order come back, and their part of the discount with them."""
        used = [code for code, piece in self.model.pieces.items() if piece.use]
        if not used:
            return
        code = chance.choice(used)
        use = self.model.pieces[code].use
        assert use is not None
        count = min(most, use.pieces - use.returned)
        if count == use.pieces - use.returned:
            self.reverse(code)
            return
        result = self.do("reverse", code, {"1": count})
        assert result is not None
        use.returned += count
        back, use.back = use.back, use.discount * use.returned // use.pieces
        assert result["rows"][0]["back_fen"] == use.back - back

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

    @rule(code=coupons, sure=st.integers(0, 9))
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

    @rule(stock=stocks, more=st.integers(-2, 2), slip=st.sampled_from([0, 0, 0, 1]))
    def resize(self, stock: str, more: int, slip: int) -> None:
        """A manager changes how many coupons there may be, sometimes from an old figure."""
        now = self.model.stocks[stock].total
        total, expected = max(now + more, 1), now + slip
        if self.do(
            "resize", stock, total, expected, expected=self.model.why_not_resize(stock, total, expected)
        ):
            self.model.stocks[stock] = replace(self.model.stocks[stock], total=total)

    @rule(budget=st.sampled_from(BUDGETS), share=st.integers(1, 12), slip=st.sampled_from([0, 0, 0, 1]))
    def recap(self, budget: Budget, share: int, slip: int) -> None:
        """A manager changes a budget while coupons are used, sometimes from an old figure."""
        wanted = budget._replace(cap=max(budget.cap * share // 6, 1))
        now = {one[:2]: one.cap for one in self.model.stocks["RATE"].budgets}.get(budget[:2], 0)
        why = self.model.why_not_recap("RATE", wanted, now + slip)
        if self.do("change_budget", "RATE", wanted, now + slip, expected=why):
            self.model.recap("RATE", wanted)

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
        for one in stock_report(self.shop.connection, self.shop.at):
            mine = [p for p in self.model.pieces.values() if p.stock == one.stock]
            assert one.issued == len(mine) <= one.total
            assert one.received == sum(p.received for p in mine)
            assert one.redeemed == sum(bool(p.use) for p in mine)
            assert one.total == self.model.stocks[one.stock].total
            assert one.discount_fen == sum(p.use.discount - p.use.back for p in mine if p.use)
            assert one.issued >= one.received >= one.redeemed
            parts = one.outstanding + one.locked + one.redeemed + one.expired + one.void
            assert parts == one.issued

    @invariant()
    def books_are_clean(self) -> None:
        """Every check recomputed from raw rows holds (INV-1, INV-2, CP2, CP5, CP6, LG1 to LG6)."""
        assert self.shop.differences() == []

    @invariant()
    def history_only_grows(self) -> None:
        """Journals and transfers are never fewer than before (LG2)."""
        count = "SELECT (SELECT count(*) FROM ledger_journal) + (SELECT count(*) FROM ledger_transfer)"
        entries = self.shop.connection.execute(count).fetchone()[0]
        assert entries >= self.entries
        self.entries = entries


def _run(examples: int, steps: int, part: int) -> None:
    """Each part has examples of its own; in the everyday suite they are the same every time."""
    machine = seed(part)(Coupons) if settings().derandomize else Coupons
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.fresh
@pytest.mark.parametrize("part", range(PARTS))
def test_shop_and_model_agree(part: int) -> None:
    """80 random shops of 50 steps agree with the model after each."""
    _run(80 // PARTS, 50, part)


@pytest.mark.fresh
@pytest.mark.slow
def test_shop_and_model_agree_at_length() -> None:
    """200 random shops of 50 steps, or as many as DIGITOOL_EXAMPLES says."""
    _run(int(os.environ.get("DIGITOOL_EXAMPLES", "200")), 50, PARTS)
