"""From issue to redemption and back, through the public operations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from digitool.coupons.asking import check_cart, codes_of
from digitool.coupons.codes import format_code, parse_code
from digitool.coupons.metrics import stock_report
from digitool.coupons.rules.terms import Budget, Terms
from digitool.errors import ConflictError, DigitoolError, NotFoundError, RefusedError
from digitool.ledger.chart import Account
from digitool.ledger.journals import balance
from tests.coupons.shop import DAY, MINUTE, NOON, TEN, Shop, cart_of


def code_of(shop: Shop, name: str, *args: Any, **changes: Any) -> str:
    """The error code of an operation that must fail."""
    with pytest.raises(DigitoolError) as caught:
        getattr(shop, name)(*args, **changes)
    return caught.value.code


def test_claim_redeem_reverse_redeem(shop: Shop) -> None:
    """A customer claims, uses, returns and uses again: each row says so."""
    shop.stock(public=True)
    (row,) = shop.do("claim", "TEN", 1)["rows"]
    code = row["coupon"]
    assert shop.redeem(code)["rows"][0] == {
        "stock": "TEN",
        "coupon": code,
        "state": "redeemed",
        "class": "coupon",
        "discount_fen": 2000,
        "payable_fen": 8000,
    }
    assert code_of(shop, "redeem", code, "O2") == "already_redeemed"
    assert shop.do("reverse", code)["rows"][0]["state"] == "received"
    assert code_of(shop, "do", "reverse", code) == "unused"
    shop.redeem(code, "O3")
    assert shop.state(code)["order"] == "O3"


def test_lock_returns_by_the_clock(shop: Shop) -> None:
    """A lock holds for 15 minutes less a millisecond, then any order may have the coupon (INV-18)."""
    (code,) = shop.give(shop.stock(budgets=(Budget("money", "total", 2000),)), 1)
    shop.lock(code)
    shop.at = NOON + 15 * MINUTE - 1
    assert code_of(shop, "redeem", code, "O2") == "locked"
    shop.at += 1
    assert shop.state(code)["state"] == "received"
    shop.redeem(code, "O2")
    assert balance(shop.connection, Account("budget_reserved", "TEN")) == 0


def test_a_used_code_without_an_owner_stays_received(shop: Shop) -> None:
    """Locked, paid, cancelled, locked again and left: a code that was in use is received, not issued."""
    (code,) = shop.print_codes(shop.stock(), 1)
    shop.lock(code)
    shop.redeem(code)
    shop.do("reverse", code)
    assert shop.state(code)["state"] == "received"
    shop.lock(code, "O2")
    shop.at += 15 * MINUTE
    assert shop.state(code)["state"] == "received"
    assert check_cart(shop.connection, shop.desk(), [code], shop.cart(10_000)).discount_fen == 2000
    (line,) = stock_report(shop.connection, shop.at)
    assert (line.issued, line.received, line.redeemed) == (1, 1, 0)
    row = line.row()
    assert [(row[name]["num"], row[name]["den"]) for name in ("rate_of_issued", "rate_of_received")] == [
        (0, 1)
    ] * 2
    shop.redeem(code, "O3")
    assert shop.differences() == []


def test_a_code_that_was_used_can_be_taken_over_and_its_days_go_on(shop: Shop) -> None:
    """Cancelling an order and taking the code over does not make a coupon last longer."""
    (code,) = shop.print_codes(shop.stock(valid_days=3), 1)
    shop.redeem(code)
    shop.do("reverse", code)
    shop.at += 2 * DAY
    shop.do("receive", code, 1)
    assert shop.differences() == []
    shop.at += DAY
    assert code_of(shop, "redeem", code, customer=1) == "expired"


def test_a_lock_that_ran_out_does_not_keep_a_code_from_its_new_owner(shop: Shop) -> None:
    """A printed code in a forgotten order can be taken over after 15 minutes, and not before."""
    (code,) = shop.print_codes(shop.stock(), 1)
    shop.lock(code)
    assert code_of(shop, "do", "receive", code, 1) == "in_an_order"
    shop.at += 15 * MINUTE
    assert shop.do("receive", code, 1)["rows"][0]["state"] == "received"
    assert shop.differences() == []


def test_held_budget_returns_by_the_clock_for_another_coupon(shop: Shop) -> None:
    """A forgotten lock does not keep the stock's budget: another coupon gets it after 15 minutes."""
    first, second = shop.give(shop.stock(budgets=(Budget("money", "total", 2000),)), 1, 2)
    shop.lock(first)
    assert code_of(shop, "redeem", second, "O2") == "budget_money"
    shop.at += 15 * MINUTE
    answer = check_cart(shop.connection, shop.desk(), [second], shop.cart(10_000))
    assert answer.discount_fen == 2000
    shop.redeem(second, "O2")


