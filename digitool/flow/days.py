"""Count store-days again and keep a record of what that changed."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable

from digitool.db.tally import run
from digitool.flow.counting import Row, sensor_hours
from digitool.flow.refunds import refresh_refunds
from digitool.flow.restating import restate
from digitool.flow.store_day import DayEvidence, figures
from digitool.flow.validity import Rules, SensorHour, open_hours
from digitool.model.days import DAY_MS, HOUR_MS, instant, offset_ms
from digitool.workspace.hours import Hours

MEASURES = (
    "open_seconds",
    "valid_seconds",
    "traffic",
    "visits",
    "visits_all",
    "sales",
    "sales_known",
    "paid_fen",
)


class DayReader:
    """Reads the evidence of store-days; stores, sensors and rules are looked up once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.stores = {row["id"]: row for row in connection.execute("SELECT * FROM store")}
        self._hours = {store: Hours.from_json(row["hours"]) for store, row in self.stores.items()}
        self._sensors: dict[int, list[sqlite3.Row]] = defaultdict(list)
        for row in run(connection, "flow", "sensors"):
            self._sensors[row["store"]].append(row)
        self.rules = load_rules(connection)

    def evidence(self, store: int, day: int) -> DayEvidence:
        """Opening hours, people counts, visits and till transactions of one store-day, by hour."""
        opening = open_hours(day, self._hours[store].open_minutes(day))
        cutoff = self.stores[store]["cutoff_hour"]
        params: dict[str, object] = {
            "store": store,
            "day": day,
            "from": day * 24 + cutoff,
            "to": day * 24 + cutoff + 24,
        }
        visits = {row["hour"]: row["visits"] for row in run(self._connection, "flow", "day_visits", params)}
        zone = self.stores[store]["zone"]
        sales: dict[int, int] = defaultdict(int)
        for row in run(self._connection, "flow", "day_payments", params):
            sales[_local(row["at"], zone) // HOUR_MS] += 1
        sensors = {
            sensor["code"]: self._sensor(sensor, day, opening, zone)
            for sensor in self._sensors[store]
            if _expected(sensor, day, zone)
        }
        return DayEvidence(opening, sensors, visits, sales)

    def _sensor(
        self, sensor: sqlite3.Row, day: int, opening: dict[int, int], zone: str
    ) -> dict[int, SensorHour]:
        if not opening:
            return {}
        gates = json.loads(sensor["gates"])
        midnight = instant(day, 0, zone)  # a total needs the reading before, a late store hours after 24:00
        rows = [
            Row(
                row["gate"],
                row["kind"],
                _local(row["start"], zone),
                _local(row["at"], zone),
                row["exited"] if sensor["reversed"] else row["entered"],
                row["entered"] if sensor["reversed"] else row["exited"],
                sensor["bits"] or row["bits"],
                bool(row["daily_reset"]),
            )
            for row in run(
                self._connection,
                "flow",
                "sensor_rows",
                {"sensor": sensor["id"], "from": midnight - 12 * HOUR_MS, "to": midnight + 32 * HOUR_MS},
            )
            if not gates or row["gate"] in gates
        ]
        return sensor_hours(rows, opening, day)


def refresh_days(connection: sqlite3.Connection, days: Iterable[tuple[int, int]], operation: int) -> None:
    """Count the (store id, day) pairs again; changes to days already counted become restatements.

    A day without any fact has a row only between days that have some: there it lowers the coverage.
    """
    reader = DayReader(connection)
    days = set(days)
    for store, day in sorted(days):
        _refresh(connection, reader, (store, day), operation)
    for store in sorted({store for store, _day in days}):
        _close_gaps(connection, reader, store)


def _refresh(
    connection: sqlite3.Connection, reader: DayReader, where: tuple[int, int], operation: int
) -> None:
    row = connection.execute("SELECT * FROM store_day WHERE store = ? AND day = ?", where).fetchone()
    now = count_day(connection, reader, *where)
    before = tuple(row)[2:] if row is not None else None
    refresh_refunds(connection, where, operation, counted=row is not None)
    if before != now:
        _keep(connection, where, now)
        if before is not None and operation:
            restate(connection, (operation, *where), dict(zip(MEASURES, before)), dict(zip(MEASURES, now)))


def _keep(connection: sqlite3.Connection, where: tuple[int, int], now: tuple[int, ...]) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO store_day VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*where, *now)
    )


def _close_gaps(connection: sqlite3.Connection, reader: DayReader, store: int) -> None:
    """One row for every day between the first and the last with facts, none beyond."""
    rows = connection.execute("SELECT * FROM store_day WHERE store = ?", (store,)).fetchall()
    with_facts = [row["day"] for row in rows if any(tuple(row)[3:])]
    span = range(min(with_facts), max(with_facts) + 1) if with_facts else range(0)
    known = {row["day"] for row in rows}
    beyond = [(store, day) for day in known if day not in span]
    connection.executemany("DELETE FROM store_day WHERE store = ? AND day = ?", beyond)
    for day in span:
        if day not in known:
            _keep(connection, (store, day), count_day(connection, reader, store, day))


def count_day(connection: sqlite3.Connection, reader: DayReader, store: int, day: int) -> tuple[int, ...]:
    """The counts of one store-day in the order of `MEASURES`."""
    result = figures(reader.evidence(store, day), reader.rules)
    sales = run(connection, "flow", "day_sales", {"store": store, "day": day})[0]
    *counts, counted_seconds = result
    return (*counts, sales["sales"], sales["known"], sales["paid_fen"], counted_seconds)


def load_rules(connection: sqlite3.Connection) -> Rules:
    """The validity thresholds of the chain as facts were last counted."""
    row = connection.execute("SELECT traffic_rules FROM chain").fetchone()
    return Rules(**json.loads(row["traffic_rules"])) if row else Rules()


def _expected(sensor: sqlite3.Row, day: int, zone: str) -> bool:
    """Whether a sensor should have counted on a day: from its first row on, once removed until its last."""
    if sensor["first_at"] is None or day < _local(sensor["first_at"], zone) // DAY_MS:
        return False
    return bool(sensor["active"]) or day <= _local(sensor["last_at"], zone) // DAY_MS


def sensor_spans(connection: sqlite3.Connection) -> dict[tuple[int, ...], int]:
    """Store by what decides when a sensor is expected; a change concerns every day of its store."""
    return {
        (row["id"], row["first_at"], 0 if row["active"] else row["last_at"]): row["store"]
        for row in run(connection, "flow", "sensors")
        if row["first_at"] is not None
    }


def _local(at: int, zone: str) -> int:
    return at + offset_ms(at // HOUR_MS, zone)
