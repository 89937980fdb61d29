"""Ids of persons and identifiers as people see and type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.errors import UsageError
from digitool.model.ids import customer_of, identifier_text, person_text
from digitool.model.typed_ids import read_customer, read_identifier


@given(st.integers(1, 10**18 - 1))
def test_what_is_shown_is_read_back(number: int) -> None:
    """Any id that SQLite can hold is typed as it was shown, in either case and with spaces around it."""
    for text in (person_text(number), identifier_text(number)):
        assert read_customer(text) == customer_of(f" {text.lower()} ") == number
    assert read_identifier(identifier_text(number)) == number


@pytest.mark.parametrize(
    "text", ["", " ", "12", "P", "P0", "P012", "I1x", "P-1", "P１２", "P" + "9" * 19, "X7", "P 7"]
)
def test_what_is_no_id_is_told(text: str) -> None:
    """An empty text, a bare number, zero, a full-width digit, a number too long: none names somebody."""
    assert customer_of(text) is None
    for read in (read_customer, read_identifier):
        with pytest.raises(UsageError) as refused:
            read(text)
        assert refused.value.code == "bad_id"


def test_a_person_is_no_identifier() -> None:
    """Where one identifier is moved, the id of a whole person is refused."""
    with pytest.raises(UsageError):
        read_identifier("P12")