def test_lock_is_taken_over_by_its_own_order(shop: Shop) -> None:
    """Lock then pay counts one use, of the amount that was paid (INV-9)."""
    (code,) = shop.give(shop.stock(kind="percent", value=1000, per_person=1), 1)
    shop.lock(code, "O1", 10_000)
    assert shop.redeem(code, "O1", 20_000)["discount_fen"] == 2000
    counters = shop.connection.execute("SELECT measure, used, held FROM coupon_quota ORDER BY measure")
    assert [tuple(row) for row in counters] == [("received", 1, 0), ("redeemed", 1, 0)]


def test_refused_redeem_keeps_the_lock(shop: Shop) -> None:
    """When the order that holds a coupon falls below its minimum, the lock stays."""
    (code,) = shop.give(shop.stock(), 1)
    shop.lock(code)
    assert code_of(shop, "redeem", code, "O1", 9999) == "below_minimum_before"
    assert shop.state(code)["state"] == "locked"


def test_release_frees_a_coupon_for_other_orders(shop: Shop) -> None:
    """Only the order that holds a lock can cancel it."""
    (code,) = shop.give(shop.stock(), 1)
    shop.lock(code)
    assert code_of(shop, "do", "release", code, "O2") == "locked"
    shop.do("release", code, "O1")
    shop.redeem(code, "O2")
    assert code_of(shop, "do", "release", code, "O2") == "unused"


def test_coupon_that_ended_while_in_use_comes_back_expired(shop: Shop) -> None:
    """A refund after the coupon's last day does not bring it to life, in state, counts or ledger."""
    (code,) = shop.give(shop.stock(), 1)
    shop.redeem(code)
    shop.at += 30 * DAY
    assert shop.do("reverse", code)["rows"][0]["state"] == "expired"
    assert code_of(shop, "redeem", code, "O2") == "expired"
    assert balance(shop.connection, Account("coupon_liability", "TEN")) == 0


def test_expiry_is_exact_to_the_millisecond(shop: Shop) -> None:
    """The last millisecond of validity works, the next does not."""
    (a, b) = shop.give(shop.stock(valid_days=0, valid_to=NOON + 1000), 1, 2)
    shop.at = NOON + 999
    shop.redeem(a, "O1")
    shop.at += 1
    assert code_of(shop, "redeem", b, "O2") == "expired"


def test_coupon_starts_on_its_day(shop: Shop) -> None:
    """A coupon that starts on the next day is pending until then."""
    (code,) = shop.give(shop.stock(starts_next_day=True), 1)
    assert shop.state(code)["state"] == "pending"
    assert code_of(shop, "redeem", code) == "pending"
    shop.at += DAY
    shop.redeem(code)


def test_void_and_stop(shop: Shop) -> None:
    """A void coupon is void; a stopped stock gives out none, and used coupons come back void."""
    a, b, c = shop.give(shop.stock(public=True), 1, 2, 3)
    shop.do("void", a)
    assert code_of(shop, "redeem", a) == "void"
    assert code_of(shop, "do", "void", a) == "void"
    shop.redeem(b)
    assert code_of(shop, "do", "void", b) == "already_redeemed"
    shop.lock(c, "O2")
    assert shop.do("void", "TEN")["rows"][0]["voided"] == 1
    assert code_of(shop, "do", "claim", "TEN", 4) == "stock_stopped"
    assert shop.do("reverse", b)["rows"][0]["state"] == "void"
    assert [shop.state(code)["state"] for code in (a, b, c)] == ["void"] * 3


