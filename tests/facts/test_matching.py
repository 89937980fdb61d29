"""Sales of a till and payments of a bill that no number joins: which are one, and which count."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.facts.sales.matching import (
    Decisions,
    MatchRules,
    OneSide,
    match_day,
    tender_of,
)
from digitool.model.ids import Fen, Ms

MINUTE = 60_000
NOTHING = Decisions()


def till(number: int, minute: int, fen: int = 1_000, tender: str = "wechatpay") -> OneSide:
    """A till's sale."""
    return OneSide(number, Ms(minute * MINUTE), Fen(fen), tender)


def paid(number: int, minute: int, fen: int = 1_000, tender: str = "wechatpay") -> OneSide:
    """A bill's payment; its numbers are above 100."""
    return till(100 + number, minute, fen, tender)


def told(
    tills: list[OneSide],
    payments: list[OneSide],
    rules: MatchRules | None = None,
    decided: Decisions = NOTHING,
) -> list[tuple[int, int | None, str]]:
    """What is matched, as plain tuples."""
    return [tuple(one) for one in match_day(tills, payments, rules or MatchRules(), decided)]


def test_where_there_is_no_other_they_are_one() -> None:
    """One sale and one payment of an amount within the minutes; neither before nor after them."""
    assert told([till(1, 60)], [paid(1, 70)]) == [(1, 101, "only")]
    assert told([till(1, 60, tender="")], [paid(1, 50)]) == [(1, 101, "only")]
    assert told([till(1, 60)], [paid(1, 60, fen=999)]) == [(1, None, "double")]
    assert told([till(1, 60)], [paid(1, 71)], MatchRules(counts="both")) == []
    assert told([till(1, 60)], [paid(1, 60)], MatchRules(0)) == []


def test_cash_is_in_no_bill() -> None:
    """Nor is a payment of another provider."""
    assert told([till(1, 60, tender="cash")], [paid(1, 60)]) == []
    assert told([till(1, 60, tender="alipay")], [paid(1, 60)]) == []


def test_as_many_of_both_are_one_each_in_time_order() -> None:
    """Three coffees within ten minutes, paid by WeChat: nobody knows whose, but each counts once."""
    assert told([till(n, 60 + n) for n in (1, 2, 3)], [paid(n, 61 + n) for n in (1, 2, 3)]) == [
        (1, 101, "number"),
        (2, 102, "number"),
        (3, 103, "number"),
    ]


@pytest.mark.parametrize(("counts", "gone"), [("bill", [1, 2]), ("till", [101, 102])])
def test_what_cannot_be_matched_counts_on_the_named_side(counts: str, gone: list[int]) -> None:
    """Three sales and two payments of one amount at one time: three count, and it is shown which do not."""
    found = told(
        [till(n, 60 + n) for n in (1, 2, 3)], [paid(n, 61) for n in (1, 2)], MatchRules(counts=counts)
    )
    assert found == [(number, None, "double") for number in gone]


def test_without_a_tender_sales_may_be_cash() -> None:
    """Two sales, one payment: one of them is it, the other counts."""
    assert told([till(n, 60, tender="") for n in (1, 2)], [paid(1, 60)]) == [(1, None, "double")]
    apart = told([till(1, 0, tender=""), till(2, 500, tender="")], [paid(1, 200)])
    assert apart == []


def test_what_a_person_says_outweighs_time_and_amount() -> None:
    """Two are one although neither fits; two that fit are not."""
    same = Decisions({1: 101})
    assert told([till(1, 60)], [paid(1, 600, fen=900)], decided=same) == [(1, 101, "same")]
    tills, payments = [till(1, 60, tender="")], [paid(1, 60)]
    assert told(tills, payments, decided=Decisions({}, {(1, 101)})) == []


SIDE = st.tuples(st.integers(0, 40), st.integers(1, 2), st.sampled_from(["wechatpay", "alipay", "cash", ""]))
PAID = st.tuples(st.integers(0, 40), st.integers(1, 2), st.sampled_from(["wechatpay", "alipay"]))


@given(
    sold=st.lists(SIDE, max_size=8),
    bill=st.lists(PAID, max_size=8),
    counts=st.sampled_from(["bill", "till", "both"]),
    data=st.data(),
)
def test_any_day_counts_at_least_what_either_side_tells(
    sold: list[tuple[int, int, str]], bill: list[tuple[int, int, str]], counts: str, data: st.DataObject
) -> None:
    """Each number in one match only, the same in any order; no fewer sales than tills, or bills, tell of."""
    tills = [till(n, minute, fen, tender) for n, (minute, fen, tender) in enumerate(sold, 1)]
    payments = [paid(n, minute, fen, tender) for n, (minute, fen, tender) in enumerate(bill, 1)]
    rules = MatchRules(counts=counts)
    found = match_day(tills, payments, rules, NOTHING)
    shuffled = data.draw(st.permutations(tills)), data.draw(st.permutations(payments))
    assert match_day(*shuffled, rules, NOTHING) == found
    names = Counter(number for one in found for number in one[:2] if number is not None)
    assert set(names.values()) <= {1}
    pairs = [one for one in found if one.payment is not None]
    by_number = {one.number: one for one in (*tills, *payments)}
    for number, payment, _how in pairs:
        one, other = by_number[number], by_number[payment or 0]
        assert one.fen == other.fen
        assert abs(one.at - other.at) <= 10 * MINUTE
        assert one.tender in ("", other.tender)
    counted = len(tills) + len(payments) - len(found)
    assert counted >= max(len(tills), len(payments))


@pytest.mark.parametrize(
    ("word", "tender"),
    [
        ("微信支付", "wechatpay"),
        ("WeChat Pay", "wechatpay"),
        ("支付宝", "alipay"),
        ("现金", "cash"),
        ("储值卡", "储值卡"),
    ],
)
def test_a_tills_words_are_tenders(word: str, tender: str) -> None:
    """What providers are called, in both languages; another word is a tender of its own."""
    assert tender_of(word) == tender
