"""Rows that were not taken, too many for memory: on disk, one for each line, in a file without a name."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from digitool.db.nameless import open_nameless
from digitool.db.statements import Scratch
from digitool.model.records import Reject

_WAITING = Scratch("not_taken", "line INTEGER, why INTEGER, value TEXT, cells TEXT", "line", place="main")


class RejectSpool:
    """The first reject of each line. What many of them share, column, code and words, is kept once."""

    def __init__(self, directory: Path) -> None:
        self._connection = open_nameless(directory)
        self._why: dict[tuple[str, ...], int] = {}

    def add(self, rejects: Iterable[Reject]) -> int:
        """Keep those of lines that have none yet; how many they are."""
        rows = [(one.line, self._place(one[1:5]), one.value, json.dumps(one.cells)) for one in rejects]
        return _WAITING.add(self._connection, rows)

    def _place(self, why: tuple[str, ...]) -> int:
        return self._why.setdefault(why, len(self._why))

    def __iter__(self) -> Iterator[Reject]:
        """All of them by line."""
        reasons = list(self._why)
        for line, why, value, cells in _WAITING.rows(self._connection):
            column, code, message, hint = reasons[why]
            yield Reject(line, column, code, message, hint, value, tuple(json.loads(cells)))

    def close(self) -> None:
        """Let go of the file, which ends it."""
        self._connection.close()
