"""Numbers and short texts that are kept as they are: in one line, of plain signs, and nobody's."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.errors import Exit, UsageError
from digitool.model.personal import is_personal, names_a_person
from digitool.model.references import (
    MAX_SHORT,
    require_nobodys,
    require_number,
    require_sendable,
    require_short,
)

PERSONAL = ("13800138000", "138-0013-8000", "+86 138 0013 8000", "110101199003077213", "anna@example.com")


def refusal(ask: Callable[[], object]) -> UsageError:
    """The error that a call raises."""
    with pytest.raises(UsageError) as caught:
        ask()
    assert caught.value.exit is Exit.USAGE and caught.value.hint
    return caught.value


@pytest.mark.parametrize(
    "number", ["1", "T-1", "W260301-0001", "4200001234202603010000000001", "a.b:c/d_e", "x" * 48]
)
def test_numbers_of_orders(number: str) -> None:
    """Letters, digits and the signs that tills put between them, at most 48."""
    assert require_number(number) == number


@pytest.mark.parametrize(
    "number", ["", "-1", "x" * 49, "a b", "a\n", "订单1", "１２", "a;b", "a'b", "=1+1", "@x", "a\u202eb"]
)
def test_what_is_no_number_of_an_order(number: str) -> None:
    """Empty, long, with blanks or signs that a spreadsheet or a terminal acts upon."""
    error = refusal(lambda: require_number(number))
    assert error.code == "bad_order" and re.fullmatch(r".{1,40}", str(error.values["order"]))


@given(st.text(max_size=60))
def test_every_number_that_is_taken_is_plain(number: str) -> None:
    """Whatever is taken can stand in a name of a file, in a table and in a message, and is nobody's."""
    try:
        taken = require_number(number)
    except UsageError:
        return
    assert taken == number and taken.isascii() and taken.isprintable() and not is_personal(taken)


@pytest.mark.parametrize("text", PERSONAL)
def test_what_is_somebodys_is_told_by_the_name_of_its_field(text: str) -> None:
    """The error names the field and never shows the number."""
    for ask in (require_short, require_nobodys):
        error = refusal(lambda ask=ask: ask(text, "--note"))  # type: ignore[misc]
        assert (error.code, error.values["name"]) == ("phone_in_text", "--note")
        assert text not in str(error) + error.hint
    assert refusal(lambda: require_sendable(text, "text")).code == "person_in_text"


@pytest.mark.parametrize("number", ["13800138000", "138-0013-8000"])
def test_an_order_is_not_numbered_by_a_phone(number: str) -> None:
    """Some tills use the member's phone as the number of the order: it would be kept for ever."""
    assert refusal(lambda: require_number(number, "order")).code == "phone_in_text"


@pytest.mark.parametrize(
    "text", ["", "two words", "换货", "x" * MAX_SHORT, "禾" * MAX_SHORT, "10% off (web)"]
)
def test_short_texts(text: str) -> None:
    """Empty ones too: 64 signs, however wide they are."""
    assert require_short(text, "--note") == text


@pytest.mark.parametrize(
    "text", ["x" * (MAX_SHORT + 1), "a\nb", "a\tb", "\x00", "a\x7f", "a\x85b", "禾\u2028禾", "\u2029"]
)
def test_what_is_not_short_or_not_one_line(text: str) -> None:
    """Whatever ends a line somewhere ends this text here."""
    assert refusal(lambda: require_short(text, "--note")).code == "bad_text"


@pytest.mark.parametrize(
    "text", ["请致电 021-62345678", "400-820-8820", "https://example.com/a?b=1", "满200减30"]
)
def test_a_shops_own_telephone_may_be_sent(text: str) -> None:
    """It is the number of nobody: customers are meant to call it."""
    assert require_sendable(text, "text") == text and not names_a_person(text)


@given(st.text(max_size=80))
def test_what_may_be_kept_may_be_sent(text: str) -> None:
    """Sending is the milder rule: nothing that is nobody's is refused there."""
    if not is_personal(text):
        assert require_nobodys(text, "x") == require_sendable(text, "x") == text
