"""Ask without changing anything: orders, stock, the catalogue, and how scan-and-go runs.

Every answer is as the clock sees it: an order that was not paid in time is expired and holds nothing,
whether or not a write has said so.
"""

from __future__ import annotations

import json
from typing import Any

from digitool.coupons.codes import format_code
from digitool.db.port import Connection
from digitool.db.tally import run
from digitool.model.days import Span
from digitool.model.ids import Ms, PersonId
from digitool.official_store.orders.stored import find_order, line_row, order_lines, order_row
from digitool.workspace.desk import Desk

ASSUMED = "assumed: a paid basket saves {minutes} minutes in a queue ([official_store] queue_minutes)"
"""What the minutes saved rest on."""


def show_order(connection: Connection, desk: Desk, number: str, *, reveal: bool = False) -> dict[str, Any]:
    """An order with its lines and refunds; ``reveal`` shows the pickup code. Raises NotFoundError."""
    order = find_order(connection, number)
    row = order_row(desk, order)
    if reveal and order["pickup_code"] is not None:
        row["pickup_code"] = format_code(order["pickup_code"])
    refunds = connection.execute(
        "SELECT * FROM official_refund WHERE official_order = ? ORDER BY id", (order["id"],)
    ).fetchall()
    return {
        "rows": [row],
        "lines": [line_row(line) for line in order_lines(connection, order["id"])],
        "refunds": [
            {
                "refund": one["number"],
                "at": desk.moment(one["at"]),
                "amount_fen": one["amount_fen"],
                "lines": json.loads(one["lines"]),
                "restocked": bool(one["restocked"]),
            }
            for one in refunds
        ],
    }


def list_orders(
    connection: Connection, desk: Desk, state: str = "", location: str = "", person: PersonId | None = None
) -> list[dict[str, Any]]:
    """Orders, the newest first, at most 10,000."""
    params = {"at": desk.at, "state": state, "location": location, "person": person, "most": 10_000}
    return [order_row(desk, row) for row in run(connection, "official_store", "orders", params)]


def levels(connection: Connection, at: Ms, product: str = "", location: str = "") -> list[dict[str, Any]]:
    """On hand, reserved and available by product and location."""
    params = {"at": at, "product": product, "location": location}
    return [dict(row) for row in run(connection, "official_store", "levels", params)]


def movements(
    connection: Connection, desk: Desk, product: str = "", location: str = "", most: int = 1000
) -> list[dict[str, Any]]:
    """The newest movements of stock, as signed pieces."""
    params = {"product": product, "location": location, "most": most}
    rows = run(connection, "official_store", "movements", params)
    return [{**dict(row), "at": desk.moment(row["at"])} for row in rows]


def list_products(connection: Connection, desk: Desk, category: str = "") -> list[dict[str, Any]]:
    """The catalogue with the flash prices that run."""
    rows = run(connection, "official_store", "products", {"at": desk.at, "category": category})
    return [
        {**dict(row), "on_sale": bool(row["on_sale"]), "flash_until": desk.moment(row["flash_until"])}
        for row in rows
    ]


def scan_report(connection: Connection, desk: Desk, span: Span, store: str = "") -> list[dict[str, Any]]:
    """Scan-and-go by store in a span of time: counts, rates as (num, den), and minutes saved.

    The minutes are paid baskets times an assumption: show `ASSUMED` with them.
    """
    params = {"first": span.start, "to": span.end, "store": store}
    return [
        {
            **dict(row),
            "audit_rate": (row["chosen"], row["paid"]),
            "mismatch_rate": (row["mismatches"], row["audited"]),
            "minutes_saved": row["paid"] * desk.settings.official_store.queue_minutes,
        }
        for row in run(connection, "official_store", "scans", params)
    ]
