"""Give back, withdraw, let end: everything that takes a coupon out of use."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from digitool.coupons import booking
from digitool.coupons.bearer import COUPON
from digitool.coupons.codes import digest, format_code
from digitool.coupons.counters import count_down
from digitool.coupons.finding import (
    FoundCoupon,
    find_coupon,
    find_stock,
    release_lock_in,
    return_expired_locks_in,
)
from digitool.coupons.rules.eligibility import timed_refusal
from digitool.coupons.rules.limits import redeem_moves
from digitool.coupons.rules.refusals import CouponRefusal
from digitool.coupons.rules.returns import (
    KEEP,
    Beside,
    CouponUse,
    Returned,
    return_goods,
    room_of,
    sold_lines,
    take_back,
)
from digitool.coupons.rules.states import (
    EXPIRED,
    LOCKED,
    RECEIVED,
    REDEEMED,
    VOID,
    seen_state,
    state_after_reverse,
)
from digitool.coupons.rules.terms import from_json
from digitool.coupons.stocks import void_in
from digitool.coupons.till.own_orders import require_foreign
from digitool.db.clock import require_forward
from digitool.db.port import Connection, StoredRow
from digitool.db.statements import changed
from digitool.db.writing import Work
from digitool.errors import NotFoundError, UsageError
from digitool.ledger import journals
from digitool.model.ids import Ms
from digitool.model.text import mask_value
from digitool.workspace.desk import Desk


class LiveCoupon(NamedTuple):
    """A use of a coupon that stands: the coupon, its stored row, and what a return needs of it."""

    found: FoundCoupon
    row: StoredRow
    use: CouponUse


def reverse_coupon(
    desk: Desk, code: str, lines: Mapping[str, int] | None = None, policy: str = KEEP
) -> dict[str, Any]:
    """An order of a till with a coupon is cancelled, or some pieces of its lines come back.

    Without ``lines`` the whole use is taken back, once: counters, budget and ledger as before it, and
    the coupon goes to its owner if it is still valid, else it is expired. With ``lines`` (pieces by
    line) only their part of the discount comes back; ``policy`` is keep or revert. Raises RefusedError
    ``unused`` and ``own_order``, UsageError ``bad_return``, NotFoundError ``unknown_code``.
    """
    params = {"code": digest(code), "lines": dict(lines or {}), "policy": policy}

    def act(work: Work) -> dict[str, Any]:
        live = _live_use(work.connection, desk, code)
        require_foreign(live.row["order_ref"])
        returned = _returned(work.connection, live, lines, policy) if lines else take_back(live.use)
        return {"rows": [settle_in(work, desk, live, returned)]}

    return desk.write("coupon.reverse", params, act)


def live_uses(connection: Connection, order: str) -> list[LiveCoupon]:
    """The uses that stand on an order, in the order in which they were made."""
    codes = connection.execute(
        "SELECT c.code FROM coupon_redemption AS r JOIN coupon AS c ON c.id = r.coupon"
        " WHERE r.order_ref = ? AND r.ended_at IS NULL ORDER BY r.id",
        (order,),
    ).fetchall()
    found = (find_coupon(connection, format_code(code)) for (code,) in codes)
    return [live for one in found if (live := _live(connection, one)) is not None]


def release_coupon(desk: Desk, code: str, order: str) -> dict[str, Any]:
    """Cancel the lock that an order holds. Raises RefusedError ``unused``, ConflictError ``locked``."""

    def act(work: Work) -> dict[str, Any]:
        require_foreign(order)
        found = find_coupon(work.connection, code)
        if found.state != LOCKED:
            raise CouponRefusal(
                found.masked, "unused", "state", seen_state(found.life, desk.at), LOCKED
            ).error()
        if found.locked_order != order:
            until = found.locked_until
            raise timed_refusal(found.masked, "locked", "lock", desk.at, until, desk.calendar()).error()
        release_lock_in(work, desk, found)
        return {"rows": [_row(find_coupon(work.connection, code), desk.at)]}

    return desk.write("coupon.release", {"code": digest(code), "order": order}, act)


def void_target(desk: Desk, target: str) -> dict[str, Any]:
    """Withdraw one coupon (by code) or stop a whole stock (by its code).

    Raises ConflictError for a coupon that is used, NotFoundError ``unknown_code``.
    """

    def act(work: Work) -> dict[str, Any]:
        stock = work.connection.execute("SELECT 1 FROM coupon_stock WHERE code = ?", (target,)).fetchone()
        if stock:
            return void_in(work, desk, target)
        found = find_coupon(work.connection, target)
        if found.state == LOCKED:
            release_lock_in(work, desk, found)
            found = find_coupon(work.connection, target)
        _end(work, desk, found, VOID)
        return {"rows": [_row(find_coupon(work.connection, target), desk.at)]}

    return desk.write("coupon.void", {"target": digest(target)}, act)


def expire_stock(desk: Desk, stock: str) -> dict[str, Any]:
    """Book the coupons of a stock that the clock has ended: their promise leaves the ledger.

    Nothing depends on this being run: an ended coupon is refused by the clock anyway.
    """

    def act(work: Work) -> dict[str, Any]:
        connection = work.connection
        row = find_stock(connection, stock)
        return_expired_locks_in(work, desk, row["id"])
        pieces = changed(
            connection,
            "UPDATE coupon SET state = 'expired'"
            " WHERE stock = ? AND state IN ('issued', 'received') AND valid_to <= ?",
            (row["id"], desk.at),
        )
        stamp = desk.stamp(work, "coupon.expire", f"stock:{stock}")
        journals.post(connection, stamp, booking.ended(stock, from_json(row["terms"]), pieces))
        return {"rows": [{"stock": stock, "expired": pieces}]}

    return desk.write("coupon.expire", {"stock": stock}, act)


def _live_use(connection: Connection, desk: Desk, code: str) -> LiveCoupon:
    found = find_coupon(connection, code)
    live = _live(connection, found)
    if live is None:
        raise CouponRefusal(
            found.masked, "unused", "state", seen_state(found.life, desk.at), REDEEMED
        ).error()
    require_forward(desk.at, live.row["at"])
    return live


def _live(connection: Connection, found: FoundCoupon) -> LiveCoupon | None:
    row = connection.execute(
        "SELECT * FROM coupon_redemption WHERE coupon = ? AND ended_at IS NULL", (found.id,)
    ).fetchone()
    if row is None:
        return None
    return LiveCoupon(found, row, CouponUse(sold_lines(row["lines"]), found.terms, row["shipping_fen"]))


def _returned(connection: Connection, live: LiveCoupon, lines: Mapping[str, int], policy: str) -> Returned:
    """What comes back by lines. Raises UsageError ``bad_return``."""
    others = connection.execute(
        "SELECT lines, shipping_fen, ended_at FROM coupon_redemption WHERE order_ref = ? AND id <> ?",
        (live.row["order_ref"], live.row["id"]),
    ).fetchall()
    beside = [
        Beside(sold_lines(one["lines"]), one["shipping_fen"], one["ended_at"] is not None) for one in others
    ]
    try:
        return return_goods(live.use, lines, policy, room_of(live.use, lines, beside))
    except ValueError as error:
        raise UsageError(
            "bad_return",
            "line {line} cannot come back: it is not in this order, or not that often",
            hint="nothing was changed; look at the order's lines first",
            line=mask_value(str(error)),
        ) from error


def settle_in(work: Work, desk: Desk, live: LiveCoupon, returned: Returned) -> dict[str, Any]:
    """Book one use after a return inside the caller's write: its row."""
    found, use = live.found, live.row
    _give_back_counts(work.connection, live, returned)
    _book_return(work, desk, live, returned)
    work.connection.execute(
        "UPDATE coupon_redemption SET back_fen = back_fen + ?, lines = ? WHERE id = ?",
        (returned.back_fen, json.dumps(returned.use.lines, ensure_ascii=False), use["id"]),
    )
    return {
        "stock": found.stock_code,
        "coupon": COUPON.told(found.id, found.code),
        "state": _end_use(work, desk, found, use) if returned.complete else found.state,
        "order": use["order_ref"],
        "back_fen": returned.back_fen,
        "withdrawn_fen": returned.withdrawn_fen,
        "discount_fen": returned.use.live_fen,
    }


