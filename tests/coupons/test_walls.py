"""The second wall: what the operations promise, the database refuses by itself.

Each statement here is what a faulty program would try; the constraint or trigger has to stop it.
"""

from __future__ import annotations

import sqlite3

import pytest

from digitool.coupons.rules.terms import Budget
from tests.coupons.shop import Shop

COPY_OF_USE = (
    "INSERT INTO coupon_redemption (coupon, stock, order_ref, store, channel, at, day, initial_fen, base_fen,"
    " discount_fen, shipping_fen, payable_fen, lines, operation, back_fen) SELECT coupon, stock, 'other', '',"
    " '', at, day, initial_fen, base_fen, discount_fen, 0, payable_fen, lines, operation, 0"
    " FROM coupon_redemption"
)


@pytest.fixture
def used(shop: Shop) -> Shop:
    """A shop with one used coupon of a stock with limits."""
    (code,) = shop.give(shop.stock(total=1, per_person=1, budgets=(Budget("money", "total", 2000),)), 1)
    shop.redeem(code)
    return shop


@pytest.mark.parametrize(
    "statement",
    [
        COPY_OF_USE,
        "UPDATE coupon_stock SET issued = 2",
        "UPDATE coupon_stock SET issued = -1",
        "UPDATE coupon_stock SET state = 'sleeping'",
        "UPDATE coupon_quota SET used = used + 1 WHERE measure = 'redeemed'",
        "UPDATE coupon_quota SET held = 1 WHERE measure = 'money/total'",
        "UPDATE coupon_quota SET used = -1",
        "UPDATE coupon SET state = 'issued'",
        "UPDATE coupon SET locked_until = 5",
        "UPDATE coupon SET valid_to = valid_from",
        "UPDATE coupon_redemption SET discount_fen = 1",
        "UPDATE coupon_redemption SET order_ref = 'mine'",
        "UPDATE coupon_redemption SET back_fen = 2001",
        "DELETE FROM coupon_redemption",
        "DELETE FROM coupon",
        "DELETE FROM coupon_quota WHERE measure = 'received'",
        "UPDATE coupon SET valid_to = valid_to + 1",
        "UPDATE coupon SET valid_from = valid_from - 1",
        "UPDATE coupon_stock SET terms = json_set(terms, '$.min_spend_fen', 1)",
        "UPDATE ledger_account SET balance_fen = -1 WHERE name = 'budget_available'",
    ],
)
def test_database_refuses_what_no_program_may_do(used: Shop, statement: str) -> None:
    """A second use, an overdrawn limit, a step back or an edit of the past raises an integrity error."""
    before = used.dump()
    with pytest.raises(sqlite3.IntegrityError):
        used.connection.execute(statement)
    assert used.dump() == before


def test_use_ends_once(used: Shop) -> None:
    """A redemption that was given back cannot be given back or changed again."""
    code = used.connection.execute("SELECT code FROM coupon").fetchone()[0]
    from digitool.coupons.codes import format_code

    used.do("reverse", format_code(code))
    with pytest.raises(sqlite3.IntegrityError, match="ends once"):
        used.connection.execute("UPDATE coupon_redemption SET ended_at = 1")


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        ("UPDATE coupon_stock SET issued = 0", "coupon-totals"),
        ("UPDATE coupon_quota SET used = 0 WHERE measure = 'redeemed'", "coupon-quotas"),
        ("UPDATE coupon_redemption SET ended_at = 1", "coupon-states"),
        ("UPDATE coupon SET owner = 2", "coupon-uses"),
        ("UPDATE coupon_redemption SET lines = '[]'", "coupon-uses"),
        ("UPDATE ledger_account SET balance_fen = 0 WHERE name = 'discounts_given'", "coupon-accounts"),
    ],
)
def test_check_finds_what_the_walls_let_through(used: Shop, statement: str, check: str) -> None:
    """A hand in the database that no constraint can stop is named by the check that recomputes it."""
    connection = used.connection
    connection.execute("BEGIN")
    connection.execute(statement)
    found = used.differences()
    connection.execute("ROLLBACK")
    assert any(line.startswith(check) for line in found), found
