"""A purchase from its two views, by hand and by rule."""

from __future__ import annotations

import json
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.facts.purchases import (
    Names,
    SideView,
    find_purchase,
    find_stray,
    order_key,
    same_view,
    settle_stray,
    store_view,
    stray_key,
)
from digitool.facts.source import Source
from digitool.facts.views import PurchaseView, derive, merged_view
from digitool.model.keys import key64

BILL = PurchaseView("POS1", 1_000, 1, "store", 10_000, "paid", 7, "", "")
ORDER = PurchaseView("E1", 900, 2, "store", 9_900, "paid", 8, "zhangsan", "lisi")


def day_of(store: int, at: int) -> int:
    """A calendar for these tests: a day has 1,000 ms, and store 2 is a day ahead."""
    return at // 1_000 + (store == 2)


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


STATES = st.sampled_from(["unpaid", "paid", "revoked"])


@given(states=st.lists(STATES, min_size=1, max_size=5), data=st.data())
def test_the_last_state_does_not_depend_on_the_order_of_exports(
    states: list[str], data: st.DataObject
) -> None:
    """However the accounts of one side come in, the state furthest on stands."""
    stored: str | None = None
    for state in data.draw(st.permutations(states)):
        stored = merged_view(stored, BILL._replace(state=state)).stored(Source(1, 1))
    assert stored is not None
    assert json.loads(stored)[5] == max(states, key=["unpaid", "paid", "revoked"].index)


def store(db: sqlite3.Connection, number: str, side: str, view: PurchaseView, key: int | None = None) -> int:
    """Store one view as line 3 of batch 1."""
    return store_view(
        db, find_purchase(db, number), Names(number, key), SideView(side, view, Source(1, 3)), day_of
    ).id


def test_a_stored_purchase_says_which_days_it_moves_between(db: sqlite3.Connection) -> None:
    """A second view that names another store reports the old and the new (store, day)."""
    first = store_view(db, None, Names("wechatpay:1"), SideView("bill", BILL, Source(1, 2)), day_of)
    row = find_purchase(db, "wechatpay:1")
    second = store_view(db, row, Names("wechatpay:1"), SideView("ordering", ORDER, Source(2, 5)), day_of)
    assert (first.days, second.days) == ({(1, 1)}, {(1, 1), (2, 2)})
    assert (first.id, second.id, second.store) == (key64("wechatpay:1"), key64("wechatpay:1"), 2)
    found = find_purchase(db, "wechatpay:1")
    assert found is not None
    assert (found["day"], found["batch"], found["line"]) == (2, 1, 2)
    assert (json.loads(found["bill"])[-2:], json.loads(found["ordering"])[-2:]) == ([1, 2], [2, 5])


def test_the_same_view_again_is_recognised(db: sqlite3.Connection) -> None:
    """Only the same side with the same content, or one that steps back, adds nothing."""
    store(db, "wechatpay:1", "bill", BILL)
    row = find_purchase(db, "wechatpay:1")
    assert same_view(row, "bill", BILL)
    assert same_view(row, "bill", BILL._replace(state="unpaid", amount_fen=1))
    assert not same_view(row, "bill", BILL._replace(amount_fen=1))
    assert not same_view(row, "bill", BILL._replace(state="revoked"))
    assert not same_view(row, "ordering", BILL)
    assert not same_view(None, "bill", BILL)


def test_a_number_by_order_leads_to_the_real_purchase(db: sqlite3.Connection) -> None:
    """Merchant and order number find a purchase that is stored under its real number."""
    key = order_key("1900", "POS:1")
    assert stray_key("wechatpay-order:1900:POS:1") == key
    assert stray_key("wechatpay:1") is order_key("1900", "") is order_key("", "POS1") is None
    number = store(db, "wechatpay:1", "bill", BILL, key)
    found = find_purchase(db, "wechatpay-order:1900:POS:1")
    assert found is not None
    assert found["id"] == number
    assert find_purchase(db, "wechatpay-order:1900:POS2") is None


def test_a_stray_gives_way_with_its_refunds_and_lines(db: sqlite3.Connection) -> None:
    """When the untouched bill comes, nothing of the destroyed one is counted, and nothing is lost."""
    key = order_key("1900", "POS1")
    stray_id = store(db, "wechatpay-order:1900:POS1", "bill", BILL, key)
    db.execute("INSERT INTO purchase_line VALUES (?, 1, '', 'milk', 1, 5)", (stray_id,))
    db.execute("INSERT INTO refund VALUES (1, 'r', ?, 2000, 2, 5, 'SUCCESS', 1, 4)", (stray_id,))
    stray = find_stray(db, "wechatpay:1", key)
    assert stray is not None
    assert settle_stray(db, stray, "wechatpay:1") == {(1, 1)}
    assert db.execute("SELECT count(*) FROM purchase").fetchone()[0] == 0
    real = key64("wechatpay:1")
    assert [
        row[0] for row in db.execute("SELECT purchase FROM purchase_line UNION SELECT purchase FROM refund")
    ] == [real]


def test_a_number_by_order_has_no_stray(db: sqlite3.Connection) -> None:
    """A destroyed bill never takes another destroyed bill's place, nor does a purchase without a merchant."""
    key = order_key("1900", "POS1")
    store(db, "wechatpay-order:1900:POS1", "bill", BILL, key)
    assert find_stray(db, "wechatpay-order:1900:POS1", key) is None
    assert find_stray(db, "wechatpay:1", None) is None
