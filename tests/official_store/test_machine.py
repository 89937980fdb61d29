"""One state machine over stock and orders, with the plain model beside it.

After every step all levels, states and sums are compared, and every integrity check must hold: IV1 to
IV4, orders whose money adds up, one end for each, facts and ledger in agreement. (IV5, groups that
succeed or release everything, stands on cancel and refund, which are both here.) Default size is small;
`pytest -m slow` runs 200 examples of 50 steps, DIGITOOL_EXAMPLES sets more.
"""

from __future__ import annotations

import json
import os
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from digitool.db.connection import connect
from digitool.errors import DigitoolError
from digitool.official_store.asked import Want
from digitool.official_store.asking import levels
from digitool.official_store.catalogue.operations import FlashAsked
from digitool.official_store.orders.refunding import Return
from tests.coupons.shop import remove, scratch_directory
from tests.official_store.counter import MINUTE, Counter, asked
from tests.official_store.model import CODES, FLASH, FLASH_CAP, VERBS, Model

PLACES = ("web", "S001", "S002")
STOCK = {("A1", "web"): 9, ("B2", "web"): 5, ("A1", "S001"): 9, ("B2", "S001"): 4, ("B2", "S002"): 5}
goods = st.dictionaries(st.sampled_from(["A1", "B2"]), st.integers(1, 3), min_size=1)
chances = st.integers(0, 2**32).map(Random)
people = st.sampled_from([None, 1, 2])


