"""Settle commissions and pay them out. One transaction each; every fen goes through the ledger.

Settling fixes guide, rule and base of an order once and for all, and takes back what refunds took of
orders settled before: from what the guide is owed, or, when it was paid out, as a claim that the next
payout takes off. Settling twice is settling once, and settling in steps is settling at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from digitool.db.port import StoredRow
from digitool.db.tally import run
from digitool.db.writing import Work
from digitool.guides.binding.operations import sync_in
from digitool.guides.commission.earnings import Earning, earnings_of, expense, paid_out, payable, receivable
from digitool.guides.commission.rates import taken_back
from digitool.ledger.journals import Transfer, balance, post
from digitool.model.days import EVER, Days, iso_day
from digitool.model.ids import Day
from digitool.workspace.desk import Desk

_INSERT = (
    "INSERT INTO guide_commission (purchase, guide, place, number, day, relation, why, part_bp, order_fen,"
    " base_fen, parts, cap_bp, earned_fen, back_fen, refunded_fen, state, operation)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 'settled', ?)"
)
_STEP = (
    "INSERT INTO guide_commission_step (purchase, guide, kind, amount_fen, at, journal, operation)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)

Row = dict[str, Any]

PAY = "guide.commission.pay"
"""The kind of operation whose rows are a payout file."""


def settle_commissions(desk: Desk, until: Day | None = None) -> Row:
    """Settle every order that is past its freeze and has no refund under way, sold before day ``until``.

    One row for each guide: orders, base, what was earned and what refunds took back.
    """
    params = {"until": None if until is None else iso_day(until)}

    def act(work: Work) -> dict[str, Any]:
        sync_in(work, desk)
        last = desk.day() - desk.settings.commission.freeze_days + 1
        rows: dict[str, Row] = {}
        _earn(work, desk, Day(last if until is None else min(until, last)), rows)
        _take_back(work, desk, rows)
        return {"rows": [rows[guide] for guide in sorted(rows)]}

    return desk.write("guide.commission.settle", params, act)


def pay_commissions(desk: Desk) -> Row:
    """Pay every guide what she is owed: a row each, which is the payout file.

    Refunds known by now come first; then what she owes back from earlier payouts is taken off.
    """

    def act(work: Work) -> dict[str, Any]:
        _take_back(work, desk, {})
        due = work.connection.execute(
            "SELECT guide, count(*), sum(earned_fen - back_fen) FROM guide_commission"
            " WHERE state = 'settled' AND back_fen < earned_fen GROUP BY guide ORDER BY guide"
        ).fetchall()
        return {"rows": [_pay(work, desk, *row) for row in due]}

    return desk.write(PAY, {}, act)


def _row(rows: dict[str, Row], desk: Desk, guide: str) -> Row:
    return rows.setdefault(
        guide,
        {
            "guide": guide,
            "name": _name(desk, guide),
            "orders": 0,
            "base_fen": 0,
            "earned_fen": 0,
            "taken_back_fen": 0,
            "commission_fen": 0,
            "state": "settled",
        },
    )


def _name(desk: Desk, guide: str) -> str:
    known = desk.settings.guides.get(guide)
    return known.name if known else ""


def _earn(work: Work, desk: Desk, until: Day, rows: dict[str, Row]) -> None:
    """Fix the commissions of orders sold before a day, and book them: a journal for each guide."""
    found = earnings_of(work.connection, desk.settings, Days(EVER.first, until), desk.at, desk.secret)
    settled = (one for one in found if not one.sale.open_refund)
    work.connection.executemany(_INSERT, _counted(settled, work, desk, rows))
    for guide, row in rows.items():
        journal = _book(work, desk, "settle", guide, [(expense(guide), payable(guide), row["earned_fen"])])
        work.connection.execute(
            "INSERT INTO guide_commission_step (purchase, guide, kind, amount_fen, at, journal, operation)"
            " SELECT purchase, guide, 'earn', earned_fen, ?, CASE WHEN earned_fen > 0 THEN ? END, operation"
            " FROM guide_commission WHERE guide = ? AND state = 'settled' AND operation = ?",
            (desk.at, journal, guide, work.seq),
        )


def _counted(
    earnings: Iterable[Earning], work: Work, desk: Desk, rows: dict[str, Row]
) -> Iterable[tuple[Any, ...]]:
    cap = desk.settings.commission.cap
    for one in earnings:
        sale, credit = one.sale, one.credit
        row = _row(rows, desk, credit.guide)
        row["orders"] += 1
        row["base_fen"] += one.base_fen
        row["earned_fen"] += one.earned_fen
        row["commission_fen"] += one.earned_fen
        yield (
            *(sale.purchase, credit.guide, one.place, sale.order, sale.day, credit.relation, credit.why),
            *(credit.part_bp, sale.amount_fen, one.base_fen, json.dumps(one.parts), cap, one.earned_fen),
            work.seq,
        )


def _take_back(work: Work, desk: Desk, rows: dict[str, Row]) -> None:
    """Bring what was taken back up to what refunds ask for by now; a journal for each guide."""
    by_guide: dict[str, list[tuple[StoredRow, int]]] = {}
    for one in run(work.connection, "guides", "commission_backs", {"at": desk.at}):
        more = taken_back(one["earned_fen"], one["order_fen"], one["now_fen"]) - one["back_fen"]
        by_guide.setdefault(one["guide"], []).append((one, more))
    for guide, found in by_guide.items():
        owed = sum(more for one, more in found if one["state"] == "settled")
        gone = sum(more for one, more in found if one["state"] == "paid")
        legs = [(payable(guide), expense(guide), owed), (receivable(guide), expense(guide), gone)]
        journal = _book(work, desk, "take_back", guide, legs)
        work.connection.executemany(
            "UPDATE guide_commission SET back_fen = back_fen + ?, refunded_fen = ?"
            " WHERE purchase = ? AND guide = ?",
            [(more, one["now_fen"], one["purchase"], guide) for one, more in found],
        )
        work.connection.executemany(
            _STEP,
            [
                (one["purchase"], guide, "back", more, desk.at, journal if more else None, work.seq)
                for one, more in found
            ],
        )
        row = _row(rows, desk, guide)
        row["taken_back_fen"] += owed + gone
        row["commission_fen"] -= owed + gone


def _pay(work: Work, desk: Desk, guide: str, orders: int, due_fen: int) -> Row:
    owes = balance(work.connection, receivable(guide))
    off = min(due_fen, owes)
    legs = [(payable(guide), receivable(guide), off), (payable(guide), paid_out(guide), due_fen - off)]
    journal = _book(work, desk, "pay", guide, legs)
    work.connection.execute(
        "INSERT INTO guide_commission_step (purchase, guide, kind, amount_fen, at, journal, operation)"
        " SELECT purchase, guide, 'pay', earned_fen - back_fen, ?, ?, ? FROM guide_commission"
        " WHERE guide = ? AND state = 'settled' AND back_fen < earned_fen",
        (desk.at, journal, work.seq, guide),
    )
    work.connection.execute(
        "UPDATE guide_commission SET state = 'paid'"
        " WHERE guide = ? AND state = 'settled' AND back_fen < earned_fen",
        (guide,),
    )
    return {
        "guide": guide,
        "name": _name(desk, guide),
        "orders": orders,
        "commission_fen": due_fen,
        "taken_off_fen": off,
        "payout_fen": due_fen - off,
        "owed_fen": owes - off,
        "state": "paid",
    }


def _book(work: Work, desk: Desk, kind: str, guide: str, legs: Iterable[tuple[Any, Any, int]]) -> int | None:
    """One journal (debit, credit, fen) of a guide; None where all legs are zero."""
    stamp = desk.stamp(work, f"guide.commission.{kind}", f"guide:{guide}")
    return post(work.connection, stamp, [Transfer(*leg) for leg in legs])
