"""Goods that come back: how much of a coupon's discount comes back with them. Pure.

``keep``: the kept lines keep their discount. ``revert``: when the kept goods alone no longer reach the
minimum spend, their discount is withdrawn too and the coupon goes back to its owner.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from digitool.coupons.terms import Terms
from digitool.ledger.portions import portion

KEEP, REVERT = "keep", "revert"


class Sold(NamedTuple):
    """One eligible line as it was sold: before and discount are for all its pieces, in fen."""

    line: str
    price_fen: int
    quantity: int
    before_fen: int
    discount_fen: int
    returned: int = 0


class Returned(NamedTuple):
    """The lines after a return; ``back_fen`` came back with goods, ``withdrawn_fen`` from kept ones."""

    lines: tuple[Sold, ...]
    back_fen: int
    withdrawn_fen: int
    complete: bool


def return_goods(sold: tuple[Sold, ...], back: Mapping[str, int], terms: Terms, policy: str) -> Returned:
    """Take pieces back. Raises ValueError for an unknown line or more pieces than were sold.

    The parts of many small returns sum to the line's discount exactly, whatever their order.
    """
    unknown = set(back) - {line.line for line in sold}
    if unknown:
        raise ValueError(min(unknown))
    total = 0
    lines = []
    for line in sold:
        pieces = back.get(line.line, 0)
        if pieces < 0 or line.returned + pieces > line.quantity:
            raise ValueError(line.line)
        total += portion(line.discount_fen, line.returned, pieces, line.quantity)
        lines.append(line._replace(returned=line.returned + pieces))
    after = tuple(lines)
    complete = all(line.returned == line.quantity for line in after)
    withdrawn = 0
    if not complete and policy == REVERT and not _still_earned(after, terms):
        withdrawn = sum(_kept_discount(line) for line in after)
        complete = True
    return Returned(after, total, withdrawn, complete)


def _kept_discount(line: Sold) -> int:
    return portion(line.discount_fen, line.returned, line.quantity - line.returned, line.quantity)


def _still_earned(lines: tuple[Sold, ...], terms: Terms) -> bool:
    """Whether the kept goods alone reach the minimum spend by the stock's own base."""
    kept = 0
    for line in lines:
        pieces = line.quantity - line.returned
        if terms.min_spend_base == "initial":
            kept += line.price_fen * pieces
        else:
            kept += portion(line.before_fen, line.returned, pieces, line.quantity)
            if terms.min_spend_base == "after":
                kept -= _kept_discount(line)
    return kept >= terms.min_spend_fen
