"""Load what the counting rules need to know of stores and touchpoints."""

from __future__ import annotations

import sqlite3

from digitool.flow.contributions import Calendar, Geography, Place
from digitool.model.days import HOUR_MS


def load_geography(connection: sqlite3.Connection) -> Geography:
    """Places and calendars as the database holds them; store 0 keeps the chain's calendar."""
    calendars = {
        row["id"]: Calendar(row["zone"], row["cutoff_hour"])
        for row in connection.execute("SELECT id, zone, cutoff_hour FROM store")
    }
    chain = connection.execute("SELECT zone, cutoff_hour, visit_gap_hours FROM chain").fetchone()
    calendars[0] = Calendar(chain["zone"], chain["cutoff_hour"])
    places = {
        row["id"]: Place(row["store"], row["scene"], bool(row["physical"]))
        for row in connection.execute("SELECT id, store, scene, physical FROM touchpoint")
    }
    return Geography(places, calendars, chain["visit_gap_hours"] * HOUR_MS)