class Orders(RuleBasedStateMachine):
    """Customers, orders, shelves, a clock, retries and crashes."""

    def __init__(self) -> None:
        super().__init__()
        self.directory = scratch_directory()
        self.counter = Counter(self.directory / "digitool.db", 3)
        self.model = Model(self.counter.at, STOCK)
        self.done: list[tuple[str, tuple[Any, ...], dict[str, Any], str, str]] = []
        for (product, place), pieces in STOCK.items():
            self.counter.stock(place, **{product: pieces})
        end = self.counter.at + 10**12
        self.counter.do("flash", FlashAsked("A1", FLASH, self.counter.at, end, FLASH_CAP))

    def teardown(self) -> None:
        """Close and remove the database."""
        self.counter.close()
        remove(self.directory)

    def do(self, name: str, *args: Any, expected: str = "", **options: Any) -> dict[str, Any] | None:
        """One operation under its own key; it must fail exactly with the code that the model expects."""
        key = f"k{len(self.done)}"
        try:
            result = self.counter.do(name, *args, key=key, **options)
        except DigitoolError as error:
            assert error.code == expected, f"{name}{args}: {error.code}, the model says {expected or 'yes'}"
            return None
        assert not expected, f"{name}{args}: accepted, the model says {expected}"
        self.done.append((name, args, options, key, json.dumps(result)))
        return result

    def some_order(self, chance: Any, verb: str = "") -> str | None:
        """An order; mostly one that takes the verb."""
        fitting = [n for n in self.model.orders if self.model.state(n) in VERBS.get(verb, ())]
        if fitting and chance.random() < 0.8:
            return str(chance.choice(fitting))
        return str(chance.choice(list(self.model.orders))) if self.model.orders else None

    @rule(lines=goods, place=st.sampled_from(PLACES), pickup=st.booleans(), who=people)
    def create(self, lines: dict[str, int], place: str, pickup: bool, who: int | None) -> None:
        """Somebody orders."""
        pickup = pickup and place != "web"
        where = {"pickup": place} if pickup else {"source": place}
        order = asked(*(f"{product}={n}" for product, n in lines.items()), customer=who, **where)
        result = self.do("create", order, expected=self.model.why_not_order(lines, place))
        if result:
            number = result["rows"][0]["order"]
            placed = self.model.place(number, lines, place, pickup)
            assert result["rows"][0]["payable_fen"] == placed.money

    @initialize()
    def busy_morning(self) -> None:
        """Four orders are there: two paid, one of them for pickup, and two that wait."""
        self.create({"A1": 2, "B2": 1}, "S001", True, 1)
        self.create({"A1": 1, "B2": 2}, "web", False, None)
        for number in list(self.model.orders):
            self.settle(number)
        self.create({"A1": 3}, "S001", True, 2)
        self.create({"B2": 1}, "web", False, 2)

    @rule(chance=chances)
    def pay(self, chance: Any) -> None:
        """An order is paid."""
        number = self.some_order(chance, "pay")
        if number is not None:
            self.settle(number)

    def settle(self, number: str) -> None:
        """Pay an order, if the model says that it can be paid."""
        state = self.model.state(number)
        result = self.do("pay", number, expected="" if state == "created" else CODES[state])
        if result:
            self.model.pay(number)
            self.model.orders[number].code = result["rows"][0]["pickup_code"] or ""

    @rule(chance=chances)
    def cancel(self, chance: Any) -> None:
        """An order is given up."""
        number = self.some_order(chance, "cancel")
        if number is None:
            return
        state = self.model.state(number)
        if self.do("cancel", number, expected="" if state == "created" else CODES[state]):
            self.model.orders[number].state = "cancelled"

    @rule(chance=chances, verb=st.sampled_from(["ship", "deliver"]))
    def send(self, chance: Any, verb: str) -> None:
        """Goods are sent, or arrive."""
        number = self.some_order(chance, verb)
        if number is None:
            return
        state = self.model.state(number)
        expected = "" if state in VERBS[verb] else CODES[state]
        if self.model.orders[number].pickup:
            expected = "for_pickup"
        if self.do(verb, number, expected=expected):
            self.model.orders[number].state = "shipped" if verb == "ship" else "delivered"

    @rule(chance=chances, store=st.sampled_from(["S001", "S002"]))
    def pick_up(self, chance: Any, store: str) -> None:
        """A customer shows a pickup code, perhaps in the wrong store, perhaps once more."""
        coded = [number for number, order in self.model.orders.items() if order.code]
        if not coded:
            return
        waiting = [number for number in coded if self.model.state(number) == "paid"]
        number = chance.choice(waiting if waiting and chance.random() < 0.7 else coded)
        order, state = self.model.orders[number], self.model.state(number)
        expected = "wrong_store" if order.location != store else "" if state == "paid" else CODES[state]
        if self.do("pickup", order.code, store, expected=expected, late=True):
            order.state = "picked_up"

    @rule(chance=chances, whole=st.booleans(), more=st.booleans())
    def refund(self, chance: Any, whole: bool, more: bool) -> None:
        """Some pieces or all come back; now and then more than there are."""
        number = self.some_order(chance, "refund")
        if number is None:
            return
        order, state = self.model.orders[number], self.model.state(number)
        expected = "" if state in VERBS["refund"] else CODES[state]
        product = chance.choice(sorted(order.lines))
        pieces = chance.randint(1, max(order.left[product], 1)) + 5 * more
        if not whole and not expected and pieces > order.left[product]:
            expected = "over_returned"
        back = {one: n for one, n in order.left.items() if n} if whole else {product: pieces}
        result = self.do("refund", number, Return(None if whole else back), expected=expected)
        if result:
            assert result["rows"][0]["amount_fen"] == self.model.refund(number, back)

    @rule(chance=chances)
    def one_piece_back(self, chance: Any) -> None:
        """One piece of a line of several comes back."""
        some = [
            (number, product)
            for number, order in self.model.orders.items()
            for product, left in order.left.items()
            if left and order.lines[product] > 1 and self.model.state(number) in VERBS["refund"]
        ]
        if some:
            number, product = chance.choice(some)
            result = self.do("refund", number, Return({product: 1}))
            assert result is not None
            assert result["rows"][0]["amount_fen"] == self.model.refund(number, {product: 1})

    @rule(lines=goods, source=st.sampled_from(PLACES), goal=st.sampled_from(PLACES))
    def move(self, lines: dict[str, int], source: str, goal: str) -> None:
        """Goods move between locations."""
        expected = "same_location" if source == goal else self.model.why_not_order(lines, source)
        wants = [Want(product, n) for product, n in lines.items()]
        if self.do("transfer", source, goal, wants, expected=expected):
            for product, n in lines.items():
                self.model.on_hand[product, source] -= n
                self.model.on_hand[product, goal] = self.model.on_hand.get((product, goal), 0) + n

    @rule(product=st.sampled_from(["A1", "B2"]), place=st.sampled_from(PLACES), pieces=st.integers(0, 8))
    def count(self, product: str, place: str, pieces: int) -> None:
        """A shelf is counted."""
        expected = "below_reserved" if pieces < self.model.reserved(product, place) else ""
        if self.do("count", place, [Want(product, pieces)], expected=expected):
            self.model.on_hand[product, place] = pieces

    @rule(product=st.sampled_from(["A1", "B2"]), place=st.sampled_from(PLACES))
    def receive(self, product: str, place: str) -> None:
        """Two pieces arrive."""
        self.do("receive", place, [Want(product, 2)])
        self.model.on_hand[product, place] = self.model.on_hand.get((product, place), 0) + 2

    @rule()
    def expire(self) -> None:
        """Somebody books overdue orders out; nothing that is seen changes."""
        self.do("expire")

    @rule(span=st.sampled_from([1, MINUTE, MINUTE, 5 * MINUTE, 15 * MINUTE - 1, 15 * MINUTE]))
    def wait(self, span: int) -> None:
        """Time passes."""
        self.counter.at += span
        self.model.now += span

    @rule(early=st.integers(0, 1))
    def wait_for_a_deadline(self, early: int) -> None:
        """The clock stands at the very instant at which an order expires, or just before it."""
        waiting = [o.deadline for n, o in self.model.orders.items() if self.model.state(n) == "created"]
        if waiting:
            self.wait(max(min(waiting) - early - self.model.now, 0))

    @rule(chance=chances)
    def retry(self, chance: Any) -> None:
        """A script repeats a request: the same bytes, no effect."""
        if not self.done:
            return
        name, args, options, key, first = chance.choice(self.done)
        before = self.counter.dump()
        assert json.dumps(self.counter.do(name, *args, key=key, **options)) == first
        assert self.counter.dump() == before

    @rule(lines=goods)
    def dry_run(self, lines: dict[str, int]) -> None:
        """A dry run says what would happen and changes nothing."""
        before = self.counter.dump()
        why = self.model.why_not_order(lines, "web")
        try:
            self.counter.do("create", asked(*(f"{one}={n}" for one, n in lines.items())), dry_run=True)
            assert not why
        except DigitoolError as error:
            assert error.code == why
        assert self.counter.dump() == before

    @rule()
    def crash(self) -> None:
        """A process dies in the middle of a write and the database is opened again."""
        other = connect(self.counter.path)
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE stock_level SET on_hand = on_hand + 1")
        other.execute("UPDATE flash_price SET taken = 0")
        other.close()
        self.counter.close()
        self.counter.connection = connect(self.counter.path)

    @invariant()
    def stock_is_the_model_s(self) -> None:
        """On hand, reserved and available are the model's, as the clock sees it (IV1, IV2)."""
        seen = {
            (row["product"], row["location"]): row for row in levels(self.counter.connection, self.counter.at)
        }
        for key, pieces in self.model.on_hand.items():
            row = seen.get(key, {"on_hand": 0, "reserved": 0, "available": 0})
            reserved = self.model.reserved(*key)
            assert (row["on_hand"], row["reserved"], row["available"]) == (
                pieces,
                reserved,
                pieces - reserved,
            )

    @invariant()
    def orders_are_the_model_s(self) -> None:
        """Every order is seen in the model's state with the model's money (IV3, IV4)."""
        for number, order in self.model.orders.items():
            row = self.counter.row(number)
            assert (row["state"], row["payable_fen"], row["refunded_fen"]) == (
                self.model.state(number),
                order.money,
                order.refunded,
            )

    @invariant()
    def books_are_clean(self) -> None:
        """Every check recomputed from raw rows holds."""
        assert self.counter.differences() == []


def run_machine(examples: int, steps: int, *phases: Phase) -> None:
    """Run the machine; without phases failures are made small."""
    run_state_machine_as_test(
        Orders,
        settings=settings(
            phases=phases or tuple(Phase),
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.fresh
def test_store_and_model_agree() -> None:
    """Random official stores of 30 steps agree with the model after each."""
    run_machine(15, 30)


@pytest.mark.fresh
@pytest.mark.slow
def test_store_and_model_agree_at_length() -> None:
    """200 stores of 50 steps, or as many as DIGITOOL_EXAMPLES says."""
    run_machine(int(os.environ.get("DIGITOOL_EXAMPLES", "200")), 50)
