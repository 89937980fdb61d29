"""One file to write, and what an import of it must answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar

from digitool.demo.world.clock import DAY
from digitool.demo.world.size import DemoSize

Anything = TypeVar("Anything")


class OutFile(NamedTuple):
    """A file of the inbox.

    ``rows`` are data rows, of which ``rejected`` cannot be taken and ``known`` add nothing: they repeat
    rows of files that come before it, or are understood but never count (a bottle scanned again).
    ``mapping`` names the mapping file that it needs, ``sensor`` the counter that it cannot name itself.
    """

    name: str
    format: str
    data: bytes
    rows: int
    rejected: int = 0
    known: int = 0
    mapping: str = ""
    sensor: str = ""


class Slice(NamedTuple):
    """A stretch of days: local seconds ``[start, end)``."""

    start: int
    end: int

    def holds(self, at: int) -> bool:
        """Whether a local time lies in it."""
        return self.start <= at < self.end


def slices(size: DemoSize, days: int) -> Iterator[Slice]:
    """The period cut into stretches of ``days``; the last one takes in the night after the end."""
    for first in range(size.first_day, size.end_day, days):
        last = min(first + days, size.end_day)
        yield Slice(first * DAY, last * DAY + (DAY if last == size.end_day else 0))


def csv_line(cells: Sequence[str]) -> str:
    """Cells joined by commas; one with a comma, a quote or a line end is quoted."""
    return ",".join(_cell(cell) for cell in cells)


def _cell(cell: str) -> str:
    if any(mark in cell for mark in ',"\n\r'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def csv_bytes(rows: Sequence[Sequence[str]], encoding: str = "utf-8", end: str = "\n") -> bytes:
    """A table as bytes, each line with its end."""
    return "".join(csv_line(row) + end for row in rows).encode(encoding)


def plain_yuan(fen: int) -> str:
    """Fen as plain yuan with two decimals: ``1234.50``."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"
