"""Redemptions a second with a key, and their cost against a bare sqlite3 loop.

Both loops run on one core, on the same database on tmpfs, under the same settings (``synchronous=FULL``,
``secure_delete``, foreign keys, the room's own constraints and triggers). The bare loop does, in one
transaction, the two statements that a redemption with a key cannot do without: the conditional UPDATE
of the coupon and the INSERT of the redemption. Ours adds the idempotency record, the evaluation, the
order's earlier coupons, the ledger's journal with its balances, and the codes' brake. Batches alternate
and the fastest of each counts (CPU time), so that a busy machine moves both.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from digitool.coupons.calls import Call
from digitool.coupons.cart import bare_cart
from digitool.coupons.codes import parse_code
from digitool.coupons.operations import redeem
from tests.coupons.shop import NOON, TEN, Shop, remove, scratch_directory

pytestmark = pytest.mark.benchmark
BATCH, BATCHES = 250, 12

_UPDATE = (
    "UPDATE coupon SET state = 'redeemed', received_at = ?"
    " WHERE code = ? AND state = 'issued' AND valid_to > ?"
)
_INSERT = (
    "INSERT INTO coupon_redemption (coupon, stock, order_ref, store, channel, at, day, initial_fen, base_fen,"
    " discount_fen, shipping_fen, payable_fen, lines, operation, back_fen)"
    " SELECT id, stock, ?, '', '', ?, 1, 10000, 10000, 2000, 0, 8000, '[]', 1, 0 FROM coupon WHERE code = ?"
)


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A shop on the fastest disk."""
    directory = scratch_directory()
    shop = Shop(directory / "digitool.db")
    yield shop
    shop.close()
    remove(directory)


def fastest(loops: list[Callable[[int], None]]) -> list[float]:
    """CPU seconds of the fastest batch of each loop; batches alternate."""
    best = [float("inf")] * len(loops)
    for batch in range(BATCHES):
        for place, loop in enumerate(loops):
            begin = time.process_time()
            loop(batch)
            best[place] = min(best[place], time.process_time() - begin)
    return best


def test_redeem_rate_and_ratio_to_a_bare_loop(shop: Shop) -> None:
    """At least 1,000 redemptions a second; the cost against two bare statements is printed and bounded."""
    pieces = BATCH * BATCHES
    shop.stock(terms=TEN, total=2 * pieces)
    ours, theirs = shop.print_codes("TEN", pieces), shop.print_codes("TEN", pieces)
    bare = [parse_code(code) for code in theirs]
    connection = shop.connection

    def with_digitool(batch: int) -> None:
        for n in range(batch * BATCH, (batch + 1) * BATCH):
            call = Call(connection, NOON, "till", f"key-{n}")
            redeem(call, [ours[n]], f"O{n}", bare_cart(10_000, NOON))

    def with_bare_sqlite3(batch: int) -> None:
        for n in range(batch * BATCH, (batch + 1) * BATCH):
            connection.execute("BEGIN IMMEDIATE")
            assert connection.execute(_UPDATE, (NOON, bare[n], NOON)).rowcount == 1
            connection.execute(_INSERT, (f"B{n}", NOON, bare[n]))
            connection.execute("COMMIT")

    mine, floor = fastest([with_digitool, with_bare_sqlite3])
    ratio = mine / floor
    print(
        f"\nredeem with key: {BATCH / mine:,.0f}/s; bare sqlite3, two statements: {BATCH / floor:,.0f}/s;"
        f" ratio {ratio:.2f}"
    )
    assert BATCH / mine >= 1000
    assert ratio <= 6
