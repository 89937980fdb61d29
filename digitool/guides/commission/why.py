"""One order explained: who is credited and why, at what rate, what refunds took back, where it is booked."""

from __future__ import annotations

from typing import Any

from digitool.db.port import Connection, StoredRow
from digitool.errors import NotFoundError, UsageError
from digitool.guides.binding.stored import guide_of
from digitool.guides.commission.attribution import AttributedOrder, attribute
from digitool.guides.commission.credits import sales_of, team_of
from digitool.guides.commission.earnings import (
    Earning,
    earnings,
    lines_of,
    rate_of,
    read_parts,
    settled_state,
    unsettled_state,
)
from digitool.guides.commission.rates import RatedPart, Rates, taken_back, total
from digitool.guides.commission.words import WORDS, Sentence, sentences
from digitool.identity.stored.finding import describe_ids, person_text
from digitool.identity.stored.keys import stand_in_for
from digitool.model.days import Days
from digitool.model.ids import Day, Ms
from digitool.model.text import mask_value
from digitool.workspace.settings import Settings

Row = dict[str, Any]

Explained = tuple[Row, list[Sentence]]
"""A row, and what it means in words."""


def why(
    connection: Connection, settings: Settings, order: str, at: Ms, today: Day, secret: bytes = b""
) -> list[Explained]:
    """Every guide's part of an order (its own number, or that of its payment).

    As of an instant (UTC ms) of the business day ``today``. A settled order is told as it was settled, else
    as it would be now. An order of nobody has one row without a guide. Raises NotFoundError, and UsageError
    ``which_order`` where shops of several merchants use the number.
    """
    found = _find(connection, stand_in_for(order, secret))
    kept = connection.execute(
        "SELECT * FROM guide_commission WHERE purchase = ? ORDER BY place", (found["id"],)
    ).fetchall()
    sale = next(
        (
            one
            for one in sales_of(connection, Days(found["day"], found["day"] + 1), at)
            if one[0] == found["id"]
        ),
        None,
    )
    buyer = _buyer(connection, found["party"], sale)
    if kept:
        rows = [_settled(connection, row) for row in kept]
    elif sale is None:
        return [({"guide": None, "order": order, **buyer}, [(WORDS["unpaid_order"], {})])]
    else:
        rows = _worked_out(connection, settings, sale, today, secret)
    if not rows:
        return [({"guide": None, "order": order, **buyer}, [(WORDS["nobody"], {})])]
    told = []
    for row, parts in rows:
        if sale is not None:
            now_back = taken_back(
                row["earned_fen"], row["order_fen"], min(sale.refunded_fen, row["order_fen"])
            )
            row["to_take_back_fen"] = max(0, now_back - row["taken_back_fen"])
        row |= {
            **buyer,
            **_bound(connection, sale),
            "settles_from": row["day"] + settings.commission.freeze_days,
        }
        told.append((row, sentences(row, parts, settings.chain.zone)))
    return told


def _find(connection: Connection, order: str) -> StoredRow:
    rows = connection.execute(
        "SELECT id, number, day, party FROM purchase WHERE order_no = :text OR number = :text UNION"
        " SELECT purchase, number, day, NULL FROM guide_commission c WHERE number = :text"
        " AND NOT EXISTS (SELECT 1 FROM purchase p WHERE p.id = c.purchase) ORDER BY 1",
        {"text": order},
    ).fetchall()
    if not rows:
        raise NotFoundError("no_such_order", "there is no order {order}",
                            hint="take its number as imports have it",
                            try_next="digitool guide commission report", order=mask_value(order))  # fmt: skip
    if len(rows) > 1:
        raise UsageError("which_order", "several orders are called {order}: {known}",
                         hint="name it by the number of its payment", order=mask_value(order),
                         known=", ".join(mask_value(row["number"], 64) for row in rows))  # fmt: skip
    found: StoredRow = rows[0]
    return found


def _buyer(connection: Connection, party: int | None, sale: AttributedOrder | None) -> Row:
    """Who bought, masked."""
    if party is None:
        return {"customer": None, "known_as": None}
    shown = describe_ids(connection, [party])[0]
    return {
        "customer": person_text(sale.person if sale and sale.person else shown.person),
        "known_as": shown.shown,
    }


def _bound(connection: Connection, sale: AttributedOrder | None) -> Row:
    """The binding that held when the order was paid."""
    one = guide_of(connection, sale.person, sale.at, sale.store) if sale and sale.person else None
    if one is None:
        return {"bound_to": None, "bound_since": None, "bound_basis": None}
    return {"bound_to": one.guide, "bound_since": one.start or None, "bound_basis": one.basis}


def _settled(connection: Connection, row: StoredRow) -> tuple[Row, tuple[RatedPart, ...]]:
    parts = read_parts(row["parts"])
    steps = connection.execute(
        "SELECT kind, journal, amount_fen FROM guide_commission_step WHERE purchase = ? AND guide = ?"
        " ORDER BY id",
        (row["purchase"], row["guide"]),
    ).fetchall()
    paid = next((place for place, step in enumerate(steps) if step["kind"] == "pay"), len(steps))
    return {
        "guide": row["guide"],
        "order": row["number"],
        "day": row["day"],
        "relation": row["relation"],
        "why": row["why"],
        "part_bp": row["part_bp"],
        **rate_of(parts),
        "order_fen": row["order_fen"],
        "base_fen": row["base_fen"],
        "cap_bp": row["cap_bp"],
        "order_commission_fen": total(parts, row["order_fen"], row["cap_bp"]),
        "earned_fen": row["earned_fen"],
        "refunded_fen": row["refunded_fen"],
        "taken_back_fen": row["back_fen"],
        "commission_fen": row["earned_fen"] - row["back_fen"],
        "state": settled_state(row, parts),
        "claimed_fen": sum(step["amount_fen"] for step in steps[paid + 1 :]),
        "journals": [f"{step['kind']} {step['journal']}" for step in steps if step["journal"]],
    }, parts


def _worked_out(
    connection: Connection, settings: Settings, sale: AttributedOrder, today: Day, secret: bytes
) -> list[tuple[Row, tuple[RatedPart, ...]]]:
    given = attribute(sale, team_of(connection, settings, secret), settings.commission)
    lines = lines_of(connection, [sale.purchase]).get(sale.purchase, [])
    found = earnings(sale, given, Rates.of(settings), lines) if given else ()
    return [(_row(one, settings, today), one.parts) for one in found]


def _row(one: Earning, settings: Settings, today: Day) -> Row:
    sale, policy = one.sale, settings.commission
    back = taken_back(one.earned_fen, sale.amount_fen, sale.refunded_fen)
    return {
        "guide": one.credit.guide,
        "order": sale.order,
        "day": sale.day,
        "relation": one.credit.relation,
        "why": one.credit.why,
        "part_bp": one.credit.part_bp,
        **rate_of(one.parts),
        "order_fen": sale.amount_fen,
        "base_fen": one.base_fen,
        "cap_bp": policy.cap,
        "order_commission_fen": total(one.parts, sale.amount_fen, policy.cap),
        "earned_fen": one.earned_fen,
        "refunded_fen": sale.refunded_fen,
        "taken_back_fen": back,
        "commission_fen": one.earned_fen - back,
        "state": unsettled_state(one, policy.freeze_days, today),
        "journals": [],
    }
