"""The ``[coupons]`` table."""

from __future__ import annotations

from dataclasses import dataclass

from digitool.forms import kinds
from digitool.forms.form import setting


@dataclass(frozen=True)
class CouponPolicy:
    """How coupons stack in this chain.

    Classes work in the order price, member, coupon, referral, payment; ``floor`` is in basis points.
    """

    stacking: str = setting(
        "best", kinds.choice("best", "priority"), "Which coupons of an order win where not all fit", '"best"'
    )
    price_stocks: int = setting(1, kinds.whole(1, 20), "Stocks of class price that one order takes", "1")
    member_stocks: int = setting(1, kinds.whole(1, 20), "Stocks of class member that one order takes", "1")
    coupon_stocks: int = setting(1, kinds.whole(1, 20), "Stocks of class coupon that one order takes", "2")
    referral_stocks: int = setting(
        1, kinds.whole(1, 20), "Stocks of class referral that one order takes", "1"
    )
    payment_stocks: int = setting(1, kinds.whole(1, 20), "Stocks of class payment that one order takes", "1")
    floor: int = setting(
        0, kinds.percent(), "Share of the tag prices below which coupons may not push an order", '"30%"'
    )
    lock_minutes: int = setting(
        15, kinds.whole(1, 1440), "Minutes that a coupon is kept for an order that is not paid yet", "15"
    )
