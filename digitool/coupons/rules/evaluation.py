"""What the evaluator is asked (coupons with their use so far, the policy), its scratch sheet, its answer."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from digitool.coupons.rules.cart import Applied, Cart, CartLine
from digitool.coupons.rules.refusals import CouponRefusal
from digitool.coupons.rules.states import Life
from digitool.coupons.rules.terms import CLASSES, Terms
from digitool.model.ids import PersonId
from digitool.workspace.policies.coupons import CouponPolicy

BEST = "best_for_customer"
PRIORITY = "priority"
MOST_COMBINED = 8
"""Above this many coupons at once the best combination is not searched: 2**8 trials is the ceiling."""


class LimitUse(NamedTuple):
    """How much of one limit is taken (redeemed and held): ``rule`` names it as refusals do.

    ``rule`` is ``person``, ``identifier``, ``household``, or ``count/day``, ``money/week`` and so on.
    """

    rule: str
    used: int
    cap: int


class PresentedCoupon(NamedTuple):
    """One coupon as it is presented. ``owner`` is the person who holds it, None for a bearer coupon.

    ``order`` is the order for which it is locked, if any; ``uses`` are its stock's limits so far; ``barred``
    is why nobody may begin to hold it who presents it now.
    """

    coupon: str
    stock: str
    terms: Terms
    life: Life
    owner: PersonId | None = None
    order: str = ""
    uses: tuple[LimitUse, ...] = ()
    barred: CouponRefusal | None = None


@dataclass(frozen=True)
class Policy:
    """How coupons stack in this chain.

    ``per_class`` is how many stocks of one class an order takes (coupons of the same stock count once;
    the stock's ``max_stack`` limits those). ``floor_bp`` is the share of the order at tag prices, in
    basis points, below which coupons may not push it.
    """

    mode: str = BEST
    per_class: tuple[tuple[str, int], ...] = tuple((name, 1) for name in CLASSES)
    floor_bp: int = 0

    @cached_property
    def as_presented(self) -> Policy:
        """The same, with every coupon meant to be used, none left out for a better one."""
        return replace(self, mode=PRIORITY)

    def room(self, stack_class: str) -> int:
        """How many stocks of a class one order takes."""
        return dict(self.per_class).get(stack_class, 1)


@lru_cache(maxsize=8)
def policy_of(table: CouponPolicy) -> Policy:
    """The ``[coupons]`` table of the settings as the evaluator wants it."""
    room = tuple((name, int(getattr(table, f"{name}_stocks"))) for name in CLASSES)
    return Policy(BEST if table.stacking == "best" else PRIORITY, room, table.floor)


STANDARD = Policy()
"""The policy of a chain that says nothing else."""


class LineCut(NamedTuple):
    """One eligible line: what it cost just before the coupon, and what the coupon takes off, in fen."""

    line: str
    before_fen: int
    discount_fen: int


class Cut(NamedTuple):
    """What one coupon takes off, by eligible line or off shipping, in fen.

    ``base_fen`` is the amount that the coupon worked on; 0 <= discount <= base.
    """

    coupon: str
    stock: str
    stack_class: str
    base_fen: int
    discount_fen: int
    by_line: tuple[LineCut, ...]
    shipping_fen: int = 0


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
