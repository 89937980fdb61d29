"""Orders a second: placed, and placed and paid, with a key each, on one core and tmpfs.

Paying counts the customer again in the flow figures, which is most of its cost; the fastest batch
counts (CPU time), so that a busy machine does not decide.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from tests.coupons.shop import remove, scratch_directory
from tests.official_store.counter import Counter, asked

pytestmark = pytest.mark.benchmark
BATCH, BATCHES, CUSTOMERS = 100, 6, 200


@pytest.fixture
def counter() -> Iterator[Counter]:
    """An official store with goods for everybody, on the fastest disk."""
    directory = scratch_directory()
    counter = Counter(directory / "digitool.db", CUSTOMERS)
    counter.stock(A1=100_000, B2=100_000)
    yield counter
    counter.close()
    remove(directory)


def rate(one: Callable[[int], None]) -> float:
    """Calls a second in the fastest batch."""
    best = float("inf")
    for batch in range(BATCHES):
        begin = time.process_time()
        for n in range(BATCH):
            one(batch * BATCH + n)
        best = min(best, time.process_time() - begin)
    return BATCH / best


def test_orders_a_second(counter: Counter) -> None:
    """At least 1,000 orders a second are placed, and 200 placed and paid by customers who are counted."""

    def place(n: int) -> None:
        counter.do("create", asked("A1=2", "B2", customer=n % CUSTOMERS + 1), key=f"c{n}")

    def place_and_pay(n: int) -> None:
        made = counter.do("create", asked("A1=2", "B2", customer=n % CUSTOMERS + 1), key=f"o{n}")
        counter.do("pay", made["rows"][0]["order"], key=f"p{n}")

    placed, paid = rate(place), rate(place_and_pay)
    print(f"\norders placed: {placed:,.0f}/s; placed and paid: {paid:,.0f}/s")
    assert placed >= 1000
    assert paid >= 200
