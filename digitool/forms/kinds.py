"""Kinds of values: how a TOML value is checked and turned into ours.

A kind takes the value as TOML has it and raises `Problem` when it cannot be taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sized
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from digitool.errors import Phrase
from digitool.model.days import parse_day_number, zone
from digitool.model.ids import Day, Fen
from digitool.model.money import format_yuan, parse_yuan
from digitool.model.personal import mask_personal
from digitool.model.phones import mask_phone, normalise_phone
from digitool.model.scenes import SCENES
from digitool.model.text import is_line, mask_value, nearest

Kind = Callable[[Any], Any]

UNBOUNDED = 2**62
"""A limit that no text comes near."""

_MAX_TEXT = 400
_MAX_ITEMS = 10_000
MAX_TABLES = 100_000

C = TypeVar("C", bound=Sized)


class Problem(Exception):
    """A value that cannot be taken: a template and its values; ``key`` where it lies deeper."""

    def __init__(self, template: str, *, key: tuple[str, ...] = (), **values: object) -> None:
        super().__init__(template)
        self.phrase = Phrase(template, values)
        self.key = key


def text(value: Any) -> str:  # noqa: ANN401 - whatever TOML holds
    """A text of one line."""
    if isinstance(value, str) and not is_line(value):
        raise Problem("holds a control character; write a backslash in single quotes: {example}",
                      example="'C:\\new'")  # fmt: skip
    return _line_of_text(value)


def prose(limit: int) -> Callable[[Any], str]:
    """A text of any characters, with as many as ``limit`` of them."""

    def read(value: Any) -> str:  # noqa: ANN401
        if not isinstance(value, str):
            raise Problem("must be a text in quotes, not {value}", value=brief(value))
        if len(value) > limit:
            raise Problem("is longer than {limit} characters", limit=limit)
        return value

    return read


_line_of_text = prose(_MAX_TEXT)


def filled(read: Callable[[Any], str]) -> Callable[[Any], str]:
    """A text that is more than blanks, as ``read`` takes it."""

    def text_of(value: Any) -> str:  # noqa: ANN401
        found = read(value)
        if not found.strip():
            raise Problem("is empty")
        return found

    return text_of


def name(value: Any) -> str:  # noqa: ANN401
    """A name for people, which is kept and printed: personal numbers in it are masked."""
    return mask_personal(text(value))


def whole(low: int, high: int) -> Kind:
    """A whole number within limits."""

    def read(value: Any) -> int:  # noqa: ANN401
        if isinstance(value, bool) or not isinstance(value, int):
            raise Problem("must be a whole number, not {value}", value=brief(value))
        if not low <= value <= high:
            raise outside(low, high, value)
        return value

    return read


def yuan(value: Any) -> Fen:  # noqa: ANN401
    """An amount in yuan, not negative, as fen: ``"20.00"`` in quotes, or a bare number."""
    if isinstance(value, (str, int, Decimal)) and not isinstance(value, bool):
        try:
            fen = parse_yuan(str(value))
        except ValueError:
            fen = Fen(-1)
        if fen >= 0:
            return fen
    raise Problem("must be an amount in yuan with at most two decimals, not {value}", value=brief(value))


def percent(low: int = 0, high: int = 10_000) -> Kind:
    """A share as a text with a per cent sign, as basis points between two limits: ``"5%"`` is 500."""

    def read(value: Any) -> int:  # noqa: ANN401
        basis = per_cent_of(value)
        if not low <= basis <= high:
            raise outside(per_cent(low), per_cent(high), value)
        return basis

    return read


_PER_CENT = re.compile(r"(-?)(\d{1,6})(?:\.(\d{1,2}))?\s*[%％]", re.ASCII)


def per_cent_of(value: Any) -> int:  # noqa: ANN401
    """Basis points of a text such as ``"12.5%"``; raises Problem, with the right spelling of a number."""
    match = _PER_CENT.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise Problem("must be a share in quotes with a per cent sign, such as {example}, not {value}",
                      example=_likely(value), value=brief(value))  # fmt: skip
    sign, whole_part, decimals = match.groups()
    basis = int(whole_part) * 100 + int((decimals or "").ljust(2, "0"))
    return -basis if sign else basis


def per_cent(basis: int) -> str:
    """Basis points as the text that `per_cent_of` reads: 1250 is ``12.5%``."""
    sign, whole_part = "-" if basis < 0 else "", format_yuan(abs(basis)).replace(",", "")
    return f"{sign}{whole_part.rstrip('0').rstrip('.')}%"


def _likely(value: Any) -> str:  # noqa: ANN401
    """What was probably meant: 0.05 is 5%, 30 is 30%; of what is no share at all, how one is written."""
    try:
        number = Decimal(str(value))
        likely = abs(number) <= 100
    except (ArithmeticError, ValueError, TypeError):
        likely = False
    return f'"{per_cent(int(number * (10_000 if abs(number) < 1 else 100)))}"' if likely else '"5%"'


def flag(value: Any) -> bool:  # noqa: ANN401
    """True or false."""
    if not isinstance(value, bool):
        raise Problem("must be true or false, without quotes, not {value}", value=brief(value))
    return value


def texts(value: Any) -> tuple[str, ...]:  # noqa: ANN401
    """A list of texts."""
    if not isinstance(value, list):
        raise Problem("must be a list in square brackets, not {value}", value=brief(value))
    return tuple(map(text, within(_MAX_ITEMS, value)))


def choice(*known: str) -> Kind:
    """One of some words."""

    def read(value: Any) -> str:  # noqa: ANN401
        word = text(value)
        if word not in known:
            near = nearest(word, list(known))
            template = "must be one of {known}, not {value} (did you mean {near}?)" if near else (
                "must be one of {known}, not {value}"
            )  # fmt: skip
            raise Problem(template, known=", ".join(known), value=brief(value), near=near)
        return word

    return read


def choices(*known: str) -> Kind:
    """A list of some of some words, each once."""
    one = choice(*known)

    def read(value: Any) -> tuple[str, ...]:  # noqa: ANN401
        return tuple(dict.fromkeys(map(one, texts(value))))

    return read


scene = choice(*SCENES)


def zone_name(value: Any) -> str:  # noqa: ANN401
    """A time zone by its IANA name."""
    name = text(value)
    try:
        zone(name)
    except (KeyError, ValueError, OSError):
        raise Problem("is not a time zone: {value}", value=brief(value)) from None
    return name


def day(value: Any) -> Day:  # noqa: ANN401
    """A date, with or without quotes, as a day number."""
    if isinstance(value, date) and not isinstance(value, datetime):
        value = value.isoformat()
    try:
        return parse_day_number(value)
    except (TypeError, ValueError):
        raise Problem("must be a date such as 2026-03-01, not {value}", value=brief(value)) from None


def tables(most: int) -> Callable[[Any], list[dict[str, Any]]]:
    """An array of tables, with as many as ``most`` of them."""

    def read(value: Any) -> list[dict[str, Any]]:  # noqa: ANN401
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise Problem("must be tables in double brackets")
        return within(most, value)

    return read


def tables_by_code(value: Any) -> dict[str, dict[str, Any]]:  # noqa: ANN401
    """Tables below one name, by code."""
    if not isinstance(value, dict) or not all(isinstance(one, dict) for one in value.values()):
        raise Problem("must be tables by code")
    return within(MAX_TABLES, value)


def by_key(
    value: Any,  # noqa: ANN401
    read: Callable[[str, Any], Any],
    complaint: str = "must be a table, not {value}",
) -> dict[str, Any]:
    """A table, each entry as ``read`` takes its name and value; a problem is told at its key."""
    if not isinstance(value, dict):
        raise Problem(complaint, value=brief(value))
    found = {}
    for name, one in value.items():
        try:
            found[name] = read(name, one)
        except Problem as problem:
            problem.key = (name, *problem.key)
            raise
    return found


def phones(value: Any) -> tuple[str, ...]:  # noqa: ANN401
    """A list of mainland mobile numbers, each in its normal form."""
    return tuple(map(_phone, texts(value)))


def _phone(value: str) -> str:
    try:
        return normalise_phone(value)
    except ValueError:
        raise Problem("is not a mainland mobile number: {value}", value=mask_phone(value)) from None


def within(limit: int, value: C) -> C:
    """A list or table itself. Raises Problem for more entries than ``limit``."""
    if len(value) > limit:
        raise Problem("has more than {limit} entries", limit=limit)
    return value


def outside(low: object, high: object, value: object) -> Problem:
    """The problem of a figure beyond its limits."""
    return Problem("must lie between {low} and {high}, not {value}", low=low, high=high, value=brief(value))


def needs(name: str) -> Problem:
    """The problem of a table without a key that it must have."""
    return Problem("needs {name}", name=name)


def unknown_key(name: str, known: list[str]) -> Problem:
    """The problem of a key that does not exist, with the nearest that does."""
    near = nearest(name, known)
    if near:
        return Problem("is not a known key (did you mean {near}?)", near=near)
    return Problem("is not a known key; known are {known}", known=", ".join(known))


def brief(value: object) -> str:
    """A value as a complaint shows it: short, personal numbers masked."""
    if isinstance(value, (dict, list)):
        return "[...]" if isinstance(value, list) else "{...}"
    return mask_value(str(value).lower() if isinstance(value, bool) else str(value))
