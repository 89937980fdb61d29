"""Which column of a table of people counts tells its doors apart, when the mapping names none. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from digitool.model.records import Traffic
from digitool.sources.file.opening import Document
from digitool.sources.file.rows import bare
from digitool.sources.format import ReadOptions
from digitool.sources.mapping.mapped import mapped_table, unread
from digitool.sources.mapping.mapping import TableMapping
from digitool.sources.mapping.synonyms import NAMES, word
from digitool.sources.registry import format_named, read

Time = tuple[str, int, int]
"""What one count is of: a sensor, and the time (UTC ms) from a start to an end."""


def door_column(document: Document, mapping: TableMapping, options: ReadOptions) -> str:
    """The unread column whose values tell all rows of one time of one counter apart; empty without one.

    Doors come again: a counter has as many of them as it has rows of one time at most. What is another one
    in every row is no door, unless its name says so. Reads the whole table twice.
    """
    times = {item.line: (item.sensor, item.start, item.at) for item in _counts(document, options)}
    together: dict[Time, list[int]] = defaultdict(list)
    for line, time in times.items():
        together[time].append(line)
    most: dict[str, int] = defaultdict(int)
    for (sensor, *_), lines in together.items():
        most[sensor] = max(most[sensor], len(lines))
    table = mapped_table(document, mapping)
    cells = {line: [bare(cell) for cell in row] for line, row in table.rows if line in times}
    names = list(table.names)
    for name in sorted(unread(names, mapping), key=lambda name: word(name) not in NAMES["gate"]):
        place = names.index(name)
        doors: dict[str, set[str]] = defaultdict(set)
        for line, time in times.items():
            doors[time[0]].add(cells[line][place])
        apart = all(len({cells[line][place] for line in lines}) == len(lines) for lines in together.values())
        again = len(times) > sum(map(len, doors.values())) or word(name) in NAMES["gate"]
        few = all(len(found) == most[sensor] and "" not in found for sensor, found in doors.items())
        if apart and again and few:
            return name
    return ""


def _counts(document: Document, options: ReadOptions) -> Iterator[Traffic]:
    return (item for item in read(document, format_named("traffic"), options) if isinstance(item, Traffic))
