"""Load what the counting rules need to know of stores and touchpoints."""

from __future__ import annotations

import numpy as np

from digitool.db.port import Connection, StoredRow
from digitool.flow.contributions import Geography
from digitool.model.days import HOUR_MS


def load_geography(connection: Connection) -> Geography:
    """Places and calendars as the database holds them; store 0 keeps the chain's calendar."""
    chain = connection.execute("SELECT 0 AS id, zone, cutoff_hour, visit_gap_hours FROM chain").fetchone()
    stores = [chain, *connection.execute("SELECT id, zone, cutoff_hour FROM store ORDER BY id")]
    zones = tuple(dict.fromkeys(row["zone"] for row in stores))
    places = connection.execute("SELECT id, store, scene, physical FROM touchpoint ORDER BY id").fetchall()
    return Geography(
        store=_by_id(places, "store"),
        scene=_by_id(places, "scene"),
        physical=_by_id(places, "physical").astype(bool),
        zone=_by_id([{"id": row["id"], "zone": zones.index(row["zone"])} for row in stores], "zone"),
        cutoff=_by_id(stores, "cutoff_hour"),
        zones=zones,
        visit_gap_ms=chain["visit_gap_hours"] * HOUR_MS,
    )


def _by_id(
    rows: list[StoredRow] | list[dict[str, int]], name: str
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    column = np.zeros(max((row["id"] for row in rows), default=0) + 1, dtype=np.int64)
    for row in rows:
        column[row["id"]] = row[name]
    return column
