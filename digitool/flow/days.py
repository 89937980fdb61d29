"""Count store-days again, what was given back on them too, and keep a record of what that changed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, cast

from digitool.db.port import Connection, StoredRow
from digitool.db.tally import run
from digitool.flow.clock import LONG_MS, StoreClock
from digitool.flow.store_day import DayEvidence, store_day_figures
from digitool.flow.told import store_clock, told_by
from digitool.flow.validity import ValidityRules
from digitool.model.days import DAY_MS, HOUR_MS, LONGEST_MS
from digitool.model.ids import Day, StoreId
from digitool.model.stored_json import stored_as


class StoreCounts(NamedTuple):
    """What is counted of one store-day: the columns of `StoreDay` after its key, in their order."""

    open_seconds: int
    valid_seconds: int
    traffic: int
    visits: int
    visits_all: int
    sales: int
    sales_known: int
    paid_fen: int
    counted_seconds: int
    people: int
    span_from: int
    span_to: int

    @classmethod
    def of(cls, row: StoredRow) -> StoreCounts:
        """The counts of a row of ``store_day``."""
        return cls(*(row[name] for name in cls._fields))

    @property
    def has_facts(self) -> bool:
        """Whether anything was counted or sold; opening hours and the days of the span alone are no fact."""
        return any(self._replace(open_seconds=0, span_from=0, span_to=0))


MEASURES = StoreCounts._fields[:8]
"""The counts whose change is restated; the others only say how they came about."""


class DayReader:
    """Reads the evidence of store-days; stores, sensors and rules are looked up once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.stores = {row["id"]: row for row in connection.execute("SELECT * FROM store ORDER BY id")}
        self.clocks = clocks_of(self.stores.values())
        self._sensors: dict[int, list[StoredRow]] = defaultdict(list)
        for row in run(connection, "flow", "sensors", {"long": LONG_MS}):
            self._sensors[row["store"]].append(row)
        self._totals: dict[int, list[str]] = {}
        self.rules = load_rules(connection)

    def evidence(self, store: StoreId, day: Day) -> DayEvidence:
        """Opening hours, people counts, visits and till transactions of one store-day, by hour."""
        clock = self.clocks[store]
        params: dict[str, object] = {
            "store": store,
            "day": day,
            "first": day * 24 + clock.cutoff_hour,
            "to": day * 24 + clock.cutoff_hour + 24,
        }
        visits = {row["hour"]: row["visits"] for row in run(self._connection, "flow", "day_visits", params)}
        sales: dict[int, int] = defaultdict(int)
        for row in run(self._connection, "flow", "day_payments", params):
            sales[clock.local(row["at"]) // HOUR_MS] += 1
        sensors = {
            sensor["code"]: told_by(sensor, self._rows(sensor, clock, day), self.stores[store], day)
            for sensor in self._sensors[store]
            if _expected(sensor, clock, day)
        }
        return DayEvidence(day, clock.opening(day), sensors, visits, sales)

    def _rows(self, sensor: StoredRow, clock: StoreClock, day: Day) -> list[StoredRow]:
        """The rows that bear on a business day: those that overlap it, and all of what they overlap."""
        begins, ends = clock.span(day)
        limits = {"long": LONG_MS, "longest": LONGEST_MS}
        asked: dict[str, object] = {"sensor": sensor["id"], "first": begins, "to": ends, **limits}
        long = run(self._connection, "flow", "sensor_long_rows", asked)
        asked["first"] = min([begins, *(row["start"] for row in long)])
        asked["to"] = max([ends, *(row["at"] for row in long)])
        return [*long, *run(self._connection, "flow", "sensor_rows", asked), *self._around(asked)]

    def _around(self, asked: dict[str, object]) -> Iterator[StoredRow]:
        """The readings of running totals next before and after a span: a step needs both of its ends."""
        sensor = cast("int", asked["sensor"])
        if sensor not in self._totals:
            rows = run(self._connection, "flow", "sensor_total_gates", {"sensor": sensor})
            self._totals[sensor] = [row["gate"] for row in rows]
        for gate in self._totals[sensor]:
            for side in ("sensor_total_before", "sensor_total_after"):
                yield from run(self._connection, "flow", side, {**asked, "gate": gate})


def clocks_of(stores: Iterable[StoredRow]) -> dict[int, StoreClock]:
    """The clock of each store by its id."""
    return {row["id"]: store_clock(row["zone"], row["cutoff_hour"], row["hours"]) for row in stores}


def refresh_days(connection: Connection, days: Iterable[tuple[StoreId, Day]], operation: int) -> None:
    """Count the (store id, day) pairs again; changes to days already counted become restatements.

    A day without any fact has a row only between days that have some: there it lowers the coverage.
    """
    reader = DayReader(connection)
    days = set(days)
    for store, day in sorted(days):
        _refresh(connection, reader, store, day, operation)
    for store in sorted({store for store, _day in days}):
        _close_gaps(connection, reader, store)


def _refresh(connection: Connection, reader: DayReader, store: StoreId, day: Day, operation: int) -> None:
    row = connection.execute("SELECT * FROM store_day WHERE store = ? AND day = ?", (store, day)).fetchone()
    now = count_day(connection, reader, store, day)
    before = StoreCounts.of(row) if row is not None else None
    refresh_refunds(connection, store, day, operation, counted=row is not None)
    if before != now:
        _keep(connection, store, day, now)
        if before is not None and operation:
            restate(connection, operation, store, day, dict(zip(MEASURES, before)), dict(zip(MEASURES, now)))


def _keep(connection: Connection, store: StoreId, day: Day, now: StoreCounts) -> None:
    names = ("store", "day", *StoreCounts._fields)
    places = ", ".join("?" * len(names))
    update = ", ".join(f"{name} = excluded.{name}" for name in StoreCounts._fields)
    connection.execute(
        f"INSERT INTO store_day ({', '.join(names)}) VALUES ({places})"  # noqa: S608
        f" ON CONFLICT (store, day) DO UPDATE SET {update}",
        (store, day, *now),
    )


def _close_gaps(connection: Connection, reader: DayReader, store: StoreId) -> None:
    """One row for every day between the first and the last with facts, none beyond."""
    rows = connection.execute("SELECT * FROM store_day WHERE store = ?", (store,)).fetchall()
    with_facts = [row["day"] for row in rows if StoreCounts.of(row).has_facts]
    span = range(min(with_facts), max(with_facts) + 1) if with_facts else range(0)
    known = {row["day"] for row in rows}
    beyond = [(store, day) for day in known if day not in span]
    connection.executemany("DELETE FROM store_day WHERE store = ? AND day = ?", beyond)
    for day in span:
        if day not in known:
            _keep(connection, store, Day(day), count_day(connection, reader, store, Day(day)))


def count_day(connection: Connection, reader: DayReader, store: StoreId, day: Day) -> StoreCounts:
    """The counts of one store-day from its facts."""
    result = store_day_figures(reader.evidence(store, day), reader.rules)
    sales = run(connection, "flow", "day_sales", {"store": store, "day": day})[0]
    return StoreCounts(
        **result._asdict(), sales=sales["sales"], sales_known=sales["known"], paid_fen=sales["paid_fen"]
    )


@stored_as("the rules of traffic")
def load_rules(connection: Connection) -> ValidityRules:
    """The validity thresholds of the chain as facts were last counted. Raises DamageError."""
    row = connection.execute("SELECT traffic_rules FROM chain").fetchone()
    return ValidityRules(**json.loads(row["traffic_rules"])) if row else ValidityRules()


def _expected(sensor: StoredRow, clock: StoreClock, day: Day) -> bool:
    """Whether a sensor should have counted on a day: from its first row on, once removed until its last."""
    if sensor["last_at"] is None or day < _first_day(sensor, clock):
        return False
    return bool(sensor["active"]) or day <= clock.day(sensor["last_at"] - 1)


def _first_day(sensor: StoredRow, clock: StoreClock) -> Day:
    """The business day of a sensor's first count; a count of whole days from midnight names its date."""
    starts = [at for at in (sensor["first_start"], sensor["first_long"]) if at is not None]
    first = min(starts)
    if first == sensor["first_long"] and first == clock.midnight(first):
        return Day(clock.local(first) // DAY_MS)
    return clock.day(first)


def sensor_spans(connection: Connection) -> dict[tuple[int, ...], int]:
    """Store by what decides when a sensor is expected; a change concerns every day of its store."""
    return {
        (
            row["id"],
            min(at for at in (row["first_start"], row["first_long"]) if at is not None),
            0 if row["active"] else row["last_at"],
        ): row["store"]
        for row in run(connection, "flow", "sensors", {"long": LONG_MS})
        if row["last_at"] is not None
    }


def restate(
    connection: Connection,
    operation: int,
    store: StoreId,
    day: Day,
    before: Mapping[str, int],
    now: Mapping[str, int],
) -> None:
    """Keep what an operation changed of a store-day; within one the first value before counts."""
    rows = [(operation, store, day, name, old, now[name]) for name, old in before.items() if old != now[name]]
    connection.executemany(
        "INSERT INTO restatement VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (operation, store, day, measure) DO UPDATE SET after = excluded.after",
        rows,
    )


REFUND_MEASURES = ("refunded_fen", "refunds_without_purchase", "refunds_without_purchase_fen")
"""The counts of `StoreRefund` as answers name them."""

_NOTHING = (0, 0, 0)


def refresh_refunds(
    connection: Connection, store: StoreId, day: Day, operation: int, *, counted: bool
) -> None:
    """Count the refunds of a store-day again; what changes on a day ``counted`` before is restated."""
    where = store, day
    row = connection.execute(
        "SELECT back_fen, lone, lone_fen FROM store_refund WHERE store = ? AND day = ?", where
    ).fetchone()
    before, now = _NOTHING if row is None else tuple(row), count_refunds(connection, *where)
    if before == now:
        return
    connection.execute("DELETE FROM store_refund WHERE store = ? AND day = ?", where)
    if now != _NOTHING:
        connection.execute("INSERT INTO store_refund VALUES (?, ?, ?, ?, ?)", (*where, *now))
    if operation and (counted or row is not None):
        told = dict(zip(REFUND_MEASURES, before)), dict(zip(REFUND_MEASURES, now))
        restate(connection, operation, *where, *told)


def count_refunds(connection: Connection, store: StoreId, day: Day) -> tuple[int, ...]:
    """The counts of one store-day from its facts, in the order of `REFUND_MEASURES`."""
    return tuple(run(connection, "flow", "day_refunds", {"store": store, "day": day})[0])
