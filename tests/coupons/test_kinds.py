"""Every kind of coupon answers alike: what holds for one holds for the next that is written."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.cli.commands.coupon.rules import Kind as KindOption
from digitool.coupons.rules.kinds.shape import Goods, kind_names, kind_of
from digitool.coupons.rules.terms import Terms, require_valid
from digitool.errors import UsageError
from digitool.model.ids import Fen
from digitool.model.money import apply_rate

NAMES = kind_names()
LINES = st.lists(
    st.tuples(st.integers(0, 500_000), st.integers(0, 900), st.integers(1, 9)), min_size=1, max_size=5
)


def goods_of(lines: list[tuple[int, int, int]]) -> Goods:
    """Goods of lines by what is left, what was taken off before, and pieces."""
    return Goods([a for a, _, _ in lines], [a + b for a, b, _ in lines], [n for *_, n in lines])


def terms_of(name: str, value: int, **rules: int) -> Terms:
    """Terms of a stock of this kind that is for tea; the value falls into the kind's range."""
    kind = kind_of(name)
    value = kind.least + value % (kind.most - kind.least + 1)
    return require_valid(Terms(name, value, 10, products=frozenset(["tea"]), valid_days=7, **rules))


def test_the_option_offers_the_kinds_that_there_are() -> None:
    """``coupon create`` takes every kind there is a file of."""
    assert sorted(get_args(get_args(KindOption)[0])) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_typed_value_is_one_that_a_stock_may_have(name: str) -> None:
    """What a kind reads stands in its own range, and nonsense is refused by its reader."""
    kind = kind_of(name)
    assert kind.least <= kind.read("15") <= kind.most
    with pytest.raises(UsageError):
        kind.read("much")


@pytest.mark.parametrize("name", NAMES)
@given(value=st.integers(0, 10**6), most=st.integers(0, 9_000), lines=LINES, fee=st.integers(0, 3_000))
def test_no_kind_takes_off_more_than_there_is(
    name: str, value: int, most: int, lines: list[tuple[int, int, int]], fee: int
) -> None:
    """A part for each line, none below zero or above what is left; the fee alike, and only one of the two."""
    terms, goods = terms_of(name, value, most_fen=most), goods_of(lines)
    parts = terms.gives.off_goods(terms, goods)
    assert len(parts) == len(goods.left)
    assert all(0 <= part <= left for part, left in zip(parts, goods.left))
    assert 0 <= terms.gives.off_delivery(terms, fee) <= fee
    assert not (any(parts) if terms.gives.delivery else terms.gives.off_delivery(terms, fee))


@pytest.mark.parametrize("name", NAMES)
@given(value=st.integers(0, 10**6), most=st.integers(0, 9_000), left=st.integers(0, 500_000))
def test_a_simulation_counts_what_a_till_takes_off(name: str, value: int, most: int, left: int) -> None:
    """Where the amount alone tells, a basket of one line gives the same both ways."""
    terms = terms_of(name, value, most_fen=most)
    worth = terms.gives.by_amount(terms)
    if worth is not None:
        off = worth.face_fen + apply_rate(Fen(left), worth.share)
        off = min(off, left, off if worth.most_fen is None else worth.most_fen)
        assert terms.gives.off_goods(terms, Goods([left], [left], [1])) == [off]


@pytest.mark.parametrize("name", NAMES)
@given(value=st.integers(0, 10**6), left=st.integers(0, 500_000))
def test_a_promise_is_never_less_than_what_is_taken(name: str, value: int, left: int) -> None:
    """What an outstanding coupon is booked at covers its discount, where it is booked at all."""
    terms = terms_of(name, value)
    promised = terms.liability_fen
    assert not promised or sum(terms.gives.off_goods(terms, Goods([left], [left], [1]))) <= promised


@pytest.mark.parametrize("name", NAMES)
def test_who_must_choose_goods_is_told_so(name: str) -> None:
    """A kind for chosen goods is refused without them; the others take any goods."""
    whole = Terms(name, kind_of(name).most, 10, valid_days=7)
    if kind_of(name).chosen:
        with pytest.raises(UsageError, match="scope"):
            require_valid(whole)
    assert whole.whole_cart is not kind_of(name).chosen
