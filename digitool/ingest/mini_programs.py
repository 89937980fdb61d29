"""Mini-program analytics: from an answer of the platform to figures by day."""

from __future__ import annotations

from collections.abc import Sequence

from digitool.evidence.keeping import tell
from digitool.facts.mini_programs import FIGURE
from digitool.ingest.batch import Batch, NotTaken, nothing_follows
from digitool.model.days import CHINA, instant
from digitool.model.records import MiniProgramFigure


def take(batch: Batch, records: Sequence[MiniProgramFigure]) -> list[bool | NotTaken]:
    """Store figures; True for each that says something new. The platform's days are Beijing's."""
    for day in {record.day for record in records}:
        batch.saw(instant(day, 0, CHINA))
    rows = [
        (record.figure, record.day, record.appid, record.key, record.value, batch.number, record.line)
        for record in records
    ]
    told = tell(batch.connection, FIGURE, rows)
    batch.noticed.differs["mini_program_figure"] += sum(one.new and one.before is not None for one in told)
    return [one.new for one in told]


FOLLOWS = {FIGURE: nothing_follows}
"""What follows when an import that told of a kind of fact is taken back, or counts again."""

LOADERS = {MiniProgramFigure: take}
"""What keeps which record, called with the batch and the records of one kind."""
