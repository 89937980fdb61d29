"""Which counters a redemption moves: per identifier, and per budget and window.

Every limit has one shape, cap = free + held + used, so one table, one conditional statement and one
check serve all of them.
"""

from __future__ import annotations

from typing import NamedTuple

from digitool.coupons.rules.terms import MAX_TOTAL, Terms
from digitool.coupons.rules.windows import bucket
from digitool.model.ids import Day, IdentifierId

RECEIVED = "received"
REDEEMED = "redeemed"


class Move(NamedTuple):
    """``n`` more on one counter: a measure, its bucket (identifier id or first day), and its cap."""

    measure: str
    bucket: int
    n: int
    cap: int


def counts_people(terms: Terms) -> bool:
    """Whether somebody must be known before a coupon of the stock can be given or used."""
    return bool(terms.per_person or terms.per_household)


def moves_of_receipt(terms: Terms, identifier: IdentifierId | None) -> list[Move]:
    """What giving one coupon to an identifier counts."""
    if identifier is None or not counts_people(terms):
        return []
    return [Move(RECEIVED, identifier, 1, terms.per_person or MAX_TOTAL)]


def redeem_moves(terms: Terms, day: Day, identifier: IdentifierId | None, discount_fen: int) -> list[Move]:
    """What one redemption of ``discount_fen`` on a business day counts."""
    moves = [
        Move(
            budget.name,
            bucket(budget.window, day),
            discount_fen if budget.measure == "money" else 1,
            budget.cap,
        )
        for budget in terms.budgets
    ]
    if identifier is not None and counts_people(terms):
        moves.append(Move(REDEEMED, identifier, 1, terms.per_person or MAX_TOTAL))
    return moves
