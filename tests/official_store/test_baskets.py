"""Scan-and-go: pay without a till, an exit pass that works once, and audits that nobody can foresee."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.coupons.rules.terms import Terms
from digitool.errors import DigitoolError
from digitool.model.days import Span
from digitool.official_store.asked import Want
from digitool.official_store.asking import scan_report
from digitool.official_store.baskets.audit import WHOLE, Risk, audit_rate, decide_audit, draw_lot
from digitool.workspace.policies.official_store import OfficialStorePolicy
from tests.official_store.counter import MINUTE, SETTINGS, Counter

NEVER = OfficialStorePolicy(audit_rate=0, audit_more=0)
ALWAYS = OfficialStorePolicy(audit_rate=10_000)


def filled(counter: Counter, customer: int | None = 1, **options: Any) -> str:
    """A basket in S001 with three pieces."""
    number: str = counter.do("open_basket", "S001", customer, **options)["rows"][0]["basket"]
    counter.do("scan", number, [Want("A1", 2), Want("B2", 1)])
    return number


def under(counter: Counter, policy: OfficialStorePolicy) -> None:
    """Let another policy hold from now on."""
    counter.settings = replace(SETTINGS, official_store=policy)


def code_of(counter: Counter, name: str, *args: Any, **options: Any) -> str:
    """The code of a refusal that changes nothing."""
    before = counter.dump()
    with pytest.raises(DigitoolError) as caught:
        counter.do(name, *args, **options)
    assert counter.dump() == before
    return caught.value.code


def test_a_basket_is_paid_and_goes_out(counter: Counter) -> None:
    """Scanned, paid with a coupon, sold at the store, and out of the door once, in its store and time."""
    under(counter, NEVER)
    counter.stock("S001", A1=5, B2=5)
    coupon = counter.coupon(Terms("amount", 1000, 5, valid_days=2))
    basket = filled(counter)
    counter.do("scan", basket, [Want("A1", 1)], remove=True)
    row = counter.do("pay_basket", basket, [coupon], "wechatpay:88")["rows"][0]
    assert (row["payable_fen"], row["found"]) == (1999 + 4550 - 1000, 0)
    assert (counter.free("A1", "S001"), counter.free("B2", "S001")) == (4, 4)
    purchase = counter.connection.execute("SELECT * FROM purchase").fetchone()
    assert (purchase["channel"], purchase["number"], purchase["party"]) == ("store", "wechatpay:88", 1)
    assert (
        counter.connection.execute("SELECT code FROM store WHERE id = ?", (purchase["store"],)).fetchone()[0]
        == "S001"
    )
    assert counter.connection.execute("SELECT count(*) FROM touch").fetchone()[0] == 1
    assert code_of(counter, "leave", row["exit_pass"], "S002") == "wrong_store"
    assert counter.do("leave", row["exit_pass"], "S001")["rows"][0]["decision"] == "pass"
    assert code_of(counter, "leave", row["exit_pass"], "S001") == "pass_used"
    assert code_of(counter, "scan", basket, [Want("A1", 1)]) == "basket_paid"
    assert code_of(counter, "pay_basket", basket) == "basket_paid"


def test_an_exit_pass_ends(counter: Counter) -> None:
    """After its minutes a pass is refused, and the guard's look lets the basket out."""
    under(counter, NEVER)
    basket = filled(counter)
    code = counter.do("pay_basket", basket)["rows"][0]["exit_pass"]
    counter.at += 30 * MINUTE
    assert code_of(counter, "leave", code, "S001") == "pass_expired"
    assert counter.do("audit", basket)["rows"][0]["verdict"] == "match"
    assert code_of(counter, "audit", basket) == "pass_used"


def test_a_mismatch_is_remembered(counter: Counter) -> None:
    """Whoever had goods in the bag that were not scanned is looked into the next time, for sure."""
    under(counter, ALWAYS)
    basket = filled(counter)
    code = counter.do("pay_basket", basket)["rows"][0]["exit_pass"]
    shown = counter.do("leave", code, "S001")["rows"][0]
    assert (shown["state"], shown["decision"], shown["reason"]) == ("audit", "audit", "first")
    row = counter.do("audit", basket, [Want("C3", 1)])["rows"][0]
    assert (row["verdict"], row["missed_fen"], row["state"]) == ("mismatch", 29_900, "exited")
    under(counter, NEVER)
    code = counter.do("pay_basket", filled(counter))["rows"][0]["exit_pass"]
    assert counter.do("leave", code, "S001")["rows"][0]["reason"] == "mismatch"
    stranger = counter.do("pay_basket", filled(counter, 2))["rows"][0]["exit_pass"]
    assert counter.do("leave", stranger, "S001")["rows"][0]["decision"] == "pass"


