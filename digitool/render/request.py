"""How a result is wanted: format, columns, order, number, place, and the reader's screen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Look:
    """The reader: language, cells a line holds (None in a pipe or file), colour, ASCII only."""

    language: str = "en"
    cells: int | None = None
    colour: bool = False
    ascii: bool = False


@dataclass(frozen=True)
class Request:
    """What the shared output options ask; ``argv`` makes the command that shows the rest."""

    format: str = "table"
    fields: tuple[str, ...] = ()
    sort: str = ""
    limit: int | None = None
    path: Path | None = None
    force: bool = False
    look: Look = Look()
    argv: tuple[str, ...] = ()
