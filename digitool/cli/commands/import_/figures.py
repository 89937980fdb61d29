"""Figures of the whole workspace that a write moved, as a table."""

from __future__ import annotations

from typing import Any

from digitool.cli.app.context import Context
from digitool.render import Column

COLUMNS = (
    Column("figure", "figure"),
    Column("before", "before", "int"),
    Column("after", "after", "int"),
)

_NAMES = {
    "people_counted": "people counted at doors",
    "touches": "touches",
    "persons": "persons known",
    "store_payments": "payments in stores",
    "store_sales_fen": "sales in stores, fen",
    "official_store_orders": "orders of the official store",
    "official_store_sales_fen": "sales of the official store, fen",
    "given_back_in_stores_fen": "given back in stores, fen",
    "members": "members",
    "guide_customers": "customers of guides",
    "tags": "tags of customers",
    "group_members": "members of customer groups",
    "mini_program_figures": "figures of mini programs",
}


def moved_rows(here: Context, done: dict[str, Any]) -> list[dict[str, Any]]:
    """The figures that a write moved, each with its operation; for people by name."""
    return [
        {**row, "figure": _name(here, row["figure"]), "operation": done["operation"]}
        for row in done["figures"]
    ]


def _name(here: Context, figure: str) -> str:
    return here.say(_NAMES[figure]) if here.output.for_people else figure
