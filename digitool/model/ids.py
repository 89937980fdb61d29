"""Whole numbers and texts that must not be taken for one another: what they count, and whose id they are.

Types for the checker only; at run time they are the number or the text itself. They are made where a value
enters: from a row of the database, from a cell of a file, from what somebody types. Arithmetic gives plain
numbers again, so a sum of fen or a moment plus an hour is called by its name where it is handed on. Beside
them stand an identifier as files tell it, and the ids that people see: ``P12``, ``I12``, ``op-0012``.
"""

from __future__ import annotations

import re
from typing import NamedTuple, NewType

Ms = NewType("Ms", int)
"""An instant in UTC milliseconds."""

Day = NewType("Day", int)
"""A business day: the number of days since 1970-01-01."""

NO_MOMENT = Ms(0)
"""Where no moment is known, or none is meant."""

Fen = NewType("Fen", int)
"""Money: 1 yuan is 100 fen."""

BasisPoints = NewType("BasisPoints", int)
"""A rate: 1% is 100 basis points."""

PersonId = NewType("PersonId", int)
"""A computed person: the smallest of her identifiers' ids; it changes when persons are joined or parted."""

IdentifierId = NewType("IdentifierId", int)
"""One value in one namespace, as it is stored. Facts, coupons and money point at these, never at persons."""

StoreId = NewType("StoreId", int)
"""A store as facts point at it; people and files know it by its code, a text."""

NO_STORE = StoreId(0)
"""Where no store is known, or something was in none."""

NOBODY_KNOWN = IdentifierId(0)
"""Where nobody is known, or nobody is meant."""


class Identifier(NamedTuple):
    """One value in one namespace, for example ``("wx_openid", "wx00...", "oAb...")``.

    ``scope`` is what makes the value unique: the appid, the corp id, the programme; empty where the
    namespace needs none. A phone is held here in its normalised plain form, in memory only.
    """

    ns: str
    scope: str
    value: str


_OPERATION_ID = re.compile(r"(?:op-)?([0-9]{1,18})", re.ASCII)  # 18 digits fit into SQLite's integers


def operation_id(seq: int) -> str:
    """The public id of an operation number."""
    return f"op-{seq:04d}"


def operation_seq(text: str) -> int:
    """The number of a public id, at most 18 digits; raises ValueError when it is not one."""
    found = _OPERATION_ID.fullmatch(text)
    if found is None:
        raise ValueError("not an operation id")
    return int(found.group(1))


def person_text(person: int) -> str:
    """A person's public id."""
    return f"P{person}"


def identifier_text(identifier: int) -> str:
    """An identifier's public id."""
    return f"I{identifier}"
