"""The database's side of counting: what the rules need to know of places, and the roll-ups that they fill."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from digitool.db.port import Connection, StoredRow
from digitool.flow.contributions import Contributions, Geography
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


ROLLUPS = {
    "hour_visits": (("store", "hour"), {"visits": "hour_visits"}),
    "person_sales": (("store", "day"), {"known": "sales_known", "staff": "sales_staff"}),
    "scene_day": (("store", "scene", "day"), {"touches": "scene_touches", "new_persons": "scene_new"}),
    "presence": (("store", "scene", "day", "following", "stage"), {"persons": "presence"}),
    "cohort": (("scene", "week", "weeks_later"), {"active": "cohort_active", "retained": "cohort_retained"}),
    "scene_set": (("scenes",), {"persons": "scene_sets"}),
}
"""Every roll-up that sums contributions: its key columns, and the measure behind each count."""


def add_to_rollups(connection: Connection, sums: Contributions, sign: int) -> None:
    """Add the sums (sign 1), or take them away (-1)."""
    for table in ROLLUPS:
        _add(connection, table, sums, sign)


def clear_rollups(connection: Connection) -> None:
    """Empty every roll-up that sums persons."""
    for table in ROLLUPS:
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names from the constant above


def _add(connection: Connection, table: str, sums: Contributions, sign: int) -> None:
    keys, measures = ROLLUPS[table]
    rows: dict[tuple[int, ...], list[int]] = defaultdict(lambda: [0] * len(measures))
    for place, measure in enumerate(measures.values()):
        found = sums[measure]
        for key, count in zip(zip(*found.keys.tolist()), found.counts.tolist()):
            rows[key][place] = sign * count
    update = ", ".join(f"{name} = {name} + excluded.{name}" for name in measures)
    connection.executemany(
        f"INSERT INTO {table} ({', '.join((*keys, *measures))})"  # noqa: S608
        f" VALUES ({', '.join('?' * (len(keys) + len(measures)))})"
        f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {update}",
        ((*key, *counts) for key, counts in sorted(rows.items())),
    )
    if sign < 0:
        empty = " AND ".join(f"{name} = 0" for name in measures)
        connection.execute(f"DELETE FROM {table} WHERE {empty}")  # noqa: S608
