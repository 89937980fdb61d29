"""Text from outside: made safe to show and to keep, compared with what is known, changed all through."""

from __future__ import annotations

import json
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.model.personal import is_personal
from digitool.model.text import (
    change_texts,
    clean,
    is_line,
    is_text,
    mask_name,
    mask_value,
    meant,
    nearest,
    short,
)

HOSTILE = (
    "\x00",
    "\x07",
    "\x1b[31m",
    "\x7f",
    "\x9b",
    "\u061c",
    "\u200e",
    "\u202e",
    "\u2066",
    "\u2028",
    "\u2029",
    "\ud800",
    "\ue000",
    "\U000e0fff",
)
MIXED = st.lists(st.sampled_from((*HOSTILE, "a", "禾", "1", " ", "é", "👍", "\u0301")), max_size=30).map(
    "".join
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=10,
)


@given(st.text() | MIXED)
def test_what_is_clean_only_prints(text: str) -> None:
    """No control, no turned direction, no half of a character; cleaning twice is cleaning once."""
    cleaned = clean(text)
    assert len(cleaned) == len(text) and clean(cleaned) == cleaned
    assert not {unicodedata.category(char) for char in cleaned} & {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert all(kept in (char, "\ufffd") for kept, char in zip(cleaned, text))


@pytest.mark.parametrize("sign", HOSTILE)
def test_each_hostile_sign_is_replaced_and_seen(sign: str) -> None:
    """It leaves a mark in its place: what was there shows, and does nothing."""
    cleaned = clean(f"店{sign}铺")
    assert cleaned.startswith("店\ufffd") and cleaned.endswith("铺")
    assert mask_value(f"a{sign}") == f"a{clean(sign)}"


@pytest.mark.parametrize(
    "text", ["", "plain", "禾禾生活（中山路店）", "café", "e\u0301", "👨\u200d👩\u200d👧", "ａ１\u3000"]
)
def test_harmless_text_stays(text: str) -> None:
    """Chinese, accents, joined emoji and wide signs are text."""
    assert clean(text) == text and is_line(text) and is_text(text)


@pytest.mark.parametrize("sign", ["\n", "\r", "\t", "\v", "\x00", "\x1b", "\x7f", "\x85", "\u2028", "\u2029"])
def test_what_breaks_a_line_is_in_no_line(sign: str) -> None:
    """Whatever a terminal or a reader takes for the end of a line, in ASCII and beside Chinese."""
    assert not is_line(f"a{sign}b") and not is_line(f"禾{sign}") and not is_line(sign)


@given(st.text())
def test_a_line_is_one_line(text: str) -> None:
    """What counts as one line is not split by the standard library."""
    if is_line(text):
        assert len(text.splitlines()) <= 1
    assert is_line(clean(text))


@given(st.lists(st.text(st.characters(categories=["L", "N", "Cs"]), max_size=5), max_size=4))
def test_text_can_be_written(values: list[str]) -> None:
    """Whether UTF-8 can write all of the values, which a lone half of a character prevents."""
    halves = any("\ud800" <= char <= "\udfff" for value in values for char in value)
    assert is_text(*values) is not halves


@given(st.text() | MIXED, st.integers(1, 60))
def test_what_is_shown_is_short_clean_and_nobodys(text: str, limit: int) -> None:
    """Never longer than asked, and a cut is marked."""
    for shown in (mask_value(text, limit), short(text, limit)):
        assert len(shown) <= limit and clean(shown) == shown
        assert not is_personal(shown)
    if len(mask_value(text, 10_000)) > limit:
        assert mask_value(text, limit).endswith("…")


def test_a_huge_cell_is_not_read_to_its_end() -> None:
    """Ten million signs are shown as fast as ten thousand: only the beginning is looked at."""
    assert mask_value("x" * 10_000_000) == "x" * 39 + "…"


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("", ""),
        ("王", "王"),
        ("王五", "王*"),
        ("欧阳娜娜", "欧**"),
        ("Anna Schmidt", "A**"),
        ("\u202e王五", "\ufffd**"),
    ],
)
def test_a_name_shows_its_first_sign(name: str, masked: str) -> None:
    """However long it is, no more is told of its length than that it is more than two signs."""
    assert mask_name(name) == masked


@given(VALUES)
def test_changing_nothing_is_the_same_json(value: object) -> None:
    """Names, lists and what is no text come back as they were."""
    assert change_texts(value, lambda text: text) == value
    assert json.dumps(change_texts((value,), lambda text: text)) == json.dumps([value])


def leaves(value: object) -> list[object]:
    """The names that are more than ASCII letters and the values of a JSON value, in order."""
    if isinstance(value, dict):
        names = {
            name: [name] if re.search("[^A-Za-z_]", name) or not name.strip("_") else [] for name in value
        }
        return [leaf for name, inner in value.items() for leaf in (*names[name], *leaves(inner))]
    return [leaf for inner in value for leaf in leaves(inner)] if isinstance(value, list) else [value]


@given(VALUES)
def test_every_text_is_changed_and_nothing_else(value: object) -> None:
    """At any depth, as a value, and as a name that is more than letters."""
    before, after = leaves(value), leaves(change_texts(value, "<{}>".format))
    assert after == [f"<{leaf}>" if isinstance(leaf, str) else leaf for leaf in before]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        *(
            ("stor", "store"),
            ("stores", "store"),
            ("guied", "guide"),
            ("xyz", ""),
            ("", ""),
            ("store", "store"),
        ),
        *(("copuon", "coupon"), ("campagin", "campaign")),
    ],
)
def test_the_nearest_word(word: str, found: str) -> None:
    """A slip of the fingers finds what was meant; what is like nothing finds nothing."""
    assert nearest(word, ["store", "guide", "coupon", "campaign", "order"]) == found


def test_swapped_letters_are_nearer_than_lost_ones() -> None:
    """Of two words as like, the one with the same letters wins, then the one that begins alike."""
    assert nearest("form", ["forn", "from"]) == nearest("form", ["from", "forn"]) == "from"
    assert nearest("cart", ["part", "care"]) == nearest("cart", ["care", "part"]) == "care"
    assert nearest("no", []) == ""


def test_an_unknown_name_is_answered_by_the_nearest_or_by_what_to_do() -> None:
    """The hint names the nearest known word; where nothing is near, it says what to do."""
    assert meant("S01", ["S001", "x"], "list them") == {"near": "S001", "hint": "did you mean {near}?"}
    assert meant("?", ["S001"], "list them") == {"near": "", "hint": "list them"}
