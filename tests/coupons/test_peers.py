"""Defects found in public commerce engines, each as a test that digitool does not have it.

Sources: private-domain research 4.1 (read in the peers' code) and the peers' public issue trackers.
"""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.coupons.metrics import stock_report
from digitool.coupons.rules.returns import KEEP, CouponUse, SoldLine, return_goods
from digitool.coupons.rules.terms import Budget
from tests.coupons.shop import DAY, TEN, Shop
from tests.coupons.test_life import code_of


def test_linkwechat_report_not_filtered_by_campaign(shop: Shop) -> None:
    """WeFissionMapper.xml counts today's figures of all campaigns: ours count one stock's own (4.1 no. 3)."""
    a, b = shop.give(shop.stock("A"), 1)[0], shop.give(shop.stock("B"), 1, 2)
    shop.redeem(a, "O1")
    shop.redeem(b[0], "O2")
    shop.redeem(b[1], "O3")
    counts = {
        one.stock: (one.issued, one.redeemed, one.discount_fen)
        for one in stock_report(shop.connection, shop.at)
    }
    assert counts == {"A": (1, 1, 2000), "B": (2, 2, 4000)}
    (only,) = stock_report(shop.connection, shop.at, "A")
    assert (only.redeemed, only.discount_fen) == (1, 2000)


@given(st.integers(2, 9), st.integers(1, 9999))
def test_mall4cloud_partial_refund_loses_cents(pieces: int, discount: int) -> None:
    """DistributionSettlementServiceImpl divides, then multiplies: 10.00 / 3 * 3 = 9.99 (4.1 no. 5)."""
    use, back = CouponUse((SoldLine("1", 9999, pieces, 9999 * pieces, discount),), TEN), 0
    for _ in range(pieces):
        answer = return_goods(use, {"1": 1}, KEEP, 0)
        back, use = back + answer.back_fen, answer.use
    assert back == discount


def test_litemall_count_then_insert_exceeds_the_size(shop: Shop) -> None:
    """WxOrderService counts, then inserts: here the database refuses one above the total (4.1 no. 8)."""
    shop.stock(total=1, public=True)
    shop.do("claim", "TEN", 1)
    assert code_of(shop, "do", "claim", "TEN", 2) == "sold_out"
    copy = (
        "INSERT INTO coupon (code, stock, number, state, issued_at, valid_from, valid_to, locked_until,"
        " locked_order) SELECT 1, stock, {number}, 'issued', issued_at, valid_from, valid_to, 0, ''"
        " FROM coupon"
    )
    for number in (1, 2):
        with pytest.raises(sqlite3.IntegrityError):
            shop.connection.execute(copy.format(number=number))


def test_coupon_return_without_an_expiry_test(shop: Shop) -> None:
    """Several engines set a returned coupon to usable whatever its date: ours is expired (2.7)."""
    (code,) = shop.give(shop.stock(), 1)
    shop.redeem(code)
    shop.at += 15 * DAY
    assert shop.do("reverse", code)["rows"][0]["state"] == "expired"


def test_crmeb_optimistic_update_whose_result_is_ignored(shop: Shop) -> None:
    """A lost race saves half of the work (4.1 no. 6): ours rolls the whole operation back."""
    (code,) = shop.give(shop.stock(budgets=(Budget("money", "total", 2000),)), 1)
    before = shop.dump()
    # Another till spends the budget between the evaluator's look and the counting statement.
    shop.connection.execute(
        "CREATE TEMP TRIGGER race BEFORE UPDATE OF state ON coupon BEGIN"
        " INSERT INTO coupon_quota VALUES (1, 'money/total', 0, 1, 0, 2000)"
        " ON CONFLICT DO UPDATE SET used = used + 1; END"
    )
    assert code_of(shop, "redeem", code) == "budget_money"
    shop.connection.execute("DROP TRIGGER race")
    assert shop.dump() == before


def test_mall_negative_payable(shop: Shop) -> None:
    """macrozheng/mall no. 1003 paid -824.00: a deduction is capped by what is to be paid."""
    (code,) = shop.give(shop.stock(value=10_000, min_spend_fen=0), 1)
    result = shop.redeem(code, "O1", 17_600 - 10_000)
    assert (result["discount_fen"], result["payable_fen"]) == (7600, 0)


def test_nopcommerce_one_use_coupon_from_two_browsers(shop: Shop) -> None:
    """NopCommerce no. 6487: the second browser is told that the coupon was used."""
    (code,) = shop.give(shop.stock(), 1)
    shop.redeem(code, "browser-1", key="b1")
    assert code_of(shop, "redeem", code, "browser-2", key="b2") == "already_redeemed"


def test_shopper_per_user_limit_that_does_nothing(shop: Shop) -> None:
    """shopperlabs/shopper no. 510: a limit per customer is checked before anything is stored."""
    shop.stock(public=True, per_person=1)
    shop.do("claim", "TEN", 1)
    before = shop.dump()
    assert code_of(shop, "do", "claim", "TEN", 1) == "person_limit"
    assert shop.dump() == before
