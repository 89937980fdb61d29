"""Give coupons out: to customers, as printed codes, or by the customer's own claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from digitool.coupons.bearer import COUPON
from digitool.coupons.booking import promised
from digitool.coupons.codes import digest, draw_payload
from digitool.coupons.counters import count_up, receive_uses
from digitool.coupons.finding import (
    FoundCoupon,
    counted_persons,
    find_coupon,
    find_stock,
    guesses_counted,
    release_lock_in,
    require_patience,
)
from digitool.coupons.holdouts import held_out, refusal
from digitool.coupons.rules.limits import moves_of_receipt
from digitool.coupons.rules.refusals import CouponRefusal
from digitool.coupons.rules.states import ISSUED, LOCKED, RECEIVED, REDEEMED, VOID, seen_state
from digitool.coupons.rules.terms import Terms, from_json
from digitool.coupons.rules.windows import validity
from digitool.db.bearer import BearerCode
from digitool.db.port import Connection, StoredRow
from digitool.db.statements import changed, insert
from digitool.db.writing import Work
from digitool.errors import UsageError
from digitool.ledger.journals import post
from digitool.model.ids import IdentifierId, Ms, person_text
from digitool.workspace.desk import Desk

MOST_AT_ONCE = 100_000
"""Coupons that one command gives out: its result is kept whole, for replays."""

_INSERT = (
    "INSERT INTO coupon (code, stock, number, state, owner, issued_at, received_at, valid_from, valid_to,"
    " locked_until, locked_order) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '')"
)


def issue_coupons(
    desk: Desk,
    stock: str,
    customers: Sequence[IdentifierId] = (),
    pieces: int = 0,
    named: str = "",
    despite_holdout: bool = False,
) -> dict[str, Any]:
    """Give a coupon to each customer (identifier ids), or make ``pieces`` codes that nobody holds yet.

    ``named`` is how the customers were asked for, such as ``segment:vip``: a replay compares it and not
    the customers, who may be others by then.

    A customer who has enough already, or whom the stock's campaign holds out, is passed over, with the
    reason in her row; when all are, that reason is raised. ``despite_holdout`` gives to those held out too:
    the operation says so, and the campaign's result and `check` show it. Raises ConflictError ``sold_out``
    or RefusedError ``stock_stopped`` before anything is given, NotFoundError ``no_stock`` and
    ``no_customer``.
    """
    wanted = len(customers) or pieces
    if not 1 <= wanted <= MOST_AT_ONCE:
        raise UsageError(
            "bad_count",
            "{count} coupons cannot be issued at once",
            hint="name customers, or a number of codes from 1 to 100000",
            count=wanted,
        )
    params = {"stock": stock, "customers": named or list(customers), "pieces": pieces}
    if despite_holdout:
        params["despite_holdout"] = True

    def act(work: Work) -> dict[str, Any]:
        rows = issue_in(work, desk, stock, customers, pieces, despite_holdout=despite_holdout)
        return {"rows": rows}

    return desk.write("coupon.issue", params, act)


def issue_in(
    work: Work,
    desk: Desk,
    stock: str,
    customers: Sequence[IdentifierId] = (),
    pieces: int = 0,
    *,
    despite_holdout: bool = False,
) -> list[dict[str, Any]]:
    """`issue_coupons` for callers inside a write of their own, without its limit at once: the rows.

    Raises as `issue_coupons`.
    """
    row = find_stock(work.connection, stock)
    terms = from_json(row["terms"])
    refused = {} if despite_holdout else _held_out(work.connection, row["of_campaign"], customers, desk.at)
    refused |= _count_customers(work.connection, row, terms, customers, passed=refused)
    holders: list[IdentifierId | None] = [c for n, c in enumerate(customers) if n not in refused]
    if not customers:
        holders = [None] * pieces
    if not holders:
        raise next(iter(refused.values())).error()
    codes = iter(_give(work, desk, row, terms, holders))
    return [
        _skipped(stock, customers[n], refused[n])
        if n in refused
        else _issued_row(stock, next(codes), customers[n] if customers else None)
        for n in range(len(customers) or pieces)
    ]


def claim_coupon(desk: Desk, stock: str, customer: IdentifierId) -> dict[str, Any]:
    """A customer takes a coupon of a public stock.

    Raises RefusedError ``not_public``, ``held_out``, ``stock_stopped`` or a limit, ConflictError
    ``sold_out``.
    """

    def act(work: Work) -> dict[str, Any]:
        row = find_stock(work.connection, stock)
        terms = from_json(row["terms"])
        if not terms.public:
            raise CouponRefusal(stock, "not_public", "public").error()
        _take_one(work, desk, row, terms, customer)
        code = _give(work, desk, row, terms, [customer])[0]
        return {"rows": [_issued_row(stock, code, customer)]}

    return desk.write("coupon.claim", {"stock": stock, "customer": customer}, act)


def receive_coupon(desk: Desk, code: str, customer: IdentifierId) -> dict[str, Any]:
    """A customer takes over a printed code that belongs to nobody.

    Its days count from now; of a code that was used before, and came back, they go on. Raises
    NotFoundError ``unknown_code``, ConflictError where somebody has it, RefusedError for limits.
    """

    def act(work: Work) -> dict[str, Any]:
        require_patience(work.connection, desk)
        found = find_coupon(work.connection, code)
        if found.state == LOCKED and seen_state(found.life, desk.at) != LOCKED:
            release_lock_in(work, desk, found)
            found = find_coupon(work.connection, code)
        return {"rows": [_receive(work, desk, found, customer)]}

    with guesses_counted(desk):
        return desk.write("coupon.receive", {"code": digest(code), "customer": customer}, act)


def _receive(work: Work, desk: Desk, found: FoundCoupon, customer: IdentifierId) -> dict[str, Any]:
    connection = work.connection
    state = seen_state(found.life, desk.at)
    if found.owner is not None:
        raise CouponRefusal(found.masked, "other_person", "owner").error()
    if state not in (ISSUED, RECEIVED, "pending"):
        code = {REDEEMED: "already_redeemed", VOID: "void", LOCKED: "in_an_order"}.get(state, "ended")
        raise CouponRefusal(found.masked, code, "state", state).error()
    _take_one(work, desk, find_stock(connection, found.stock_code), found.terms, customer)
    start, end = found.valid_from, found.valid_to
    if found.received_at is None:
        start, end = validity(found.terms, desk.at, desk.calendar())
    moved = changed(
        connection,
        "UPDATE coupon SET state = 'received', owner = ?, received_at = coalesce(received_at, ?),"
        " valid_from = ?, valid_to = ? WHERE id = ? AND state IN ('issued', 'received') AND owner IS NULL",
        (customer, desk.at, start, end, found.id),
    )
    if moved != 1:
        raise CouponRefusal(found.masked, "other_person", "owner").error()
    return _issued_row(found.stock_code, COUPON.told(found.id, found.code), customer)


def _take_one(work: Work, desk: Desk, stock: StoredRow, terms: Terms, customer: IdentifierId) -> None:
    """Count a coupon that a customer takes herself. Raises the refusal where she may not have it."""
    refused = _held_out(work.connection, stock["of_campaign"], [customer], desk.at)
    refused = refused or _count_customers(work.connection, stock, terms, [customer])
    if refused:
        raise refused[0].error()


def _held_out(
    connection: Connection, campaign: int | None, customers: Sequence[IdentifierId], at: Ms
) -> dict[int, CouponRefusal]:
    """Places of the customers whom the stock's campaign holds out, with the reason."""
    found = held_out(connection, campaign, customers, at)
    return {
        place: refusal(person_text(customer), found.campaign)
        for place, customer in enumerate(customers)
        if customer in found.customers
    }


