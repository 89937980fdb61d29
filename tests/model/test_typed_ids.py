"""Ids of persons and identifiers as people see and type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.errors import DataError, UsageError
from digitool.model.ids import identifier_text, person_text
from digitool.model.typed_ids import read_customer, read_customers, read_identifier

NO_IDS = ("", " ", "12", "P", "P0", "P012", "I1x", "P-1", "P１２", "P" + "9" * 19, "X7", "P 7")


@given(st.integers(1, 10**18 - 1))
def test_what_is_shown_is_read_back(number: int) -> None:
    """Any id that SQLite can hold is typed as it was shown, in either case and with spaces around it."""
    for text in (person_text(number), identifier_text(number)):
        assert read_customer(text) == read_customer(f" {text.lower()} ") == number
    assert read_identifier(identifier_text(number)) == number


@pytest.mark.parametrize("text", NO_IDS)
def test_what_is_no_id_is_told(text: str) -> None:
    """An empty text, a bare number, zero, a full-width digit, a number too long: none names somebody."""
    for read in (read_customer, read_identifier):
        with pytest.raises(UsageError) as refused:
            read(text)
        assert refused.value.code == "bad_id"


def test_a_person_is_no_identifier() -> None:
    """Where one identifier is moved, the id of a whole person is refused."""
    with pytest.raises(UsageError):
        read_identifier("P12")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("P12\nI7\n", [12, 7]),
        ("\ufeffcustomer\r\nP12\r\n\r\nP13\r\n", [12, 13]),
        ("姓名,顾客编号\n王,P12\n", [12]),
        ("\n\ncustomer\nP12\n", [12]),
    ],
)
def test_a_list_has_one_id_a_line_or_a_column_of_them(text: str, numbers: list[int]) -> None:
    """With or without a heading, from a spreadsheet too; empty lines are left out."""
    assert [one.customer for one in read_customers(text, "ids.csv")] == numbers


@pytest.mark.parametrize("first", NO_IDS[2:])
def test_no_line_of_a_list_is_lost(first: str) -> None:
    """What is no id is told with its line, the first line too: it is a heading only where it says so."""
    for place, text in ((1, f"{first}\nP12"), (2, f"P12\n{first}"), (2, f'P12\n"{first * 200_000}')):
        with pytest.raises(DataError) as refused:
            read_customers(text, "ids.csv")
        assert refused.value.code == "bad_recipients"
        assert str(refused.value.values["lines"]).startswith(f"{place} (")


def test_an_unclosed_quote_swallows_no_line() -> None:
    """The lines after it would be part of one cell: the file is refused."""
    with pytest.raises(DataError):
        read_customers('customer,note\nP118,"buys 5\nP140,b\nP62,c\n', "ids.csv")


@pytest.mark.parametrize("text", ["", "\n\n", "customer\n"])
def test_a_list_of_nobody_is_told(text: str) -> None:
    """An empty file, or a heading alone."""
    with pytest.raises(DataError) as refused:
        read_customers(text, "ids.csv")
    assert refused.value.code == "no_ids"