def test_what_the_books_lack_is_found(counter: Counter) -> None:
    """Goods in the customer's hand were on the shelf, whatever the books said; orders keep theirs."""
    counter.stock("S001", A1=1)
    counter.order("A1", pickup="S001")
    row = counter.do("pay_basket", filled(counter, None))["rows"][0]
    assert row["found"] == 3
    kinds = counter.connection.execute(
        "SELECT kind, sum(on_hand) FROM stock_movement GROUP BY kind ORDER BY kind"
    )
    assert dict(kinds.fetchall()) == {"found": 3, "receive": 1, "reserve": 0, "sell": -3}
    assert counter.free("A1", "S001") == 0


def test_refusals_of_baskets(counter: Counter) -> None:
    """Empty, unknown and unpaid baskets, unknown stores and goods: each its own refusal."""
    empty = counter.do("open_basket", "S001")["rows"][0]["basket"]
    assert code_of(counter, "pay_basket", empty) == "empty_basket"
    assert code_of(counter, "audit", empty) == "basket_not_paid"
    assert code_of(counter, "scan", empty, [Want("A1", 1)], remove=True) == "not_in_basket"
    assert code_of(counter, "scan", empty, [Want("Z9", 1)]) == "unknown_product"
    assert code_of(counter, "scan", "B9", [Want("A1", 1)]) == "no_basket"
    assert code_of(counter, "open_basket", "S009") == "no_such_store"
    assert code_of(counter, "leave", "7K3Q-MZP4-T9XWH", "S001") == "unknown_code"


def test_replays_of_baskets(counter: Counter) -> None:
    """Every step of a basket is one effect under its key, the pass and the audit's answer included."""
    import json

    number = counter.do("open_basket", "S001", 1, key="o")["rows"][0]["basket"]
    assert counter.do("open_basket", "S001", 1, key="o")["rows"][0]["basket"] == number
    steps: list[tuple[str, tuple[Any, ...]]] = [
        ("scan", (number, [Want("A1", 2)])),
        ("pay_basket", (number,)),
    ]
    first = [json.dumps(counter.do(name, *args, key=name)) for name, args in steps]
    after = counter.dump()
    assert [json.dumps(counter.do(name, *args, key=name)) for name, args in steps] == first
    assert counter.dump() == after


@given(
    st.binary(min_size=32, max_size=32), st.integers(1, 10**6), st.integers(0, WHOLE), st.integers(0, WHOLE)
)
def test_audits_rise_with_the_rate(secret: bytes, basket: int, low: int, high: int) -> None:
    """The draw belongs to the basket and the key alone; a higher rate never lets out who was stopped."""
    number = f"B{basket:06d}"
    assert draw_lot(secret, number) == draw_lot(secret, number) < WHOLE
    low, high = sorted((low, high))
    risk = Risk(False, False, False)
    stopped = [
        bool(decide_audit(OfficialStorePolicy(audit_rate=rate), risk, secret, number).reason)
        for rate in (low, high)
    ]
    assert stopped[0] <= stopped[1]


def test_audit_share_is_the_rate() -> None:
    """Of 20,000 baskets 5% are chosen, within four standard deviations; risks add up and end at all."""
    policy = OfficialStorePolicy()
    plain = Risk(False, False, False)
    chosen = sum(bool(decide_audit(policy, plain, b"k" * 32, f"B{n:06d}").reason) for n in range(20_000))
    assert abs(chosen - 1000) < 4 * (20_000 * 0.05 * 0.95) ** 0.5
    assert audit_rate(policy, Risk(True, True, False)) == 500 + 2 * 2000
    assert audit_rate(policy, Risk(False, False, True)) == WHOLE
    assert audit_rate(replace(policy, audit_more=9000), Risk(True, True, False)) == WHOLE


def test_report_counts_and_says_what_it_assumes(counter: Counter) -> None:
    """Paid baskets times the assumed minutes, and both rates with their counts."""
    under(counter, ALWAYS)
    for customer in (1, 2, 3):
        basket = filled(counter, customer)
        if customer > 1:
            counter.do("pay_basket", basket)
    counter.do("audit", basket, [Want("A1", 1)])
    (row,) = scan_report(counter.connection, counter.desk(), Span(0, 2**60))
    assert (row["opened"], row["paid"], row["exited"]) == (3, 2, 1)
    assert (row["audit_rate"], row["mismatch_rate"]) == ((2, 2), (1, 1))
    assert (row["minutes_saved"], row["missed_fen"]) == (2 * ALWAYS.queue_minutes, 1999)
