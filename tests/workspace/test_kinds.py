"""Readers of amounts and shares: one spelling, exact, and the right one named for every slip."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.model.money import MAX_FEN
from digitool.workspace.kinds import Problem, per_cent, per_cent_of, percent, yuan


@given(st.integers(0, MAX_FEN))
def test_an_amount_is_read_to_the_fen(fen: int) -> None:
    """A text and a bare number of the same yuan are the same fen."""
    text = f"{fen // 100}.{fen % 100:02d}"
    assert yuan(text) == yuan(Decimal(text)) == fen


@given(st.integers(-1_000_000, 1_000_000))
def test_a_share_is_written_as_it_is_read(basis: int) -> None:
    """``per_cent`` and ``per_cent_of`` undo each other."""
    assert per_cent_of(per_cent(basis)) == basis


@pytest.mark.parametrize(
    ("value", "likely"),
    [
        (30, '"30%"'),
        (Decimal("0.05"), '"5%"'),
        ("0.05", '"5%"'),
        (True, '"5%"'),
        ("five", '"5%"'),
        (None, '"5%"'),
    ],
)
def test_a_share_without_its_sign_is_refused_with_the_likely_one(value: object, likely: str) -> None:
    """30 and 0.05 could mean anything: the message shows how it is written."""
    with pytest.raises(Problem) as caught:
        percent()(value)
    assert likely in str(caught.value.phrase)


@pytest.mark.parametrize("value", ["-5%", "101%", "5.001%"])
def test_a_share_outside_its_limits_is_refused(value: str) -> None:
    """Below 0, above 100, or finer than a basis point."""
    with pytest.raises(Problem):
        percent()(value)


@pytest.mark.parametrize("value", ["-3", "1e3", Decimal("1E+3"), Decimal("NaN"), True, "3.001", [], "三"])
def test_what_is_no_amount_is_refused(value: object) -> None:
    """Negative, exponents, NaN, fractions of a fen, lists."""
    with pytest.raises(Problem):
        yuan(value)
