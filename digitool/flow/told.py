"""What counters say of a business day, worked out once for the same rows and hours.

Every import counts the days again that it bears on, and most bring visits and sales to days whose people
counts stand as they were. What a counter says of them follows from its rows and the store's clock alone, so
it is remembered by a digest of these for as long as the process lives: no write need tell it of anything.
"""

from __future__ import annotations

import json
import marshal
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b

from digitool.db.port import StoredRow
from digitool.flow.clock import StoreClock
from digitool.flow.counting import SensorDay, TrafficRow, sensor_day
from digitool.model.ids import Day
from digitool.workspace.hours import Hours

MOST = 4_096
"""Counter-days that are remembered: about 16 MB."""

_PLAIN = 2
"""The version of `marshal` that writes equal values as equal bytes, whoever else holds them."""

_told: dict[bytes, SensorDay] = {}


@lru_cache(maxsize=256)
def store_clock(zone: str, cutoff_hour: int, hours: str) -> StoreClock:
    """The clock of stores with this zone, cut-off and opening hours (as stored); those share it."""
    return StoreClock(zone, cutoff_hour, Hours.from_json(hours))


def told_by(sensor: StoredRow, rows: Iterable[StoredRow], store: StoredRow, day: Day) -> SensorDay:
    """What a sensor's rows (those of `sensor_rows`) say of one business day of its store."""
    clock_of = store["zone"], store["cutoff_hour"], store["hours"]
    read_as = sensor["gates"], sensor["reversed"], sensor["bits"]
    found = [tuple(row) for row in rows]
    digest = blake2b(marshal.dumps((clock_of, read_as, day, found), _PLAIN), digest_size=16).digest()
    known = _told.get(digest)
    if known is None:
        if len(_told) >= MOST:
            _told.clear()
        known = _told[digest] = sensor_day(_read(sensor, found), store_clock(*clock_of), day)
    return known


def _read(sensor: StoredRow, rows: Iterable[tuple[object, ...]]) -> list[TrafficRow]:
    """Rows as the settings of their sensor have them read: of which gates, which way round, how wide."""
    gates = json.loads(sensor["gates"])
    read = (TrafficRow(*row) for row in rows)  # type: ignore[arg-type]
    return [
        row._replace(
            entered=row.exited if sensor["reversed"] else row.entered,
            exited=row.entered if sensor["reversed"] else row.exited,
            bits=sensor["bits"] or row.bits,
            daily_reset=bool(row.daily_reset),
        )
        for row in read
        if not gates or row.gate in gates
    ]
