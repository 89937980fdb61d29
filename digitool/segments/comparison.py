"""Comparisons as people write them in a segment file: ``">=3"``, ``"30..90"``, ``">=200.00"`` (pure)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from digitool.forms.kinds import Problem
from digitool.model.money import parse_yuan
from digitool.model.numbers import half_width
from digitool.model.text import mask_value

NO_LIMIT = 2**62
"""Stands for an open end; no amount, count or instant comes near it."""


class Range(NamedTuple):
    """Whole numbers from ``low`` to ``high``, both included."""

    low: int
    high: int

    def holds(self, value: int) -> bool:
        """Whether a value lies inside."""
        return self.low <= value <= self.high


_SIGNED = re.compile(r"(>=|<=|>|<|=)?([^<>=]+)")
_ROOM = re.compile(r"\s*(>=|<=|>|<|=|\.\.)\s*")
"""Blanks may stand around a sign, and nowhere else: ``20 0`` is no number."""
_SIGNS = str.maketrans({"≥": ">=", "≤": "<=", "〜": "..", "~": ".."})


def counts(value: Any) -> Range:  # noqa: ANN401 - whatever TOML holds
    """A comparison of a whole number: 3, "3", ">=3", "<=30", "30..90". Raises Problem."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return _read(value, _whole, 'must be a comparison such as ">=3", "<=30" or "30..90", not {value}')


def amounts(value: Any) -> Range:  # noqa: ANN401 - whatever TOML holds
    """A comparison of money in yuan, as fen: ">=200.00", "50..200". Raises Problem."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return _read(value, _fen, 'must be yuan in quotes such as ">=200.00" or "50.00..200.00", not {value}')


def _read(value: object, number: Callable[[str], int], complaint: str) -> Range:
    if not isinstance(value, str):
        raise Problem(complaint, value=mask_value(str(value)))
    plain = half_width(value.translate(_SIGNS)).translate(_SIGNS)
    text = _ROOM.sub(r"\1", plain).strip()
    try:
        found = _between(text, number) if ".." in text else _signed(text, number)
    except ValueError:
        raise Problem(complaint, value=mask_value(value)) from None
    if found.low > found.high:
        raise Problem("holds no number at all: {value}", value=mask_value(value))
    return found


def _between(text: str, number: Callable[[str], int]) -> Range:
    low, _, high = text.partition("..")
    return Range(number(low), number(high))


def _signed(text: str, number: Callable[[str], int]) -> Range:
    match = _SIGNED.fullmatch(text)
    if match is None:
        raise ValueError("not a comparison")
    sign, limit = match.group(1) or "=", number(match.group(2))
    return {
        ">=": Range(limit, NO_LIMIT),
        ">": Range(limit + 1, NO_LIMIT),
        "<=": Range(-NO_LIMIT, limit),
        "<": Range(-NO_LIMIT, limit - 1),
        "=": Range(limit, limit),
    }[sign]


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise ValueError("not a whole number")
    return int(text)


def _fen(text: str) -> int:
    fen = parse_yuan(text)
    if fen < 0:
        raise ValueError("negative")
    return fen
