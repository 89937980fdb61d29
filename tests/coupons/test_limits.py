"""Limits: per person, identifier and household; budgets by count and money in store time."""

from __future__ import annotations

import pytest

from digitool.coupons.rules.terms import Budget
from digitool.errors import DigitoolError
from digitool.ledger.chart import Account
from digitool.ledger.journals import balance
from digitool.model.days import parse_instant
from digitool.workspace.settings import Settings, Store
from tests.coupons.shop import DAY, MINUTE, Shop
from tests.coupons.test_life import code_of


def test_customer_gets_no_more_than_the_limit(shop: Shop) -> None:
    """Two each: the third claim is refused with what was observed and the limit."""
    shop.stock(public=True, per_person=2)
    shop.do("claim", "TEN", 1)
    shop.do("claim", "TEN", 1)
    with pytest.raises(DigitoolError) as caught:
        shop.do("claim", "TEN", 1)
    assert caught.value.code == "person_limit"
    assert (caught.value.values["observed"], caught.value.values["limit"]) == (2, 2)
    shop.do("claim", "TEN", 2)


def test_second_account_of_a_person_counts(shop: Shop) -> None:
    """A limit of one is one for all accounts of a person, at issue and at redemption (INV-5)."""
    shop.stock(public=True, per_person=1)
    shop.merge(2, 1)
    shop.do("claim", "TEN", 2)
    assert code_of(shop, "do", "claim", "TEN", 1) == "person_limit"


def test_merge_after_issue_does_not_hide_a_second_use(shop: Shop) -> None:
    """Two accounts hold one coupon each and are then found to be one person: one use is left (INV-5)."""
    a, b = shop.give(shop.stock(per_person=1), 1, 2)
    shop.merge(2, 1)
    shop.redeem(a, "O1")
    assert code_of(shop, "redeem", b, "O2") == "person_limit"


def test_split_after_use_does_not_give_an_account_a_second_one(shop: Shop) -> None:
    """An account that used its coupon has used it, to whatever person it belongs later (INV-5)."""
    shop.stock(public=True, per_person=1)
    shop.merge(2, 1)
    shop.do("claim", "TEN", 2)
    shop.connection.execute("UPDATE identifier SET person = 2 WHERE id = 2")
    assert code_of(shop, "do", "claim", "TEN", 2) == "person_limit"
    shop.do("claim", "TEN", 1)


def test_printed_codes_are_counted_for_who_uses_them(shop: Shop) -> None:
    """One per person holds for codes that nobody owns: the second use by the same person is refused."""
    a, b = shop.print_codes(shop.stock(per_person=1), 2)
    shop.redeem(a, "O1", customer=1)
    assert code_of(shop, "redeem", b, "O2", customer=1) == "person_limit"
    shop.redeem(b, "O2", customer=2)


def test_limit_that_needs_a_person_refuses_an_anonymous_cart(shop: Shop) -> None:
    """No customer, no use, and a reason; nothing crashes (INV-6)."""
    (code,) = shop.print_codes(shop.stock(per_person=1), 1)
    assert code_of(shop, "redeem", code) == "needs_person"


def test_household_shares_its_limit(shop: Shop) -> None:
    """Two people of one household have one coupon together; a third outside has her own."""
    shop.stock(public=True, per_household=1)
    shop.household(1, 2)
    shop.do("claim", "TEN", 1)
    assert code_of(shop, "do", "claim", "TEN", 2) == "household_limit"
    shop.do("claim", "TEN", 3)


def test_customers_with_enough_are_passed_over(shop: Shop) -> None:
    """Who has enough is skipped with the reason, the others get theirs; when all are, it is an error."""
    shop.stock(per_person=1)
    shop.give("TEN", 2)
    rows = shop.do("issue", "TEN", [1, 2, 3, 3])["rows"]
    assert [row["state"] for row in rows] == ["received", "skipped", "received", "skipped"]
    assert rows[1]["reason"] == "person_limit"
    assert code_of(shop, "give", "TEN", 1, 2) == "person_limit"


def test_reverse_gives_the_use_back_once(shop: Shop) -> None:
    """A cancelled order returns the customer's use and the budget, once (INV-8, INV-10)."""
    (code,) = shop.give(shop.stock(per_person=1, budgets=(Budget("money", "day", 2000),)), 1)
    for order in ("O1", "O2", "O3"):
        shop.redeem(code, order)
        shop.do("reverse", code)
        assert code_of(shop, "do", "reverse", code) == "unused"
    used = shop.connection.execute("SELECT measure, used FROM coupon_quota ORDER BY measure").fetchall()
    assert [tuple(row) for row in used] == [("money/day", 0), ("received", 1), ("redeemed", 0)]


