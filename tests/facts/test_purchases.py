"""A purchase from its two views, by hand and by rule."""

from __future__ import annotations

import pytest

from digitool.facts.views import PurchaseView, derive

BILL = PurchaseView("POS1", 1_000, 1, "store", 10_000, "paid", 7, "", "")
ORDER = PurchaseView("E1", 900, 2, "store", 9_900, "paid", 8, "zhangsan", "lisi")


def test_one_view_alone_is_the_purchase() -> None:
    """What only one side has told is taken as it was told."""
    assert derive(BILL, None) == BILL
    assert derive(None, ORDER) == ORDER


def test_nobody_told_is_no_purchase() -> None:
    """A purchase without any view cannot be derived."""
    with pytest.raises(ValueError, match="needs a view"):
        derive(None, None)


def test_money_is_the_bills_and_place_is_the_orders() -> None:
    """Time, amount, state and payer come from the bill; number, store, guide and referrer from the order."""
    assert derive(BILL, ORDER) == PurchaseView("E1", 1_000, 2, "store", 10_000, "paid", 7, "zhangsan", "lisi")


def test_the_order_fills_what_the_bill_leaves_open_and_the_other_way_round() -> None:
    """Without a payer the buyer is the party; without an order's guide the bill's attached one stands."""
    bill = BILL._replace(party=None, guide="wangwu", state="revoked")
    assert derive(bill, ORDER._replace(guide="", order_no="")) == PurchaseView(
        "POS1", 1_000, 2, "store", 10_000, "revoked", 8, "wangwu", "lisi"
    )


def test_sold_online_means_no_store() -> None:
    """Store 0 of an order is knowledge, not a gap that the bill's merchant number may fill."""
    assert derive(BILL, ORDER._replace(store=0, channel="official_store"))[2:4] == (0, "official_store")
