"""Redemptions a second with a key, and their cost against a bare sqlite3 loop.

Both loops run on one core, on the same database on tmpfs, under the same settings (``synchronous=FULL``,
``secure_delete``, foreign keys, the room's own constraints and triggers). The bare loop does, in one
transaction, the two statements that a redemption with a key cannot do without: the conditional UPDATE
of the coupon and the INSERT of the redemption. Ours adds the idempotency record, the evaluation, the
order's earlier coupons, the ledger's journal with its balances, and the codes' brake. Batches alternate,
CPU time counts, and the ratio is the median over pairs of neighbours, so that a busy machine moves both.

    taskset -c 1 pytest -m benchmark -n 0 -s tests/benchmarks/test_redeem_rate.py
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from statistics import median

import pytest

from digitool.coupons.codes import parse_code
from digitool.coupons.rules.cart import bare_cart
from digitool.coupons.till.redeeming import redeem_coupons
from digitool.workspace.desk import Desk
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


def seconds(loop: Callable[[int], None], batch: int) -> float:
    """CPU seconds of one batch."""
    begin = time.process_time()
    loop(batch)
    return time.process_time() - begin


def test_redeem_rate_and_ratio_to_a_bare_loop(shop: Shop) -> None:
    """At least 1,000 redemptions a second, at no more than four times the cost of two bare statements."""
    pieces = BATCH * BATCHES
    shop.stock(terms=TEN, total=2 * pieces)
    ours, theirs = shop.print_codes("TEN", pieces), shop.print_codes("TEN", pieces)
    bare = [parse_code(code) for code in theirs]
    connection = shop.connection

    def with_digitool(batch: int) -> None:
        for n in range(batch * BATCH, (batch + 1) * BATCH):
            desk = Desk(connection, NOON, actor="till", key=f"key-{n}")
            redeem_coupons(desk, [ours[n]], f"O{n}", bare_cart(10_000, NOON))

    def with_bare_sqlite3(batch: int) -> None:
        for n in range(batch * BATCH, (batch + 1) * BATCH):
            connection.execute("BEGIN IMMEDIATE")
            assert connection.execute(_UPDATE, (NOON, bare[n], NOON)).rowcount == 1
            connection.execute(_INSERT, (f"B{n}", NOON, bare[n]))
            connection.execute("COMMIT")

    pairs = [(seconds(with_digitool, n), seconds(with_bare_sqlite3, n)) for n in range(BATCHES)]
    mine, bare_rate = (BATCH / median(column) for column in zip(*pairs, strict=True))
    ratio = median(ours / floor for ours, floor in pairs)
    print(
        f"\nredeem with key: {mine:,.0f}/s; bare sqlite3, two statements: {bare_rate:,.0f}/s;"
        f" ratio {ratio:.2f}"
    )
    assert mine >= 1000
    assert ratio <= 4
