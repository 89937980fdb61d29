"""How a result is wanted: format, columns, order, number, and the reader's screen."""

from __future__ import annotations

from dataclasses import dataclass


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
    look: Look = Look()
    argv: tuple[str, ...] = ()
