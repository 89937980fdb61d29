"""What accounts make of purchases and refunds: by hand, and in any order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.facts.sales.accounts import BACK, BILL, ORDER, ROW, LiveAccount, SaleAccount, account
from digitool.facts.sales.joining import by_purchase
from digitool.facts.sales.numbers import key_by_order, order_key
from digitool.facts.sales.settling import SaleOutcome, StoreBook, receipt_of, settled
from digitool.model.keys import key64
from digitool.model.records import OrderLine

BOOK = StoreBook(lambda store, at: at // 1_000 + (store == 2), lambda store: f"S{store}" if store else "")
"""A calendar for these tests: a day has 1,000 ms, and store 2 is a day ahead."""

PAID = "wechatpay:1"
RECEIPT = "pos:S1::1970-01-01:0001"


def told(side: str, number: str = PAID, amount: int = 1_000, line: int = 2, **said: Any) -> LiveAccount:
    """A live account; what is not named is as of a payment of 10.00 in store 1 at 5."""
    receipt = said.pop("receipt", None)
    keyed, batch = said.pop("order_key", None), said.pop("batch", 1)
    in_store = said.pop("store_order", None)
    known: dict[str, Any] = {"at": 5, "store": 1, "channel": "store", "state": "paid", "order_no": ""}
    name = "" if number == RECEIPT else number
    one = SaleAccount(side, name, amount_fen=amount, **{**known, **said})  # type: ignore[arg-type]
    return LiveAccount(key64(number), one.digest(()), receipt, keyed, in_store, one, batch, line)


def make(*accounts: LiveAccount) -> dict[str, SaleOutcome]:
    """What accounts make, by the number of the purchase, empty where there is none."""
    outcomes = [settled(number, some, BOOK) for number, some in by_purchase(accounts).items()]
    return {one.sale.number if one.sale else "": one for one in outcomes}


def only(*accounts: LiveAccount) -> SaleOutcome:
    """What accounts of one purchase make."""
    (one,) = make(*accounts).values()
    return one


def test_money_is_the_bills_and_the_rest_the_orders() -> None:
    """Payer, amount and moment come from the bill; number, store, guide and lines from the order."""
    line = OrderLine("A1", "tea", 1, 900)
    bill = told(BILL, payer=7, order_no="POS1", guide="wangwu")
    order = told(ORDER, amount=900, at=4, store=2, buyer=8, order_no="E1", guide="lisi", lines=(line,))
    sale = only(bill, order).sale
    assert sale is not None
    assert (sale.view.party, sale.buyer, sale.view.amount_fen, sale.view.at) == (7, 8, 1_000, 5)
    assert (sale.view.order_no, sale.view.store, sale.view.guide, sale.lines) == ("E1", 2, "lisi", (line,))
    assert (sale.bill_fen, sale.order_fen, sale.day) == (1_000, 900, 1)


def test_more_evidence_never_lowers_what_is_known() -> None:
    """The member that the till named stays named when the bill joins with its payer."""
    till = told(ORDER, buyer=8)
    assert only(till).sale.view.party == 8  # type: ignore[union-attr]
    both = only(till, told(BILL, payer=7)).sale
    assert both is not None
    assert (both.view.party, both.buyer) == (7, 8)


def test_the_state_furthest_on_counts_then_the_later_account_then_the_lower_amount() -> None:
    """Whichever came first: revoked after paid, the newer version, and of two equals the smaller sum."""
    paid, revoked = told(BILL), told(BILL, amount=1_200, state="revoked", batch=2)
    assert only(revoked, paid).sale.view.state == "revoked"  # type: ignore[union-attr]
    old, new = told(ORDER, version=1), told(ORDER, amount=1_500, version=2, batch=2)
    assert only(new, old).sale.view.amount_fen == 1_500  # type: ignore[union-attr]
    assert only(new, old).open == ()
    one, other = told(ORDER), told(ORDER, amount=1_500, batch=2)
    found = only(other, one)
    assert found.sale is not None
    assert (found.sale.view.amount_fen, [account.batch for account in found.open]) == (1_000, [2, 1])


def test_a_bill_by_order_number_is_the_purchase_that_has_its_payment() -> None:
    """Merchant and order number lead a destroyed bill to the real one; alone it is a purchase of its own."""
    number = "wechatpay-order:1900:POS1"
    stray = told(BILL, number, order_key=key_by_order(number), batch=2)
    real = told(BILL, order_key=order_key("1900", "POS1"), payer=7)
    assert set(make(stray, real)) == {PAID}
    assert set(make(stray)) == {number}
    other = told(BILL, "wechatpay:2", order_key=order_key("1900", "POS2"))
    assert set(make(stray, other)) == {number, "wechatpay:2"}


def test_a_receipt_is_the_purchase_that_has_its_payment() -> None:
    """A till's row without a payment number joins the row of the same receipt that has one."""
    key = key64(RECEIPT)
    bare = told(ROW, RECEIPT, 600, receipt=key, till="", order_no="0001", row=1)
    paid = told(ROW, PAID, 400, receipt=key, till="", order_no="0001", row=2, at=6, batch=2)
    sale = only(bare, paid).sale
    assert sale is not None
    assert (sale.number, sale.view.amount_fen, sale.view.at, sale.till) == (PAID, 1_000, 5, "")
    assert set(make(bare)) == {RECEIPT}


