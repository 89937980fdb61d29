"""Hand the goods over: send and deliver them, or give them out at the counter against the pickup code."""

from __future__ import annotations

from typing import Any

from digitool.coupons.calls import secret
from digitool.coupons.codes import parse_code
from digitool.coupons.finding import note_guess, require_patience
from digitool.db.port import Connection, Row
from digitool.db.writing import Work
from digitool.errors import NotFoundError, RefusedError
from digitool.model.references import require_short
from digitool.official_store.calls import OFFICIAL_STORE, Call
from digitool.official_store.orders import change_order, find_order, order_result, require_verb
from digitool.official_store.states import DELIVERED, PICKED_UP, SHIPPED


def ship(call: Call, number: str, tracking: str = "") -> dict[str, Any]:
    """The goods of a paid order leave for the customer. Raises ConflictError, RefusedError ``for_pickup``."""
    require_short(tracking, "tracking")
    with call.write("official_store.ship", {"order": number, "tracking": tracking}) as work:
        if work.replayed is not None:
            return work.replayed
        changes = {"state": SHIPPED, "shipped_at": call.at, "tracking": tracking}
        return work.finish(_hand_over(work, call, number, ("ship", changes)))


def deliver(call: Call, number: str) -> dict[str, Any]:
    """The goods have arrived. Raises ConflictError when they were not sent."""
    with call.write("official_store.deliver", {"order": number}) as work:
        if work.replayed is not None:
            return work.replayed
        changes = {"state": DELIVERED, "handed_at": call.at}
        return work.finish(_hand_over(work, call, number, ("deliver", changes)))


def pickup(call: Call, code: str, store: str, *, late: bool = False) -> dict[str, Any]:
    """Give goods out at the counter of the store that keeps them, once.

    ``late`` gives them out although the store need not keep them any more. Raises NotFoundError
    ``unknown_code`` (the same for every wrong code), RefusedError ``wrong_store``, ``pickup_overdue``,
    ``too_many_guesses``, ConflictError ``already_picked_up``, ``already_refunded``.
    """
    params = {"code": secret(code), "store": store, "late": late}
    counter = call.coupons(store, OFFICIAL_STORE)
    try:
        with call.write("official_store.pickup", params) as work:
            if work.replayed is not None:
                return work.replayed
            require_patience(work.connection, counter)
            order = _find_by_code(work.connection, code)
            _require_counter(call, order, call.require_store(store), late)
            changes = {"state": PICKED_UP, "handed_at": call.at}
            change_order(work.connection, order, "pickup", changes)
            return work.finish(order_result(work.connection, call, order["number"]))
    except NotFoundError as error:
        if error.code == "unknown_code":
            note_guess(counter, code)
        raise


def _hand_over(work: Work, call: Call, number: str, step: tuple[str, dict[str, object]]) -> dict[str, Any]:
    verb, changes = step
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
    require_verb(order, verb, call.at)
    change_order(work.connection, order, verb, changes)
    return order_result(work.connection, call, number)


def _find_by_code(connection: Connection, code: str) -> Row:
    try:
        payload = parse_code(code)
    except ValueError:
        payload = -1
    found: Row | None = connection.execute(
        "SELECT * FROM official_order WHERE pickup_code > 0 AND pickup_code = ?", (payload,)
    ).fetchone()
    if found is None:
        raise NotFoundError(
            "unknown_code", "this code is not valid", hint="type it again, or scan it; nothing was changed"
        )
    return found


def _require_counter(call: Call, order: Row, store: str, late: bool) -> None:
    if order["location"] != store:
        raise RefusedError(
            "wrong_store",
            "these goods wait in store {limit}, not in store {observed}",
            hint="send the customer there; nothing was changed",
            observed=store,
            limit=order["location"],
            rule="order.location",
        )
    require_verb(order, "pickup", call.at)
    if call.at >= order["pickup_by"] and not late:
        raise RefusedError(
            "pickup_overdue",
            "the store kept these goods until {limit}",
            hint="look whether they are still there and add --late, or refund the order",
            observed=call.moment(call.at),
            limit=call.moment(order["pickup_by"]),
            rule="official_store.pickup_days",
        )
