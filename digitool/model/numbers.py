"""Numbers as people and programs write them: one grammar, read by a declared style or refused.

A style is its decimal mark: ``.`` with ``,`` before groups of three (``1,234.50``), or ``,`` with ``.``
(``1.234,50``). Blanks and apostrophes may part groups of three in both. A mark that stands anywhere else
makes the text no number: nothing is taken out before it is understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

DOT, COMMA, UNKNOWN = ".", ",", ""
"""Decimal marks; `UNKNOWN` where nothing says which is meant."""

STYLES = (DOT, COMMA)

_PLAIN = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,9})?", re.ASCII)
"""What every program writes; the quick way."""
_DECORATED = re.compile(r"([+-]?)[¥$]?([+-]?)(.*)", re.DOTALL)
_HALF_WIDTH: dict[int, str] = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\u3000"), " "),
    ord("￥"): "¥",
}
_AROUND = " \t\r\n`'"
_GROUPED = {
    mark: re.compile(rf"(?:\d{{1,15}}|[1-9]\d{{0,2}}(?P<part>[{other} '])\d{{3}}(?:(?P=part)\d{{3}}){{0,4}})"
                     rf"(?:{re.escape(mark)}(?P<fraction>\d{{1,9}}))?", re.ASCII)
    for mark, other in ((DOT, ","), (COMMA, "."))
}  # fmt: skip


class AmbiguousNumber(ValueError):
    """A text that is a number in both styles, and not the same one: ``1,234``."""


def read_decimal(text: str, mark: str = DOT) -> Decimal:
    """The number that a text shows in the style with this decimal mark.

    A currency sign before it, back-ticks and blanks around it and full-width digits are read past. With
    `UNKNOWN` a text is read when both styles, or only one of them, can. Raises ValueError for what is no
    number in that style, `AmbiguousNumber` for what both read differently.
    """
    if mark == DOT and _PLAIN.fullmatch(text):
        return Decimal(text)
    if mark != UNKNOWN:
        found = _read(text, mark)
        if found is None:
            raise ValueError(f"not a number: {text!r}")
        return found
    readings = {value for style in STYLES if (value := _read(text, style)) is not None}
    if not readings:
        raise ValueError(f"not a number: {text!r}")
    if len(readings) > 1:
        raise AmbiguousNumber(f"two numbers: {text!r}")
    return readings.pop()


def half_width(text: str) -> str:
    """Full-width signs and blanks as plain ones, and no more: a raised 2 is not the digit."""
    return text if text.isascii() else text.translate(_HALF_WIDTH)


def _read(text: str, mark: str) -> Decimal | None:
    plain = half_width(text).strip(_AROUND)
    match = _DECORATED.fullmatch(plain)
    if match is None or (match.group(1) and match.group(2)):
        return None
    number = _GROUPED[mark].fullmatch(match.group(3).lstrip(" "))
    if number is None:
        return None
    fraction = number.group("fraction") or ""
    digits = number.group(0)
    whole = digits[: len(digits) - len(fraction) - 1] if fraction else digits
    sign = match.group(1) or match.group(2)
    return Decimal(f"{sign}{''.join(filter(str.isdigit, whole))}.{fraction or 0}")


def written_with(texts: Iterable[str]) -> dict[str, int]:
    """How many of these texts are a number in one style alone, by the mark of that style."""
    found = dict.fromkeys(STYLES, 0)
    for text in texts:
        if not text or text.isdecimal():
            continue
        readable = [mark for mark in STYLES if _read(text, mark) is not None]
        if len(readable) == 1:
            found[readable[0]] += 1
    return found


def style_of(found: dict[str, int], usual: str = UNKNOWN) -> str:
    """The decimal mark that the texts counted by `written_with` are written with.

    More texts outweigh fewer, which are then refused one by one. Without any, and where both are as many,
    it is the ``usual`` one.
    """
    if found[DOT] == found[COMMA]:
        return usual
    return max(STYLES, key=found.__getitem__)


def read_whole(text: str, mark: str = DOT) -> int:
    """A whole number; zeros after the decimal mark are none (``12.0``). Raises ValueError."""
    number = read_decimal(text, mark)
    if number != number.to_integral_value():
        raise ValueError(f"not a whole number: {text!r}")
    return int(number)
