"""Mini-program analytics: from an answer of the platform to figures by day."""

from __future__ import annotations

from collections.abc import Sequence

from digitool.facts.mini_programs import store_figures
from digitool.ingest.batch import Batch, NotTaken
from digitool.model.days import CHINA, instant
from digitool.model.records import MiniProgramFigure


def take(batch: Batch, records: Sequence[MiniProgramFigure]) -> list[bool | NotTaken]:
    """Store figures; True for each that was new or restated. The platform's days are Beijing's."""
    for day in {record.day for record in records}:
        batch.saw(instant(day, 0, CHINA))
    rows = (
        (record.figure, record.day, record.appid, record.key, record.value, batch.number, record.line)
        for record in records
    )
    return list(store_figures(batch.connection, rows))


LOADERS = {MiniProgramFigure: take}
"""What keeps which record, called with the batch and the records of one kind."""
