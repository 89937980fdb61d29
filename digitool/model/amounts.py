"""Amounts as a till or a script types them: plain digits, or a refusal that says what is wrong.

Stricter than `model.money.parse_yuan`, which reads what exports hold: here a sign, an exponent or a
full-width digit is more likely a slip than a habit, and money leaves by it.
"""

from __future__ import annotations

import re
import unicodedata

from digitool.errors import UsageError
from digitool.model.ids import Fen
from digitool.model.money import MAX_FEN, format_yuan
from digitool.model.text import mask_value

_PLAIN = re.compile(r"(\d{1,15})(?:\.(\d+))?", re.ASCII)
_EXPONENT = re.compile(r"[+-]?\d+(\.\d+)?[eE][+-]?\d+", re.ASCII)
_HINT = "type yuan with at most two decimals, for example 100.00"


def read_amount(text: str, option: str = "--amount") -> Fen:
    """An amount in yuan as fen. Raises UsageError; each kind of bad input has its own code."""
    typed = text.strip()
    if not typed:
        raise UsageError(
            "amount_empty", "{option} is empty, and an amount is asked", hint=_HINT, option=option
        )
    if unicodedata.normalize("NFKC", typed) != typed:
        raise _refuse("amount_full_width", "{option} {typed} has full-width signs", option, typed)
    if typed.lstrip("+-").lower() in ("nan", "inf", "infinity"):
        raise _refuse("amount_not_a_number", "{option} {typed} is not a number", option, typed)
    if _EXPONENT.fullmatch(typed):
        raise _refuse("amount_exponent", "{option} {typed} is written with an exponent", option, typed)
    if typed.startswith("-"):
        raise _refuse("amount_negative", "{option} {typed} is negative", option, typed)
    match = _PLAIN.fullmatch(typed)
    if match is None:
        raise _refuse("amount_unreadable", "{option} {typed} is not an amount in yuan", option, typed)
    whole, fraction = match.group(1), match.group(2) or ""
    if fraction[2:].strip("0"):
        raise _refuse("amount_below_fen", "{option} {typed} has a part smaller than a fen", option, typed)
    return check_fen(int(whole) * 100 + int(fraction[:2].ljust(2, "0")), option)


def check_fen(fen: object, option: str) -> Fen:
    """A number of fen from a file or a caller: an integer from 0 to `MAX_FEN`, else UsageError."""
    if not isinstance(fen, int) or isinstance(fen, bool):
        raise _refuse("amount_not_a_number", "{option} {typed} is not a number", option, str(fen))
    if fen < 0:
        raise _refuse("amount_negative", "{option} {typed} is negative", option, str(fen))
    if fen > MAX_FEN:
        raise UsageError(
            "amount_too_large",
            "{option} {typed} is above {largest} yuan, the largest amount",
            hint=_HINT,
            option=option,
            typed=format_yuan(fen),
            largest=format_yuan(MAX_FEN),
        )
    return Fen(fen)


def _refuse(code: str, message: str, option: str, typed: str) -> UsageError:
    return UsageError(code, message, hint=_HINT, option=option, typed=mask_value(typed))
