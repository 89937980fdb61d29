"""Orders that are not paid: cancelled by somebody, or expired by the clock. What they held is free again."""

from __future__ import annotations

import json
from typing import Any

from digitool.coupons.codes import format_code
from digitool.coupons.finding import find_coupon, release_lock_in
from digitool.db.port import StoredRow
from digitool.db.statements import ask
from digitool.db.writing import Work
from digitool.official_store.locations import OFFICIAL_STORE
from digitool.official_store.orders.stored import (
    change_order,
    find_order,
    order_lines,
    order_result,
    reference,
    require_verb,
)
from digitool.official_store.states import CANCELLED, EXPIRED
from digitool.official_store.stock.levels import Spot, release_reserved
from digitool.workspace.desk import Desk

SOME = 20
"""Overdue orders that a write takes along at most, so that a long queue of them slows nobody down."""
ALL = -1


def cancel_order(desk: Desk, number: str) -> dict[str, Any]:
    """Give up an order that is not paid. Raises NotFoundError, ConflictError (``already_paid``, ...)."""
    return desk.write(
        "official_store.cancel", {"order": number}, lambda work: cancel_order_in(work, desk, number)
    )


def cancel_order_in(work: Work, desk: Desk, number: str) -> dict[str, Any]:
    """`cancel_order` inside a write of the caller; its result without the operation."""
    order = find_order(work.connection, number)
    require_verb(order, "cancel", desk.at)
    _end(work, desk, order, CANCELLED)
    return order_result(work.connection, desk, number)


def expire_orders(desk: Desk) -> dict[str, Any]:
    """End every order whose time to pay is over. Nothing depends on this being run: the clock rules."""

    def act(work: Work) -> dict[str, Any]:
        rows = [{"order": number, "state": EXPIRED} for number in expire_orders_in(work, desk, ALL)]
        return {"rows": rows}

    return desk.write("official_store.expire", {}, act)


def expire_orders_in(work: Work, desk: Desk, most: int = SOME) -> list[str]:
    """Let the clock take back what overdue orders hold, the oldest first; their numbers."""
    overdue = work.connection.execute(
        "SELECT * FROM official_order WHERE state = 'created' AND pay_by <= ? ORDER BY pay_by, id LIMIT ?",
        (desk.at, most),
    ).fetchall()
    for order in overdue:
        _end(work, desk, order, EXPIRED)
    return [order["number"] for order in overdue]


def _end(work: Work, desk: Desk, order: StoredRow, state: str) -> None:
    connection, location = work.connection, order["location"]
    spot = Spot(location, desk.at, desk.day(location), work.seq)
    change_order(connection, order, "end", {"state": state, "ended_at": desk.at})
    for line in order_lines(connection, order["id"]):
        kept = line["reservation"], line["product"], line["quantity"]
        release_reserved(connection, spot, *kept, f"order:{order['number']}")
        if line["flash"] is not None:
            connection.execute(
                "UPDATE flash_price SET taken = taken - ? WHERE id = ?", (line["quantity"], line["flash"])
            )
    _unlock(work, desk, order)


def _unlock(work: Work, desk: Desk, order: StoredRow) -> None:
    """Give the order's coupons back to their owners, unless the clock or another order has them already."""
    if not json.loads(order["coupons"]):
        return
    at_till = desk.at_counter("", OFFICIAL_STORE)
    rows = ask(
        work.connection,
        "SELECT code FROM coupon WHERE id IN ints(?) AND state = 'locked' AND locked_order = ? ORDER BY id",
        (order["coupons"], reference(order)),
    ).fetchall()
    for row in rows:
        release_lock_in(work, at_till, find_coupon(work.connection, format_code(row["code"])))
