"""Commissions in the database: worked out where an order is not settled yet, else as they were booked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from digitool.db.port import Connection, StoredRow
from digitool.db.tally import run
from digitool.guides.commission.attribution import AttributedOrder, Credit, shares
from digitool.guides.commission.credits import credits_of
from digitool.guides.commission.rates import BASE, CommissionLine, RatedPart, Rates, taken_back, total
from digitool.ledger.chart import Account
from digitool.model.days import Days
from digitool.model.ids import Day, Ms
from digitool.model.stored_json import stored_as
from digitool.workspace.settings import Settings

FROZEN, REFUND_OPEN, DUE, SETTLED, PAID = "frozen", "refund_open", "due", "settled", "paid"
VOID, NO_COMMISSION = "void", "no_commission"
"""States of a commission: too young, a refund under way, to be settled, owed, paid out; wholly taken back,
and of a relation that the policy does not pay."""

_AT_ONCE = 5_000

Row = dict[str, Any]


class Earning(NamedTuple):
    """What one guide earns on one order: her credit, its place, her part of the base, and fen."""

    sale: AttributedOrder
    credit: Credit
    place: int
    base_fen: int
    parts: tuple[RatedPart, ...]
    earned_fen: int


def payable(guide: str) -> Account:
    """The ledger account of what a guide is owed."""
    return Account("commission_payable", f"guide:{guide}")


def receivable(guide: str) -> Account:
    """The ledger account of what a guide owes back."""
    return Account("receivable", f"guide:{guide}")


def expense(guide: str) -> Account:
    """The ledger account of what a guide's commissions cost the chain."""
    return Account("commission_expense", f"guide:{guide}")


def paid_out(guide: str) -> Account:
    """The ledger account of what a guide was paid."""
    return Account("paid_out", f"guide:{guide}")


def earnings_of(
    connection: Connection, settings: Settings, days: Days, at: Ms, secret: bytes = b""
) -> Iterator[Earning]:
    """What the unsettled orders of some business days earn, refunds made by ``at`` (UTC ms) not taken off."""
    rates = Rates.of(settings)
    found = credits_of(connection, settings, days, secret=secret, at=at, unsettled=True)
    credited = ((sale, given) for sale, given in found if given)
    while chunk := list(islice(credited, _AT_ONCE)):
        lines = lines_of(connection, [sale.purchase for sale, _ in chunk]) if rates.by_goods else {}
        for sale, given in chunk:
            yield from earnings(sale, given, rates, lines.get(sale.purchase, []))


def earnings(
    sale: AttributedOrder, given: tuple[Credit, ...], rates: Rates, lines: list[CommissionLine]
) -> Iterator[Earning]:
    """What each guide who is credited with an order earns on it, the seller first."""
    parts = rates.parts(sale, lines) if given[0].paid else ()
    fen = shares(total(parts, sale.amount_fen, rates.policy.cap), given)
    bases = shares(sale.amount_fen, given)
    for place, credit in enumerate(given):
        yield Earning(sale, credit, place, bases[place], parts, fen[place])


def lines_of(connection: Connection, purchases: list[int]) -> dict[int, list[CommissionLine]]:
    """The lines of orders, with the categories of the official store's catalogue."""
    found: dict[int, list[CommissionLine]] = {}
    for purchase, *line in run(connection, "guides", "commission_lines", {"ids": json.dumps(purchases)}):
        found.setdefault(purchase, []).append(CommissionLine(*line))
    return found


def preview(
    connection: Connection, settings: Settings, days: Days, at: Ms, today: Day, secret: bytes = b""
) -> Iterator[Row]:
    """Commissions of unsettled orders of some business days, as of an instant (UTC ms) of day ``today``."""
    for one in earnings_of(connection, settings, days, at, secret):
        sale = one.sale
        back = taken_back(one.earned_fen, sale.amount_fen, sale.refunded_fen)
        yield {
            "guide": one.credit.guide,
            "order": sale.order,
            "day": sale.day,
            "relation": one.credit.relation,
            **rate_of(one.parts),
            "base_fen": one.base_fen,
            "earned_fen": one.earned_fen,
            "taken_back_fen": back,
            "commission_fen": one.earned_fen - back,
            "state": unsettled_state(one, settings.commission.freeze_days, today),
        }


def unsettled_state(one: Earning, freeze_days: int, today: Day) -> str:
    """no_commission, void, frozen, refund_open or due on a business day."""
    if not one.parts:
        return NO_COMMISSION
    if one.sale.refunded_fen == one.sale.amount_fen > 0:
        return VOID
    if one.sale.day + freeze_days > today:
        return FROZEN
    return REFUND_OPEN if one.sale.open_refund else DUE


def settled_commissions(connection: Connection, days: Days) -> Iterator[Row]:
    """Settled commissions of the orders of some business days, as they stand in the books."""
    rows = connection.execute(
        "SELECT * FROM guide_commission WHERE day >= ? AND day < ? ORDER BY day, purchase, place", days
    )
    return map(settled_row, rows)


def settled_row(row: StoredRow) -> Row:
    """A settled commission as a row."""
    parts = read_parts(row["parts"])
    return {
        "guide": row["guide"],
        "order": row["number"],
        "day": row["day"],
        "relation": row["relation"],
        **rate_of(parts),
        "base_fen": row["base_fen"],
        "earned_fen": row["earned_fen"],
        "taken_back_fen": row["back_fen"],
        "commission_fen": row["earned_fen"] - row["back_fen"],
        "state": settled_state(row, parts),
    }


def settled_state(row: StoredRow, parts: tuple[RatedPart, ...]) -> str:
    """no_commission, void, settled or paid."""
    if not parts:
        return NO_COMMISSION
    gone = row["refunded_fen"] == row["order_fen"] > 0
    return VOID if gone else str(row["state"])


def by_guide(rows: Iterator[Row]) -> list[Row]:
    """Rows of `preview` or `settled_commissions` added up: one for each guide and state."""
    found: dict[tuple[str, str], Row] = {}
    for row in rows:
        place = found.setdefault(
            (row["guide"], row["state"]),
            {"guide": row["guide"], "orders": 0, **dict.fromkeys(_SUMS, 0), "state": row["state"]},
        )
        place["orders"] += 1
        for name in _SUMS:
            place[name] += row[name]
    return [found[place] for place in sorted(found)]


_SUMS = ("base_fen", "earned_fen", "taken_back_fen", "commission_fen")


def rate_of(parts: tuple[RatedPart, ...]) -> Row:
    """The rules of an order by name, and its rate (basis points): unknown where several differ."""
    if not parts:
        return {"rule": None, "rate_bp": None}
    rates = {one.rate_bp for one in parts}
    return {
        "rule": " + ".join(one.rule or BASE for one in parts),
        "rate_bp": rates.pop() if len(rates) == 1 else None,
    }


@stored_as("the parts of a commission")
def read_parts(text: str) -> tuple[RatedPart, ...]:
    """Parts as they are stored. Raises DamageError."""
    return tuple(RatedPart(*one) for one in json.loads(text))
