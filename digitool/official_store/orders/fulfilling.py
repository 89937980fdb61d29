"""Hand the goods over: send and deliver them, or give them out at the counter against the pickup code."""

from __future__ import annotations

from typing import Any

from digitool.coupons.codes import digest, parse_code
from digitool.coupons.finding import guesses_counted, require_patience, unknown
from digitool.db.port import Connection, StoredRow
from digitool.db.writing import Work
from digitool.errors import RefusedError
from digitool.model.references import require_short
from digitool.official_store.locations import OFFICIAL_STORE
from digitool.official_store.orders.stored import change_order, find_order, order_result, require_verb
from digitool.official_store.states import DELIVERED, PICKED_UP, SHIPPED
from digitool.workspace.desk import Desk


def ship_order(desk: Desk, number: str, tracking: str = "") -> dict[str, Any]:
    """The goods of a paid order leave for the customer. Raises ConflictError, RefusedError ``for_pickup``."""
    require_short(tracking, "tracking")

    def act(work: Work) -> dict[str, Any]:
        changes = {"state": SHIPPED, "shipped_at": desk.at, "tracking": tracking}
        return _hand_over(work, desk, number, "ship", changes)

    return desk.write("official_store.ship", {"order": number, "tracking": tracking}, act)


def deliver_order(desk: Desk, number: str) -> dict[str, Any]:
    """The goods have arrived. Raises ConflictError when they were not sent."""

    def act(work: Work) -> dict[str, Any]:
        changes = {"state": DELIVERED, "handed_at": desk.at}
        return _hand_over(work, desk, number, "deliver", changes)

    return desk.write("official_store.deliver", {"order": number}, act)


def pickup_order(desk: Desk, code: str, store: str, *, late: bool = False) -> dict[str, Any]:
    """Give goods out at the counter of the store that keeps them, once.

    ``late`` gives them out although the store need not keep them any more. Raises NotFoundError
    ``unknown_code`` (the same for every wrong code), RefusedError ``wrong_store``, ``pickup_overdue``,
    ``too_many_guesses``, ConflictError ``already_picked_up``, ``already_refunded``.
    """
    params = {"code": digest(code), "store": store, "late": late}
    counter = desk.at_counter(store, OFFICIAL_STORE)

    def act(work: Work) -> dict[str, Any]:
        require_patience(work.connection, counter)
        order = _find_by_code(work.connection, code)
        _require_counter(desk, order, desk.settings.require_store(store), late)
        changes = {"state": PICKED_UP, "handed_at": desk.at}
        change_order(work.connection, order, "pickup", changes)
        return order_result(work.connection, desk, order["number"])

    with guesses_counted(counter):
        return desk.write("official_store.pickup", params, act)


def _hand_over(work: Work, desk: Desk, number: str, verb: str, changes: dict[str, object]) -> dict[str, Any]:
    order = find_order(work.connection, number)
    if order["delivery"] == "pickup":
        raise RefusedError(
            "for_pickup",
            "the customer picks order {order} up at {location}",
            hint="give it out at the counter with its pickup code",
            try_next="digitool official-store order pickup --help",
            order=number,
            location=order["location"],
            rule="order.delivery",
        )
    require_verb(order, verb, desk.at)
    change_order(work.connection, order, verb, changes)
    return order_result(work.connection, desk, number)


def _find_by_code(connection: Connection, code: str) -> StoredRow:
    try:
        payload = parse_code(code)
    except ValueError:
        payload = -1
    found: StoredRow | None = connection.execute(
        "SELECT * FROM official_order WHERE pickup_code > 0 AND pickup_code = ?", (payload,)
    ).fetchone()
    if found is None:
        raise unknown(code)
    return found


def _require_counter(desk: Desk, order: StoredRow, store: str, late: bool) -> None:
    if order["location"] != store:
        raise RefusedError(
            "wrong_store",
            "these goods wait in store {limit}, not in store {observed}",
            hint="send the customer there; nothing was changed",
            observed=store,
            limit=order["location"],
            rule="order.location",
        )
    require_verb(order, "pickup", desk.at)
    if desk.at >= order["pickup_by"] and not late:
        raise RefusedError(
            "pickup_overdue",
            "the store kept these goods until {limit}",
            hint="look whether they are still there and add --late, or refund the order",
            observed=desk.moment(desk.at),
            limit=desk.moment(order["pickup_by"]),
            rule="official_store.pickup_days",
        )
