"""Kinds of values that only campaign files have: what a coupon is worth, and ranges of belief."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from digitool.forms.kinds import Kind, Problem, outside, per_cent_of, percent, yuan
from digitool.model.numbers import read_decimal
from digitool.model.text import mask_value


class Worth(NamedTuple):
    """What a coupon takes off: ``amount`` in fen or ``percent`` in basis points."""

    kind: str
    value: int


class Range(NamedTuple):
    """What somebody believes of a figure: 90% sure that it lies between ``low`` and ``high``.

    Shares are fractions (0.05), other figures plain numbers. Equal ends mean: taken as certain.
    """

    low: float
    high: float

    @property
    def middle(self) -> float:
        """The centre, taken as the mean."""
        return (self.low + self.high) / 2

    @property
    def sd(self) -> float:
        """The standard deviation of a normal whose 5% and 95% points are the ends."""
        return (self.high - self.low) / (2 * 1.6448536269514722)


def worth(value: Any) -> Worth:  # noqa: ANN401 - whatever TOML holds
    """``"20.00"`` yuan off, or ``"15%"`` off."""
    if isinstance(value, str) and value.strip().endswith(("%", "％")):
        return Worth("percent", percent(1, 10_000)(value))
    fen = yuan(value)
    if fen < 1:
        raise Problem("must be above zero, not {value}", value=mask_value(str(value)))
    return Worth("amount", fen)


def shares(low: int = 0, high: int = 10_000) -> Kind:
    """A range of shares, ``"10%..20%"`` or one ``"15%"``, between two limits in basis points."""

    def one(text: Any) -> float:  # noqa: ANN401
        return float(percent(low, high)(text)) / 10_000

    return lambda value: _range(value, one)


def numbers(low: float, high: float) -> Kind:
    """A range of plain numbers, ``"0.5..2"`` or one ``1.5``, between two limits."""

    def one(text: Any) -> float:  # noqa: ANN401
        number = _number(text)
        if not low <= number <= high:
            raise outside(f"{low:g}", f"{high:g}", text)
        return number

    return lambda value: _range(value, one)


def _number(value: Any) -> float:  # noqa: ANN401
    if isinstance(value, str) and value.strip().endswith(("%", "％")):
        return per_cent_of(value) / 10_000
    if isinstance(value, (int, Decimal, str)) and not isinstance(value, bool):
        try:
            return float(read_decimal(value.strip()) if isinstance(value, str) else value)
        except (ValueError, OverflowError):
            pass
    raise Problem("must be a number or a range such as {example}, not {value}", example='"0.5..2"',
                  value=mask_value(str(value)))  # fmt: skip


def _range(value: Any, one: Callable[[Any], float]) -> Range:  # noqa: ANN401
    if not isinstance(value, str) or ".." not in value:
        point = one(value)
        return Range(point, point)
    low, _, high = value.partition("..")
    found = Range(one(low.strip()), one(high.strip()))
    if found.low > found.high:
        raise Problem("has its ends the wrong way round: {value}", value=mask_value(value))
    return found
