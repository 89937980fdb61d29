"""What one return of goods does to an order's money and to its coupons: settled together, from the same
amounts. Pure.

What the pieces of one line may still bring back is an `Owed`; every step takes its part by cumulative
floors, so that the parts of many small returns sum to the line to the fen, in whatever steps. At all times
the price of kept goods is what was paid for them and not given back, and the discount that still stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from digitool.coupons.rules.returns import REVERT, CouponUse, Returned, came_back, revert
from digitool.ledger.portions import portion
from digitool.model.money import share_out


class Owed(NamedTuple):
    """``fen`` for all of ``pieces``, of which ``back`` have come back."""

    fen: int
    pieces: int
    back: int = 0

    @property
    def left_fen(self) -> int:
        """What the pieces that are left may still bring back."""
        return portion(self.fen, self.back, self.pieces - self.back, self.pieces) if self.pieces else 0

    def part(self, pieces: int) -> int:
        """What some more pieces bring back. Raises ValueError when there are not that many."""
        return portion(self.fen, self.back, pieces, self.pieces) if pieces else 0

    def without(self, pieces: int) -> Owed:
        """The same after some more pieces have come back."""
        return self._replace(back=self.back + pieces)

    def dearer(self, fen: int) -> Owed:
        """The pieces that are left, worth ``fen`` more: a discount on them was withdrawn."""
        return Owed(self.left_fen + fen, self.pieces - self.back)


class Good(NamedTuple):
    """One line as a return finds it: its name, the price of one piece, and pieces that come back now.

    ``room_fen`` is what was paid for the line and not given back, 0 while none of it has come back.
    """

    line: str
    price_fen: int
    back: int
    owed: Owed
    room_fen: int


class Fee(NamedTuple):
    """The delivery fee before coupons, whether it goes back now, and what was paid of it and is not back."""

    fen: int
    back: bool
    room_fen: int


class Settled(NamedTuple):
    """Both sides of a return: what lines owe and coupons give after it, and the money in fen.

    The customer gets goods + shipping - withdrawn, and ``refunded`` says on which lines: never more on one
    than was paid for it. What is withheld for a withdrawn discount comes back with the goods it was for.
    """

    owed: tuple[Owed, ...]
    uses: tuple[Returned, ...]
    refunded: tuple[int, ...]
    goods_fen: int
    shipping_fen: int
    withdrawn_fen: int

    @property
    def amount_fen(self) -> int:
        """What the customer gets."""
        return self.goods_fen + self.shipping_fen - self.withdrawn_fen

    @property
    def live_fen(self) -> int:
        """The discount that still stands on what the customer keeps."""
        return sum(one.use.live_fen for one in self.uses)


def settle_return(goods: Sequence[Good], fee: Fee, uses: Sequence[CouponUse], policy: str) -> Settled:
    """Settle a return over all lines of an order and all coupons that stand on it.

    Under ``revert`` each coupon in turn whose minimum the kept goods miss is withdrawn, if what the refund
    has left covers its whole discount; otherwise it stays in use. Raises ValueError for too many pieces.
    """
    parts = [good.owed.part(good.back) for good in goods]
    owed = [good.owed.without(good.back) for good in goods]
    settled = _goods_back(goods, parts, uses, delivery=fee.back)
    shipping = fee.fen - sum(use.shipping_fen for use in uses) if fee.back else 0
    room = sum(parts) + shipping
    for place, returned in enumerate(settled if policy == REVERT else ()):
        settled[place] = after = revert(returned, room)
        room -= after.withdrawn_fen
        dearer = {
            new.line: new.back_fen - old.back_fen for old, new in zip(returned.use.lines, after.use.lines)
        }
        owed = [
            one.dearer(fen) if (fen := dearer.get(good.line, 0)) else one for good, one in zip(goods, owed)
        ]
    paid_on = [good.room_fen for good in goods] + [fee.room_fen if fee.back else 0]
    refunded = spread(room, [*parts, shipping], paid_on)[:-1]
    withdrawn = sum(one.withdrawn_fen for one in settled)
    return Settled(tuple(owed), tuple(settled), tuple(refunded), sum(parts), shipping, withdrawn)


def _goods_back(
    goods: Sequence[Good], parts: Sequence[int], uses: Sequence[CouponUse], *, delivery: bool
) -> list[Returned]:
    """Every use after the goods came back: what these cost and did not bring was discount, shared by all."""
    taken: list[dict[str, int]] = [{} for _ in uses]
    for good, part in zip(goods, parts, strict=True):
        live = [sum(line.live_fen for line in use.lines if line.line == good.line) for use in uses]
        for shares, fen in zip(taken, share_out(good.price_fen * good.back - part, live)):
            shares[good.line] = fen
    pieces = {good.line: good.back for good in goods if good.back}
    return [came_back(use, pieces, shares, delivery=delivery) for use, shares in zip(uses, taken)]


def spread(amount_fen: int, parts: Sequence[int], rooms: Sequence[int]) -> list[int]:
    """Put a refund on lines: on each what its goods bring, never above its room, together the amount.

    Less than the parts when a discount was withdrawn; more on lines from which an earlier return withheld.
    """
    first = [min(part, room) for part, room in zip(parts, rooms, strict=True)]
    if sum(first) >= amount_fen:
        return share_out(amount_fen, first)
    left = [room - fen for room, fen in zip(rooms, first, strict=True)]
    return [fen + more for fen, more in zip(first, share_out(amount_fen - sum(first), left), strict=True)]
