"""Numbers are read in a declared style or refused: no mark is dropped before it is understood."""

from __future__ import annotations

import string
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.model.money import MAX_FEN, format_yuan, parse_yuan
from digitool.model.numbers import (
    COMMA,
    DOT,
    STYLES,
    UNKNOWN,
    AmbiguousNumber,
    read_decimal,
    read_whole,
    style_of,
    written_with,
)

fens = st.integers(-MAX_FEN, MAX_FEN)
marks = st.sampled_from(STYLES)
hostile = st.text("0123456789.,' -+¥元eE()%_", max_size=14) | st.text(string.printable, max_size=8)


def printed(fen: int, mark: str, part: str) -> str:
    """An amount in yuan with this decimal mark, and groups of three parted by ``part``."""
    return format_yuan(fen).translate({ord("."): mark, ord(","): part})


def parts(mark: str) -> list[str]:
    """What may part groups of three beside a decimal mark; an empty text parts none."""
    return ["", " ", "'", "\u00a0", "\u202f", "." if mark == COMMA else ","]


@given(fens, marks, st.data())
def test_what_is_printed_in_a_style_is_read_back_equal(fen: int, mark: str, data: st.DataObject) -> None:
    """Every way of writing an amount in a declared style gives that amount."""
    text = printed(fen, mark, data.draw(st.sampled_from(parts(mark))))
    around = data.draw(st.sampled_from(["{}", "`{}", "{}\t", " {} ", "'{}"]))
    assert parse_yuan(around.format(text), mark) == fen
    assert parse_yuan(text.translate(str.maketrans("0123456789", "０１２３４５６７８９")), mark) == fen
    if fen >= 0:
        assert parse_yuan(f"¥{text}", mark) == parse_yuan(f"￥ {text}", mark) == fen


@given(hostile, st.sampled_from([*STYLES, UNKNOWN]))
def test_anything_else_is_refused_and_nothing_is_changed(text: str, mark: str) -> None:
    """What is read at all is one of the ways in which its value is printed."""
    try:
        value = read_decimal(text, mark)
    except ValueError:
        return
    plain = text.strip(" \t\r\n`'").replace("¥", "").replace("$", "").replace(" ", " ").lstrip()
    plain = plain.replace("+", "").replace("- ", "-").lstrip()
    digits = plain.replace("-", "")
    ways = set()
    for style in STYLES if mark == UNKNOWN else (mark,):
        whole, found, fraction = digits.rpartition(style)
        if not found:
            whole, fraction = digits, ""
        for part in parts(style):
            grouped = f"{int(abs(value)):,}".replace(",", part)
            ways.add(grouped + found + fraction)
        if whole.isdecimal():
            ways.add(f"{whole}{found}{fraction}" if int(whole) == int(abs(value)) else "")
    assert digits in ways, (text, value)
    assert (value < 0) <= ("-" in plain)


@given(fens, marks)
def test_the_other_style_never_reads_another_amount(fen: int, mark: str) -> None:
    """A text with two decimals is refused by the other style, or means the same there."""
    other = COMMA if mark == DOT else DOT
    with pytest.raises(ValueError, match="not a number"):
        parse_yuan(printed(fen, mark, ""), other)


_NONE = (
    *(
        "1,2345.00",
        "12,50",
        "1,23",
        "1,23,456",
        ",500",
        "1,,000",
        "12.50.0",
        "1, 234",
        "12 50",
        "1'23",
        "0,123",
    ),
    *(
        "$12$50",
        "12¥",
        "(33.52)",
        "12-",
        "--5",
        "+-5",
        "1e5",
        "1_000",
        "²",
        "nan",
        "",
        "-",
        ".",
        ",",
        "1.",
        "￥",
    ),
)


@pytest.mark.parametrize("text", _NONE)
def test_marks_in_the_wrong_place_are_no_number(text: str) -> None:
    """None of these was ever an amount with a decimal point."""
    with pytest.raises(ValueError, match=r"."):
        parse_yuan(text)


@pytest.mark.parametrize("text", ["1,234", "1.234", "12.345", "-999,000"])
def test_what_both_styles_read_is_a_question(text: str) -> None:
    """Without a style, a text that is two numbers is neither."""
    with pytest.raises(AmbiguousNumber):
        read_decimal(text, UNKNOWN)


def test_without_a_style_a_clear_text_is_read() -> None:
    """Plain digits, and what one style alone can read, need no style."""
    texts = ("1234", "1.355,90", "1,355.90", "12,50", "1 234")
    assert [read_decimal(text, UNKNOWN) for text in texts] == [
        1234,
        Decimal("1355.90"),
        Decimal("1355.90"),
        Decimal("12.50"),
        1234,
    ]


@given(st.lists(fens, min_size=1), marks)
def test_a_column_shows_its_style(column: list[int], mark: str) -> None:
    """Amounts with decimals tell which mark they are written with; plain digits tell nothing."""
    texts = [printed(fen, mark, "") for fen in column]
    assert style_of(written_with(texts)) == mark
    assert style_of(written_with(str(abs(fen)) for fen in column)) == UNKNOWN


def test_whole_numbers_have_no_fraction() -> None:
    """A fraction of a piece is refused; zeros after the mark are none."""
    assert [read_whole("12.0"), read_whole("1,234"), read_whole("1.234", COMMA)] == [12, 1234, 1234]
    for text, mark in (("1,5", COMMA), ("1.5", DOT), ("1,5", DOT)):
        with pytest.raises(ValueError, match=r"."):
            read_whole(text, mark)