@pytest.mark.parametrize(
    ("window", "fits", "next_window"),
    [
        ("day", "2026-03-02 23:59:59", "2026-03-03 00:00:00"),
        ("week", "2026-03-08 23:59:59", "2026-03-09 00:00:00"),
        ("month", "2026-03-31 23:59:59", "2026-04-01 00:00:00"),
    ],
)
def test_budget_windows_are_the_store_s_days_weeks_and_months(
    shop: Shop, window: str, fits: str, next_window: str
) -> None:
    """Two uses per window: the third waits for the next day, Monday or first of the month (INV-16)."""
    codes = shop.print_codes(shop.stock(valid_days=60, budgets=(Budget("count", window, 2),)), 4)
    shop.redeem(codes[0], "O1")
    shop.at = parse_instant(fits)
    shop.redeem(codes[1], "O2")
    assert code_of(shop, "redeem", codes[2], "O3") == "budget_count"
    shop.at = parse_instant(next_window)
    shop.redeem(codes[2], "O3")


def test_budget_day_ends_at_the_store_s_cut_off(shop: Shop) -> None:
    """With a cut-off at 03:00, half past one belongs to the day before."""
    a, b, c = shop.print_codes(shop.stock(budgets=(Budget("count", "day", 1),)), 3)
    late = Settings(stores={"S001": Store("S001", cutoff_hour=3)})
    shop.redeem(a, "O1", settings=late)
    shop.at = parse_instant("2026-03-03 01:30:00")
    assert code_of(shop, "redeem", b, "O2", settings=late) == "budget_count"
    shop.at = parse_instant("2026-03-03 03:00:00")
    shop.redeem(c, "O3", settings=late)


def test_reversal_on_another_day_returns_to_the_day_of_use(shop: Shop) -> None:
    """A refund tomorrow frees the budget of the day on which the coupon was used, not tomorrow's."""
    a, b = shop.print_codes(shop.stock(budgets=(Budget("money", "day", 2000),)), 2)
    shop.redeem(a, "O1")
    shop.at += DAY
    shop.redeem(b, "O2")
    shop.do("reverse", a)
    assert code_of(shop, "redeem", a, "O3") == "budget_money"


def test_budget_change_is_compare_and_swap(shop: Shop) -> None:
    """Two managers: the second hears what the first did; spent and kept stay inside the cap (INV-17)."""
    a, b, c = shop.print_codes(shop.stock(budgets=(Budget("money", "total", 6000),)), 3)
    shop.redeem(a, "O1")
    shop.lock(b, "O2")
    wider = Budget("money", "total", 9000)
    shop.do("change_budget", "TEN", wider, 6000, key="first")
    assert code_of(shop, "do", "change_budget", "TEN", wider, 6000, key="second") == "budget_changed"
    before = shop.dump()
    assert code_of(shop, "do", "change_budget", "TEN", wider._replace(cap=3999), 9000) == "below_used"
    assert shop.dump() == before
    shop.do("change_budget", "TEN", wider._replace(cap=4000), 9000)
    accounts = {n: balance(shop.connection, Account(f"budget_{n}", "TEN")) for n in ("granted", "available")}
    assert accounts == {"granted": -4000, "available": 0}
    assert code_of(shop, "redeem", c, "O3") == "budget_money"
    shop.at += 15 * MINUTE
    shop.do("change_budget", "TEN", wider._replace(cap=2000), 4000)


def test_changed_day_budget_leaves_past_days_alone(shop: Shop) -> None:
    """A cap that is lowered today may be below what was spent yesterday; yesterday keeps its own."""
    codes = shop.print_codes(shop.stock(budgets=(Budget("count", "day", 3),)), 4)
    for n in range(3):
        shop.redeem(codes[n], f"O{n}")
    shop.at += DAY
    shop.do("change_budget", "TEN", Budget("count", "day", 1), 3)
    shop.redeem(codes[3], "O3")
    assert shop.do("reverse", codes[0])["rows"][0]["state"] == "received"
    assert code_of(shop, "redeem", codes[0], "O4") == "budget_count"


def test_money_budget_is_exact(shop: Shop) -> None:
    """59.99 fits three coupons of 20.00 not quite; 60.00 fits exactly."""
    codes = shop.print_codes(shop.stock(budgets=(Budget("money", "total", 5999),)), 3)
    shop.redeem(codes[0], "O1")
    shop.redeem(codes[1], "O2")
    assert code_of(shop, "redeem", codes[2], "O3") == "budget_money"
    more = shop.print_codes(shop.stock("T2", budgets=(Budget("money", "total", 6000),)), 3)
    for n, code in enumerate(more):
        shop.redeem(code, f"P{n}")
