"""What a coupon takes off a basket: an amount or a percentage above a threshold, in whole fen.

The arithmetic of the live evaluator (`digitool.coupons`) for one coupon on one basket, over arrays; a
property test holds the two together to the fen. `Coupon.of_terms` takes a stock's own rules.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from digitool.campaign.arrays import Ints, ints
from digitool.campaign.simulation.account import rate_of
from digitool.errors import RefusedError

if TYPE_CHECKING:
    from digitool.coupons.rules.terms import Terms


@dataclass(frozen=True)
class Coupon:
    """A coupon as a campaign offers it; money in fen, validity in days from the view.

    ``face_fen`` off, or ``percent_bp`` of the basket up to ``ceiling_fen``, at or above
    ``threshold_fen`` (``threshold_after``: what is left to pay must reach it). ``quota`` and
    ``budget_fen`` end it, None means no end. ``evaluate`` replaces the built-in rule by a live one: baskets
    (n,) in fen to discounts (n,) in fen (a module-level function, so that it travels to worker processes).
    """

    face_fen: int = 0
    threshold_fen: int = 0
    percent_bp: int = 0
    ceiling_fen: int | None = None
    validity_days: float = 14.0
    quota: int | None = None
    budget_fen: int | None = None
    threshold_after: bool = False
    evaluate: Callable[[Ints], Ints] | None = None

    @staticmethod
    def of_terms(terms: Terms) -> Coupon:
        """The coupon of a stock's rules, for baskets that hold eligible goods.

        Raises RefusedError for exchange and free-shipping coupons, whose worth a basket's amount does not
        tell.
        """
        worth = terms.gives.by_amount(terms)
        if worth is None:
            raise RefusedError(
                "not_simulated",
                "a coupon of kind {kind} cannot be simulated: its worth depends on the goods",
                hint="simulate an amount of the same worth: value in the campaign file",
                kind=terms.kind,
            )
        total = [budget.cap for budget in terms.budgets if budget[:2] == ("money", "total")]
        counted = [budget.cap for budget in terms.budgets if budget[:2] == ("count", "total")]
        return Coupon(
            face_fen=worth.face_fen,
            percent_bp=worth.share,
            threshold_fen=terms.min_spend_fen,
            ceiling_fen=worth.most_fen,
            threshold_after=terms.min_spend_base == "after",
            validity_days=float(terms.valid_days or 14),
            quota=min([terms.total, *counted]),
            budget_fen=min(total, default=None),
        )

    def discount(self, basket_fen: Ints) -> Ints:
        """Discount (n,) on baskets (n,), never above the basket, 0 below the threshold."""
        if self.evaluate is not None:
            return self.evaluate(basket_fen)
        off = self.face_fen + rate_of(basket_fen, self.percent_bp)
        if self.ceiling_fen is not None:
            off = np.minimum(off, self.ceiling_fen)
        off = np.minimum(off, basket_fen)
        spent = basket_fen - off if self.threshold_after else basket_fen
        return ints(np.where(spent >= self.threshold_fen, off, 0))
