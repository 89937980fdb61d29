"""JSON that people and scripts type: read by one reader that guesses nothing."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.coupons.rules.cart import read_cart
from digitool.errors import UsageError
from digitool.model.typed_json import UnreadableError, present, read
from digitool.official_store.requests import read_request

READERS: dict[str, Callable[[str], object]] = {
    "bad_request": read_request,
    "bad_cart": lambda text: read_cart(text, 0),
}
"""Whatever reads JSON that is typed, by the code of its refusal."""

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(VALUES)
def test_what_is_written_is_read(value: object) -> None:
    """Every value of JSON comes back as it was written."""
    assert read(json.dumps(value)) == value


@given(st.lists(st.tuples(st.sampled_from("abc"), VALUES), min_size=4), st.integers(0, 3))
def test_a_name_that_stands_twice_is_refused_at_any_depth(
    pairs: list[tuple[str, object]], depth: int
) -> None:
    """Whatever the two say, and however deep they stand, the name is told."""
    text = ",".join(f"{json.dumps(name)}:{json.dumps(value)}" for name, value in pairs)
    with pytest.raises(UnreadableError) as refusal:
        read('[{"inner":' * depth + f"{{{text}}}" + "}]" * depth)
    assert [name for name, _ in pairs].count(refusal.value.where) > 1


@pytest.mark.parametrize("code", READERS)
@pytest.mark.parametrize(
    ("text", "where"),
    [
        ('{"do": "receive", "at": "web", "lines": {"M001": 5, "M001": 500}}', "M001"),
        ('{"lines": [{"product": "M005", "price_fen": 9900, "price_fen": 100}]}', "price_fen"),
        ('{"do": "expire", "do": "expire"}', "do"),
        ('{"lines": [], "l\\u0069nes": []}', "lines"),
        ('{"do": "pay", "amount_fen": NaN}', "NaN"),
        ('{"do": "pay", "amount_fen": -Infinity}', "-Infinity"),
        ('{"do": "pay", "amount_fen": 1e999}', "1e999"),
        ("{", "line"),
        ('{"do": "\\ud800"}', "line"),
        ("[" * 100_000, "line"),
    ],
)
def test_every_reader_refuses_what_says_two_things(code: str, text: str, where: str) -> None:
    """A request and a cart refuse the same texts, and name what is wrong with them."""
    with pytest.raises(UsageError) as refusal:
        READERS[code](text)
    told = "cart" if (where, code) == ("line", "bad_cart") else where
    assert (refusal.value.code, refusal.value.values["where"]) == (code, told)


@given(st.dictionaries(st.sampled_from(("at", "do", "lines")), VALUES))
def test_a_field_that_is_null_is_not_there(record: dict[str, object]) -> None:
    """What says something is kept as it is, false, zero and empty texts too."""
    said = present(record, ("at", "do", "lines", "key"))
    assert said == {name: value for name, value in record.items() if value is not None}


@pytest.mark.parametrize("value", [None, 1, "x"])
def test_a_field_that_nobody_asked_for_is_a_slip(value: object) -> None:
    """Null or not, its name is told, and which names there are; of several slips the first by name."""
    with pytest.raises(UnreadableError) as refusal:
        present({"do": "pay", "price": value, "amout_fen": value}, ("do", "amount_fen"))
    assert refusal.value.where == "amout_fen" and "do, amount_fen" in str(refusal.value.what)