def test_printed_code_is_taken_over_by_a_customer(shop: Shop) -> None:
    """A printed code belongs to nobody until somebody receives it; then her days begin."""
    code, other = shop.print_codes(shop.stock(), 2)
    shop.at += 5 * DAY
    shop.do("receive", code, 1)
    assert shop.state(code)["customer"] == "P1"
    assert code_of(shop, "do", "receive", code, 2) == "other_person"
    shop.at += 12 * DAY
    shop.redeem(code)
    assert code_of(shop, "redeem", other, "O2") == "expired"


def test_another_person_learns_nothing_about_a_coupon(shop: Shop) -> None:
    """Whether used, ended or void: somebody else only hears that it is not hers (CP8)."""
    used, ended = shop.give(shop.stock(), 1, 2)
    shop.redeem(used)
    shop.do("void", ended)
    for code in (used, ended):
        assert code_of(shop, "redeem", code, "O9", customer=3) == "other_person"


def test_unknown_and_mistyped_codes_give_the_same_answer(shop: Shop) -> None:
    """A stranger cannot tell a slip from a code that does not exist (CP8)."""
    (code,) = shop.print_codes(shop.stock(), 1)
    unknown = format_code((parse_code(code) + 1) % 2**60)
    answers = set()
    for wrong in (unknown, code[:-1] + ("0" if code[-1] != "0" else "1"), "nonsense"):
        with pytest.raises(NotFoundError) as caught:
            shop.redeem(wrong)
        answers.add((caught.value.code, str(caught.value), caught.value.hint))
    assert len(answers) == 1


def test_guessing_is_braked(shop: Shop) -> None:
    """After twenty codes that do not exist a till waits ten minutes; slips and other tills do not count."""
    (code,) = shop.print_codes(shop.stock(), 1)
    for _ in range(30):
        assert code_of(shop, "redeem", "0000-0000-00001") == "unknown_code"
    for n in range(1, 21):
        assert code_of(shop, "redeem", format_code(n)) == "unknown_code"
    assert code_of(shop, "redeem", code) == "too_many_guesses"
    assert code_of(shop, "lock", code) == "too_many_guesses"
    shop.redeem(code, actor="till-2")
    shop.at += 10 * MINUTE
    assert code_of(shop, "redeem", code, "O2") == "already_redeemed"


def test_several_coupons_all_or_none(shop: Shop) -> None:
    """One refused coupon refuses the order; without it the rest works, in stacking order."""
    (a,) = shop.give(shop.stock(), 1)
    (b,) = shop.give(shop.stock("PAY", replace(TEN, stack_class="payment", value=500)), 1)
    (c,) = shop.give(shop.stock("HIGH", replace(TEN, stack_class="member", min_spend_fen=99_999)), 1)
    before = shop.dump()
    with pytest.raises(RefusedError):
        shop.do("redeem", [a, b, c], "O1", shop.cart(20_000))
    assert shop.dump() == before
    result = shop.do("redeem", [b, a], "O1", shop.cart(20_000))
    assert [row["coupon"] for row in result["rows"]] == [a, b]
    assert result["payable_fen"] == 17_500


def test_second_call_for_an_order_sees_the_first(shop: Shop) -> None:
    """Coupons of earlier calls still stack, exclude and lower what is left (INV-15)."""
    (a,) = shop.give(shop.stock(), 1)
    (b,) = shop.give(shop.stock("B", replace(TEN, value=9000)), 1)
    (p,) = shop.give(shop.stock("P", Terms("amount", 9000, 9, valid_days=9, stack_class="payment")), 1)
    shop.redeem(a, "O1")
    assert code_of(shop, "redeem", b, "O1") == "class_full"
    assert code_of(shop, "redeem", p, "O1", 20_000) == "order_changed"
    assert shop.redeem(p, "O1")["payable_fen"] == 0


def test_wrong_store_and_channel_name_the_right_ones(shop: Shop) -> None:
    """A refusal names where the coupon is valid, for a clerk to say."""
    shop.stock(stores=frozenset({"S002", "S003"}), channels=frozenset({"store"}))
    (code,) = shop.give("TEN", 1)
    with pytest.raises(RefusedError, match="not valid in store S001; it is valid in: S002, S003"):
        shop.redeem(code)
    assert code_of(shop, "redeem", code, store="S002", channel="mini_program") == "wrong_channel"
    shop.redeem(code, store="S002")


