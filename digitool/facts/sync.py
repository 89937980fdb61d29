"""Bring stores, sensors and counting rules up to the settings, and what is kept of them."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import NamedTuple

from digitool.db.port import Connection
from digitool.model.calendar import Calendar
from digitool.model.ids import StoreId
from digitool.model.scenes import CODE
from digitool.workspace.settings import Settings


class Changed(NamedTuple):
    """What a change of settings bears on: how facts are counted, and what sales they make on which days."""

    counting: bool
    sales: bool


def sync_settings(connection: Connection, settings: Settings) -> Changed:
    """Write what counting needs to know; whether that changes how something stored is counted or dated."""
    before, dated, matched = _fingerprint(connection), stored_calendars(connection), _matching(connection)
    chain = settings.chain
    rules = asdict(settings.traffic)
    connection.execute(
        "INSERT INTO chain (id, zone, cutoff_hour, visit_gap_hours, traffic_rules, match_minutes,"
        " match_counts) VALUES (1, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET zone = excluded.zone, cutoff_hour = excluded.cutoff_hour,"
        " visit_gap_hours = excluded.visit_gap_hours, traffic_rules = excluded.traffic_rules,"
        " match_minutes = excluded.match_minutes, match_counts = excluded.match_counts",
        (
            chain.zone,
            chain.cutoff_hour,
            chain.visit_gap_hours,
            json.dumps(rules, sort_keys=True),
            settings.reconcile.minutes,
            settings.reconcile.counts,
        ),
    )
    for store in settings.stores.values():
        connection.execute(
            "INSERT INTO store (code, name, zone, cutoff_hour, hours, region) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (code) DO UPDATE SET name = excluded.name, zone = excluded.zone,"
            " cutoff_hour = excluded.cutoff_hour, hours = excluded.hours, region = excluded.region",
            (store.code, store.name, store.zone, store.cutoff_hour, store.hours.to_json(), store.region),
        )
    stores = store_ids(connection)
    connection.execute("UPDATE sensor SET active = false")
    for sensor in settings.sensors.values():
        connection.execute(
            "INSERT INTO sensor (code, store, bits, reversed, gates, active) VALUES (?, ?, ?, ?, ?, true)"
            " ON CONFLICT (code) DO UPDATE SET store = excluded.store, bits = excluded.bits,"
            " reversed = excluded.reversed, gates = excluded.gates, active = true",
            (sensor.code, stores[sensor.store], sensor.bits, sensor.reversed, json.dumps(sensor.gates)),
        )
    for touchpoint in settings.touchpoints.values():
        connection.execute(
            "INSERT INTO touchpoint (code, scene, store, physical) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (code, scene, store) DO UPDATE SET physical = excluded.physical",
            (touchpoint.code, CODE[touchpoint.scene], stores.get(touchpoint.store, 0), touchpoint.physical),
        )
    now = stored_calendars(connection)
    sales = any(now[store] != calendar for store, calendar in dated.items())
    sales = sales or matched not in (None, _matching(connection))
    return Changed(bool(before) and before != _fingerprint(connection), sales)


def _matching(connection: Connection) -> tuple[object, ...] | None:
    row = connection.execute("SELECT match_minutes, match_counts FROM chain").fetchone()
    return None if row is None else tuple(row)


def store_ids(connection: Connection) -> dict[str, StoreId]:
    """Store ids by code."""
    return {row["code"]: row["id"] for row in connection.execute("SELECT id, code FROM store")}


_CALENDARS = "SELECT id, zone, cutoff_hour FROM store UNION ALL SELECT 0, zone, cutoff_hour FROM chain"


def stored_calendars(connection: Connection) -> dict[StoreId, Calendar]:
    """The calendars that facts are counted with, by store; `NO_STORE` has the chain's."""
    rows = connection.execute(_CALENDARS)
    return {StoreId(row["id"]): Calendar(row["zone"], row["cutoff_hour"]) for row in rows}


def _fingerprint(connection: Connection) -> list[tuple[object, ...]]:
    """What the roll-ups depend on; empty before anything was ever synchronised.

    Only rows that have facts matter: a new store, sensor or touchpoint has none yet.
    """
    parts = (
        "SELECT zone, cutoff_hour, visit_gap_hours, traffic_rules FROM chain",
        "SELECT s.id, s.zone, s.cutoff_hour, s.hours FROM store s"
        " WHERE s.id IN (SELECT store FROM store_day UNION SELECT store FROM store_refund)",
        "SELECT n.id, n.store, n.bits, n.reversed, n.gates, n.active FROM sensor n"
        " WHERE n.id IN (SELECT sensor FROM traffic)",
        "SELECT t.id, t.physical FROM touchpoint t WHERE t.store IN (SELECT store FROM scene_day)",
    )
    return [tuple(row) for part in parts for row in connection.execute(part)]