def test_a_receipt_is_of_the_day_that_its_calendar_says() -> None:
    """Its number follows from store, till and business day of each row; a payment's number stays."""
    row = told(ROW, RECEIPT, till="2", order_no="0001", row=1, at=1_000, receipt=1)
    assert set(make(row)) == {"pos:S1:2:1970-01-02:0001"}
    assert receipt_of(row.account, BOOK) == (1, "2", "0001", 1)
    assert set(make(told(ROW, PAID, till="2", order_no="0001", row=1, at=1_000, receipt=1))) == {PAID}


def test_bills_that_place_one_payment_in_two_stores_contradict() -> None:
    """As much as two amounts do: one of them is wrong, and both are told."""
    bills = [told(BILL, store=store, line=store) for store in (1, 2)]
    assert len(only(*bills).open) == 2
    assert only(bills[0]).open == ()
    assert len(only(*bills[:1], told(BILL, amount=900)).open) == 2


def test_what_was_taken_back_at_the_till_is_nothing_that_was_paid() -> None:
    """A side that says unpaid says nothing of it; one that says revoked says 0."""
    for state, fen in (("paid", 1_000), ("revoked", 0), ("unpaid", None)):
        sale = only(told(ORDER, state=state)).sale
        assert sale is not None
        assert (sale.order_fen, sale.bill_fen) == (fen, None)


@pytest.mark.parametrize("side", [BILL, ORDER])
def test_a_refunds_number_counts_within_its_payment(side: str) -> None:
    """Two payments that claim one refund's number have one each."""
    backs = [
        only(told(side, number), told(BACK, number, 300, state="SUCCESS", refund="wechatpay-refund:1")).backs
        for number in (PAID, "wechatpay:2")
    ]
    assert len({back.id for some in backs for back in some}) == 2


def test_an_account_is_kept_as_it_was_said() -> None:
    """Its people stand beside it; the words of its source make it the same again, not what they lead to."""
    line = OrderLine("A1", "tea", 1, 900)
    one = told(ORDER, payer=7, buyer=8, lines=(line,), till="", version=9).account
    assert account(one.stored(), one.payer, one.buyer) == one
    assert one.digest(("1900", "TILL2")) == one._replace(store=2, payer=9).digest(("1900", "TILL2"))
    assert one.digest(("1900", "TILL2")) != one.digest(("1900", "TILL1"))


