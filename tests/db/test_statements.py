"""Production code writes what the tables declare, and all that they declare."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from digitool.db.schema import ddl
from digitool.ingest.undoing import kinds

from .statements import Write, writes

if TYPE_CHECKING:
    from sqlalchemy import Table

TABLES = {str(table.name): table for table in ddl.declared_tables()}
WRITES = writes()

BUILT = {
    "days.py": ("store_day",),
    "derived.py": ("candidate", "household_member", "refusal"),
    "exits.py": ("basket",),
    "keeping.py": tuple(name for kind in kinds() for name in (kind.table, f"{kind.table}_told")),
    "stored.py": (
        *("official_order", "purchase", "purchase_line", "order_place", "sale_number"),
        *("refund", "refund_place"),
    ),
    "business_days.py": ("purchase", "refund"),
    "renaming.py": ("sale_claim", "sale_claim_told"),
    "statements.py": (),  # scratch tables, which are not declared
    "rollups.py": ("cohort", "hour_visits", "person_sales", "presence", "scene_day", "scene_set"),
}
"""Files that put a statement together when it runs, and the tables to which they write so."""


def _own_id(table: Table) -> set[str]:
    """The number that a database gives to a new row by itself."""
    keys = [column.name for column in table.primary_key.columns]
    return set(keys) if len(keys) == 1 else set()


def _told(write: Write) -> list[str]:
    return [write.place, write.verb, write.table]


def test_statements_are_found() -> None:
    """The reading finds what there is: of every verb many, and built ones only where they are known."""
    assert len(WRITES) > 150
    assert {write.file for write in WRITES if write.is_built} == BUILT.keys()


@pytest.mark.parametrize(
    "write", [one for one in WRITES if not one.is_built], ids=lambda one: f"{one.verb} {one.place}"
)
def test_a_statement_fits_its_table(write: Write) -> None:
    """Its table and columns are declared, and an INSERT gives every column that must have a value."""
    columns = {column.name: column for column in TABLES[write.table].columns if column.computed is None}
    if write.columns is None:
        assert write.values == len(columns)
        return
    assert set(write.columns) <= columns.keys()
    if write.verb == "INSERT":
        needed = {
            name for name, column in columns.items() if not column.nullable and column.server_default is None
        }
        assert needed - _own_id(TABLES[write.table]) <= set(write.columns)


def test_all_that_is_declared_is_written() -> None:
    """Every column of every table gets its value from some statement: nothing is declared in vain."""
    written: dict[str, set[str]] = defaultdict(set)
    for write in WRITES:
        if write.verb != "DELETE" and not write.is_built:
            every = TABLES[write.table].columns.keys()
            written[write.table].update(every if write.columns is None else write.columns)
    missing = {
        (name, column.name)
        for name, table in TABLES.items()
        for column in table.columns
        if column.computed is None and column.name not in written[name] | _own_id(table)
    }
    built = {table for tables in BUILT.values() for table in tables}
    assert {(table, column) for table, column in missing if table not in built} == set()
    assert built <= TABLES.keys()
