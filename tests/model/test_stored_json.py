"""What the program wrote and cannot read back is damage: exit 8 with what to do, and no fault."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from digitool.errors import ConflictError, DamageError, Exit, UsageError
from digitool.model.stored_json import stored_as


@stored_as("coupon terms")
def read_amount(text: str) -> int:
    """A reader as rooms write them: the decorator says what it reads."""
    found = json.loads(text)
    return int(found["amount"]) + len(found["lines"])


def test_what_can_be_read_is_read() -> None:
    """The decorator changes neither the result nor the name of a reader."""
    assert read_amount('{"amount": 5, "lines": []}') == 5
    assert read_amount.__name__ == "read_amount"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "7",
        "null",
        '"x"',
        "{}",
        '{"amount": null, "lines": []}',
        '{"amount": 1}',
        '{"amount": 1, "lines": 2}',
    ],
)
def test_what_cannot_be_read_is_damage(text: str) -> None:
    """No JSON, of another kind, without a name, or with a value that is none."""
    with pytest.raises(DamageError) as caught:
        read_amount(text)
    error = caught.value
    assert (error.code, error.exit, error.try_next) == ("stored_unreadable", Exit.INTEGRITY, "digitool check")
    assert error.hint and str(error).startswith("coupon terms cannot be read")
    assert error.values["reason"] and error.__cause__ is not None


def raising(error: Exception) -> Callable[[], None]:
    """A function that raises an error while it reads what is stored."""

    @stored_as("opening hours")
    def read() -> None:
        raise error

    return read


@pytest.mark.parametrize(
    "error",
    [ValueError("x"), TypeError("x"), KeyError("x"), AttributeError("x"), UsageError("bad_time", "x")],
)
def test_every_way_to_be_unreadable(error: Exception) -> None:
    """A slip that a person would be told of is damage where nobody typed anything."""
    with pytest.raises(DamageError, match="opening hours"):
        raising(error)()


@pytest.mark.parametrize("error", [ConflictError("sold_out", "x"), RuntimeError("x"), ZeroDivisionError("x")])
def test_what_has_nothing_to_do_with_reading_passes(error: Exception) -> None:
    """A refusal stays one, and a fault of the program is not blamed on the database."""
    with pytest.raises(type(error)):
        raising(error)()


def test_a_reason_shows_nobodys_number() -> None:
    """What stands in an unreadable text may be anybody's; an error without words is told by its name."""
    with pytest.raises(DamageError) as caught:
        raising(ValueError("13800138000 " + "x" * 500))()
    reason = str(caught.value.values["reason"])
    assert "0013800" not in reason and len(reason) <= 100
    with pytest.raises(DamageError, match="ValueError"):
        raising(ValueError())()


def test_a_block_is_read_like_a_function() -> None:
    """The same as a context manager, for a piece of a longer function."""
    with stored_as("referral caps"):
        assert json.loads("1") == 1
    with pytest.raises(DamageError, match="referral caps"), stored_as("referral caps"):
        json.loads("{")
