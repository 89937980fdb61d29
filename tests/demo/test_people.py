"""The list of the columns that hold people is complete: erasure and undo look nowhere else."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from digitool.db.schema.people import people_columns

from .conftest import Town

NUMBERS = {
    *("id", "seq", "line", "place", "position", "batch", "operation", "event", "journal", "step", "number"),
    *("scene", "touchpoint", "day", "week", "hour", "at", "kind", "way", "rule", "measure", "code", "ns"),
    *("touches", "visits", "visits_all", "traffic", "people", "persons", "new_persons", "sales", "known"),
    *("scenes", "movement", "rows_in", "accepted", "rejected"),
    *("sales_known", "active", "retained", "on_hand", "quantity", "n", "used", "held", "cap", "weight"),
}
"""Names of columns that hold numbers of other things than people, and counts; money ends in ``_fen``."""

FEW = 8
"""So many different values that are all people's by chance are no chance."""


def test_no_other_column_holds_people(town: Town) -> None:
    """Whatever the demo's deeds wrote: numbers that are all identifiers' stand in the list, or are told."""
    with closing(sqlite3.connect(town.root / "digitool.db")) as db:
        people = {row[0] for row in db.execute("SELECT id FROM identifier")}
        found = set()
        for table, column in _whole_numbers(db):
            values = {row[0] for row in db.execute(f'SELECT DISTINCT "{column}" FROM "{table}"')} - {None, 0}
            if len(values) >= FEW and values <= people:
                found.add((table, column))
    listed = {(one.table, one.column) for one in people_columns()}
    others = {(table, column) for table, column in found - listed if column not in NUMBERS}
    assert {one for one in others if not one[1].endswith("_fen")} == set()
    assert len(found & listed) > 20


def _whole_numbers(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """Columns of whole numbers that no foreign key leads elsewhere."""
    found = []
    for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        told = {row[3] for row in db.execute(f"PRAGMA foreign_key_list({table})") if row[2] != "identifier"}
        rows = db.execute(f"PRAGMA table_info({table})").fetchall()
        found += [(table, row[1]) for row in rows if "INT" in row[2].upper() and row[1] not in told]
    return found
