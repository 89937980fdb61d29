"""Stock rules as people type them, for `rules.terms`: ``20.00``, ``15%``, ``8.5折``, ``money/day=500``."""

from __future__ import annotations

import re

from digitool.coupons.rules.kinds.shape import kind_of
from digitool.coupons.rules.terms import Budget
from digitool.errors import UsageError
from digitool.model.amounts import read_amount
from digitool.model.text import mask_value

_BUDGET = re.compile(r"(count|money)/(total|day|week|month)=(.+)")
_COUNT = re.compile(r"\d{1,10}", re.ASCII)


def read_value(kind: str, text: str) -> int:
    """A coupon's value as its kind has it: fen or basis points. Raises UsageError."""
    return kind_of(kind).read(text)


def read_budget(text: str) -> Budget:
    """``money/day=500.00`` (yuan) or ``count/week=200``. Raises UsageError ``bad_budget``."""
    match = _BUDGET.fullmatch(text.strip())
    if match is None or (match.group(1) == "count" and not _COUNT.fullmatch(match.group(3))):
        raise UsageError(
            "bad_budget",
            "--budget {typed} cannot be read",
            hint="money/day=500.00 or count/week=200; windows are total, day, week and month",
            typed=mask_value(text),
        )
    measure, window, cap = match.groups()
    return Budget(measure, window, read_amount(cap, "--budget") if measure == "money" else int(cap))


def read_count(text: str, option: str) -> int:
    """A count of coupons. Raises UsageError ``bad_number``."""
    if not _COUNT.fullmatch(text.strip()):
        raise UsageError(
            "bad_number",
            "{option} {typed} is not a whole number",
            hint="type digits only, for example 1000",
            option=option,
            typed=mask_value(text),
        )
    return int(text)


def read_pieces(text: str) -> tuple[str, int]:
    """``LINE=2`` (or ``LINE``, one piece) of goods that come back. Raises UsageError ``bad_return``."""
    line, _, pieces = text.partition("=")
    if not line or (pieces and not re.fullmatch(r"[1-9]\d{0,6}", pieces, re.ASCII)):
        raise UsageError(
            "bad_return",
            "--line {typed} cannot be read",
            hint="give the line and how many pieces come back, for example --line 1=2",
            typed=mask_value(text),
        )
    return line, int(pieces or 1)