def _count_customers(
    connection: Connection,
    stock: StoredRow,
    terms: Terms,
    customers: Sequence[IdentifierId],
    passed: Mapping[int, CouponRefusal] = MappingProxyType({}),
) -> dict[int, CouponRefusal]:
    """Count one coupon for each customer but those at places that are passed over already.

    Places of those who have enough, with the reason.
    """
    refused = {}
    for place, customer in enumerate(customers):
        if place in passed:
            continue
        who = counted_persons(connection, customer, terms)
        full = next((u for u in receive_uses(connection, stock["id"], terms, who) if u.used >= u.cap), None)
        if full:
            rule = f"limit.{full.rule}"
            refused[place] = CouponRefusal(
                person_text(customer), f"{full.rule}_limit", rule, full.used, full.cap
            )
            continue
        over = count_up(connection, stock["id"], moves_of_receipt(terms, customer))
        if over:
            rule = "limit.identifier"
            refused[place] = CouponRefusal(
                person_text(customer), "identifier_limit", rule, over.cap, over.cap
            )
    return refused


def _give(
    work: Work, desk: Desk, stock: StoredRow, terms: Terms, holders: Sequence[int | None]
) -> list[BearerCode]:
    """Make one coupon for each holder (None: a code for whoever has it), or none at all."""
    connection = work.connection
    first = _reserve_numbers(connection, stock, len(holders))
    start, end = validity(terms, desk.at, desk.calendar())
    codes = []
    for number, holder in enumerate(holders, first):
        payload = _new_payload(connection)
        state, received_at = (ISSUED, None) if holder is None else (RECEIVED, desk.at)
        values = (payload, stock["id"], number, state, holder, desk.at, received_at, start, end)
        codes.append(COUPON.told(insert(connection, _INSERT, values), payload))
    stamp = desk.stamp(work, "coupon.issue", f"stock:{stock['code']}:{first}")
    post(connection, stamp, promised(stock["code"], terms, len(holders)))
    return codes


def _reserve_numbers(connection: Connection, stock: StoredRow, pieces: int) -> int:
    taken = changed(
        connection,
        "UPDATE coupon_stock SET issued = issued + :n"
        " WHERE id = :id AND state = 'open' AND issued + :n <= total",
        {"n": pieces, "id": stock["id"]},
    )
    now = connection.execute(
        "SELECT issued, total, state FROM coupon_stock WHERE id = ?", (stock["id"],)
    ).fetchone()
    if taken == 1:
        return int(now["issued"]) - pieces + 1
    if now["state"] != "open":
        raise CouponRefusal(stock["code"], "stock_stopped", "stock").error()
    left = now["total"] - now["issued"]
    if left:
        raise CouponRefusal(stock["code"], "few_left", "total", pieces, left).error()
    raise CouponRefusal(stock["code"], "sold_out", "total", now["issued"], now["total"]).error()


def _new_payload(connection: Connection) -> int:
    while True:
        payload = draw_payload()
        if not connection.execute("SELECT 1 FROM coupon WHERE code = ?", (payload,)).fetchone():
            return payload


def _issued_row(stock: str, code: BearerCode, customer: IdentifierId | None) -> dict[str, Any]:
    row: dict[str, Any] = {"stock": stock, "coupon": code, "state": ISSUED if customer is None else RECEIVED}
    if customer is not None:
        row["customer"] = person_text(customer)
    return row


def _skipped(stock: str, customer: IdentifierId, refusal: CouponRefusal) -> dict[str, Any]:
    return {
        "stock": stock,
        "coupon": "",
        "state": "skipped",
        "customer": person_text(customer),
        "reason": refusal.code,
        "rule": refusal.rule,
        "observed": refusal.observed,
        "limit": refusal.limit,
    }
