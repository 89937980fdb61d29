"""Cells that a spreadsheet would run or ruin, and the quote that keeps it from doing so.

A guarded cell starts with one apostrophe. `unguard` takes exactly that one off, so that
``unguard(guard(x)) == x`` for every cell.
"""

from __future__ import annotations

import re

_RUNS = re.compile(r"[=+\-@＝＋－＠\t\r\n|;]|\s+[=+\-@＝＋－＠]")
_PLAIN_NUMBER = re.compile(r"-?(0|[1-9]\d{0,10})(\.\d{1,5})?")
_RUINED = re.compile(r"\d{12,}|0\d+|\d+[eE]\d+|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}.*|\d{1,2}[-/:]\d{1,2}.*")


def guard(cell: str) -> str:
    """The cell, with an apostrophe before it where a spreadsheet would calculate or reformat it.

    That is: formulas, long digit strings, leading zeros, exponents, dates and times.
    """
    return "'" + cell if _needs(cell) else cell


def unguard(cell: str) -> str:
    """The cell as it was before `guard`."""
    return cell[1:] if cell.startswith("'") and _needs(cell[1:]) else cell


def _needs(cell: str) -> bool:
    bare = cell.lstrip("'")
    if _PLAIN_NUMBER.fullmatch(bare):
        return False
    return bool(_RUNS.match(bare) or _RUINED.fullmatch(bare))
