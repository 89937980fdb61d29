"""Goods that come back: how much of a coupon's discount comes back with them. Pure.

``keep``: the kept lines keep their discount. ``revert``: when the kept goods alone no longer reach the
minimum spend, their discount is withdrawn too and the coupon goes back to its owner. A discount is
withdrawn whole or not at all: where the refund does not cover it, kept goods keep it and the coupon stays
used, so that nobody keeps goods under a discount whose coupon is free again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from digitool.coupons.rules.terms import Terms
from digitool.ledger.portions import portion
from digitool.model.stored_json import stored_as

KEEP, REVERT = "keep", "revert"


class SoldLine(NamedTuple):
    """One eligible line as it was sold: before and discount are for all its pieces, in fen.

    ``returned`` pieces came back, and ``back_fen`` of the discount with them or by withdrawal.
    """

    line: str
    price_fen: int
    quantity: int
    before_fen: int
    discount_fen: int
    returned: int = 0
    back_fen: int = 0

    @property
    def live_fen(self) -> int:
        """What of the discount still stands."""
        return self.discount_fen - self.back_fen


@stored_as("the use of a coupon")
def sold_lines(stored: str) -> tuple[SoldLine, ...]:
    """The lines of a use as they are stored with it (JSON). Raises DamageError."""
    return tuple(SoldLine(*line) for line in json.loads(stored))


class CouponUse(NamedTuple):
    """One coupon's use on an order: its eligible lines, its rules, and what it takes off delivery (fen)."""

    lines: tuple[SoldLine, ...]
    terms: Terms
    shipping_fen: int = 0

    @property
    def live_fen(self) -> int:
        """The whole discount that still stands."""
        return sum(line.live_fen for line in self.lines) + self.shipping_fen

    @property
    def over(self) -> bool:
        """Whether nothing is left that was bought with it."""
        return not self.shipping_fen and all(line.returned == line.quantity for line in self.lines)


class Returned(NamedTuple):
    """A use after a return; ``back_fen`` of its discount ended, ``withdrawn_fen`` of that on kept goods.

    ``complete`` says that the coupon is used no more.
    """

    use: CouponUse
    back_fen: int
    withdrawn_fen: int
    complete: bool


class Beside(NamedTuple):
    """Another coupon's use on the same order; ``ended`` when it was taken back before."""

    lines: tuple[SoldLine, ...]
    shipping_fen: int
    ended: bool


def came_back(
    use: CouponUse, pieces: Mapping[str, int], taken: Mapping[str, int], *, delivery: bool = False
) -> Returned:
    """Pieces by line came back, and with them ``taken`` fen of the discount of each line.

    ``delivery``: the delivery fee goes back, too. Raises ValueError for more pieces than were sold.
    """
    for line in use.lines:
        if not 0 <= line.returned + pieces.get(line.line, 0) <= line.quantity or pieces.get(line.line, 0) < 0:
            raise ValueError(line.line)
    lines = tuple(
        line._replace(
            returned=line.returned + pieces.get(line.line, 0),
            back_fen=line.back_fen + taken.get(line.line, 0),
        )
        for line in use.lines
    )
    after = CouponUse(lines, use.terms, 0 if delivery else use.shipping_fen)
    return Returned(after, use.live_fen - after.live_fen, 0, after.over)


def take_back(use: CouponUse) -> Returned:
    """The whole use is taken back: its order is cancelled."""
    lines = tuple(line._replace(back_fen=line.discount_fen) for line in use.lines)
    return Returned(CouponUse(lines, use.terms, 0), use.live_fen, 0, True)


def revert(returned: Returned, room_fen: int) -> Returned:
    """Withdraw what still stands where kept goods miss the minimum spend and ``room_fen`` covers it all.

    Otherwise the use is left as it is: the discount of kept goods stands and the coupon stays used.
    """
    use, kept = returned.use, returned.use.live_fen
    if returned.complete or _still_earned(use) or kept > room_fen:
        return returned
    after = take_back(use).use
    return Returned(after, returned.back_fen + kept, returned.withdrawn_fen + kept, True)


def return_goods(use: CouponUse, back: Mapping[str, int], policy: str, room_fen: int) -> Returned:
    """One coupon's side of a return that a till tells about; ``room_fen`` is what the goods brought.

    The parts of many small returns sum to the line's discount exactly, whatever their order. Raises
    ValueError for an unknown line or more pieces than were sold.
    """
    unknown = set(back) - {line.line for line in use.lines}
    if unknown:
        raise ValueError(min(unknown))
    taken = {line.line: _part(line, line.discount_fen, back.get(line.line, 0)) for line in use.lines}
    returned = came_back(use, back, taken)
    return revert(returned, room_fen) if policy == REVERT else returned


def room_of(use: CouponUse, back: Mapping[str, int], beside: Sequence[Beside]) -> int:
    """What the pieces that come back brought after all coupons of their order, less what is withdrawn.

    A coupon beside this one that was taken back for the same return (its pieces are as many as this one's
    will be) had its discount on these pieces, and has withdrawn its part of this refund already.
    """
    after = {line.line: line.returned + back.get(line.line, 0) for line in use.lines}
    same = [one for one in beside if not one.ended or _same_return(one.lines, after)]
    room = -sum(_withdrawn(one) for one in same if one.ended)
    for line in use.lines:
        pieces = back.get(line.line, 0)
        worth = max(one.before_fen for one in [line, *_on(beside, line)])
        off = line.discount_fen, *(one.discount_fen for one in _on(same, line))
        room += _part(line, worth, pieces) - sum(_part(line, fen, pieces) for fen in off)
    return room


def _on(beside: Sequence[Beside], line: SoldLine) -> list[SoldLine]:
    return [other for one in beside for other in one.lines if other.line == line.line]


def _same_return(lines: Sequence[SoldLine], after: Mapping[str, int]) -> bool:
    shared = [line for line in lines if line.line in after]
    return bool(shared) and all(line.returned == after[line.line] for line in shared)


def _withdrawn(one: Beside) -> int:
    kept = (
        line.discount_fen - portion(line.discount_fen, 0, line.returned, line.quantity) for line in one.lines
    )
    return sum(kept) + one.shipping_fen


def _part(line: SoldLine, fen: int, pieces: int) -> int:
    """What some more pieces of a line take of an amount that lies on all of them. Raises ValueError."""
    if pieces < 0 or line.returned + pieces > line.quantity:
        raise ValueError(line.line)
    return portion(fen, line.returned, pieces, line.quantity)


def _still_earned(use: CouponUse) -> bool:
    """Whether the kept goods alone reach the minimum spend by the stock's own base."""
    kept = 0
    for line in use.lines:
        pieces = line.quantity - line.returned
        if use.terms.min_spend_base == "initial":
            kept += line.price_fen * pieces
        else:
            kept += _part(line, line.before_fen, pieces)
            if use.terms.min_spend_base == "after":
                kept -= line.live_fen
    return kept >= use.terms.min_spend_fen
