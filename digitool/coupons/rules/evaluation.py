"""One evaluation: its scratch sheet while it runs, and its answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from digitool.coupons.rules.cart import Applied, Cart, CartLine
from digitool.coupons.rules.offers import Cut
from digitool.coupons.rules.refusals import CouponRefusal


@dataclass
class Running:
    """The state of an evaluation: what is left of each line and of shipping, in fen, and who cut.

    ``first`` is what was left of each line before the first cut.
    """

    lines: list[CartLine]
    left: list[int]
    shipping_fen: int
    applied: list[Applied]
    first: list[int]
    cuts: list[Cut] = field(default_factory=list)

    @property
    def discount_fen(self) -> int:
        """All cuts of this evaluation together."""
        return sum([cut.discount_fen for cut in self.cuts])

    def spent(self, stock: str) -> tuple[int, int]:
        """Coupons of a stock that this evaluation has already taken, and their discount in fen."""
        taken = [cut.discount_fen for cut in self.cuts if cut.stock == stock]
        return len(taken), sum(taken)


class LineResult(NamedTuple):
    """One line of the cart after all coupons; payable = now - discount."""

    line: str
    product: str
    initial_fen: int
    now_fen: int
    discount_fen: int
    payable_fen: int


class Evaluation(NamedTuple):
    """The answer: cuts in stacking order, refusals, notes (templates).

    ``sheet`` is the finished calculation, from which `lines` are read when somebody asks for them.
    """

    cuts: tuple[Cut, ...]
    refusals: tuple[CouponRefusal, ...]
    cart: Cart
    sheet: Running
    initial_fen: int
    now_fen: int
    discount_fen: int
    payable_fen: int
    shipping_fen: int
    notes: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[LineResult, ...]:
        """Every line of the cart, in its order."""
        sheet = self.sheet
        cost = {
            line.line: (before, after) for line, before, after in zip(sheet.lines, sheet.first, sheet.left)
        }
        found = []
        for line in self.cart.lines:
            before, after = cost[line.line]
            found.append(LineResult(line.line, line.product, line.initial_fen, before, before - after, after))
        return tuple(found)
