"""Which rule of the schema refused a write: its kind and its name, whatever words a driver has for it."""

from __future__ import annotations

import sqlite3
from enum import Enum
from typing import NamedTuple

from digitool.errors import DigitoolError


class Constraint(Enum):
    """What kind of rule of the schema refused a write; the value is what it says of itself in SQLite."""

    UNIQUE = "UNIQUE constraint failed: "
    FOREIGN_KEY = "FOREIGN KEY constraint failed"
    CHECK = "CHECK constraint failed: "
    NOT_NULL = "NOT NULL constraint failed: "
    TRIGGER = ""


class Broken(NamedTuple):
    """A constraint that failed: its kind, and its name.

    The name is ``table.column`` (several with commas) of UNIQUE and NOT NULL, the constraint's own of CHECK,
    the trigger's words of TRIGGER, and empty of a foreign key.
    """

    kind: Constraint
    name: str


REFUSALS = (sqlite3.IntegrityError,)
"""What a write raises that the schema refuses; `broken` tells which rule it was."""


def broken(error: BaseException | None) -> Broken | None:
    """The constraint that an error of the driver tells of; None for any other error."""
    if not isinstance(error, REFUSALS):
        return None
    text = str(error)
    kind = next(one for one in Constraint if text.startswith(one.value))
    return Broken(kind, text[len(kind.value) :])


class refusing:
    """``with refusing(Constraint.UNIQUE, "product.code", error): ...``: that refusal is told as ``error``.

    The name is matched where it stands in the constraint's own. Any other failure passes as it is.
    """

    def __init__(self, kind: Constraint, name: str, error: DigitoolError) -> None:
        self._wanted = Broken(kind, name)
        self._error = error

    def __enter__(self) -> None:
        """Nothing is done before."""

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        found = broken(error)
        if found and found.kind is self._wanted.kind and self._wanted.name in found.name:
            raise self._error from error
