"""Where a stored fact comes from: the row of a file that said it."""

from __future__ import annotations

from typing import NamedTuple


class Source(NamedTuple):
    """The import (a batch's number) and the line of its file that said something."""

    batch: int
    line: int


OURSELVES = Source(0, 0)
"""What no file said: it happened in this workspace."""
