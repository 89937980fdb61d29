"""Youzan's answers with what the real ones carry: refunds one by one, and the outer payment number."""

from __future__ import annotations

import json
from typing import Any

import pytest

from digitool.model.days import parse_local
from digitool.model.records import Purchase, Refund, Reject, Warn
from tests.sources.made import items
from tests.sources.youzan_trade import BOTH, CLOSED, OUTER, answer, listed, refund, trade


@pytest.mark.parametrize("envelope", ["data", "response", ""])
def test_one_order_gives_its_purchase_under_the_bills_number_and_its_refunds(envelope: str) -> None:
    """Today's gateway, the older one and a pushed message: the same purchase, the same two refunds."""
    sold, first, second = items(answer(trade(*BOTH, **CLOSED), envelope))
    assert isinstance(sold, Purchase) and isinstance(first, Refund) and isinstance(second, Refund)
    assert (sold.key, sold.amount_fen, sold.state, sold.region) == (f"wechatpay:{OUTER}", 100, "paid", "广东")
    assert (first.key, first.purchase_key) == ("youzan-refund-part:202603051025110000010006", sold.key)
    assert [(back.amount_fen, back.state) for back in (first, second)] == [(50, "SUCCESS")] * 2
    assert [back.at for back in (first, second)] == [
        parse_local(f"2026-03-05 {clock}") for clock in ("10:25:11", "10:26:43")
    ]


@pytest.mark.parametrize("envelope", ["data", "response"])
def test_a_list_reads_as_its_orders_do(envelope: str) -> None:
    """Both gateways wrap lists, too."""
    (sold,) = items(listed(trade(), envelope=envelope))
    assert isinstance(sold, Purchase) and sold.key == f"wechatpay:{OUTER}"


@pytest.mark.parametrize(
    ("code", "state"),
    [
        (1, "PROCESSING"),
        (20, "PROCESSING"),
        (30, "PROCESSING"),
        (60, "SUCCESS"),
        (10, "FAIL"),
        (40, "FAIL"),
        (50, "FAIL"),
    ],
)
def test_a_refund_has_gone_through_is_under_way_or_came_to_nothing(code: int, state: str) -> None:
    """Every state of the documentation is one of three."""
    _, back = items(answer(trade(refund("202603051025110000010006", "0.50", code))))
    assert isinstance(back, Refund) and back.state == state


def test_the_last_change_stands_in_for_the_time_of_a_refund_of_another_make() -> None:
    """A number that is no time, or one before the payment or after the last change, is not trusted."""
    for number in ("R-17", "20261399999999000001", "202501010000000000010006", "209901010000000000010006"):
        _, back = items(answer(trade(refund(number, "0.50"), update_time="2026-03-04 08:00:00")))
        assert isinstance(back, Refund) and back.at == parse_local("2026-03-04 08:00:00")


def test_a_list_that_tells_no_refunds_says_so() -> None:
    """All given back is known without a list; some given back is a warning that names the call to make."""
    whole, back = items(listed(trade(**CLOSED)))
    assert isinstance(whole, Purchase) and isinstance(back, Refund)
    assert (back.amount_fen, back.at) == (100, parse_local("2026-03-05 10:30:00"))
    part = trade(refund_state=2)
    *sold, warning = items(listed(part, part))
    assert len(sold) == 2 and isinstance(warning, Warn)
    assert (warning.code, warning.values) == ("refunds_untold", {"count": 2})


def test_an_order_paid_in_several_payments_is_told() -> None:
    """A deposit and the rest: the order goes by the first number, and a person is warned."""
    body: dict[str, Any] = trade()
    body["full_order_info"]["pay_info"]["outer_transactions"] = [OUTER, "42" + "0" * 26]
    sold, warning = items(answer(body))
    assert isinstance(sold, Purchase) and isinstance(warning, Warn)
    assert (sold.key, warning.code) == ("wechatpay:42" + "0" * 26, "several_payments")


def test_an_unpaid_or_cancelled_order_has_no_refund() -> None:
    """Closed before it was paid: no sale, and nothing to give back."""
    (sold,) = items(answer(trade(status="TRADE_CLOSED", pay_time="", refund_state=0)))
    assert isinstance(sold, Purchase) and sold.state == "unpaid"


def test_a_refund_that_cannot_be_read_rejects_its_order_with_what_can_be_corrected() -> None:
    """An amount in the wrong unit is not guessed; the reject is an answer that reads again once corrected."""
    body = trade(refund("202603051025110000010006", "0.50"))
    body["refund_order"][0]["refund_fee"] = 50
    (reject,) = items(answer(body))
    assert isinstance(reject, Reject) and reject.code == "bad_amount"
    corrected = reject.cells[0].replace('"refund_fee": 50', '"refund_fee": "0.50"')
    assert [type(item) for item in items(corrected)] == [Purchase, Refund]
    assert json.loads(reject.cells[0])["data"]["refund_order"]
