"""Fen: read, written, split and taken in parts, without losing or making one."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.model.money import MAX_FEN, apply_rate, format_yuan, parse_yuan, share_out
from digitool.model.numbers import COMMA, DOT, STYLES, UNKNOWN, AmbiguousNumber

FENS = st.integers(-MAX_FEN, MAX_FEN)
WEIGHTS = st.lists(
    st.integers(0, 10**6) | st.sampled_from((0, 1, 100, 9_900, MAX_FEN)), min_size=1, max_size=30
)


@given(FENS)
def test_what_is_written_is_read(fen: int) -> None:
    """An amount comes back from its text to the fen, with groups of three and without."""
    text = format_yuan(fen)
    assert parse_yuan(text) == parse_yuan(text.replace(",", "")) == fen
    assert parse_yuan(f"{Decimal(fen) / 100}") == fen


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "0.00"),
        (5, "0.05"),
        (-5, "-0.05"),
        (100, "1.00"),
        (123_450, "1,234.50"),
        (-MAX_FEN, "-10,000,000,000.00"),
    ],
)
def test_how_an_amount_is_written(fen: int, text: str) -> None:
    """Two decimals always, groups of three, and the sign before all of it."""
    assert format_yuan(fen) == text


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        *(("0.77000", 77), ("12", 1200), ("12.5", 1250), ("+3.00", 300), ("-0.01", -1), ("007.00", 700)),
        *(
            ("¥12.50", 1250),
            ("￥1,234.50", 123_450),
            ("`12.50", 1250),
            ("'12.50", 1250),
            ("１２．５０", 1250),
        ),
        *((" 12.50\t", 1250), ("$ 8", 800), ("-¥5.00", -500), ("¥-5.00", -500)),
    ],
)
def test_what_exports_hold(text: str, fen: int) -> None:
    """Zeros beyond the fen, currency signs, what guards a cell, full-width digits."""
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "1e3",
        "NaN",
        "inf",
        "0x10",
        "1_000",
        "0.001",
        "1.005",
        "0.770001",
        "1.0000000",
        "12.5元",
        "二十",
        "1.2.3",
    ],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    """Exponents, fractions of a fen, more decimals than any export writes, words."""
    with pytest.raises(ValueError, match=r"."):
        parse_yuan(text)


@pytest.mark.parametrize("mark", STYLES)
def test_the_largest_amount_is_taken_and_no_more(mark: str) -> None:
    """Above it a million amounts might leave 63 bits; the quick way and the slow one agree."""
    text = f"10000000000{mark}00"
    assert parse_yuan(text, mark) == MAX_FEN == -parse_yuan(f"-{text}", mark)
    assert MAX_FEN * 10**6 < 2**63
    for above in (f"10000000000{mark}01", f"-10000000000{mark}01", f"99999999999{mark}99", "9" * 15):
        with pytest.raises(ValueError, match="largest"):
            parse_yuan(above, mark)


def test_without_a_known_mark_nothing_is_guessed() -> None:
    """1,234 is one number in each style: a question, and not an answer."""
    assert (parse_yuan("1,234.50", UNKNOWN), parse_yuan("1.234,50", UNKNOWN)) == (123_450, 123_450)
    assert (parse_yuan("1,234", DOT), parse_yuan("1.234", COMMA)) == (123_400, 123_400)
    with pytest.raises(AmbiguousNumber):
        parse_yuan("1,234", UNKNOWN)


@given(FENS, WEIGHTS)
def test_shares_are_fair_to_one_fen(total: int, weights: list[int]) -> None:
    """They sum to the whole, and each lies within one fen of what would be exact."""
    parts = share_out(total, weights)
    whole = sum(weights) or len(weights)
    exact = [Fraction(total * weight, whole) for weight in (weights if sum(weights) else [1] * len(weights))]
    assert sum(parts) == total and len(parts) == len(weights)
    assert all(abs(part - share) < 1 for part, share in zip(parts, exact))


@given(st.integers(0, MAX_FEN), WEIGHTS)
def test_who_weighs_more_never_gets_less(total: int, weights: list[int]) -> None:
    """Parts are in the order of their weights; of equal ones the earlier has the odd fen, and nobody two."""
    parts = share_out(total, weights)
    placed = sorted(range(len(weights)), key=lambda place: (-weights[place], place))
    assert [parts[place] for place in placed] == sorted(parts, reverse=True)
    for one, other in pairwise(placed):
        assert weights[one] != weights[other] or parts[one] - parts[other] in (0, 1)


@given(FENS, WEIGHTS)
def test_nothing_is_given_for_nothing(total: int, weights: list[int]) -> None:
    """Where anybody weighs something, who weighs nothing gets nothing; no part has the other sign."""
    parts = share_out(total, weights)
    assert not any(part and not weight for part, weight in zip(parts, weights)) or not sum(weights)
    assert all(part * total >= 0 for part in parts)


@given(FENS, WEIGHTS)
def test_a_refund_is_split_like_its_sale(total: int, weights: list[int]) -> None:
    """What was given out comes back from the same places."""
    assert share_out(-total, weights) == [-part for part in share_out(total, weights)]


def test_shares_that_anybody_can_count() -> None:
    """Three of a yuan; no weights at all; nobody to share with; one who gets all."""
    assert share_out(100, [1, 1, 1]) == [34, 33, 33]
    assert share_out(-100, [1, 1, 1]) == [-34, -33, -33]
    assert share_out(5, [0, 0, 0]) == [2, 2, 1]
    assert share_out(10, [9_900, 100, 0]) == [10, 0, 0]
    assert share_out(1, [1, 3, 3]) == [0, 1, 0]
    assert (share_out(7, []), share_out(7, [0]), share_out(0, [3, 4])) == ([], [7], [0, 0])


@pytest.mark.parametrize("weights", [[-1], [1, -1], [0, 0, -5], [3, 2, -1]])
def test_nobody_weighs_less_than_nothing(weights: list[int]) -> None:
    """A negative weight is a slip of the caller."""
    with pytest.raises(ValueError, match="negative"):
        share_out(100, weights)


@given(FENS, st.integers(-20_000, 20_000))
def test_a_rate_is_rounded_half_away_from_zero(fen: int, basis_points: int) -> None:
    """As the standard library's decimals do it, for amounts and rates of either sign."""
    exact = Decimal(fen) * Decimal(basis_points) / Decimal(10_000)
    assert apply_rate(fen, basis_points) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


@given(FENS, st.integers(0, 10_000))
def test_a_rate_takes_what_it_gives_back(fen: int, basis_points: int) -> None:
    """The same of a refund, nothing of nothing, and all at 100%."""
    assert apply_rate(-fen, basis_points) == -apply_rate(fen, basis_points)
    assert (apply_rate(fen, 0), apply_rate(fen, 10_000), apply_rate(0, basis_points)) == (0, fen, 0)
    assert abs(apply_rate(fen, basis_points)) <= abs(fen)
