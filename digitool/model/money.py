"""Money as integer fen (1 yuan = 100 fen); rates as integer basis points (1% = 100)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from digitool.model.ids import BasisPoints, Fen
from digitool.model.numbers import DOT, read_decimal

MAX_FEN = 10**12
"""Largest single amount: keeps any sum of a million amounts inside 63 bits."""

_PLAIN = re.compile(r"([+-]?)(\d{1,11})(?:\.(\d{2})0{0,3})?", re.ASCII)
"""What nearly every export writes; the quick way."""
_DECIMALS = 5


def parse_yuan(text: str, mark: str = DOT) -> Fen:
    """Read an amount in yuan as fen, exactly, in the style with this decimal mark (`model.numbers`).

    Accepts what exports hold: groups of three, currency signs, back-ticks, full-width digits and
    trailing zeros beyond the fen (``0.77000``). Raises ValueError for anything else: exponents,
    NaN, fractions of a fen, amounts above `MAX_FEN`, marks in the wrong place; `AmbiguousNumber` for
    ``1,234`` when the mark is unknown.
    """
    plain = _PLAIN.fullmatch(text) if mark == DOT else None
    if plain is not None:
        sign, whole, fraction = plain.groups()
        fen = int(whole) * 100 + int(fraction or 0)
        fen = -fen if sign == "-" else fen
    else:
        yuan = read_decimal(text, mark)
        exponent = yuan.as_tuple().exponent
        if isinstance(exponent, int) and -exponent > _DECIMALS:
            raise ValueError(f"not an amount in yuan: {text!r}")
        if yuan * 100 != (yuan * 100).to_integral_value():
            raise ValueError(f"smaller than a fen: {text!r}")
        fen = int(yuan * 100)
    if abs(fen) > MAX_FEN:
        raise ValueError(f"above the largest amount: {text!r}")
    return Fen(fen)


def format_yuan(fen: int) -> str:
    """Write fen as yuan for people: ``1,234.50``."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def share_out(total: int, weights: Sequence[int]) -> list[int]:
    """Split ``total`` fen by ``weights`` so that the parts sum to it exactly.

    Largest remainder (Hamilton's method): each part is within 1 fen of its exact share; ties go to
    the earlier place. With no positive weight the parts are equal. Negative totals mirror positive
    ones. Raises ValueError for negative weights.
    """
    if not weights:
        return []
    if min(weights) < 0:
        raise ValueError("weights must not be negative")
    if len(weights) == 1:
        return [total]
    if total < 0:
        return [-part for part in share_out(-total, weights)]
    whole = sum(weights)
    if whole == 0:
        weights, whole = [1] * len(weights), len(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def apply_rate(fen: Fen, basis_points: BasisPoints) -> Fen:
    """Take ``basis_points`` of an amount, half a fen rounded away from zero."""
    scaled = fen * basis_points
    rounded = (2 * abs(scaled) + 10_000) // 20_000
    return Fen(-rounded if scaled < 0 else rounded)
