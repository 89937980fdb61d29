"""The way out of scan-and-go: the exit pass works once, and the guard says what the bag held."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from digitool.coupons.codes import digest, parse_code
from digitool.coupons.finding import guesses_counted, require_patience, unknown
from digitool.db.clock import require_forward
from digitool.db.port import Connection, StoredRow
from digitool.db.statements import changed
from digitool.db.writing import Work
from digitool.errors import ConflictError, RefusedError
from digitool.official_store.asked import Want
from digitool.official_store.baskets.operations import basket_result, find_basket
from digitool.official_store.catalogue.lookup import require_products
from digitool.official_store.locations import STORE
from digitool.official_store.states import AUDIT, EXITED, OPEN, PAID
from digitool.official_store.stock.levels import check_pieces
from digitool.workspace.desk import Desk


def leave_by_pass(desk: Desk, code: str, store: str) -> dict[str, Any]:
    """Show an exit pass at the door: ``decision`` is ``pass``, or ``audit_basket`` with its reason.

    Raises NotFoundError ``unknown_code`` (the same for every wrong code), ConflictError ``pass_used``,
    RefusedError ``wrong_store``, ``pass_expired``, ``too_many_guesses``.
    """
    counter = desk.at_counter(store, STORE)

    def act(work: Work) -> dict[str, Any]:
        connection = work.connection
        require_patience(connection, counter)
        basket = _find_by_pass(connection, code)
        _require_door(desk, basket, desk.settings.require_store(store))
        audited = bool(basket["audit"])
        state, exited_at = (AUDIT, None) if audited else (EXITED, desk.at)
        _move(connection, basket, {"state": state, "exited_at": exited_at})
        shown = {"decision": "audit" if audited else "pass", "reason": basket["audit"] or None}
        return basket_result(connection, desk, basket["number"], **shown)

    with guesses_counted(counter):
        return desk.write("scan.exit", {"code": digest(code), "store": store}, act)


def audit_basket(desk: Desk, number: str, missed: Sequence[Want] = ()) -> dict[str, Any]:
    """What the guard found in the bag: all paid for, or some pieces that were not; then it goes out.

    A basket whose pass ran out unused is let out this way, too. Raises NotFoundError, ConflictError
    ``basket_not_paid``, ``pass_used``.
    """
    params = {"basket": number, "missed": [list(want[:2]) for want in missed]}

    def act(work: Work) -> dict[str, Any]:
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
        changes = {"state": EXITED, "exited_at": desk.at, "verdict": verdict, "missed_fen": worth}
        _move(connection, basket, changes)
        return basket_result(connection, desk, number)

    return desk.write("scan.audit", params, act)


def _worth(connection: Connection, missed: Sequence[Want]) -> int:
    found = require_products(connection, [want.product for want in missed])
    return sum(found[want.product].price_fen * check_pieces(want.quantity, want.product) for want in missed)


def _find_by_pass(connection: Connection, code: str) -> StoredRow:
    try:
        payload = parse_code(code)
    except ValueError:
        payload = -1
    found: StoredRow | None = connection.execute(
        "SELECT * FROM basket WHERE exit_pass > 0 AND exit_pass = ?", (payload,)
    ).fetchone()
    if found is None:
        raise unknown(code)
    return found


def _require_door(desk: Desk, basket: StoredRow, store: str) -> None:
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
    require_forward(desk.at, basket["paid_at"])
    if desk.at >= basket["exit_by"]:
        raise RefusedError(
            "pass_expired",
            "this exit pass ended at {limit}",
            hint="look into the bag, then let basket {basket} out",
            try_next="digitool official-store scan audit {basket}",
            basket=basket["number"],
            observed=desk.moment(desk.at),
            limit=desk.moment(basket["exit_by"]),
            rule="official_store.exit_minutes",
        )


def _used(basket: StoredRow) -> ConflictError:
    return ConflictError(
        "pass_used",
        "the exit pass of basket {basket} was already shown",
        hint="a pass lets one basket out once",
        basket=basket["number"],
        rule="basket.state",
        observed=basket["state"],
    )


def _move(connection: Connection, basket: StoredRow, changes: dict[str, object]) -> None:
    names = ", ".join(f"{name} = ?" for name in changes)
    moved = changed(
        connection,
        f"UPDATE basket SET {names} WHERE id = ? AND state = ?",  # noqa: S608 - names from this module
        (*changes.values(), basket["id"], basket["state"]),
    )
    if moved != 1:
        raise _used(basket)