def test_a_receipt_is_the_payment_that_its_till_asked_for() -> None:
    """The bill's merchant order number is what the till called the payment; the till's member stays known."""
    key = key64(RECEIPT)
    till = told(ROW, RECEIPT, receipt=key, till="", row=1, order_no="0001", buyer=8, store_order=5)
    bill = told(BILL, PAID, payer=7, order_no="T5001", store_order=5, batch=2)
    sale = only(till, bill).sale
    assert sale is not None
    assert (sale.number, sale.view.party, sale.buyer, sale.till) == (PAID, 7, 8, "")
    assert set(make(till, told(BILL, PAID, store_order=6))) == {RECEIPT, PAID}


def test_rows_of_a_receipt_are_one_sale_and_its_returns() -> None:
    """What is taken off in the same moment lessens the sale; later it is a return, of a sale to be found."""
    rows = [
        told(ROW, RECEIPT, fen, till="", order_no="0001", row=place, at=at, receipt=key64(RECEIPT))
        for place, (fen, at) in enumerate([(1_000, 5), (-200, 5), (-300, 900)], 1)
    ]
    found = only(*rows)
    assert found.sale is not None
    assert (found.sale.view.amount_fen, len(found.rows)) == (800, 2)
    (back,) = found.backs
    assert (back.amount_fen, back.till, back.purchase == found.sale.id) == (300, "", False)
    assert back.number.startswith("pos-refund:S1::0001:")


def test_a_refund_told_twice_is_one() -> None:
    """The state furthest on, the larger amount, the earliest moment; a destroyed bill's twin is dropped."""
    asked = told(BACK, amount=300, state="PROCESSING", refund="wechatpay-refund:9", at=50)
    done = told(BACK, amount=300, state="SUCCESS", refund="wechatpay-refund:9", at=80, batch=2)
    again = told(BACK, amount=300, state="SUCCESS", refund="wechatpay-refund:9", at=70, batch=3)
    stray = told(BACK, amount=300, state="SUCCESS", refund="wechatpay-refund-order:9", at=75, batch=4)
    (back,) = only(told(BILL), asked, done, again, stray).backs
    assert (back.state, back.at, back.number) == ("SUCCESS", 70, "wechatpay-refund:9")


def test_a_refund_counts_on_the_day_of_its_sales_store() -> None:
    """While nobody knows its sale, on the day of where it says that it happened."""
    back = told(BACK, amount=300, state="SUCCESS", refund="wechatpay-refund:9", at=990, store=1)
    (alone,) = only(back).backs
    (known,) = only(back, told(ORDER, store=2)).backs
    assert (alone.day, known.day, alone.purchase) == (0, 1, key64(PAID))


ACCOUNTS = st.lists(
    st.builds(
        lambda side, amount, state, at, batch, version: told(
            side,
            amount=amount,
            at=at,
            batch=batch,
            state=state if side != BACK else "SUCCESS",
            version=version,
            refund="wechatpay-refund:9" if side == BACK else "",
            row=amount if side == ROW else 0,
        ),
        st.sampled_from([BILL, ORDER, ROW, BACK]),
        st.integers(1, 3),
        st.sampled_from(["paid", "unpaid", "revoked"]),
        st.integers(0, 3),
        st.integers(1, 4),
        st.integers(0, 1),
    ),
    min_size=1,
    max_size=7,
    unique_by=lambda one: one.digest,
)


@given(accounts=ACCOUNTS, data=st.data())
def test_no_order_of_accounts_matters(accounts: list[LiveAccount], data: st.DataObject) -> None:
    """However they came, the purchase, its refunds and what is open are the same."""
    shuffled = data.draw(st.permutations(accounts))
    assert make(*shuffled) == make(*accounts)


@given(accounts=ACCOUNTS)
def test_an_account_more_takes_no_name_away(accounts: list[LiveAccount]) -> None:
    """A purchase that somebody is named for stays named, whatever else is told of it."""
    named = [one._replace(account=one.account._replace(payer=7)) for one in accounts[:1]]
    before, after = make(*named), make(*named, *accounts[1:])
    if (first := before.get(PAID)) is not None and first.sale is not None and named[0].account.side != ROW:
        assert after[PAID].sale is not None
        assert after[PAID].sale.view.party == 7