def test_goods_coupons_need_the_cart(shop: Shop) -> None:
    """An amount alone does not say whether the right goods are in it."""
    (code,) = shop.give(shop.stock(categories=frozenset({"shoes"})), 1)
    assert code_of(shop, "redeem", code) == "cart_needed"
    goods = {"product": "A", "price_fen": 10_000, "category": "shoes"}
    result = shop.do("redeem", [code], "O1", cart_of(goods, {"product": "B", "price_fen": 1}))
    assert [line["discount_fen"] for line in result["lines"]] == [2000, 0]


def test_resize_is_compare_and_swap(shop: Shop) -> None:
    """A total changes only from what the manager saw, and not below what is issued (INV-17)."""
    shop.stock(total=2)
    shop.give("TEN", 1, 2)
    assert code_of(shop, "do", "resize", "TEN", 5, 3) == "total_changed"
    assert code_of(shop, "do", "resize", "TEN", 1, 2) == "below_issued"
    shop.do("resize", "TEN", 3, 2)
    shop.give("TEN", 3)
    with pytest.raises(ConflictError, match="all 3"):
        shop.give("TEN", 4)


def test_issue_is_all_or_nothing_when_sold_out(shop: Shop) -> None:
    """Three coupons for four customers: nobody gets one."""
    shop.stock(total=3)
    before = shop.dump()
    assert code_of(shop, "give", "TEN", 1, 2, 3, 4) == "few_left"
    assert shop.dump() == before


def test_dry_run_changes_nothing(shop: Shop) -> None:
    """Each operation shows its result and leaves no row behind (INV-26)."""
    a, b = shop.give(shop.stock(public=True), 1, 2)
    shop.redeem(b)
    before = shop.dump()
    assert shop.redeem(a, "O9", dry_run=True)["payable_fen"] == 8000
    shop.lock(a, "O8", dry_run=True)
    shop.do("claim", "TEN", 3, dry_run=True)
    shop.do("create", "NEW", TEN, dry_run=True)
    shop.do("reverse", b, dry_run=True)
    shop.do("void", "TEN", dry_run=True)
    shop.do("expire", "TEN", dry_run=True)
    assert shop.dump() == before


def test_check_and_redeem_agree(shop: Shop) -> None:
    """What check promises is what redeem does, with the same evaluator (INV-26)."""
    (code,) = shop.give(shop.stock(kind="percent", value=1234), 1)
    promised = check_cart(shop.connection, shop.desk(), [code], shop.cart(98_765), 1)
    assert shop.redeem(code, "O1", 98_765)["discount_fen"] == promised.discount_fen
    assert codes_of(shop.connection, 1) == []


def test_report_counts_and_rates(shop: Shop) -> None:
    """Issued >= received >= redeemed, both rates with their denominators, parts sum to issued (CP4, CP7)."""
    owned = shop.give(shop.stock(), 1, 2, 3)
    printed = shop.print_codes("TEN", 5)
    shop.redeem(owned[0], "O1")
    shop.redeem(printed[0], "O2")
    shop.lock(owned[1], "O3")
    shop.do("void", printed[1])
    (one,) = stock_report(shop.connection, shop.at, "TEN")
    assert (one.issued, one.received, one.redeemed, one.locked, one.void) == (8, 4, 2, 1, 1)
    assert one.row()["rate_of_issued"] == {"value": 0.25, "num": 2, "den": 8}
    assert one.row()["rate_of_received"] == {"value": 0.5, "num": 2, "den": 4}
    assert one.discount_fen == 4000
    assert one.outstanding == 4
    (later,) = stock_report(shop.connection, shop.at + 30 * DAY)
    assert (later.outstanding, later.locked, later.expired) == (0, 0, 5)


def test_expire_books_the_promise_out(shop: Shop) -> None:
    """After the last day the liability leaves the ledger when it is booked, whatever was locked."""
    a, _ = shop.give(shop.stock(), 1, 2)
    shop.lock(a)
    shop.at += 30 * DAY
    assert balance(shop.connection, Account("coupon_liability", "TEN")) == -4000
    assert shop.do("expire", "TEN")["rows"][0]["expired"] == 2
    assert balance(shop.connection, Account("coupon_liability", "TEN")) == 0
    assert shop.do("expire", "TEN")["rows"][0]["expired"] == 0
