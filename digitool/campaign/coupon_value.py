"""What a coupon takes off a basket: an amount or a percentage above a threshold, in whole fen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from digitool.campaign.arrays import Ints, ints


@dataclass(frozen=True)
class Coupon:
    """A coupon as a campaign offers it; money in fen, validity in days from the view.

    ``face_fen`` off, or ``percent_bp`` of the basket up to ``ceiling_fen``, at or above
    ``threshold_fen``. ``quota`` and ``budget_fen`` end it, None means no end. ``evaluate`` replaces
    the built-in rule by a live one: baskets (n,) in fen to discounts (n,) in fen (a module-level
    function, so that it travels to worker processes).
    """

    face_fen: int = 0
    threshold_fen: int = 0
    percent_bp: int = 0
    ceiling_fen: int | None = None
    validity_days: float = 14.0
    quota: int | None = None
    budget_fen: int | None = None
    evaluate: Callable[[Ints], Ints] | None = None

    def discount(self, basket_fen: Ints) -> Ints:
        """Discount (n,) on baskets (n,), never above the basket, 0 below the threshold."""
        if self.evaluate is not None:
            return self.evaluate(basket_fen)
        off = self.face_fen + (basket_fen * self.percent_bp) // 10_000
        if self.ceiling_fen is not None:
            off = np.minimum(off, self.ceiling_fen)
        return ints(np.where(basket_fen >= self.threshold_fen, np.minimum(off, basket_fen), 0))
