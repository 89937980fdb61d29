"""One order explained: who is credited and why, at what rate, what refunds took back, where it is booked.

The sentences are English templates: amounts in yuan, shares in per cent, days as dates; ``guide`` is a
guide's userid.
"""

from __future__ import annotations

from typing import Any

from digitool.db.port import Connection, StoredRow
from digitool.errors import NotFoundError, UsageError
from digitool.forms.kinds import per_cent
from digitool.guides.binding.stored import guide_of
from digitool.guides.commission.attribution import AttributedOrder, attribute
from digitool.guides.commission.credits import sales_of, team_of
from digitool.guides.commission.earnings import (
    DUE,
    FROZEN,
    NO_COMMISSION,
    PAID,
    REFUND_OPEN,
    SETTLED,
    VOID,
    Earning,
    earnings,
    lines_of,
    rate_of,
    read_parts,
    settled_state,
    unsettled_state,
)
from digitool.guides.commission.rates import RatedPart, Rates, taken_back, total, uncapped
from digitool.identity.stored.finding import describe_ids
from digitool.identity.stored.keys import stand_in_for
from digitool.model.days import Days, format_instant, iso_day
from digitool.model.ids import Day, Ms, person_text
from digitool.model.money import format_yuan
from digitool.model.text import mask_value
from digitool.workspace.settings import Settings

ROWS = (
    ("nobody", "no guide is named who worked then, and none served the customer when she paid"),
    ("unpaid_order", "the order is not paid, or was revoked at the till"),
    ("buyer", "{guide} is the buyer herself"),
    ("share_named", "the order names {guide}: she shared or sold it"),
    ("referrer", "{guide} shared it: the order names her as referrer"),
    ("on_behalf_named", "{guide} rang it up in the store"),
    ("bound", "{guide} served the customer when she paid, since {since} ({basis})"),
    ("own_guide", "{guide} served the customer, since {since} ({basis}), though another guide sold to her"),
    ("rule", "{base} falls under the rule {rule}: {rate}"),
    ("base_rate", "{base} has the chain's own rate: {rate}"),
    ("cap", "that is {fen}, more than {cap} of the order: {capped} remain"),
    ("part", "{guide} gets {part} of the order's commission: {fen}"),
    ("refunds", "{refunded} of {paid} was given back, so {back} is taken back and {kept} remains"),
    ("more_back", "refunds since then take back {fen} more when commissions are settled next"),
    ("no_refunds", "nothing of {paid} was given back"),
    ("journals", "journals of the ledger: {journals}"),
    (FROZEN, "it can be settled from {day} on"),
    (REFUND_OPEN, "it is settled when the refund that is under way has ended"),
    (DUE, "it can be settled now"),
    (SETTLED, "it is settled, and will be paid with the next payout"),
    (PAID, "it was paid out"),
    ("claimed", "{fen} was taken back after that and comes off the next payout"),
    (VOID, "nothing of it remains"),
    (NO_COMMISSION, "the policy pays nothing for {relation}"),
)

WORDS = dict(ROWS)
"""By what is said."""

Sentence = tuple[str, dict[str, Any]]
"""A template and its values."""


def sentences(told: dict[str, Any], parts: tuple[RatedPart, ...], zone: str) -> list[Sentence]:
    """What a row of `why` says, in order; its instants in a zone."""
    guide = {"guide": told["guide"]}
    since = told["bound_since"]
    found: list[Sentence] = [
        _said(_why(told), **guide, since=format_instant(since, zone)[:10] if since else "-",
              basis=told["bound_basis"] or "-"),
    ]  # fmt: skip
    if told["state"] != NO_COMMISSION:
        found += _rates(told, parts)
        found.append(
            _said("part", **guide, part=per_cent(told["part_bp"]), fen=format_yuan(told["earned_fen"]))
        )
        found.append(_refunds(told))
        if told.get("to_take_back_fen"):
            found.append(_said("more_back", fen=format_yuan(told["to_take_back_fen"])))
    found.append(_said(told["state"], day=iso_day(told["settles_from"]), relation=told["relation"]))
    if told.get("claimed_fen"):
        found.append(_said("claimed", fen=format_yuan(told["claimed_fen"])))
    if told["journals"]:
        found.append(_said("journals", journals=", ".join(told["journals"])))
    return found


def _why(told: dict[str, Any]) -> str:
    return f"{told['relation']}_named" if told["why"] == "named" else str(told["why"])


def _rates(told: dict[str, Any], parts: tuple[RatedPart, ...]) -> list[Sentence]:
    found = [
        _said(
            "rule" if one.rule else "base_rate",
            base=format_yuan(one.base_fen),
            rule=one.rule,
            rate=per_cent(one.rate_bp),
        )
        for one in parts
    ]
    whole = uncapped(parts)
    if whole > told["order_commission_fen"]:
        capped = format_yuan(told["order_commission_fen"])
        found.append(_said("cap", fen=format_yuan(whole), cap=per_cent(told["cap_bp"]), capped=capped))
    return found


def _refunds(told: dict[str, Any]) -> Sentence:
    paid = format_yuan(told["order_fen"])
    if not told["refunded_fen"]:
        return _said("no_refunds", paid=paid)
    back, kept = format_yuan(told["taken_back_fen"]), format_yuan(told["commission_fen"])
    return _said("refunds", refunded=format_yuan(told["refunded_fen"]), paid=paid, back=back, kept=kept)


def _said(code: str, **values: object) -> Sentence:
    return WORDS[code], values


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
        "SELECT * FROM guide_commission WHERE purchase = :id"
        " OR purchase IN (SELECT number FROM sale_number WHERE purchase = :id) ORDER BY place",
        {"id": found["id"]},
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
