"""Write signed contributions into the roll-up tables."""

from __future__ import annotations

import sqlite3

from digitool.flow.contributions import Contributions, Counts

ROLLUPS = {
    "hour_visits": (("store", "hour"), ("visits",)),
    "person_sales": (("store", "day"), ("known", "staff")),
    "scene_day": (("store", "scene", "day"), ("touches", "new_persons")),
    "presence": (("store", "scene", "day", "following", "stage"), ("persons",)),
    "cohort": (("scene", "week", "weeks_later"), ("active", "retained")),
    "scene_set": (("scenes",), ("persons",)),
}
"""Every roll-up that sums contributions: its key columns and its counts."""


def add_to_rollups(connection: sqlite3.Connection, into: Contributions) -> set[tuple[int, int]]:
    """Add the sums to the tables; return the (store id, day) pairs whose visits or sales changed."""
    _add(connection, "hour_visits", into.hour_visits)
    _add(connection, "person_sales", into.sales_known, into.sales_staff)
    _add(connection, "scene_day", into.scene_touches, into.scene_new)
    _add(connection, "presence", into.presence)
    _add(connection, "cohort", into.cohort_active, into.cohort_retained)
    _add(connection, "scene_set", into.scene_sets)
    cutoffs = dict(connection.execute("SELECT id, cutoff_hour FROM store").fetchall())
    days = {(store, (hour - cutoffs[store]) // 24) for store, hour in into.hour_visits}
    days.update((store, day) for sales in (into.sales_known, into.sales_staff) for store, day in sales)
    return days


def clear_rollups(connection: sqlite3.Connection) -> None:
    """Empty every roll-up, also that of store-days."""
    for table in (*ROLLUPS, "store_day"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names from the constant above


def _add(connection: sqlite3.Connection, table: str, *sums: Counts) -> None:
    keys, counts = ROLLUPS[table]
    rows = [
        (*key, *(part.get(key, 0) for part in sums))
        for key in sorted(set().union(*sums))
        if any(part.get(key) for part in sums)
    ]
    columns = (*keys, *counts)
    update = ", ".join(f"{name} = {name} + excluded.{name}" for name in counts)
    connection.executemany(
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608
        f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {update}",
        rows,
    )
    empty = " AND ".join(f"{name} = 0" for name in counts)
    if any(value < 0 for part in sums for value in part.values()):
        connection.execute(f"DELETE FROM {table} WHERE {empty}")  # noqa: S608
