"""What a command found (rows, what their columns mean, how far they can be trusted) and how it is wanted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from digitool.model.days import CHINA, Days
from digitool.model.ids import Ms

Kind = Literal[
    "text", "int", "number", "money", "rate", "share", "bp", "day", "instant", "flag", "list", "object",
    "figure",
]  # fmt: skip
"""How a cell is written.

==========  ======================================  =========================  =====================
kind        value in the row                        for people                 in JSON
==========  ======================================  =========================  =====================
text        str                                     as it is, made safe        string
int         int                                     ``1,284``                  number
number      float                                   ``3.42``                   number
money       int, fen; the key ends in ``_fen``      ``12,845.00`` (yuan)       number
rate        `Rate` or (num, den)                    ``31.2% (126/404)``        {value, num, den}
share       `Rate` or (num, den)                    ``31.2%``                  {value, num, den}
bp          int, basis points                       ``5.00%``                  number
day         int, day number                         ``2026-03-01``             string
instant     int, UTC ms                             ``2026-03-01 09:05``       RFC 3339 string
flag        bool                                    yes, no                    true, false
list        list of str                             joined by commas           list
object      anything that JSON takes                JSON                       as it is
figure      (number or None, unit)                  by its unit: fen in yuan,  number
                                                    a ratio in per cent
==========  ======================================  =========================  =====================

None is ``n/a`` for people and null in JSON: unknown is never zero.
"""

NUMERIC: frozenset[str] = frozenset({"int", "number", "money", "rate", "share", "bp", "figure"})


@dataclass(frozen=True)
class Column:
    """One column. ``heading`` is an English template; ``wide`` columns are left out of ``table``."""

    key: str
    heading: str
    kind: Kind = "text"
    wide: bool = False

    def __post_init__(self) -> None:
        if self.kind == "money" and not self.key.endswith("_fen"):
            raise ValueError(f"a money column's key must end in _fen: {self.key}")


@dataclass(frozen=True)
class Result:
    """The answer of one command; ``schema`` is ``digitool.<area>.<verb>/1``.

    ``as_of`` is UTC ms, ``zone`` the zone in which
    instants are written. ``limit`` is how many rows are shown when nobody asked (0: all). ``charts``
    are ready-made text blocks for people, shown under a table only. ``empty`` is the sentence
    (template) for a result without rows.
    """

    schema: str
    columns: tuple[Column, ...]
    rows: list[dict[str, Any]]
    as_of: Ms
    period: Days | None = None
    zone: str = CHINA
    limit: int = 0
    meta: dict[str, Any] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    empty: str = "nothing was found"
    charts: tuple[str, ...] = ()


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