def _give_back_counts(connection: Connection, live: LiveCoupon, returned: Returned) -> None:
    found, use = live.found, live.row
    moves = redeem_moves(found.terms, use["day"], use["identifier"], returned.back_fen)
    if not returned.complete:
        moves = [move for move in moves if move.measure.startswith("money")]
    count_down(connection, found.stock, moves)


def _book_return(work: Work, desk: Desk, live: LiveCoupon, returned: Returned) -> None:
    """A whole use that was never touched is reversed as it was booked; else the part is booked."""
    found, use = live.found, live.row
    stamp = desk.stamp(work, "coupon.reverse", found.source)
    if returned.complete and use["back_fen"] == 0 and use["journal"] is not None:
        journals.reverse(work.connection, use["journal"], stamp)
        return
    transfers = booking.given_back(found.stock_code, found.terms, returned.back_fen)
    if returned.complete:
        transfers += booking.promised(found.stock_code, found.terms)
    journals.post(work.connection, stamp, transfers)


def _end_use(work: Work, desk: Desk, found: FoundCoupon, use: StoredRow) -> str:
    connection = work.connection
    closed = changed(
        connection,
        "UPDATE coupon_redemption SET ended_at = ?, ended_by = ?"
        " WHERE id = ? AND ended_at IS NULL AND back_fen = discount_fen",
        (desk.at, work.seq, use["id"]),
    )
    state = state_after_reverse(found.valid_to, desk.at, found.stock_state != "open")
    moved = changed(
        connection, "UPDATE coupon SET state = ? WHERE id = ? AND state = 'redeemed'", (state, found.id)
    )
    if closed != 1 or moved != 1:
        raise CouponRefusal(found.masked, "unused", "state", found.state, REDEEMED).error()
    if state != RECEIVED:
        stamp = desk.stamp(work, f"coupon.{state}", found.source)
        journals.post(connection, stamp, booking.ended(found.stock_code, found.terms))
    return state


def _end(work: Work, desk: Desk, found: FoundCoupon, state: str) -> None:
    if found.state not in ("issued", "received"):
        code = {REDEEMED: "already_redeemed", VOID: "void", EXPIRED: "expired"}[found.state]
        raise CouponRefusal(found.masked, code, "state", found.state, state).error()
    moved = changed(
        work.connection,
        "UPDATE coupon SET state = ? WHERE id = ? AND state = ?",
        (state, found.id, found.state),
    )
    if moved != 1:
        raise NotFoundError("unknown_code", "this code is not valid", hint="nothing was changed")
    stamp = desk.stamp(work, f"coupon.{state}", found.source)
    journals.post(work.connection, stamp, booking.ended(found.stock_code, found.terms))


def _row(found: FoundCoupon, at: Ms) -> dict[str, Any]:
    return {
        "stock": found.stock_code,
        "coupon": COUPON.told(found.id, found.code),
        "state": seen_state(found.life, at),
    }
