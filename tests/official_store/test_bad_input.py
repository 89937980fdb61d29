"""Bad input: each kind has its own refusal, and nothing is changed by it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from digitool.errors import DigitoolError, UsageError
from digitool.model.amounts import read_amount
from digitool.official_store.asked import AskedOrder, Want, read_lines, read_pieces
from digitool.official_store.catalogue.operations import FlashAsked, Item
from digitool.official_store.requests import perform, read_request
from tests.official_store.counter import DAY, Counter, asked


@pytest.mark.parametrize(
    ("quantity", "code"),
    [(0, "bad_quantity"), (-1, "bad_quantity"), (10**6 + 1, "bad_quantity"), (1.5, "bad_quantity"),
     (True, "bad_quantity"), (float("nan"), "bad_quantity"), ("2", "bad_quantity"), (None, "bad_quantity")],
)  # fmt: skip
def test_quantities_are_whole_numbers(counter: Counter, quantity: Any, code: str) -> None:
    """Zero, negative, fractional, NaN, text or a million and one pieces: refused before anything is read."""
    before = counter.dump()
    with pytest.raises(UsageError) as caught:
        counter.do("create", AskedOrder((Want("A1", quantity),)))
    assert caught.value.code == code
    assert counter.dump() == before


@pytest.mark.parametrize("text", ["A1=", "A1=x", "A1=-1", "A1=1e3", "A1=１", "A1=1.0", "A1=NaN", "=3", ""])
def test_lines_are_typed_plainly(text: str) -> None:
    """``A1=2`` or ``A1``; exponents, full-width digits and signs are refused."""
    with pytest.raises(UsageError):
        read_pieces(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [("-1", "amount_negative"), ("NaN", "amount_not_a_number"), ("1e3", "amount_exponent"),
     ("１９.９０", "amount_full_width"), ("10000000000.01", "amount_too_large"),
     ("1.999", "amount_below_fen"), ("ten", "amount_unreadable")],
)  # fmt: skip
def test_prices_are_plain_amounts(text: str, code: str) -> None:
    """Each bad amount has a code of its own."""
    with pytest.raises(UsageError) as caught:
        read_amount(text, "--price")
    assert caught.value.code == code


@pytest.mark.parametrize("fen", [-1, 10**12 + 1, 1.5, float("nan"), True, "100"])
def test_fen_are_bounded_integers(counter: Counter, fen: Any) -> None:
    """Prices, fees and payments that are no fen from 0 to 10^12 are refused."""
    counter.stock(A1=5)
    number = counter.order("A1")
    before = counter.dump()
    for name, args in (
        ("save", ([Item("N1", "New", "", fen)],)),
        ("flash", (FlashAsked("A1", fen, 1, 2),)),
        ("create", (asked("A1", shipping_fen=fen),)),
    ):
        with pytest.raises(UsageError):
            counter.do(name, *args)
    with pytest.raises(DigitoolError):
        perform(counter.desk(), counter.connection, {"do": "pay", "order": number, "amount_fen": fen}, None)
    assert counter.dump() == before


def test_an_order_of_too_much_money_is_refused(counter: Counter) -> None:
    """Lines that together pass 10^12 fen are refused, and no stock is held for them."""
    counter.do("save", [Item("GOLD", "Gold", "", 10**12)])
    counter.stock(GOLD=5)
    with pytest.raises(UsageError) as caught:
        counter.order("GOLD=2")
    assert caught.value.code == "amount_too_large"
    assert counter.free("GOLD") == 5


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("a b", "bad_order"),
        ("x" * 49, "bad_order"),
        ("订单", "bad_order"),
        ("-x", "bad_order"),
        ("a\n", "bad_order"),
    ],
)
def test_order_numbers_are_plain(counter: Counter, number: str, code: str) -> None:
    """Order numbers hold letters, digits and a few marks, at most 48."""
    with pytest.raises(UsageError) as caught:
        counter.order("A1", number=number)
    assert caught.value.code == "bad_order"


@pytest.mark.parametrize(
    "options",
    [{"number": "MP-13800138000"}, {"guide": "13800138000"}, {"referrer": "a\nb"}, {"guide": "x" * 65}],
)
def test_texts_hold_no_phones_and_no_line_ends(counter: Counter, options: dict[str, str]) -> None:
    """What is kept as it is must not be somebody's phone, nor longer than a line."""
    before = counter.dump()
    with pytest.raises(UsageError):
        counter.order("A1", **options)
    assert counter.dump() == before


@pytest.mark.parametrize(
    "line",
    ["", "x", "[]", "null", '{"do": 1}', '{"do": "fly"}', "{" * 100_000, '{"do": "pay"', "\ufeff{}"],
)
def test_requests_are_json_objects(line: str) -> None:
    """What is no request is refused with a sentence, whatever it is."""
    with pytest.raises(UsageError):
        read_request(line)


@pytest.mark.parametrize(
    "fields",
    [{"ordre": "W1"}, {}, {"order": 7}, {"order": "W1", "amount_fen": "9"}, {"order": "W1", "key": ""},
     {"order": "W1", "key": 5}, {"order": "W1", "key": "k" * 256}, {"order": "W1", "key": "p13800138000"}],
)  # fmt: skip
def test_requests_take_their_own_fields_only(counter: Counter, fields: dict[str, Any]) -> None:
    """A mistyped, missing or wrong field is an error, not passed over; nor does a key hold a phone."""
    before = counter.dump()
    with pytest.raises(UsageError):
        perform(counter.desk(), counter.connection, {"do": "pay", **fields}, None)
    assert counter.dump() == before


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        {},
        "A1",
        [1],
        [{"product": 1}],
        [{"product": "A1", "price_fen": 1}],
        {"A1": "2"},
        {"A1": 1.0},
    ],
)
def test_lines_of_json_are_checked(raw: object) -> None:
    """Lines are products with whole pieces; a price in a line is not ours to take."""
    with pytest.raises(UsageError):
        read_lines(raw)
    assert read_lines(json.loads('[{"product": "A1"}]')) == (Want("A1", 1),)


def test_catalogue_rules(counter: Counter) -> None:
    """Codes, titles and flash prices that no catalogue can hold are refused."""
    now = counter.at
    cases: dict[str, tuple[str, Any]] = {
        "bad_product": ("save", [Item(" A9", "x", "", 1)]),
        "no_price": ("save", [Item("A9", "x")]),
        "repeated_product": ("save", [Item("A9", "x", "", 1), Item("A9", "y", "", 1)]),
        "bad_span": ("flash", FlashAsked("A1", 1, now, now)),
        "bad_cap": ("flash", FlashAsked("A1", 1, now, now + DAY, 0)),
        "flash_not_lower": ("flash", FlashAsked("A1", 1999, now, now + DAY)),
    }
    before = counter.dump()
    for code, (name, given) in cases.items():
        with pytest.raises(UsageError) as caught:
            counter.do(name, given)
        assert caught.value.code == code
    assert counter.dump() == before
