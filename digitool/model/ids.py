"""Whole numbers and texts that must not be taken for one another: what they count, and whose id they are.

Types for the checker only; at run time they are the number or the text itself. They are made where a value
enters: from a row of the database, from a cell of a file, from what somebody types. Arithmetic gives plain
numbers again, so a sum of fen or a moment plus an hour is called by its name where it is handed on.
"""

from __future__ import annotations

from typing import NewType

Ms = NewType("Ms", int)
"""An instant in UTC milliseconds."""

Day = NewType("Day", int)
"""A business day: the number of days since 1970-01-01."""

NO_MOMENT = Ms(0)
"""Where no moment is known, or none is meant."""
