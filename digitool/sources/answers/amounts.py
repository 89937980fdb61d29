"""Counts and amounts in the JSON answers of an interface, where money is a whole number of fen."""

from __future__ import annotations

from digitool.model.money import MAX_FEN
from digitool.sources.answers.pages import count
from digitool.sources.file import problems
from digitool.sources.file.problems import Refused


def fen(value: object, name: str) -> int:
    """An amount in fen under a name; raises `Refused` when it is missing, negative or no whole number."""
    if not isinstance(value, dict) or value.get(name) in (None, ""):
        raise problems.missing(name)
    found = count(value, name)
    if not 0 <= found <= MAX_FEN:
        raise Refused(
            "bad_amount",
            name,
            "{column} is {value}, not an amount in fen",
            "It should be a whole number of fen, not below 0.",
            str(found),
        )
    return found


def tally_or_none(value: object, name: str) -> int | None:
    """A count under a name; None when it is absent, which is not zero. Raises `Refused`."""
    if not isinstance(value, dict) or value.get(name) in (None, ""):
        return None
    found = count(value, name)
    if found < 0:
        raise problems.not_whole(name, str(found))
    return found


def mean_or_none(value: object, name: str) -> float | None:
    """A mean under a name, such as seconds; None when it is absent. Raises `Refused`."""
    found = value.get(name) if isinstance(value, dict) else None
    if found is None or found == "":
        return None
    if isinstance(found, bool) or not isinstance(found, (int, float)) or not 0 <= found < 1e9:
        raise Refused(
            "bad_number",
            name,
            "{column} is {value}, not a number",
            "It should be a plain number, not below 0.",
            str(found)[:40],
        )
    return float(found)
