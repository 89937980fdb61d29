"""People counts: of two files that tell of one time of one counter, the larger count counts."""

from __future__ import annotations

from typing import NamedTuple

from digitool.db.port import Connection
from digitool.db.statements import Scratch
from digitool.evidence.kinds import FactKind, largest
from digitool.model.ids import Ms

TRAFFIC = FactKind(
    "traffic",
    "sensor INTEGER, at INTEGER, kind TEXT, gate TEXT, start INTEGER",
    ("entered", "exited", "bits", "daily_reset"),
    largest,
    "The larger count: a file that was written before the time was over tells a part of it.",
    choice=True,
)
"""People counted by one gate of one counter in one time."""


class TrafficKey(NamedTuple):
    """What one count is of: a sensor (its id), its gate and the time (UTC ms) from ``start`` to ``at``."""

    sensor: int
    at: Ms
    kind: str
    gate: str
    start: Ms


class Said(NamedTuple):
    """What one line of a file says of one time of one counter; None: no value."""

    line: int
    entered: int | None
    left: int | None


_SAID = Scratch(
    "said",
    "batch INTEGER, sensor INTEGER, at INTEGER, kind TEXT, gate TEXT, start INTEGER, line INTEGER,"
    " entered INTEGER, exited INTEGER",
    "batch, sensor, at, kind, gate, start",
)


def said_before(connection: Connection, batch: int, key: TrafficKey, now: Said) -> Said | None:
    """What an earlier line of the same import said of the same time of the same counter.

    None for nothing; then ``now`` is remembered, in a temporary table: a file may have a million rows.
    """
    if _SAID.add(connection, [(batch, *key, *now)]):
        return None
    row = connection.execute(
        "SELECT line, entered, exited FROM temp.said"
        " WHERE batch = ? AND sensor = ? AND at = ? AND kind = ? AND gate = ? AND start = ?",
        (batch, *key),
    ).fetchone()
    return Said(*row)


def next_readings(connection: Connection, sensor: int, gate: str, at: Ms) -> tuple[int, int]:
    """When a running total was read before and after an instant; the instant itself where it was not."""
    of_gate = "FROM traffic WHERE sensor = ? AND gate = ? AND kind = 'total' AND at"
    before, after = (
        connection.execute(f"SELECT {what} {of_gate} {sign} ?", (sensor, gate, at)).fetchone()[0]
        for what, sign in (("max(at)", "<"), ("min(at)", ">"))
    )
    return (at if before is None else before, at if after is None else after)
