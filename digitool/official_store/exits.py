"""The way out of scan-and-go: the exit pass works once, and the guard says what the bag held."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from digitool.coupons.calls import secret
from digitool.coupons.codes import parse_code
from digitool.coupons.finding import note_guess, require_patience
from digitool.db.clock import require_forward
from digitool.db.port import Connection, Row
from digitool.errors import ConflictError, NotFoundError, RefusedError
from digitool.official_store.asked import Want
from digitool.official_store.baskets import basket_result, find_basket
from digitool.official_store.calls import STORE, Call
from digitool.official_store.catalogue import require_products
from digitool.official_store.states import AUDIT, EXITED, OPEN, PAID
from digitool.official_store.stock import check_pieces


def leave(call: Call, code: str, store: str) -> dict[str, Any]:
    """Show an exit pass at the door: ``decision`` is ``pass``, or ``audit`` with its reason.

    Raises NotFoundError ``unknown_code`` (the same for every wrong code), ConflictError ``pass_used``,
    RefusedError ``wrong_store``, ``pass_expired``, ``too_many_guesses``.
    """
    door = call.coupons(store, STORE)
    try:
        with call.write("scan.exit", {"code": secret(code), "store": store}) as work:
            if work.replayed is not None:
                return work.replayed
            connection = work.connection
            require_patience(connection, door)
            basket = _find_by_pass(connection, code)
            _require_door(call, basket, call.require_store(store))
            audited = bool(basket["audit"])
            state, exited_at = (AUDIT, None) if audited else (EXITED, call.at)
            _move(connection, basket, {"state": state, "exited_at": exited_at})
            shown = {"decision": "audit" if audited else "pass", "reason": basket["audit"] or None}
            return work.finish(basket_result(connection, call, basket["number"], **shown))
    except NotFoundError as error:
        if error.code == "unknown_code":
            note_guess(door, code)
        raise


def audit(call: Call, number: str, missed: Sequence[Want] = ()) -> dict[str, Any]:
    """What the guard found in the bag: all paid for, or some pieces that were not; then it goes out.

    A basket whose pass ran out unused is let out this way, too. Raises NotFoundError, ConflictError
    ``basket_not_paid``, ``pass_used``.
    """
    params = {"basket": number, "missed": [list(want[:2]) for want in missed]}
    with call.write("scan.audit", params) as work:
        if work.replayed is not None:
            return work.replayed
        connection = work.connection
        basket = find_basket(connection, number)
        if basket["state"] == OPEN:
            raise ConflictError(
                "basket_not_paid",
                "basket {basket} is not paid",
                hint="the customer pays first",
                basket=number,
            )
        if basket["state"] == EXITED:
            raise _used(basket)
        worth = _worth(connection, missed)
        verdict = "mismatch" if worth else "match"
        changes = {"state": EXITED, "exited_at": call.at, "verdict": verdict, "missed_fen": worth}
        _move(connection, basket, changes)
        return work.finish(basket_result(connection, call, number))


def _worth(connection: Connection, missed: Sequence[Want]) -> int:
    found = require_products(connection, [want.product for want in missed])
    return sum(found[want.product].price_fen * check_pieces(want.quantity, want.product) for want in missed)


def _find_by_pass(connection: Connection, code: str) -> Row:
    try:
        payload = parse_code(code)
    except ValueError:
        payload = -1
    found: Row | None = connection.execute(
        "SELECT * FROM basket WHERE exit_pass > 0 AND exit_pass = ?", (payload,)
    ).fetchone()
    if found is None:
        raise NotFoundError(
            "unknown_code", "this code is not valid", hint="type it again, or scan it; nothing was changed"
        )
    return found


def _require_door(call: Call, basket: Row, store: str) -> None:
    if basket["store"] != store:
        raise RefusedError(
            "wrong_store",
            "this basket was paid in store {limit}, not in store {observed}",
            hint="nothing was changed",
            observed=store,
            limit=basket["store"],
            rule="basket.store",
        )
    if basket["state"] != PAID:
        raise _used(basket)
    require_forward(call.at, basket["paid_at"])
    if call.at >= basket["exit_by"]:
        raise RefusedError(
            "pass_expired",
            "this exit pass ended at {limit}",
            hint="look into the bag, then let basket {basket} out",
            try_next="digitool official-store scan audit {basket}",
            basket=basket["number"],
            observed=call.moment(call.at),
            limit=call.moment(basket["exit_by"]),
            rule="official_store.exit_minutes",
        )


def _used(basket: Row) -> ConflictError:
    return ConflictError(
        "pass_used",
        "the exit pass of basket {basket} was already shown",
        hint="a pass lets one basket out once",
        basket=basket["number"],
        rule="basket.state",
        observed=basket["state"],
    )


def _move(connection: Connection, basket: Row, changes: dict[str, object]) -> None:
    names = ", ".join(f"{name} = ?" for name in changes)
    changed = connection.execute(
        f"UPDATE basket SET {names} WHERE id = ? AND state = ?",  # noqa: S608 - names from this module
        (*changes.values(), basket["id"], basket["state"]),
    ).rowcount
    if changed != 1:
        raise _used(basket)
