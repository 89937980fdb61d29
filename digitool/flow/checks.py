"""Recount the roll-ups from the facts and compare."""

from __future__ import annotations

from collections import defaultdict

from digitool.db.port import Connection
from digitool.db.tally import run
from digitool.flow.days import DayReader, StoreCounts, count_day, count_refunds
from digitool.flow.recount import counted, everyone
from digitool.model.ids import Day, StoreId


def rollups(connection: Connection) -> list[str]:
    """Every roll-up that sums persons must equal a recount of all persons."""
    from digitool.flow.rollups import ROLLUPS

    sums: dict[str, dict[tuple[int, ...], int]] = defaultdict(lambda: defaultdict(int))
    for part in counted(connection, everyone(connection)):
        for measure, found in part.items():
            for key, count in zip(zip(*found.keys.tolist()), found.counts.tolist()):
                sums[measure][key] += count
    differences = []
    for table, (keys, measures) in ROLLUPS.items():
        for column, measure in measures.items():
            rows = connection.execute(f"SELECT {', '.join(keys)}, {column} FROM {table} WHERE {column} <> 0")  # noqa: S608
            stored = {tuple(row)[:-1]: row[-1] for row in rows}
            differences += _compare(f"{table}.{column}", stored, sums[measure])
    return differences


def store_days(connection: Connection) -> list[str]:
    """Every store-day must equal a recount of its hours."""
    reader = DayReader(connection)
    rows = connection.execute("SELECT * FROM store_day")
    days = {(row["store"], row["day"]): StoreCounts.of(row) for row in rows}
    wanted = days.keys() | _days_with_facts(connection)
    recounted = {key: count_day(connection, reader, *key) for key in sorted(wanted)}
    return [
        f"store_day {key}: stored {days.get(key)}, recounted {figures}"
        for key, figures in recounted.items()
        if days.get(key) != figures and (key in days or figures.has_facts)
    ]


def refunds(connection: Connection) -> list[str]:
    """What was given back by store and day must equal a recount of the refunds."""
    stored = {(row[0], row[1]): tuple(row)[2:] for row in connection.execute("SELECT * FROM store_refund")}
    wanted = stored.keys() | {(row[0], row[1]) for row in _days_with_facts(connection)}
    recounted = {key: count_refunds(connection, *key) for key in sorted(wanted)}
    return [
        f"store_refund {key}: stored {stored.get(key, (0, 0, 0))}, recounted {figures}"
        for key, figures in recounted.items()
        if stored.get(key, (0, 0, 0)) != figures
    ]


def imports(connection: Connection) -> list[str]:
    """Rows of every imported file are accepted, rejected or known, none lost."""
    return [
        f"import {row['id']} ({row['file']}): {row['rows_in']} rows in, {row['kept']} accounted for"
        for row in connection.execute(
            "SELECT id, file, rows_in, accepted + rejected + known AS kept FROM import_file"
        )
        if row["rows_in"] != row["kept"]
    ]


def _days_with_facts(connection: Connection) -> set[tuple[StoreId, Day]]:
    """Every day of every store between the first and the last that has some."""
    spans: dict[StoreId, list[int]] = defaultdict(list)
    for store, day in run(connection, "flow", "store_days_with_facts"):
        spans[store].append(day)
    return {(store, Day(day)) for store, found in spans.items() for day in range(min(found), max(found) + 1)}


def _compare(
    name: str, stored: dict[tuple[int, ...], int], recounted: dict[tuple[int, ...], int]
) -> list[str]:
    return [
        f"{name} {key}: stored {stored.get(key, 0)}, recounted {recounted.get(key, 0)}"
        for key in sorted(stored.keys() | recounted.keys())
        if stored.get(key, 0) != recounted.get(key, 0)
    ]


CHECKS = {
    "flow-rollups": rollups,
    "flow-store-days": store_days,
    "flow-refunds": refunds,
    "imports": imports,
}
"""Named checks of this room."""
