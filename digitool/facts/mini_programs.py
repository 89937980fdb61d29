"""What a mini program's platform counted."""

from __future__ import annotations

from digitool.evidence.kinds import FactKind, largest

FIGURE = FactKind(
    "mini_program_figure",
    "figure TEXT, day INTEGER, appid TEXT, key INTEGER",
    ("value",),
    largest,
    "The larger figure: one that was asked for before the platform had counted all tells a part.",
    choice=True,
)
"""One figure of one day of a mini program."""
