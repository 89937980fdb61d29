"""Amounts, shares and customers as command options: what is typed, and the value that the command gets."""

from __future__ import annotations

import inspect
from typing import Annotated, Optional

import pytest
from typer import Option

from digitool.cli.app.coerce import NO_FEN, Typed, typed
from digitool.errors import UsageError
from digitool.model.ids import BasisPoints, Fen, IdentifierId

_TENTH = BasisPoints(1_000)


def _command(
    price: Annotated[Fen, Option("--price")],
    who: Annotated[IdentifierId, Option("-c", "--customer")],
    most: Annotated[Fen, Option("--most")] = NO_FEN,
    fee: Annotated[Optional[Fen], Option("--fee")] = None,
    share: Annotated[BasisPoints, Option("--percent", min=0, max=100)] = _TENTH,
    friend: Annotated[Optional[IdentifierId], Option("--friend")] = None,
    name: Annotated[str, Option("--name")] = "",
) -> None:
    """A command with an option of every kind."""


_PARAMETERS = inspect.signature(_command, eval_str=True).parameters


def _made(name: str) -> Typed:
    found = typed(_PARAMETERS[name])[1]
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "read", "value"),
    [
        ("price", "19.90", 1_990),
        ("most", None, 0),
        ("fee", None, None),
        ("fee", "0", 0),
        ("share", None, 1_000),
        ("share", 7.5, 750),
        ("who", "P12", 12),
        ("friend", "I7", 7),
        ("friend", "", None),
        ("friend", None, None),
    ],
)
def test_a_value_is_made_of_what_is_typed(name: str, read: object, value: object) -> None:
    """Yuan become fen, per cent basis points, a customer her identifier; without a value, the default."""
    assert _made(name).value(read) == value


@pytest.mark.parametrize(
    ("name", "read", "code", "option"),
    [
        ("price", "1e3", "amount_exponent", "--price"),
        ("price", "", "amount_empty", "--price"),
        ("fee", " ", "amount_empty", "--fee"),
        ("most", "-1", "amount_negative", "--most"),
        ("share", 7.555, "bad_percent", "--percent"),
        ("who", "nobody", "bad_id", None),
        ("who", "", "bad_id", None),
    ],
)
def test_what_cannot_be_read_names_its_option(name: str, read: object, code: str, option: str | None) -> None:
    """The error says which option it is about, though no command tells it."""
    with pytest.raises(UsageError) as refused:
        _made(name).value(read)
    assert (refused.value.code, refused.value.values.get("option")) == (code, option)


def test_the_parser_gets_texts_and_numbers() -> None:
    """The parser sees plain types, and a default of ours never comes to it; other parameters stay."""
    read = {name: typed(one)[0] for name, one in _PARAMETERS.items()}
    kinds = {name: one.annotation.__origin__ for name, one in read.items()}
    assert kinds == {
        "price": str,
        "who": str,
        "most": Optional[str],
        "fee": Optional[str],
        "share": Optional[float],
        "friend": Optional[str],
        "name": str,
    }
    assert read["most"].default is None and read["price"].default is inspect.Parameter.empty
    assert read["name"] is _PARAMETERS["name"] and typed(_PARAMETERS["name"])[1] is None
