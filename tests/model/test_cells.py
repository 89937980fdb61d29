"""Text in terminal cells: widths, padding, cutting and wrapping of mixed Chinese and English."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.model.cells import char_width, cut, pad, width, wrap

line = st.text(
    st.characters(categories=["L", "N", "P", "Zs"]) | st.sampled_from("中文，。（）ab "), max_size=60
)


@pytest.mark.parametrize(
    ("text", "cells"),
    [("", 0), ("abc", 3), ("中文", 4), ("ａ", 2), ("e\u0301", 1), ("a\u200bb", 2), ("·", 1)],
)
def test_width(text: str, cells: int) -> None:
    """Wide characters take two cells, marks none."""
    assert width(text) == cells


@given(line, st.integers(0, 80))
def test_padding_fills_exactly(text: str, cells: int) -> None:
    """A padded text has the asked width, or its own when that is larger, on either side."""
    for right in (True, False):
        padded = pad(text, cells, right=right)
        assert width(padded) == max(cells, width(text))
        assert padded.strip(" ") == text.strip(" ")


@given(line, st.integers(1, 80))
def test_cutting_never_overflows(text: str, cells: int) -> None:
    """A cut text fits, and a text that fits is not cut."""
    short = cut(text, cells)
    assert width(short) <= cells
    if width(text) <= cells:
        assert short == text


@given(line, st.integers(10, 60))
def test_wrapping_loses_nothing(text: str, cells: int) -> None:
    """All characters but blanks survive in order, and a line is too wide only when one piece is."""
    lines = wrap(text, cells)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(width(one) <= cells or " " not in one.strip() for one in lines)


def test_punctuation_stays_with_its_word() -> None:
    """A line never begins with a closing mark nor ends with an opening one."""
    for cells in range(8, 30):
        for one in wrap("认识每一位进店的人，（以及）什么让“他们”回来。", cells):
            assert one[0] not in "，。）”" and one[-1] not in "（“"


@given(st.characters())
def test_a_sign_takes_no_more_than_two_cells(char: str) -> None:
    """None, one or two; a text is as wide as its signs together."""
    assert char_width(char) in (0, 1, 2)
    assert width(char * 3) == (3 if char.isascii() else 3 * char_width(char))


def test_a_word_is_never_broken() -> None:
    """A command that is longer than the line stands alone, so that it can be copied."""
    command = "digitool import --mapping counter.toml"
    lines = wrap(f"type this: {command.replace(' ', '_')} and go on", 20)
    assert lines == ["type this:", command.replace(" ", "_"), "and go on"]
    assert wrap("", 20) == wrap("   ", 20) == [""]


def test_a_mark_shows_where_a_text_was_cut() -> None:
    """Whatever the mark, the whole is no wider than asked; half a Chinese sign is not shown."""
    assert [cut("禾禾生活", cells) for cells in (8, 7, 6, 2, 1)] == ["禾禾生活", "禾禾生…", "禾禾…", "…", "…"]
    assert cut("abcdef", 4, "...") == "a..."
